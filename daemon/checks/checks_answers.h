/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/checks/checks_answers.h: one person's closing minute between the
 * wire, the checks of core/instrument.h, and what is kept. */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "core/instrument.h"
#include "daemon/base/arena.h"
#include "daemon/base/err.h"
#include "daemon/base/id.h"
#include "daemon/base/json.h"

enum {
    ANSWERS_LIST_MAX = 64,          /* goals, and tasks, of one sheet */
    ANSWERS_SEALED_MAX = 16 * 1024, /* bytes of the open answer */
    ANSWERS_BODY_MAX = 48 * 1024
};

/* Everything lives in the request's arena. */
struct answers {
    bool declined;
    struct id goals[ANSWERS_LIST_MAX]; /* each once */
    size_t goal_count;
    struct id tasks[ANSWERS_LIST_MAX]; /* each once */
    size_t task_count;
    struct text sealed; /* the open answer; len 0: none */
    struct text kept;   /* the rest, as JSON with its fields in one order, so
                           that the same answers are the same bytes */
};

/* Reads a sheet for this instrument. ERR_BAD_INPUT with the field in
 * r->field: what is unknown, missing, out of range, named twice, or given
 * although the person declined. */
enum err answers_read(struct json_reader *r, json_t *body, struct arena *a,
                      const struct instrument *in, struct answers *out);

/* The sheet for the wire, from what is stored. NULL when kept is not what
 * answers_read made. The caller owns it. */
json_t *answers_json(bool declined, struct text kept, struct text sealed);
