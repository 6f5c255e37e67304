/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/goal_data.h: goals of a file: every row's levels (or ratings) and
 * weights, checked, sorted by person and time, and their change. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/goal.h"
#include "daemon/cli/intern.h"
#include "daemon/cli/refused.h"
#include "daemon/cli/rows.h"

struct goal_options {
    struct goal_params params; /* of goal attainment */
    bool ratings;              /* rows hold ratings, not levels */
    double min, max;           /* of ratings; default 0 and 10 */
    double reliable;           /* points; NaN: not asked */
    bool any_order, explain;
};

/* One goal in one row. */
struct goal_cell {
    struct rating rating;      /* level or rating */
    double weight;             /* > 0 */
    struct goal_change change; /* of a rating */
};

struct goal_entry {
    size_t row;
    uint32_t series;
    uint32_t at_text; /* in texts */
    struct moment at;
    size_t first_cell, cell_count;
    /* goal attainment */
    enum goal_status status; /* GOAL_OK or GOAL_NONE */
    struct goal_attainment attainment;
    struct goal_change change; /* of T */
    bool same_as_first;        /* goals and weights; when change is known */
    bool same_as_last;
};

/* Rows of one person, by one rater, under one name of a form. */
struct goal_series {
    uint32_t person, rater, instrument; /* in texts */
    bool withheld;                      /* a row of the person was refused */
};

struct goal_data {
    struct goal_options options;
    struct intern texts, keys; /* keys: of series */
    struct goal_entry *entries;
    size_t entry_count, entry_cap;
    struct goal_cell *cells;
    size_t cell_count, cell_cap;
    struct goal_series *series; /* one for each of keys */
    size_t series_cap;
    struct refused refused;
};

void goal_data_init(struct goal_data *d, const struct goal_options *options);
void goal_data_deinit(struct goal_data *d);

/* Each returns false only when memory is out or (read) the file as a whole
 * cannot be read, which rows have said then. Refusals are said and noted. */
bool goal_data_read(struct goal_data *d, struct rows *rows);
bool goal_data_follow(struct goal_data *d, struct rows *rows);
