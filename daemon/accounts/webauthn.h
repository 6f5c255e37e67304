/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/accounts/webauthn.h: what a browser says about a passkey, checked.
 * Pure but for memory of the arena; signatures by libfido2. The names of what
 * can be wrong are in webauthn_fault; the person only hears yes or no. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/base/text.h"
#include "daemon/base/arena.h"

enum webauthn_fault {
    WEBAUTHN_OK,
    WEBAUTHN_BAD_CLIENT_DATA, /* no JSON, or a field of the wrong kind */
    WEBAUTHN_BAD_TYPE,
    WEBAUTHN_BAD_CHALLENGE, /* not the bytes we gave */
    WEBAUTHN_BAD_ORIGIN,
    WEBAUTHN_CROSS_ORIGIN, /* asked for inside somebody else's page */
    WEBAUTHN_BAD_DATA,     /* authenticator data of the wrong form */
    WEBAUTHN_BAD_HOUSE,    /* made for another name */
    WEBAUTHN_NOT_PRESENT,
    WEBAUTHN_NOT_VERIFIED, /* no finger, face or PIN */
    WEBAUTHN_BAD_FORMAT,   /* attestation other than none or self */
    WEBAUTHN_BAD_KEY,      /* a kind of key we do not take */
    WEBAUTHN_BAD_SIGNATURE
};
const char *webauthn_fault_name(enum webauthn_fault f); /* for the log */

/* Where the request came to, from its Host: "practice.example" or
 * "localhost:8080". behind_tls: http is never right. */
struct webauthn_house {
    struct text host;
    bool behind_tls;
};

enum { WEBAUTHN_CREDENTIAL_MOST = 1023, WEBAUTHN_KEY_MOST = 1024 };

/* Texts are bytes; those of the result live in the arena. */
struct webauthn_key {
    struct text credential;
    int algorithm; /* COSE: -7, -8 or -257 */
    struct text public_key;
    uint32_t count;
    bool backup_eligible, backed_up;
};

/* A new one: navigator.credentials.create. */
struct webauthn_creation {
    struct text client_data, attestation;
};
enum webauthn_fault webauthn_create(const struct webauthn_house *h,
                                    const struct webauthn_creation *c,
                                    struct text challenge, struct arena *a,
                                    struct webauthn_key *out);

/* A known one: navigator.credentials.get. *seen gets count and the two flags
 * of now. Present and verified are demanded. */
struct webauthn_assertion {
    struct text client_data, authenticator_data, signature;
};
enum webauthn_fault webauthn_get(const struct webauthn_house *h,
                                 const struct webauthn_assertion *s,
                                 struct text challenge,
                                 const struct webauthn_key *key,
                                 struct arena *a, struct webauthn_key *seen);

/* The challenge inside client data, unchecked; len 0 when there is none. */
struct text webauthn_challenge(struct text client_data, struct arena *a);
