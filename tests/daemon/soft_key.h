/* SPDX-License-Identifier: Apache-2.0 */
/* tests/daemon/soft_key.h: an authenticator of a few lines (Ed25519), for
 * tests that need its answers to be right, or wrong in one place. Everything
 * it gives is base64url in a ring that lasts for a few answers. */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

enum soft_slip {
    SLIP_NONE,
    SLIP_TYPE,
    SLIP_CHALLENGE,
    SLIP_ORIGIN,
    SLIP_CROSS_ORIGIN,
    SLIP_HOUSE, /* another relying party */
    SLIP_NOT_PRESENT,
    SLIP_NOT_VERIFIED,
    SLIP_RESERVED_FLAG,
    SLIP_BACKUP,   /* backed up, but not eligible */
    SLIP_TRAILING, /* a byte too many, signed along */
    SLIP_SIGNATURE,
    SLIP_CREDENTIAL, /* a name nobody has */
    SLIPS
};
extern const char *const soft_slip_names[SLIPS];

struct soft_key {
    uint8_t secret[64], public_key[32], credential[16];
    uint32_t count;
    bool hmac_secret; /* says so in an extension, as PRF does */
    char origin[64], house[64];
};

void soft_key_init(struct soft_key *k, int port);

/* {client_data, attestation} for navigator.credentials.create. */
json_t *soft_key_create(struct soft_key *k, const char *challenge,
                        enum soft_slip slip);
/* {credential, client_data, authenticator_data, signature} for …get. */
json_t *soft_key_get(struct soft_key *k, const char *challenge,
                     enum soft_slip slip);
