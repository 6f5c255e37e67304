/* SPDX-License-Identifier: Apache-2.0 */
#include "core/change.h"

#include <assert.h>
#include <math.h>

struct change_norms change_norms_none(void)
{
    const double none = (double)NAN;

    return (struct change_norms){ none, none, none, none, none, none, none };
}

struct change_groups change_groups_none(void)
{
    const double none = (double)NAN;

    return (struct change_groups){ none, none, none, none };
}

/* --- what a method needs ---------------------------------------------------
 */

static bool is_value(double x)
{
    return fabs(x) <= CHANGE_MOST; /* false for NaN */
}

static bool is_sd(double x)
{
    return x > 1e-9 && x <= CHANGE_MOST;
}

static bool is_reliability(double x)
{
    return x > 0 && x < 1;
}

static bool is_correlation(double x)
{
    return fabs(x) <= 1;
}

enum { SD, MEAN, SD_POST, MEAN_POST, RELIABILITY, RELIABILITY_POST, RHO };

static const struct need {
    enum change_status missing, bad;
    bool (*is_sound)(double x);
} needs[] = {
    [SD] = { CHANGE_NEEDS_SD, CHANGE_BAD_SD, is_sd },
    [MEAN] = { CHANGE_NEEDS_MEAN, CHANGE_BAD_MEAN, is_value },
    [SD_POST] = { CHANGE_NEEDS_SD_POST, CHANGE_BAD_SD_POST, is_sd },
    [MEAN_POST] = { CHANGE_NEEDS_MEAN_POST, CHANGE_BAD_MEAN_POST, is_value },
    [RELIABILITY] = { CHANGE_NEEDS_RELIABILITY, CHANGE_BAD_RELIABILITY,
                      is_reliability },
    [RELIABILITY_POST] = { CHANGE_NEEDS_RELIABILITY_POST,
                           CHANGE_BAD_RELIABILITY_POST, is_reliability },
    [RHO] = { CHANGE_NEEDS_CORRELATION, CHANGE_BAD_CORRELATION,
              is_correlation },
};
enum { NEEDS = sizeof(needs) / sizeof(needs[0]) };

static const unsigned needed[] = {
    [CHANGE_JT] = 1 << SD | 1 << RELIABILITY,
    [CHANGE_GLN] = 1 << SD | 1 << RELIABILITY | 1 << MEAN,
    [CHANGE_HLL] = 1 << SD | 1 << RELIABILITY | 1 << MEAN | 1 << MEAN_POST,
    [CHANGE_EN] = 1 << SD | 1 << RELIABILITY | 1 << MEAN,
    [CHANGE_NK] =
        1 << SD | 1 << RELIABILITY | 1 << MEAN | 1 << RELIABILITY_POST,
    [CHANGE_HA] = 1 << SD | 1 << RELIABILITY | 1 << MEAN | 1 << MEAN_POST |
                  1 << SD_POST | 1 << RHO,
};

/* Reliability of the difference, by Hageman & Arrindell. Not above 0, or no
 * number, when the differences hold nothing but error. */
static double difference_reliability(const struct change_norms *n)
{
    const double error = n->sd * n->sd * (1 - n->reliability);
    const double before = n->sd * n->sd, after = n->sd_post * n->sd_post;
    const double shared = 2 * n->sd * n->sd_post * n->correlation;

    return (before - error + (after - error) - shared) /
           (before + after - shared);
}

enum change_status change_check(enum change_method m,
                                const struct change_norms *n, double critical)
{
    const double numbers[NEEDS] = {
        [SD] = n->sd,
        [MEAN] = n->mean,
        [SD_POST] = n->sd_post,
        [MEAN_POST] = n->mean_post,
        [RELIABILITY] = n->reliability,
        [RELIABILITY_POST] = n->reliability_post,
        [RHO] = n->correlation,
    };

    for (int i = 0; i < NEEDS; i++) {
        if (!(needed[m] & 1U << i))
            continue;
        if (isnan(numbers[i]))
            return needs[i].missing;
        if (!needs[i].is_sound(numbers[i]))
            return needs[i].bad;
    }
    if (!(critical > 0 && critical <= 1e6))
        return CHANGE_BAD_CRITICAL;
    if (m == CHANGE_HA) {
        const double rdd = difference_reliability(n);

        if (!(rdd > SERIES_SLACK && rdd <= 1))
            return CHANGE_ALL_ERROR;
    }
    return CHANGE_OK;
}

/* --- the index -------------------------------------------------------------
 */

enum change_status change_index(enum change_method m,
                                const struct change_norms *n, double critical,
                                double pre, double post,
                                struct change_index *out)
{
    const enum change_status status = change_check(m, n, critical);
    const double r = n->reliability;
    struct change_index x = { .method = m,
                              .critical = critical,
                              .rdd = (double)NAN };

    if (status != CHANGE_OK)
        return status;
    if (!is_value(pre) || !is_value(post))
        return CHANGE_BAD_VALUE;

    x.sem = n->sd * sqrt(1 - r);
    x.sdiff = sqrt(2) * x.sem;
    switch (m) {
    case CHANGE_JT:
        x.expected = pre;
        x.error = x.sdiff;
        break;
    case CHANGE_GLN:
        x.expected = n->mean + r * (pre - n->mean);
        x.error = n->sd * sqrt(1 - r * r);
        break;
    case CHANGE_HLL:
        x.expected = n->mean_post + r * (pre - n->mean);
        x.error = n->sd * sqrt(1 - r * r);
        break;
    case CHANGE_EN:
        x.expected = n->mean + r * (pre - n->mean);
        x.error = x.sem;
        break;
    case CHANGE_NK:
        x.expected = n->mean + r * (pre - n->mean);
        x.error = n->sd * sqrt(r * r * (1 - r) + (1 - n->reliability_post));
        break;
    case CHANGE_HA:
        x.rdd = difference_reliability(n);
        x.expected = pre - (n->mean_post - n->mean) * (1 - x.rdd) / x.rdd;
        x.error = x.sdiff / sqrt(x.rdd);
        break;
    }
    x.index = (post - x.expected) / x.error;
    x.points = critical * x.error;
    x.low = x.expected - x.points;
    x.high = x.expected + x.points;
    if (series_is_under(post, x.low))
        x.way = -1;
    else if (series_is_under(x.high, post))
        x.way = 1;
    *out = x;
    return CHANGE_OK;
}

enum change_status change_percent(double pre, double post, double zero,
                                  double *out)
{
    if (!is_value(pre) || !is_value(post) || !is_value(zero))
        return CHANGE_BAD_VALUE;
    if (series_reaches(zero, pre))
        return CHANGE_NOTHING_AT_START;
    *out = 100 * (post - pre) / (pre - zero);
    return CHANGE_OK;
}

/* --- groups ----------------------------------------------------------------
 */

/* The sign of "better" on the scale. */
static int sign_of(enum change_direction better)
{
    return better == CHANGE_HIGHER ? 1 : -1;
}

static bool is_none_or(double x, bool (*is_sound)(double x))
{
    return isnan(x) || is_sound(x);
}

enum change_status change_cutoffs(const struct change_groups *g,
                                  enum change_direction better,
                                  struct change_cutoffs *out)
{
    const int sign = sign_of(better);

    if (!is_none_or(g->mean_clinical, is_value))
        return CHANGE_BAD_MEAN_CLINICAL;
    if (!is_none_or(g->sd_clinical, is_sd))
        return CHANGE_BAD_SD_CLINICAL;
    if (!is_none_or(g->mean_functional, is_value))
        return CHANGE_BAD_MEAN_FUNCTIONAL;
    if (!is_none_or(g->sd_functional, is_sd))
        return CHANGE_BAD_SD_FUNCTIONAL;
    if (sign * (g->mean_functional - g->mean_clinical) <= 0)
        return CHANGE_GROUPS_SWAPPED;

    /* What is not known makes its cut-off NaN by itself. */
    out->a = g->mean_clinical + sign * 2 * g->sd_clinical;
    out->b = g->mean_functional - sign * 2 * g->sd_functional;
    out->c = (g->sd_clinical * g->mean_functional +
              g->sd_functional * g->mean_clinical) /
             (g->sd_clinical + g->sd_functional);
    return CHANGE_OK;
}

enum change_cutoff_kind change_cutoffs_best(const struct change_cutoffs *c,
                                            double *value)
{
    const struct {
        enum change_cutoff_kind kind;
        double value;
    } order[] = { { CHANGE_CUTOFF_C, c->c },
                  { CHANGE_CUTOFF_B, c->b },
                  { CHANGE_CUTOFF_A, c->a } };

    for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++)
        if (!isnan(order[i].value)) {
            *value = order[i].value;
            return order[i].kind;
        }
    return CHANGE_CUTOFF_NONE;
}

bool change_is_clinical(enum change_direction better, double cutoff,
                        double value)
{
    return better == CHANGE_HIGHER ? series_reaches(cutoff, value)
                                   : series_reaches(value, cutoff);
}

enum change_verdict change_verdict(enum change_direction better, int way,
                                   double cutoff, double pre, double post)
{
    const int gain = way * sign_of(better);
    bool before, after;

    if (gain == 0)
        return CHANGE_UNCHANGED;
    if (isnan(cutoff))
        return gain > 0 ? CHANGE_IMPROVED : CHANGE_DETERIORATED;
    before = change_is_clinical(better, cutoff, pre);
    after = change_is_clinical(better, cutoff, post);
    if (gain > 0)
        return before && !after ? CHANGE_RECOVERED : CHANGE_IMPROVED;
    return !before && after ? CHANGE_HARMED : CHANGE_DETERIORATED;
}

bool change_is_important(double pre, double post, double points)
{
    assert(points > 0);
    return series_reaches(fabs(post - pre), points);
}
