/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/recovery/recovery_store.h: the practice's recovery keys and what is
 * sealed to them. One key is in force, the newest whose time has come; one may
 * be coming. */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/base/text.h"
#include "daemon/base/arena.h"
#include "daemon/base/err.h"
#include "daemon/base/id.h"

struct store_conn;

enum {
    RECOVERY_KEY_MOST = 8192,   /* bytes of a public key */
    RECOVERY_SEALED_MOST = 8192 /* of a grant */
};

struct recovery_key {
    struct id id;
    struct text public_key;
    struct id maker;
    int64_t made_ms;
    int64_t applies_ms; /* from then on it is given grants */
};

/* The owner of the practice: its first therapist. ERR_NOT_FOUND when there is
 * none. */
enum err recovery_owner(struct store_conn *db, struct id *out);

/* In a transaction: a new key. One that was still coming is gone. ERR_CONFLICT
 * when the id is taken. */
enum err recovery_key_add(struct store_conn *c, const struct recovery_key *k);

/* The key in force, or the one still coming; texts in the arena.
 * ERR_NOT_FOUND when there is none. */
enum err recovery_key_current(struct store_conn *db, int64_t now_ms,
                              struct arena *a, struct recovery_key *out);
enum err recovery_key_coming(struct store_conn *db, int64_t now_ms,
                             struct arena *a, struct recovery_key *out);

struct recovery_grant {
    struct id conversation, key, granter;
    int64_t epoch;
    struct text sealed;
    int64_t at_ms;
};

/* In a transaction: keeps it, in place of an earlier one of the same epoch,
 * and takes away what the conversation had for other keys. */
enum err recovery_grant_put(struct store_conn *c,
                            const struct recovery_grant *g);

/* [{epoch, granter, sealed}] of a conversation for a key; the caller owns it.
 * NULL and *err set when the store fails. */
json_t *recovery_grants_json(struct store_conn *db,
                             const struct id *conversation,
                             const struct id *key, enum err *err);
