/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/goals/goals_store.h: goals and tasks between SQL and a struct. Both
 * are the same thing to the server, sealed words that people agree to, and a
 * task may also say which goal it serves. Texts live in the arena given. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "daemon/alliances/member.h"
#include "daemon/base/arena.h"
#include "daemon/base/err.h"
#include "daemon/base/id.h"

struct store_conn;

enum goal_sort { GOAL_SORT_GOAL, GOAL_SORT_TASK };

enum goal_state {
    GOAL_PROPOSED, /* somebody's agreement to the wording is missing */
    GOAL_AGREED,   /* every member agrees to the current wording */
    GOAL_REACHED,  /* a goal was reached, a task is done; final */
    GOAL_SET_ASIDE /* final */
};

struct goal {
    enum goal_sort sort;
    struct id id;
    struct id alliance;
    bool serves;      /* tasks: whether goal is set */
    struct id goal;   /* tasks: the goal it serves */
    struct id writer; /* of the current wording: signed the sealed words */
    int64_t revision; /* of the wording, from 1 */
    struct text sealed;
    enum goal_state state;
    int64_t agreed_ms; /* when all first agreed to a wording; 0 = never */
    int64_t created_ms;
    int64_t changed_ms;
    struct id agreed[ALLIANCE_MEMBERS_MAX]; /* to the current wording */
    size_t agreed_count;
};

/* "proposed", "agreed", "reached" or "done", "set_aside". */
const char *goal_state_name(enum goal_sort sort, enum goal_state state);

/* Keeps the row still until the transaction ends, so that what is decided
 * from it holds when it is written, also with several nodes. ERR_NOT_FOUND
 * when there is none. */
enum err goals_lock(struct store_conn *c, enum goal_sort sort,
                    const struct id *id);

/* ERR_NOT_FOUND when there is none; *out is then undefined. */
enum err goals_find(struct store_conn *c, struct arena *a, enum goal_sort sort,
                    const struct id *id, struct goal *out);

typedef enum err (*goals_each)(const struct goal *g, void *context);
/* Oldest first. Stops at the first answer that is not ERR_OK and gives it. */
enum err goals_list(struct store_conn *c, struct arena *a, enum goal_sort sort,
                    const struct id *alliance, goals_each each, void *context);
/* How many of the alliance are proposed or agreed. */
enum err goals_count_open(struct store_conn *c, enum goal_sort sort,
                          const struct id *alliance, int64_t *out);

/* Writes the row; agreements apart. ERR_CONFLICT when the id is taken. */
enum err goals_add(struct store_conn *c, const struct goal *g);
/* Writes writer, revision, sealed, state, agreed_ms and changed_ms. */
enum err goals_change(struct store_conn *c, const struct goal *g);
/* Notes that account agrees to the goal's current revision. */
enum err goals_agree(struct store_conn *c, const struct goal *g,
                     const struct id *account, int64_t at_ms);
