/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/checks/checks_blind.h: who may read whose closing minute, and what
 * may be said about it. The one place that decides; every way out asks here.
 * Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "daemon/base/id.h"

#define CLOSING_WINDOW_MS INT64_C(259200000) /* 72 h after the end */

/* What is known of one session's closing minute. */
struct blind_facts {
    const struct id *members; /* who may answer */
    size_t member_count;
    const struct id *answered; /* who has answered or declined */
    size_t answered_count;
    int64_t closes_ms; /* 0: the session has not ended */
};

enum blind_state {
    BLIND_NONE,    /* I have not answered: I am told nothing of the others */
    BLIND_WAITING, /* I have, and somebody has not */
    BLIND_OPEN     /* everybody has, or the window has closed */
};

/* The state as one of the members sees it. Only in BLIND_OPEN may anything of
 * another person's leave the server, even that it is there. */
enum blind_state blind_state(const struct blind_facts *f, const struct id *me,
                             int64_t now_ms);

/* True while answers are taken: [end, closes_ms). Never true together with
 * the window having closed in blind_state at the same now_ms. */
bool blind_is_taking(const struct blind_facts *f, int64_t now_ms);

const char *blind_state_name(enum blind_state s); /* "none", … */
