/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/alliances/way_back.h: a single-use link that gives an account a new
 * key, for somebody who has lost every way in. A therapist makes it for a
 * client, the practice at the machine for anybody. It unlocks no words: the
 * new key can read nothing before people have compared the safety words.
 *
 * Nobody is robbed quietly. While somebody is signed in to the account, the
 * link opens nothing for WAY_BACK_WAIT_MS; they hear of it, and can stop it.
 */
#pragma once

#include <jansson.h>
#include <stdint.h>

#include "daemon/alliances/invitation.h"
#include "daemon/base/arena.h"
#include "daemon/base/err.h"
#include "daemon/base/id.h"

struct store_conn;

#define WAY_BACK_WAIT_MS INVITATION_DAY_MS

enum { WAY_BACK_DAYS_MOST = 7 };

struct way_back {
    struct id id;
    uint8_t token_hash[INVITATION_HASH_BYTES];
    struct id account;
    struct id alliance, giver; /* all zero: the practice itself */
    int64_t created_ms, opens_ms, expires_ms;
    enum invitation_state state;
};

/* In a transaction: one more, which takes an earlier open one back; the person
 * is told. created_ms and expires_ms are given; opens_ms is set here.
 * ERR_GONE when the account is closed. */
enum err way_back_add(struct store_conn *c, struct way_back *w);

/* In a transaction. ERR_GONE when it was used; twice is no error. */
enum err way_back_revoke(struct store_conn *c, const struct id *id,
                         int64_t now_ms);
/* In a transaction: the open one of an account; *any says if there was one. */
enum err way_back_revoke_all(struct store_conn *c, const struct id *account,
                             int64_t now_ms, bool *any);

/* In a transaction: uses it up. Of two at once one gets ERR_OK; ERR_GONE for
 * one that is not open, ERR_CONFLICT before opens_ms. */
enum err way_back_use(struct store_conn *c, const struct way_back *w,
                      int64_t now_ms);

/* With its state at now_ms. ERR_NOT_FOUND otherwise. */
enum err way_back_find(struct store_conn *db, const struct id *id,
                       int64_t now_ms, struct way_back *out);
enum err way_back_find_by_token(struct store_conn *db, struct text token,
                                int64_t now_ms, struct way_back *out);
/* The open one of an account. */
enum err way_back_find_open(struct store_conn *db, const struct id *account,
                            int64_t now_ms, struct way_back *out);

/* {id, opens_ms, expires_ms}; the caller owns it. */
json_t *way_back_json(const struct way_back *w);
