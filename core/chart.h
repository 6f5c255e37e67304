/* SPDX-License-Identifier: Apache-2.0 */
/* core/chart.h: the XmR control chart (Shewhart's chart of individuals) of one
 * person's ratings: limits out of a whole series or of its first ratings, and
 * what counts as a signal.
 *
 *   mR_t   = |x_t - x_t-1|              of neighbours; missing ones skipped
 *   limits = mean(x) +/- spread * mean(mR)
 *   inner  = mean(x) +/- 2/3 * spread * mean(mR)
 *   screen: ranges of at least 3.267 * mean(mR) are left out of mean(mR), once
 *
 * With 2.66 for 3/1.128 as printed in tables; formulas and screen as in
 * NHSRplotthedots (ptd_spc_standard). If nothing ever moved, a half width in
 * points stands in for the spread: the smallest change that counts. Limits
 * are clipped to the scale. They say what is usual for this person.
 *
 * Signals: a rating beyond a limit; so many in a row on one side of the mean;
 * so many steadily rising or falling; two of three beyond the inner limit on
 * one side, where one beyond the outer limit counts as well. Pure: no I/O, no
 * heap. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/base/series.h"

#define CHART_SPREAD 2.66

enum { CHART_RUN_MAX = 1000 };

struct chart_params {
    struct scale scale;
    size_t baseline; /* the first so many given ratings make the limits;
                        0 (default): all of them. Else least..1000 */
    size_t least;  /* fewer given ratings give no limits; default 4; 2..1000 */
    double spread; /* default CHART_SPREAD, which
                         rounds 3/1.128; > 0 */
    bool screen;   /* default false */
    double screen_at; /* in mean ranges; default 3.267; > 1 */
    double inner;     /* share of the half width; default 2/3; > 0, <= 1 */
    double fallback;  /* half width, in points, when mean(mR) is 0; default
                         one step; > 0 */
    size_t run;       /* ratings on one side; default 7; 2..CHART_RUN_MAX */
    size_t trend;     /* ratings up or down in a row; default 7; likewise */
};

#define CHART_STATUSES(X)                                                      \
    X(CHART_OK, "ok")                                                          \
    X(CHART_TOO_FEW, "too_few") /* given ratings, for any limits */

/* The signals, and beside each the why-code that says it for people. */
#define CHART_RULES(X)                                                         \
    X(CHART_BEYOND, "beyond_limit", "outside_limits")                          \
    X(CHART_RUN, "run", "stays_on_one_side")                                   \
    X(CHART_TREND, "trend", "keeps_moving_one_way")                            \
    X(CHART_TWO_OF_THREE, "two_of_three", "twice_beyond_inner_limit")

#define CHART_STATUS_ENUM(name, text) name,
#define CHART_RULE_ENUM(name, rule, why) name,
enum chart_status { CHART_STATUSES(CHART_STATUS_ENUM) };
enum chart_rule { CHART_RULES(CHART_RULE_ENUM) };
#undef CHART_STATUS_ENUM
#undef CHART_RULE_ENUM
enum { CHART_RULES_COUNT = 4 };

const char *chart_status_name(enum chart_status s); /* all stable */
const char *chart_rule_name(enum chart_rule r);
const char *chart_rule_why(enum chart_rule r);

/* The limits. low <= inner_low <= mean <= inner_high <= high. */
struct chart {
    double mean;
    double mean_range;                       /* after the screen */
    double low, high, inner_low, inner_high; /* on the scale */
    size_t based_on;                         /* given ratings */
    size_t screened;                         /* ranges left out */
    bool fell_back;                          /* mean_range is 0 */
};

struct chart_signal {
    enum chart_rule rule;
    bool up;       /* above the mean; rising */
    double x;      /* this rating */
    double limit;  /* what it was held against: a limit, the mean; for a trend
                      the rating before it */
    size_t length; /* ratings in the run or trend; beyond_limit 1; two_of_three
                      2 or 3, how many of three */
};

/* The memory between two ratings. All zeroes to begin. */
struct chart_run {
    size_t given;
    double last;
    int side;      /* of the mean: -1, 0, 1 */
    size_t length; /* ratings in a row on that side */
    int way;       /* -1 falling, 0, 1 rising */
    size_t moves;  /* in a row that way */
    int near[2];   /* the two before: beyond the inner limit, on which side */
};

struct chart_params chart_defaults(struct scale scale);
bool chart_params_are_sound(const struct chart_params *p);

/* Half the width between the limits. */
double chart_half_width(double spread, double mean_range, double fallback);

/* Limits of a series. Given ratings lie on the scale (the caller's duty).
 * p is sound. On any status but CHART_OK *out is as it was. */
enum chart_status chart_fit(const struct chart_params *p, struct series s,
                            struct chart *out);

/* One rating of the series, oldest first, against the limits: how many signals
 * it sets off, written to out in the order of enum chart_rule. A rating that
 * was not given sets off none and changes nothing. A rating on the mean ends a
 * run; one like the last ends a trend. */
size_t chart_step(const struct chart_params *p, const struct chart *c,
                  struct chart_run *run, struct rating r,
                  struct chart_signal out[CHART_RULES_COUNT]);
