/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/alliances/member.h: who may. Everything people make belongs to an
 * alliance, and being one of its members is the one thing that opens it. Each
 * handler asks here, for the very object at hand, before it reads or writes;
 * there is no second way. */
#pragma once

#include <stddef.h>

#include "daemon/alliances/kind.h"
#include "daemon/base/err.h"
#include "daemon/base/id.h"
#include "daemon/net/route.h"

struct store_conn;

struct member {
    struct id alliance;
    struct id conversation; /* of the alliance */
    struct id account;
    enum role role; /* in this alliance */
    enum alliance_kind kind;
    struct id about; /* of the alliance; all zero: none */
};

enum { ALLIANCE_MEMBERS_MAX = 8 };

/* The membership of account in alliance. ERR_NOT_FOUND when there is no such
 * alliance or the account is not, or no longer, one of its members: the two
 * cannot be told apart. *out is written only on ERR_OK. */
enum err alliance_member_find(struct store_conn *db, const struct id *alliance,
                              const struct id *account, struct member *out);

/* As above, for somebody who knows the conversation's id. */
enum err alliance_member_find_by_conversation(struct store_conn *db,
                                              const struct id *conversation,
                                              const struct id *account,
                                              struct member *out);

/* All present members, oldest first, at most ALLIANCE_MEMBERS_MAX. *count is
 * 0 for an alliance that does not exist. */
enum err alliance_members_list(struct store_conn *db, const struct id *alliance,
                               struct member out[ALLIANCE_MEMBERS_MAX],
                               size_t *count);
