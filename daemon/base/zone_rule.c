/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/base/zone_rule.h"

enum { HOUR = 3600, DAY = 24 * HOUR, HOURS_MAX = 24, RULE_HOURS_MAX = 167 };

static bool is_leap(int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int zone_month_days(int64_t year, int month)
{
    static const int days[] = {
        31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31
    };

    return days[month - 1] + (month == 2 && is_leap(year));
}

/* Years are counted from March, so that the leap day is the last of one, and
 * in eras of 400 years, which all have the same number of days. */
int64_t zone_days(int64_t year, int month, int day)
{
    int64_t y = month > 2 ? year : year - 1;
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t year_of_era = y - era * 400;
    int64_t day_of_year =
        (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;

    return era * 146097 + year_of_era * 365 + year_of_era / 4 -
           year_of_era / 100 + day_of_year - 719468;
}

void zone_date(int64_t days, int64_t *year, int *month, int *day)
{
    int64_t z = days + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t day_of_era = z - era * 146097;
    int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 -
                           day_of_era / 146096) /
                          365;
    int64_t day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t from_march = (5 * day_of_year + 2) / 153;

    *day = (int)(day_of_year - (153 * from_march + 2) / 5 + 1);
    *month = (int)(from_march < 10 ? from_march + 3 : from_march - 9);
    *year = year_of_era + era * 400 + (*month <= 2);
}

static bool eat(struct text *t, char c)
{
    if (t->len == 0 || t->ptr[0] != c)
        return false;
    t->ptr++;
    t->len--;
    return true;
}

static bool eat_number(struct text *t, int least, int most, int *out)
{
    int value = 0, digits = 0;

    while (t->len > 0 && t->ptr[0] >= '0' && t->ptr[0] <= '9' && digits < 3) {
        value = value * 10 + (t->ptr[0] - '0');
        digits++;
        t->ptr++;
        t->len--;
    }
    if (digits == 0 || value < least || value > most)
        return false;
    *out = value;
    return true;
}

/* [+-]hours[:minutes[:seconds]] */
static bool eat_time(struct text *t, int hours_max, int32_t *out)
{
    int hours, minutes = 0, seconds = 0, sign = 1;

    if (eat(t, '-'))
        sign = -1;
    else
        eat(t, '+');
    if (!eat_number(t, 0, hours_max, &hours))
        return false;
    if (eat(t, ':') && !eat_number(t, 0, 59, &minutes))
        return false;
    if (eat(t, ':') && !eat_number(t, 0, 59, &seconds))
        return false;
    *out = sign * (hours * HOUR + minutes * 60 + seconds);
    return true;
}

/* CET or <+0530>: we have no use for it. */
static bool eat_name(struct text *t)
{
    bool quoted = eat(t, '<');
    size_t len = 0;

    while (t->len > 0) {
        char c = t->ptr[0];
        bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        bool more = (c >= '0' && c <= '9') || c == '+' || c == '-';
        if (!letter && !(quoted && more))
            break;
        t->ptr++;
        t->len--;
        len++;
    }
    return len >= 3 && (!quoted || eat(t, '>'));
}

static bool eat_day(struct text *t, struct zone_day *out)
{
    struct zone_day d = { .kind = 'N', .seconds = 2 * HOUR };

    if (eat(t, 'M')) {
        d.kind = 'M';
        if (!eat_number(t, 1, 12, &d.month) || !eat(t, '.') ||
            !eat_number(t, 1, 5, &d.week) || !eat(t, '.') ||
            !eat_number(t, 0, 6, &d.day))
            return false;
    } else if (eat(t, 'J')) {
        d.kind = 'J';
        if (!eat_number(t, 1, 365, &d.day))
            return false;
    } else if (!eat_number(t, 0, 365, &d.day)) {
        return false;
    }
    if (eat(t, '/') && !eat_time(t, RULE_HOURS_MAX, &d.seconds))
        return false;
    *out = d;
    return true;
}

bool zone_rule_parse(struct text t, struct zone_rule *out)
{
    struct zone_rule r = { .has_summer = false };
    int32_t west;

    /* POSIX counts to the west. */
    if (!eat_name(&t) || !eat_time(&t, HOURS_MAX, &west))
        return false;
    r.standard = -west;
    if (t.len > 0) {
        r.has_summer = true;
        r.summer = r.standard + HOUR;
        if (!eat_name(&t))
            return false;
        if (t.len > 0 && t.ptr[0] != ',') {
            if (!eat_time(&t, HOURS_MAX, &west))
                return false;
            r.summer = -west;
        }
        if (!eat(&t, ',') || !eat_day(&t, &r.begin) || !eat(&t, ',') ||
            !eat_day(&t, &r.end) || t.len > 0)
            return false;
    }
    *out = r;
    return true;
}

static int weekday(int64_t days) /* 0 = Sunday; 1970 began on a Thursday */
{
    return (int)(((days + 4) % 7 + 7) % 7);
}

/* When d comes in year, in seconds since 1970 by the clock before it. */
static int64_t wall_of(const struct zone_day *d, int64_t year)
{
    int64_t days = zone_days(year, 1, 1);

    if (d->kind == 'N') {
        days += d->day;
    } else if (d->kind == 'J') { /* never counts the leap day */
        days += d->day - 1 + (d->day >= 60 && is_leap(year));
    } else {
        int64_t first = zone_days(year, d->month, 1);
        int at = (d->day - weekday(first) + 7) % 7 + 7 * (d->week - 1);

        while (at >= zone_month_days(year, d->month))
            at -= 7; /* the fifth week means the last */
        days = first + at;
    }
    return days * DAY + d->seconds;
}

int32_t zone_rule_offset(const struct zone_rule *r, int64_t utc)
{
    int64_t year, local = utc + r->standard;
    int64_t begin, end;
    int month, day;
    bool is_summer;

    if (!r->has_summer)
        return r->standard;
    zone_date((local >= 0 ? local : local - DAY + 1) / DAY, &year, &month,
              &day);
    begin = wall_of(&r->begin, year) - r->standard;
    end = wall_of(&r->end, year) - r->summer;
    /* South of the equator summer goes over the turn of the year. */
    if (begin < end)
        is_summer = utc >= begin && utc < end;
    else
        is_summer = utc >= begin || utc < end;
    return is_summer ? r->summer : r->standard;
}
