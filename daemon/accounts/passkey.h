/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/accounts/passkey.h: the passkeys of an account, as kept. */
#pragma once

#include <jansson.h>
#include <stdint.h>

#include "daemon/accounts/webauthn.h"
#include "daemon/base/err.h"
#include "daemon/base/id.h"

struct keeper;
struct store_conn;

enum {
    PASSKEY_NAME_MOST = 240, /* bytes */
    PASSKEY_MOST = 20        /* an account */
};

/* Texts are bytes and borrowed. */
struct passkey {
    struct id id, account;
    struct webauthn_key key;
    struct text name_record; /* kept */
    struct text wrapped;     /* len 0: opens no box */
};

/* By the authenticator's own name for it. Copied to the arena. */
enum err passkey_find(struct store_conn *db, struct text credential,
                      struct arena *a, struct passkey *out);

/* In a transaction. ERR_CONFLICT: it is registered, or there are too many. */
enum err passkey_add(struct store_conn *c, const struct passkey *p,
                     int64_t now_ms);
/* It was used now: seen holds what the authenticator said. */
enum err passkey_use(struct store_conn *c, const struct id *id,
                     const struct webauthn_key *seen, int64_t now_ms);
/* ERR_NOT_FOUND unless it is this account's. */
enum err passkey_rename(struct store_conn *c, const struct id *account,
                        const struct id *id, struct text name_record);
enum err passkey_remove(struct store_conn *c, const struct id *account,
                        const struct id *id);
enum err passkey_remove_all(struct store_conn *c, const struct id *account,
                            int64_t *count);

enum err passkey_count(struct store_conn *db, const struct id *account,
                       int64_t *count);

/* The list of *me*, and the bare credentials for a browser to look for. The
 * caller owns them; NULL and *err on failure. */
json_t *passkey_list_json(struct store_conn *db, struct keeper *k,
                          const struct id *account, struct arena *a,
                          enum err *err);
json_t *passkey_credentials_json(struct store_conn *db,
                                 const struct id *account, enum err *err);
