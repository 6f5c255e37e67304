/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/checks/days_store.h"

#include <string.h>

#include "daemon/store/store.h"

static int digits(const char *at, int count)
{
    int value = 0;

    for (int i = 0; i < count; i++) {
        if (at[i] < '0' || at[i] > '9')
            return -1;
        value = value * 10 + (at[i] - '0');
    }
    return value;
}

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in_month(int year, int month)
{
    static const int days[] = {
        31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31
    };

    return days[month - 1] + (month == 2 && is_leap(year));
}

bool day_parse(struct text day, int64_t *number)
{
    int year, month, mday;
    int64_t count;

    if (day.len != DAY_LETTERS || day.ptr[4] != '-' || day.ptr[7] != '-')
        return false;
    year = digits(day.ptr, 4);
    month = digits(day.ptr + 5, 2);
    mday = digits(day.ptr + 8, 2);
    if (year < 1970 || month < 1 || month > 12 || mday < 1 ||
        mday > days_in_month(year, month))
        return false;

    count = 365 * (year - 1970);
    for (int y = 1970; y < year; y++)
        count += is_leap(y);
    for (int m = 1; m < month; m++)
        count += days_in_month(year, m);
    *number = count + mday - 1;
    return true;
}

struct id day_row(struct text day)
{
    struct id row = { { 0 } };

    memcpy(row.bytes, day.ptr, DAY_LETTERS);
    return row;
}

static const char sql_write[] =
    "INSERT INTO day (account, day, kept) VALUES (?, ?, ?)"
    " ON CONFLICT (account, day) DO UPDATE SET kept = excluded.kept";

enum err days_write(struct store_conn *c, void *day)
{
    const struct day *d = day;
    struct query *q = query_open(c, sql_write);

    query_bind_id(q, &d->account);
    query_bind_text(q, d->day);
    query_bind_bytes(q, d->kept);
    return query_finish(q);
}

static const char sql_list[] =
    "SELECT day, kept FROM day WHERE account = ? AND day < ?"
    " ORDER BY day DESC LIMIT ?";

enum err days_list(struct store_conn *c, struct arena *a,
                   const struct id *account, struct text before, days_each each,
                   void *context)
{
    struct query *q = query_open(c, sql_list);
    enum query_result r;
    enum err e = ERR_OK;

    query_bind_id(q, account);
    query_bind_text(q, before);
    query_bind_int(q, DAYS_SHOWN);
    while (e == ERR_OK && (r = query_step(q)) != QUERY_DONE) {
        struct day d = { .account = *account };
        if (r != QUERY_ROW) {
            e = query_err(q);
            break;
        }
        d.day = arena_text(a, query_text(q, "day"));
        d.kept = arena_text(a, query_bytes(q, "kept"));
        e = d.day.ptr && d.kept.ptr ? each(&d, context) : ERR_FULL;
    }
    query_close(q);
    return e;
}
