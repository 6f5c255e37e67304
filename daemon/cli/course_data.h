/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/course_data.h: all ratings of a file, sorted into series, and
 * what the rules say to each. Built in three steps: course_data_read,
 * course_data_sort, course_data_judge. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/dyad.h"
#include "core/rupture.h"
#include "daemon/cli/intern.h"
#include "daemon/cli/rows.h"
#include "daemon/cli/rule_options.h"
#include "daemon/instruments/instrument_file.h"

/* What fired at one rating; of the dyad, or of the rupture rule. */
struct course_fired {
    bool is_dyad;
    struct rupture_firing firing; /* !is_dyad */
    unsigned flag;                /* is_dyad: one bit DYAD_… */
    struct dyad_fit fit;          /* is_dyad */
    size_t opposite_run;          /* is_dyad */
};

/* One row of the file, in the order read. */
struct course_entry {
    size_t row;
    uint32_t series;
    uint32_t at_text; /* in texts */
    struct moment at;
    struct rating rating;
    bool floor_item;
    enum rupture_status status;
    struct course_usual usual;
    enum course_place place;
    bool change_known;
    double change;
    uint32_t fired_first, fired_count; /* in fired; one run per entry */
};

/* Ratings of one person by one rater on one form. */
struct course_series {
    uint32_t person, rater, instrument; /* in texts */
    struct scale scale;
    size_t first, count; /* in order */
    bool withheld;       /* a row of it was refused */
};

struct course_data {
    const struct instrument_set *set; /* borrowed */
    const struct rule_options *options;
    struct intern texts, keys; /* keys: of series */
    struct course_entry *entries;
    size_t entry_count, entry_cap;
    struct course_series *series; /* one for each of keys */
    size_t series_cap;
    size_t *order; /* entries by series, then time, then row */
    struct course_fired *fired;
    size_t fired_count, fired_cap;
    struct intern refused_people;
    bool all_withheld; /* a row was refused and nobody knows whose it was */
};

void course_data_init(struct course_data *d, const struct instrument_set *set,
                      const struct rule_options *options);
void course_data_deinit(struct course_data *d);

/* Each returns false only when memory is out or (read) the file as a whole
 * cannot be read, which rows have said then. Refusals are said and noted. */
bool course_data_read(struct course_data *d, struct rows *rows);
bool course_data_sort(struct course_data *d, struct rows *rows);
bool course_data_judge(struct course_data *d); /* in course_judge.c */
