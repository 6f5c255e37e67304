/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/base/zone_rule.h: the yearly rule of a zone as POSIX writes it in TZ:
 * CET-1CEST,M3.5.0,M10.5.0/3 with the wider hours of RFC 8536. Pure. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/base/text.h"

/* A day of each year and a time on it. */
struct zone_day {
    char kind; /* 'M' month, week, day; 'J' 1..365; 'N' 0..365 */
    int month, week, day;
    int32_t seconds; /* after midnight; may be negative or past a day */
};

struct zone_rule {
    int32_t standard; /* seconds east of UTC */
    bool has_summer;
    int32_t summer;
    struct zone_day begin, end; /* of summer time, by the clock before it */
};

bool zone_rule_parse(struct text t, struct zone_rule *out);

/* Seconds east of UTC at an instant in seconds since 1970. */
int32_t zone_rule_offset(const struct zone_rule *r, int64_t utc);

/* Days since 1970-01-01 of a date of the Gregorian calendar, and back. */
int64_t zone_days(int64_t year, int month, int day);
void zone_date(int64_t days, int64_t *year, int *month, int *day);
int zone_month_days(int64_t year, int month);
