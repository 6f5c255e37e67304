/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/csv.h: records out of a stream, one at a time: RFC 4180 with
 * CR, LF or CRLF, a byte order mark, and commas, semicolons or tabs. Bounded:
 * what is too long is refused, read over, and the next record is whole. */
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include "core/base/text.h"

enum {
    CSV_FIELDS_MAX = 512,
    CSV_FIELD_BYTES_MAX = 4096,
    CSV_RECORD_BYTES_MAX = 262144
};

enum csv_status {
    CSV_RECORD,
    CSV_REFUSED, /* why says it; go on with the next */
    CSV_END,
    CSV_UNREADABLE /* the stream failed, or memory */
};

struct csv {
    FILE *in;       /* borrowed */
    char separator; /* ',' unless set */
    char *bytes;    /* owned */
    size_t len, cap;
    size_t row; /* of the last record; the first is 1; blank ones count */
    size_t count;
    struct text fields[CSV_FIELDS_MAX]; /* valid until the next csv_next */
    size_t bad_field;                   /* of a refusal, from 0 */
    const char *why;                    /* of a refusal; static */
    bool broken_mark; /* the stream began with part of a byte order mark */
};

void csv_init(struct csv *c, FILE *in);
void csv_deinit(struct csv *c);

/* Call once, before the first record: skips a byte order mark and returns the
 * byte that comes next, unread, or EOF. */
int csv_start(struct csv *c);

/* Blank lines are skipped. Fields are UTF-8 without NUL. */
enum csv_status csv_next(struct csv *c);

/* One line as it is, as fields[0], without its end: for JSON lines. */
enum csv_status csv_next_line(struct csv *c);
