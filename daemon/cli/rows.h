/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/rows.h: rows of ratings out of a stream, whether it is CSV with
 * a header or one JSON object a line, and one way to refuse a row. */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "core/base/text.h"
#include "core/instrument.h"
#include "daemon/cli/csv.h"
#include "daemon/cli/moment.h"

enum {
    ROWS_ITEMS_MAX = INSTRUMENT_ITEMS_MAX,
    ROWS_WORD_BYTES_MAX = 200, /* of person, rater, instrument */
    ROWS_SHOWN_MAX = 50,       /* refusals that are printed one by one */
    ROWS_WHY_MAX = 256,
    ROWS_KEY_WORDS_MAX = 3,
    ROWS_KEY_BYTES = ROWS_KEY_WORDS_MAX * (ROWS_WORD_BYTES_MAX + 1)
};

/* One row, every column checked for its form. Texts live until the next. */
struct row {
    size_t number; /* in the file; the header, if any, is row 1 */
    struct text person;
    struct text at_text;
    struct moment at;
    struct text rater;      /* "client" when there is none */
    struct text instrument; /* empty when there is none */
    struct text version;    /* of the instrument: its column, or behind a | in
                               the instrument's; empty when there is none */
    bool has_value;         /* the column is there and not empty */
    struct rating value;
    struct rating outcome; /* RATING_MISSING unless rows.wants_outcome */
    size_t item_columns;   /* i1… that the header or the object has */
    size_t item_count;     /* the last of them that is not empty, from 1 */
    struct rating items[ROWS_ITEMS_MAX];   /* empty: RATING_MISSING */
    struct rating weights[ROWS_ITEMS_MAX]; /* likewise; see rows.weights */
};

enum rows_status {
    ROWS_ROW,
    ROWS_REFUSED, /* said on err; go on */
    ROWS_END,
    ROWS_STOP /* said on err: the file as a whole cannot be read */
};

/* Columns of a file: person, at, rater, instrument, version, value, outcome,
 * i1…, w1… */
enum { ROWS_COLUMNS = 7 + 2 * ROWS_ITEMS_MAX };

struct rows {
    struct csv csv;
    FILE *err;        /* borrowed */
    const char *name; /* of the command, for refusals */
    size_t refused;
    size_t seen;        /* rows below the header, good or not */
    bool lines;         /* JSON lines, not CSV */
    bool wants_outcome; /* the command's to set; else that column is ignored */
    bool started;
    bool weights; /* w1… are columns too; to be set before the first row */
    int columns[ROWS_COLUMNS];      /* field of each column, or -1 */
    size_t field_count;             /* of the header */
    size_t item_columns;            /* of the header */
    json_t *object;                 /* of the row given last; owned */
    char numbers[ROWS_COLUMNS][32]; /* JSON numbers as text */
};

void rows_init(struct rows *r, FILE *in, FILE *err, const char *name);
void rows_deinit(struct rows *r);

enum rows_status rows_next(struct rows *r, struct row *out);

/* True when the file has the column; asked after the first rows_next. For
 * JSON lines always true. "i1" stands for all answers. */
bool rows_have(const struct rows *r, const char *column);

/* Says on err: "rapport NAME: row 4, i2: why", and counts it. field may be
 * NULL. After ROWS_SHOWN_MAX refusals only counts. */
void rows_refuse(struct rows *r, size_t row, const char *field,
                 const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Says how many were not shown, if any. */
void rows_report(struct rows *r);

/* Says that so many good rows are held back (0: says nothing), because a
 * refused one is of the same person, or may be anybody's. */
void rows_report_held_back(const struct rows *r, size_t count, bool anybodys);

/* Words of a row as one key: each with a line feed behind it, which no word
 * holds. Up to ROWS_KEY_WORDS_MAX; lives in key. */
struct text rows_key(const struct text words[], size_t count,
                     char key[static ROWS_KEY_BYTES]);
