/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/alliances/alliances_store.h: alliances and their members, to and from
 * tables. */
#pragma once

#include <jansson.h>
#include <stdint.h>

#include "core/base/text.h"
#include "daemon/base/arena.h"
#include "daemon/base/err.h"
#include "daemon/base/id.h"
#include "daemon/net/route.h"

struct keeper;
struct store_conn;

struct alliance {
    struct id id, conversation, founder;
    struct text label_record; /* kept by the founder; len 0: none */
};

/* In a transaction: the alliance, with its founder as therapist. ERR_CONFLICT
 * when either id is taken. */
enum err alliance_add(struct store_conn *c, const struct alliance *a,
                      int64_t now_ms);

/* In a transaction: one member more. ERR_CONFLICT when already there. */
enum err alliance_member_add(struct store_conn *c, const struct id *alliance,
                             const struct id *account, enum role role,
                             struct text introduction, int64_t now_ms);

/* The list of docs/protocol.md for one account, oldest first; the caller owns
 * it. The label is told to the founder alone, invitations to therapists. A
 * name whose key was erased reads "". NULL and *err set on failure. */
json_t *alliances_json(struct store_conn *db, struct keeper *k,
                       const struct session *who, int64_t now_ms,
                       struct arena *a, enum err *err);
