/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/psychometrics_data.h: all sheets of answers of a file, by form
 * and rater, then person, then time. Built in two steps, _read and _sort. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/psychometrics.h"
#include "daemon/cli/intern.h"
#include "daemon/cli/refused.h"
#include "daemon/cli/rows.h"
#include "daemon/instruments/instrument_file.h"

/* What the command's flags say about the file. */
struct psychometrics_file {
    bool items_only; /* answers are keyed already; no questionnaire is meant */
    bool any_order;  /* rows of a person may come in any order */
    double min, max; /* of each keyed item without a questionnaire; NaN: not
                        known */
};

/* One row of the file. */
struct psychometrics_entry {
    size_t row;
    uint32_t group, person; /* person: in texts */
    struct moment at;
    size_t answers_at, answer_count; /* in answers */
};

/* Keyed items as a questionnaire of their own: one sum, no blanks. */
struct psychometrics_own {
    struct instrument in;
    struct instrument_item items[INSTRUMENT_ITEMS_MAX];
    struct instrument_score score;
    uint8_t members[INSTRUMENT_ITEMS_MAX];
    char ids[INSTRUMENT_ITEMS_MAX][24]; /* "i64" */
};

/* Sheets of one form by one kind of rater, in the order of first appearance.
 * After _sort its data is complete. */
struct psychometrics_group {
    uint32_t instrument, rater;     /* in texts; an empty instrument is none */
    struct psychometrics_own *own;  /* NULL: a known questionnaire */
    struct psychometrics_data data; /* of score 0; sheets and answers are in
                                       the lists below */
    size_t left_out;                /* people of it who have a refused row */
};

struct psychometrics_input {
    const struct instrument_set *set; /* borrowed */
    struct psychometrics_file file;
    struct intern texts, keys; /* keys: of groups */
    struct psychometrics_entry *entries;
    size_t entry_count, entry_cap;
    struct rating *answers; /* as read, row by row */
    size_t answer_count, answer_cap;
    struct psychometrics_group *groups; /* one for each of keys */
    size_t group_cap;
    struct psychometrics_sheet *sheets; /* sorted, what is left of them */
    struct rating *sorted;              /* their answers */
    struct refused refused;
};

void psychometrics_input_init(struct psychometrics_input *d,
                              const struct instrument_set *set,
                              const struct psychometrics_file *file);
void psychometrics_input_deinit(struct psychometrics_input *d);

/* Each returns false only when memory is out or (read) the file as a whole
 * cannot be read, which rows have said then. Refusals are said and noted; a
 * person with one is left out by _sort. */
bool psychometrics_input_read(struct psychometrics_input *d, struct rows *rows);
bool psychometrics_input_sort(struct psychometrics_input *d, struct rows *rows);
