/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/accounts/totp.h: six digits from an app on the phone: RFC 6238, 30 s,
 * SHA-1 as apps expect. One step early or late is fine; no counter is taken
 * twice. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "daemon/base/arena.h"
#include "daemon/base/err.h"
#include "daemon/base/id.h"

struct keeper;
struct store_conn;

enum {
    TOTP_SEED_BYTES = 20,
    TOTP_SEED_LETTERS = 32, /* base32 */
    TOTP_DIGITS = 6,
    TOTP_STEP_S = 30
};

struct totp {
    struct text seed;                 /* bytes */
    int64_t counter;                  /* newest accepted; -1: none */
    int64_t created_ms, confirmed_ms; /* 0: not yet */
};

/* True and *counter written only for a code that fits now. Whether its counter
 * was used before is totp_use's to say. */
bool totp_fits(const struct totp *t, struct text code, int64_t now_ms,
               int64_t *counter);

/* seed as letters for an app or for typing; NUL at the end. */
bool totp_spell(struct text seed, char out[TOTP_SEED_LETTERS + 1]);

/* Copied to the arena. ERR_NOT_FOUND when there is none. */
enum err totp_find(struct store_conn *db, struct keeper *k,
                   const struct id *account, struct arena *a, struct totp *out);

/* In a transaction. */
enum err totp_put(struct store_conn *c, const struct id *account,
                  struct text seed_record, int64_t now_ms);
/* ERR_CONFLICT when this counter, or a later one, was used already. */
enum err totp_use(struct store_conn *c, const struct id *account,
                  int64_t counter);
enum err totp_confirm(struct store_conn *c, const struct id *account,
                      int64_t now_ms);
/* *any says whether there was one that counted. */
enum err totp_remove(struct store_conn *c, const struct id *account, bool *any);
