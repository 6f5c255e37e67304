/* SPDX-License-Identifier: Apache-2.0 */
/* core/psychometrics.h: how well a questionnaire measures here, from the
 * site's own answers: consistency, items, retest, floor, ceiling, blanks; each
 * figure with its interval, and only from enough people.
 *
 * Alpha and omega are about the items of one score after keying: a reversed
 * item counts as min + max - answer. They, the items' means and correlations
 * use complete sheets; the total's mean and spread, floor and ceiling use
 * sheets that have a score; shares of blanks use all sheets.
 *
 * Formulas. k items, c their covariances (n - 1), V the variance of their sum:
 *   alpha     k / (k - 1) (1 - sum of item variances / V) (Cronbach 1951); may
 *             be negative. Interval: 1 - (1 - alpha) F, F the quantiles with
 *             n - 1 and (n - 1)(k - 1) degrees (Feldt 1965)
 *   omega     core/psychometrics_factor.h; 3 items at least. Interval:
 *             omega's logit plus and minus z times its error, and back, so
 *             that it stays between 0 and 1 (Kelley and Pornprasertmanit 2016)
 *             It held the true omega of five normal items in 94, 95 and 94 %
 *             of 3,000 samples of 30, 50 and 100; without the logit in 92, 95
 *             and 94
 *   item-rest r of an item with the sum of the others; Fisher's z
 *   sem       sd sqrt(1 - alpha), in points of the score
 *   retest    core/psychometrics_retest.h, r by Fisher's z
 *   shares    Wilson's score interval (core/base/interval.h)
 *
 * The smallest numbers of people, and why:
 *   least_any      11: no figure at all from ten or fewer, since it may tell
 *                  about one of them (CMS cell size suppression policy: no
 *                  cell of 1 to 10)
 *   least_alpha, least_omega, least_rest, least_retest
 *                  30: smaller studies are rated poor (COSMIN checklist with
 *                  4-point scale, boxes A and B; Terwee et al. 2012)
 *   least_extremes 50, and more than 15 % for a flag (Terwee et al., "Quality
 *                  criteria ... for measurement properties", 2007)
 * Counted in people, also where sheets are more. Pure: no I/O, no heap. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/instrument.h"
#include "core/psychometrics_factor.h"
#include "core/psychometrics_retest.h"

/* Which of a person's sheets counts. Of those that a figure can use: with
 * FIRST the first complete one for alpha, and so on. Several sheets of one
 * person are not independent: with ALL the intervals are too narrow. */
#define PSYCHOMETRICS_OCCASIONS(X)                                             \
    X(PSYCHOMETRICS_FIRST, "first")                                            \
    X(PSYCHOMETRICS_LAST, "last")                                              \
    X(PSYCHOMETRICS_ALL, "all")

/* Why a figure is shown or withheld. */
#define PSYCHOMETRICS_WHYS(X)                                                  \
    X(PSYCHOMETRICS_SHOWN, "shown")                                            \
    X(PSYCHOMETRICS_TOO_FEW, "too_few") /* people */                           \
    X(PSYCHOMETRICS_TOO_FEW_ITEMS, "too_few_items")                            \
    X(PSYCHOMETRICS_CONSTANT, "constant")           /* nothing varies */       \
    X(PSYCHOMETRICS_CONSTANT_ITEM, "constant_item") /* one of the items */     \
    X(PSYCHOMETRICS_IMPROPER, "improper")           /* a Heywood case */       \
    X(PSYCHOMETRICS_NO_CONVERGENCE, "no_convergence")                          \
    X(PSYCHOMETRICS_NO_RANGE, "no_range") /* lowest and highest unknown */     \
    X(PSYCHOMETRICS_NEEDS_ALPHA, "needs_alpha") /* which is withheld */

enum psychometrics_occasion {
#define PSYCHOMETRICS_ENUM(name, word) name,
    PSYCHOMETRICS_OCCASIONS(PSYCHOMETRICS_ENUM)
};
enum psychometrics_why { PSYCHOMETRICS_WHYS(PSYCHOMETRICS_ENUM) };
#undef PSYCHOMETRICS_ENUM

const char *psychometrics_occasion_name(enum psychometrics_occasion o);
const char *psychometrics_why_name(enum psychometrics_why w); /* stable */

struct psychometrics_params {
    enum psychometrics_occasion occasion; /* FIRST */
    double level;   /* of the intervals; 0.95; above 0, below 1 */
    double extreme; /* a larger share at one end is flagged; 0.15; 0..1 */
    size_t least_any, least_alpha, least_omega, least_rest, least_retest,
        least_extremes; /* people; see above; 2 to 1000000 */
    /* A retest pair is a person's first sheet with a score and the next one,
     * when so much time lies between: days for dated sheets; one or two weeks
     * (Terwee et al. 2007) with two days' grace: 5 to 16. Session numbers have
     * to follow each other. */
    double retest_days_least, retest_days_most; /* 0 <= least <= most */
};

struct psychometrics_params psychometrics_defaults(void);
bool psychometrics_params_are_sound(const struct psychometrics_params *p);

struct psychometrics_sheet {
    uint32_t person;
    bool dated; /* else at is a session number */
    double at;  /* days since any day, with fractions; or the number */
};

/* Borrowed. The sheets of one person stand side by side, oldest first. */
struct psychometrics_data {
    const struct instrument *in; /* sound */
    size_t score;                /* of in->scores */
    bool ranged;                 /* the items' min and max are meant */
    const struct psychometrics_sheet *sheets;
    const struct rating *answers; /* in->item_count for each sheet, as given */
    size_t count;
};

struct psychometrics_figure {
    enum psychometrics_why why;
    double value; /* 0, no meaning, unless why is PSYCHOMETRICS_SHOWN */
    bool bounded; /* there is an interval; else low and high are 0 */
    double low, high;
    size_t n;      /* sheets (retest: pairs) */
    size_t people; /* that they come from */
    size_t least;  /* people needed */
};

struct psychometrics_item {
    size_t item; /* index into in->items */
    struct psychometrics_figure mean, sd, missing, rest;
};

struct psychometrics {
    size_t sheets, people;
    size_t item_count;
    struct psychometrics_item items[INSTRUMENT_ITEMS_MAX];
    struct psychometrics_figure mean, sd, sem, alpha, omega;
    struct psychometrics_figure missing; /* sheets without a score */
    struct psychometrics_figure floor, ceiling;
    double floor_at, ceiling_at; /* the scores meant; 0 without a range */
    bool floor_flagged, ceiling_flagged;
    struct psychometrics_figure retest_r, retest_icc;
    size_t retest_outside; /* people whose two sheets lie too near or too far
                              apart */
    /* What the figures were made of, for an explanation. */
    double item_variances, total_variance; /* sums of keyed items */
    double f_low, f_high;                  /* of alpha's interval, when there
                                              is one */
    struct factor factor;                  /* when omega is shown */
    struct retest retest;                  /* when retest_r or _icc is shown */
};

/* Room to work in, about 260 kB; its content means nothing. */
struct psychometrics_room {
    struct factor_room factor;
    double covariances[INSTRUMENT_ITEMS_MAX * INSTRUMENT_ITEMS_MAX];
};

enum psychometrics_status {
    PSYCHOMETRICS_OK,
    PSYCHOMETRICS_BAD_PARAMS,
    PSYCHOMETRICS_BAD_SHEET, /* its answers are refused by instrument_score */
    PSYCHOMETRICS_BAD_TIME   /* not a number, or before the same person's
                                sheet in front of it */
};

/* *out is written only on PSYCHOMETRICS_OK; *bad, if bad is not NULL, is the
 * sheet concerned when one is. */
enum psychometrics_status psychometrics_find(
    const struct psychometrics_params *p, const struct psychometrics_data *d,
    struct psychometrics_room *room, struct psychometrics *out, size_t *bad);
