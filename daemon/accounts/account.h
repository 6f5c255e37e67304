/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/accounts/account.h: a person who can sign in. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "daemon/accounts/slot.h"
#include "daemon/base/arena.h"
#include "daemon/base/err.h"
#include "daemon/base/id.h"
#include "daemon/net/route.h"

enum {
    ACCOUNT_LOGIN_LEAST = 3, /* bytes */
    ACCOUNT_LOGIN_MOST = 64,
    ACCOUNT_NAME_MOST = 320, /* bytes: 80 letters of any script */
    ACCOUNT_NAME_LETTERS = 80,
    ACCOUNT_PUBLIC_KEY_MOST = 8192,
    ACCOUNT_SEALED_KEY_MOST = 16384
};

/* Texts are borrowed. */
struct account {
    struct id id;
    struct text login;
    enum role role;
    struct text name_record; /* kept: see account_name_seal */
    struct text public_key;
    struct text sealed_key;
    bool shows_read; /* "show others that I have read", and be shown it */
    int64_t created_ms;
};

/* 3 to 64 of a-z 0-9 . _ - @ */
bool account_login_is_valid(struct text login);
/* 1 to 80 letters, none of them a control character. */
bool account_name_is_valid(struct text name);

enum err account_name_seal(struct keeper *k, const struct id *account,
                           struct text name, struct arena *a,
                           struct text *record);
enum err account_name_unseal(struct keeper *k, const struct id *account,
                             struct text record, struct arena *a,
                             struct text *name);

/* In a transaction. ERR_CONFLICT when the login name is taken. */
enum err account_add(struct store_conn *c, const struct account *a,
                     const struct slot *passphrase, const struct slot *recovery,
                     int64_t now_ms);

/* Copied to the arena. */
enum err account_find(struct store_conn *db, const struct id *id,
                      struct arena *a, struct account *out);

enum err account_set_shows_read(struct store_conn *c, const struct id *account,
                                bool shows);

/* In a transaction: another key in the place of the one there was. ERR_GONE
 * when the account was closed. */
enum err account_set_key(struct store_conn *c, const struct id *account,
                         struct text public_key, struct text sealed_key);

/* *any says whether the house has an account at all. */
enum err account_any(struct store_conn *db, bool *any);

const char *role_name(enum role role); /* "therapist", "client" */
enum role role_parse(struct text t);   /* ROLE_NONE for any other word */

/* me, as of docs/protocol.md, for this login; the caller owns it. NULL and *err
 * set on failure. */
json_t *account_me_json(struct request *q, const struct session *who,
                        enum err *err);

/* By login name. */
enum err account_id_of(struct store_conn *db, struct text login, struct id *id);
