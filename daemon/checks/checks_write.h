/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/checks/checks_write.h: a person's closing minute, as the body of one
 * write: once, within its window, about what this alliance agreed on. Only
 * the answer that makes all readable is an event: before that, the others
 * must not learn that somebody answered. */
#pragma once

#include "daemon/alliances/event.h"
#include "daemon/checks/checks_answers.h"
#include "daemon/checks/checks_blind.h"
#include "daemon/checks/checks_store.h"

struct closing_put {
    /* What is asked. row.visit.id and everything below it in row is set; the
     * rest of row.visit is read here. Lent by the request. */
    struct closing row;
    const struct answers *answers;
    struct arena *arena;
    /* What came of it. */
    enum blind_state state; /* valid after ERR_OK */
    bool stands; /* I had answered before; nothing was written. Whether the
                    same, only the person's key can tell */
    struct closing standing; /* my row, when stands */
    const char *field;       /* with ERR_BAD_INPUT: which */
    const char *wanted;
    const char *text; /* with ERR_CONFLICT: why, for a person */
};

/* An event_run. */
enum err checks_write_closing(struct store_conn *c, struct event_batch *batch,
                              void *put);
