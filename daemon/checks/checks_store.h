/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/checks/checks_store.h: closing minutes between SQL and a struct.
 * Rows come out as they are stored: whether they may be shown is for
 * checks_blind.h to say. Texts live in the arena given. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "daemon/base/arena.h"
#include "daemon/base/err.h"
#include "daemon/base/id.h"
#include "daemon/net/route.h"

struct store_conn;

/* What a closing minute needs to know of its session. */
struct closing_visit {
    struct id id;
    struct id alliance;
    int64_t number;   /* 0: it has none */
    int64_t ended_ms; /* 0: it has not ended */
};

struct closing {
    struct closing_visit visit;
    struct id account;
    enum role role;
    bool declined;
    struct text kept;   /* a keeper's record of the account */
    struct text sealed; /* the open answer; len 0: none */
    int64_t at_ms;
};

/* Makes answers to one session come one after the other until the transaction
 * ends. ERR_NOT_FOUND when there is no such session. */
enum err checks_lock_visit(struct store_conn *c, const struct id *visit);

/* ERR_NOT_FOUND when there is none. */
enum err checks_find_visit(struct store_conn *c, const struct id *visit,
                           struct closing_visit *out);

typedef enum err (*checks_each)(const struct closing *row, void *context);
/* All of one session, in the order they came. Stops at the first answer that
 * is not ERR_OK and gives it. */
enum err checks_list_of_visit(struct store_conn *c, struct arena *a,
                              const struct id *visit, checks_each each,
                              void *context);
/* All of an alliance, session by session, the first session first. */
enum err checks_list_of_alliance(struct store_conn *c, struct arena *a,
                                 const struct id *alliance, checks_each each,
                                 void *context);

/* ERR_CONFLICT when the account has answered this session already. */
enum err checks_add(struct store_conn *c, const struct closing *row);

/* Whether a goal or task may be named in the closing minute of a session: it
 * is of the same alliance, and all had agreed to it by then: it is agreed
 * now, or was and changed only since. */
enum check_object { CHECK_GOAL, CHECK_TASK };
enum err checks_may_name(struct store_conn *c, enum check_object sort,
                         const struct id *id, const struct closing_visit *v,
                         bool *out);
