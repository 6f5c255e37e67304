/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/moment.h"

#include <stddef.h>

#define DAY_MS INT64_C(86400000)

enum { NUMBER_DIGITS_MAX = 9 };

/* What is left to read. Every take_… returns false and stays put when the
 * next letters are not what it wants. */
struct cursor {
    const char *at, *end;
};

static bool take(struct cursor *c, char letter)
{
    if (c->at == c->end || *c->at != letter)
        return false;
    c->at++;
    return true;
}

static bool take_digits(struct cursor *c, int count, int *out)
{
    int value = 0;

    if (c->end - c->at < count)
        return false;
    for (int i = 0; i < count; i++) {
        if (c->at[i] < '0' || c->at[i] > '9')
            return false;
        value = value * 10 + (c->at[i] - '0');
    }
    c->at += count;
    *out = value;
    return true;
}

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in(int year, int month)
{
    static const int days[] = {
        31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31
    };

    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

static int64_t days_since_1970(int year, int month, int day)
{
    const int64_t before = year - 1;
    int64_t days = before * 365 + before / 4 - before / 100 + before / 400;

    for (int m = 1; m < month; m++)
        days += days_in(year, m);
    return days + day - 1 - 719162;
}

static bool take_date(struct cursor *c, int64_t *ms)
{
    int year, month, day;

    if (!take_digits(c, 4, &year) || !take(c, '-') ||
        !take_digits(c, 2, &month) || !take(c, '-') || !take_digits(c, 2, &day))
        return false;
    if (year < 1 || month < 1 || month > 12 || day < 1 ||
        day > days_in(year, month))
        return false;
    *ms = days_since_1970(year, month, day) * DAY_MS;
    return true;
}

static bool take_time(struct cursor *c, int64_t *ms)
{
    int hour, minute, second = 0, digit, scale = 100, fraction_ms = 0;

    if (!take_digits(c, 2, &hour) || !take(c, ':') ||
        !take_digits(c, 2, &minute))
        return false;
    if (take(c, ':')) {
        if (!take_digits(c, 2, &second))
            return false;
        if (take(c, '.')) {
            if (!take_digits(c, 1, &digit))
                return false;
            do {
                fraction_ms += digit * scale;
                scale /= 10;
            } while (take_digits(c, 1, &digit));
        }
    }
    if (hour > 23 || minute > 59 || second > 59)
        return false;
    *ms += ((hour * INT64_C(60) + minute) * 60 + second) * 1000 + fraction_ms;
    return true;
}

static bool take_offset(struct cursor *c, int64_t *ms)
{
    int hours, minutes;
    bool behind;

    if (c->at == c->end || take(c, 'Z'))
        return true;
    behind = take(c, '-');
    if (!behind && !take(c, '+'))
        return false;
    if (!take_digits(c, 2, &hours) || !take(c, ':') ||
        !take_digits(c, 2, &minutes) || hours > 14 || minutes > 59)
        return false;
    *ms += (behind ? 1 : -1) * (hours * INT64_C(60) + minutes) * 60000;
    return true;
}

static bool parse_number(struct text t, int64_t *out)
{
    int64_t value = 0;

    if (t.len == 0 || t.len > NUMBER_DIGITS_MAX)
        return false;
    for (size_t i = 0; i < t.len; i++) {
        if (t.ptr[i] < '0' || t.ptr[i] > '9')
            return false;
        value = value * 10 + (t.ptr[i] - '0');
    }
    *out = value;
    return true;
}

bool moment_parse(struct text t, struct moment *out)
{
    struct cursor c = { t.ptr, t.ptr + t.len };
    int64_t key;

    if (parse_number(t, &key)) {
        *out = (struct moment){ MOMENT_NUMBER, key };
        return true;
    }
    if (t.len == 0 || !take_date(&c, &key))
        return false;
    if (c.at != c.end && ((!take(&c, 'T') && !take(&c, ' ')) ||
                          !take_time(&c, &key) || !take_offset(&c, &key)))
        return false;
    if (c.at != c.end)
        return false;
    *out = (struct moment){ MOMENT_CALENDAR, key };
    return true;
}
