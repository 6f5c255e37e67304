/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/alliances/release.h: who asked to take a couple's joint record away,
 * and who of them said yes. The rule is core/release.h's. The word of every
 * client is needed who was ever in it and whose account is not closed, also
 * of one who has left; the asker's own is given with the asking. */
#pragma once

#include <jansson.h>
#include <stdint.h>

#include "core/release.h"
#include "daemon/alliances/event.h"
#include "daemon/base/err.h"
#include "daemon/base/id.h"

struct arena;
struct keeper;
struct store_conn;

enum { RELEASES_MOST = 16 /* of one copy, and listed of one person */ };

struct joint_release {
    struct id id, alliance, asker;
    int64_t at_ms;
    struct release facts;
};

/* ERR_NOT_FOUND unless it is there and the account has part in it: asked for
 * it, is or was a client, or is its therapist. */
enum err release_find(struct store_conn *db, const struct id *id,
                      const struct id *account, struct joint_release *out);

/* In a transaction. An earlier one of this asker that was not used goes. The
 * same id of the same asker again changes nothing; ERR_CONFLICT when it is
 * another's. */
enum err release_add(struct store_conn *c, const struct joint_release *r);

/* In a transaction. ERR_NOT_FOUND when this account's word is not needed,
 * ERR_CONFLICT when the copy was taken. */
enum err release_answer(struct store_conn *c, const struct joint_release *r,
                        const struct id *account, bool yes, int64_t now_ms);

/* In a transaction: uses it up, once. ERR_CONFLICT unless it is good. */
enum err release_use(struct store_conn *c, const struct joint_release *r,
                     int64_t now_ms);

/* In a transaction, with the answers. */
enum err release_delete(struct store_conn *c, const struct id *id);

/* [{id, alliance, asker, name, at_ms, state, until_ms|null, answers: [{account,
 * yes|null}]}], newest first, of those the account has part in; the caller
 * owns it. NULL and *err set when the store fails. */
json_t *releases_json(struct store_conn *db, struct keeper *k, struct arena *a,
                      const struct id *account, int64_t now_ms, enum err *err);
