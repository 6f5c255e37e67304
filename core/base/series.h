/* SPDX-License-Identifier: Apache-2.0 */
/* core/base/series.h: numbers over time, in which a missing one is a fact of
 * its own and never a zero. Pure; nothing here owns memory. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Decimal ratings carry rounding: 8.2 - 7.2 is a little less than 1. Every
 * comparison with a threshold gives way by this much, in points. */
#define SERIES_SLACK 1e-9

/* Why there is a number, or why there is none. */
enum rating_kind {
    RATING_GIVEN,
    RATING_MISSING, /* nobody asked, or nothing arrived */
    RATING_DECLINED /* was asked and chose not to answer */
};

struct rating {
    enum rating_kind kind;
    double value; /* finite when kind is RATING_GIVEN; else 0, no meaning */
};

/* Where the values of a series lie. step is the smallest difference that
 * anything here will call a difference. */
struct scale {
    double min, max; /* finite, min < max */
    double step;     /* > 0, at most max - min */
};

/* Ratings of one person on one form, oldest first. Borrowed. */
struct series {
    const struct rating *at;
    size_t len;
};

/* Mean and spread of the numbers seen so far, one at a time (Welford). */
struct series_moments {
    size_t count;
    double mean;    /* 0 while count is 0 */
    double squares; /* sum of squared distances from the mean */
};

struct rating rating_given(double value); /* asserts a finite value */
struct rating rating_none(enum rating_kind kind);

/* a has reached b; a lies under b: both with the slack. */
static inline bool series_reaches(double a, double b)
{
    return a >= b - SERIES_SLACK;
}

static inline bool series_is_under(double a, double b)
{
    return a < b - SERIES_SLACK;
}

bool scale_is_sound(const struct scale *s);
bool scale_holds(const struct scale *s, double value); /* false for NaN */
double scale_clip(const struct scale *s, double value);

void series_moments_add(struct series_moments *m, double value);

/* Standard deviation with n - 1. False, and *sd as it was, below 2 values. */
bool series_moments_sd(const struct series_moments *m, double *sd);

/* How many of the ratings were given. */
size_t series_given(struct series s);

/* Both look only at given ratings; false, *out as it was, when there are
 * fewer than one (mean) or two (mean moving range: the mean of the distances
 * between neighbours, missing ones skipped over). */
bool series_mean(struct series s, double *out);
bool series_mean_range(struct series s, double *out);
