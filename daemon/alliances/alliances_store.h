/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/alliances/alliances_store.h: alliances and their members, to and from
 * tables. */
#pragma once

#include <jansson.h>
#include <stdint.h>

#include "core/base/text.h"
#include "daemon/alliances/member.h"
#include "daemon/base/arena.h"
#include "daemon/base/err.h"
#include "daemon/base/id.h"
#include "daemon/net/route.h"

struct keeper;
struct store_conn;

struct alliance {
    struct id id, conversation, founder;
    enum alliance_kind kind;
    struct id about; /* another alliance; all zero: none */
    enum role founder_role;
    struct text label_record; /* kept by the founder; len 0: none */
};

/* In a transaction: the alliance, with its founder as a member. ERR_CONFLICT
 * when either id is taken. */
enum err alliance_add(struct store_conn *c, const struct alliance *a,
                      int64_t now_ms);

/* In a transaction: one member more. ERR_CONFLICT when already there. */
enum err alliance_member_add(struct store_conn *c, const struct id *alliance,
                             const struct id *account, enum role role,
                             struct text introduction, int64_t now_ms);

/* In a transaction: ends a membership. ERR_NOT_FOUND when there is none. */
enum err alliance_member_leave(struct store_conn *c, const struct id *alliance,
                               const struct id *account, int64_t now_ms);

/* How many clients belong or ever belonged to it. */
enum err alliance_clients_ever(struct store_conn *c, const struct id *alliance,
                               int *count);

/* The private spaces about a couple that account is a member of. */
enum err alliance_private_spaces(struct store_conn *c, const struct id *couple,
                                 const struct id *account,
                                 struct id out[ALLIANCE_MEMBERS_MAX],
                                 size_t *count);

/* The list of docs/protocol.md for one account, oldest first; the caller owns
 * it. The label is told to the founder alone, invitations to therapists. A
 * name whose key was erased reads "". NULL and *err set on failure. */
json_t *alliances_json(struct store_conn *db, struct keeper *k,
                       const struct session *who, int64_t now_ms,
                       struct arena *a, enum err *err);
