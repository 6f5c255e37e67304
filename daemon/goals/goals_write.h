/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/goals/goals_write.h: every change of a goal or task, as the body of
 * one write: read the row, decide, write it, note the event. Each is an
 * event_run over a struct goal_change.
 *
 * The rules. Whoever writes a wording agrees to it. A goal is agreed when
 * every member of an alliance of two or more agrees to the current wording. A
 * new wording asks the others again. Reached, done and set aside are final.
 * What was already so is a retry: it changes nothing and is no conflict. */
#pragma once

#include "daemon/alliances/event.h"
#include "daemon/goals/goals_store.h"

enum {
    GOALS_OPEN_MAX = 200, /* open ones of a sort in one alliance */
    GOALS_SEALED_MAX = 16 * 1024
};

struct goal_change {
    /* What is asked. Lent by the request. */
    enum goal_sort sort;
    struct id id;
    struct id by;       /* the account that asks */
    struct id alliance; /* goals_write_new: where */
    bool serves;        /* goals_write_new: whether goal is set */
    struct id goal;
    int64_t revision;    /* the one the asker has seen */
    struct text sealed;  /* new words */
    enum goal_state end; /* GOAL_REACHED or GOAL_SET_ASIDE */
    int64_t now_ms;
    struct arena *arena;

    /* What came of it. */
    struct goal after; /* valid after ERR_OK */
    const char *field; /* with ERR_BAD_INPUT: which */
    const char *wanted;
    const char *text; /* with ERR_CONFLICT: the rule, for a person */
};

enum err goals_write_new(struct store_conn *c, struct event_batch *batch,
                         void *change);
enum err goals_write_wording(struct store_conn *c, struct event_batch *batch,
                             void *change);
enum err goals_write_agreement(struct store_conn *c, struct event_batch *batch,
                               void *change);
enum err goals_write_end(struct store_conn *c, struct event_batch *batch,
                         void *change);
