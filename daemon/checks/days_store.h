/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/checks/days_store.h: a person's days between SQL and a struct. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "daemon/base/arena.h"
#include "daemon/base/err.h"
#include "daemon/base/id.h"

struct store_conn;

enum { DAY_LETTERS = 10, DAYS_SHOWN = 90 };

struct day {
    struct id account;
    struct text day;  /* 2026-11-22, the person's own */
    struct text kept; /* a keeper's record */
};

/* True for a day of the calendar, years 1970 to 9999. *number counts days
 * since 1970-01-01. */
bool day_parse(struct text day, int64_t *number);
/* Names the row for the keeper: the letters of the day. */
struct id day_row(struct text day);

/* The last one counts. A writer_run over a struct day. */
enum err days_write(struct store_conn *c, void *day);

typedef enum err (*days_each)(const struct day *d, void *context);
/* The last DAYS_SHOWN before a day, newest first. Stops at the first answer
 * that is not ERR_OK and gives it. */
enum err days_list(struct store_conn *c, struct arena *a,
                   const struct id *account, struct text before, days_each each,
                   void *context);
