/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/accounts/webauthn_data.h: the bytes an authenticator signs, taken
 * apart: WebAuthn section 6.1. Pure. Texts are borrowed from the input. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/base/text.h"

struct webauthn_data {
    struct text house_hash; /* SHA-256 of the relying party's name */
    bool present, verified, backup_eligible, backed_up;
    uint32_t count;
    bool has_key; /* a new credential is in it */
    struct text aaguid, credential;
    int64_t algorithm;
    bool hmac_secret; /* among the extensions: PRF was asked */
};

/* False and *out undefined unless every byte has its place. */
bool webauthn_data_read(struct text bytes, struct webauthn_data *out);

/* {fmt, authData, attStmt} of a creation. attStmt is the bytes of its map. */
bool webauthn_attestation_read(struct text bytes, struct text *format,
                               struct text *data, struct text *statement);
