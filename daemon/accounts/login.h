/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/accounts/login.h: a signed-in device. It shows a token in a cookie;
 * we keep only the token's SHA-256. A new token at each sign-in, ended by
 * sign-out, by LOGIN_IDLE_MS without a request or an open live socket, and
 * after LOGIN_MOST_MS in any case. The client locks its keys long before (15
 * minutes). */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/base/text.h"
#include "daemon/base/err.h"
#include "daemon/base/id.h"
#include "daemon/net/route.h"

struct hub;
struct store_conn;
struct writer;

enum {
    LOGIN_TOKEN_BYTES = 32,
    LOGIN_TOKEN_LETTERS = 43,
    LOGIN_HASH_BYTES = 32,
    LOGIN_IDLE_MS = 12 * 60 * 60 * 1000,
    LOGIN_MOST_MS = 24 * 60 * 60 * 1000,
    LOGIN_SEEN_EVERY_MS = 60 * 1000, /* how coarse "last seen" is */
    /* How long after a sign-in slots may be changed without another. */
    LOGIN_FRESH_MS = 10 * 60 * 1000
};

struct login {
    char token[LOGIN_TOKEN_LETTERS + 1]; /* only for the cookie */
    uint8_t hash[LOGIN_HASH_BYTES];
};

/* 256 random bits. */
void login_new(struct login *out);

/* In a transaction. */
enum err login_add(struct store_conn *c, const struct login *l,
                   const struct id *account, const struct id *device,
                   bool owes_factor, int64_t now_ms);
enum err login_end(struct store_conn *c, const uint8_t hash[LOGIN_HASH_BYTES]);
enum err login_end_others(struct store_conn *c, const struct id *account,
                          const uint8_t keep[LOGIN_HASH_BYTES]);

enum err login_end_device(struct store_conn *c, const struct id *account,
                          const struct id *device);
enum err login_end_all(struct store_conn *c, const struct id *account);

/* The token hashes of all logins of an account, at most most of them. */
enum err login_hashes(struct store_conn *db, const struct id *account,
                      uint8_t (*out)[LOGIN_HASH_BYTES], size_t most,
                      size_t *count);
/* The same of one device. */
enum err login_hashes_on(struct store_conn *db, const struct id *account,
                         const struct id *device,
                         uint8_t (*out)[LOGIN_HASH_BYTES], size_t most,
                         size_t *count);

/* ERR_OK when this login was made by a sign-in less than LOGIN_FRESH_MS ago,
 * ERR_CONFLICT otherwise. */
enum err login_is_fresh(struct store_conn *db,
                        const uint8_t hash[LOGIN_HASH_BYTES], int64_t now_ms);

/* The authenticate callback of net/server.h. Notes, every LOGIN_SEEN_EVERY_MS
 * at most and without waiting for it, that the login is in use. */
enum err login_authenticate(struct store_conn *db, struct writer *w,
                            struct text token, int64_t now_ms,
                            struct session *out);

/* Every minute or so: removes logins that ran out and closes their sockets,
 * and those of logins that a command beside the house ended. */
void login_sweep(struct store_conn *db, struct writer *w, struct hub *h,
                 int64_t now_ms);
