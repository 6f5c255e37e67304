/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/ratings.h: all ratings of a file, sorted into series: one person,
 * one rater, one form. Built in two steps, ratings_read and ratings_sort; then
 * a command walks the series and prints the entries in the order read. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/series.h"
#include "daemon/cli/flags.h"
#include "daemon/cli/intern.h"
#include "daemon/cli/refused.h"
#include "daemon/cli/rows.h"
#include "daemon/instruments/instrument_file.h"

/* What the command's flags say about the values of the file. */
struct ratings_options {
    bool has_scale;    /* --min or --max was given */
    double min, max;   /* of values without a known instrument: 0 to 10 */
    double step;       /* smallest change that counts; NaN: a tenth */
    const char *score; /* which score of a sheet is the value; "total" */
    bool any_order;    /* rows of one series may come in any order */
    bool any_value;    /* values without instrument or --min may be anything
                          finite */
};

/* One row of the file, in the order read. */
struct ratings_entry {
    size_t row;
    uint32_t series;
    uint32_t at_text; /* in texts */
    struct moment at;
    struct rating rating;
    struct rating outcome; /* if the rows want one */
    bool floor_item;       /* an answer of the sheet lay at its worst end */
};

/* Ratings of one person by one rater on one form. */
struct ratings_series {
    uint32_t person, rater, instrument; /* in texts */
    const struct instrument *in;        /* NULL: none, or not known to us */
    struct scale scale;
    size_t first, count; /* in order */
    size_t latest;       /* entry; only while the order is checked */
    bool withheld;       /* a row of it was refused */
};

struct ratings {
    const struct instrument_set *set; /* borrowed */
    struct ratings_options options;
    struct intern texts, keys; /* keys: of series */
    struct ratings_entry *entries;
    size_t entry_count, entry_cap;
    struct ratings_series *series; /* one for each of keys */
    size_t series_cap;
    size_t *order; /* entries by series, then time, then row */
    struct refused refused;
};

struct ratings_options ratings_defaults(void);

/* The flags --min --max --step --score --any-order as rows of a command's
 * table, so that they are spelt and explained once. */
#define RATINGS_FLAGS(o)                                                        \
    { "--min",   FLAG_NUMBER,                                                   \
      &(o)->min, &(o)->has_scale,                                               \
      NULL,      "lowest value of the scale (0, or the questionnaire's)",       \
      false },                                                                  \
        { "--max",   FLAG_NUMBER,                                               \
          &(o)->max, &(o)->has_scale,                                           \
          NULL,      "highest value of the scale (10, or the questionnaire's)", \
          false },                                                              \
        NUMBER_FLAG(                                                            \
            "--step", &(o)->step,                                               \
            "smallest change that counts, in points (a tenth of the scale)"),   \
        TEXT_FLAG("--score", &(o)->score,                                       \
                  "which score of a questionnaire is the value (total)"),       \
        PRINT_FLAG("--any-order", &(o)->any_order,                              \
                   "rows of a person may come in any order; else times may "    \
                   "not run backwards")
enum { RATINGS_FLAG_COUNT = 5 };

void ratings_init(struct ratings *d, const struct instrument_set *set,
                  const struct ratings_options *options);
void ratings_deinit(struct ratings *d);

/* Each returns false only when memory is out or (read) the file as a whole
 * cannot be read, which rows have said then. Refusals are said and noted. */
bool ratings_read(struct ratings *d, struct rows *rows);
bool ratings_sort(struct ratings *d, struct rows *rows);

/* The i-th entry of a series in time. */
static inline struct ratings_entry *
ratings_at(const struct ratings *d, const struct ratings_series *s, size_t i)
{
    return &d->entries[d->order[s->first + i]];
}

/* The therapist's series beside a client's: on the same form, or on its twin
 * ("closing-therapist" for "closing-client"), on the same scale. NULL when
 * there is none. */
const struct ratings_series *ratings_other_view(const struct ratings *d,
                                                const struct ratings_series *s);

/* The fields every line begins with: person, at, rater, instrument (if there
 * is one), value, state (given, missing, declined). */
void ratings_print_head(struct json_out *j, const struct ratings *d,
                        const struct ratings_entry *e);

/* How many entries are held back because a row of the same person was
 * refused; says so when there are any. */
size_t ratings_report(const struct ratings *d, const struct rows *rows);
