/* SPDX-License-Identifier: Apache-2.0 */
#include "core/chart.h"

#include <assert.h>
#include <math.h>

enum { RATINGS_MAX = 1000 };

static const char *const status_names[] = {
#define CHART_NAME(name, text) [name] = (text),
    CHART_STATUSES(CHART_NAME)
#undef CHART_NAME
};
static const struct {
    const char *name, *why;
} rules[] = {
#define CHART_NAME(name, rule, reason) [name] = { (rule), (reason) },
    CHART_RULES(CHART_NAME)
#undef CHART_NAME
};

const char *chart_status_name(enum chart_status s)
{
    return status_names[s];
}

const char *chart_rule_name(enum chart_rule r)
{
    return rules[r].name;
}

const char *chart_rule_why(enum chart_rule r)
{
    return rules[r].why;
}

struct chart_params chart_defaults(struct scale scale)
{
    return (struct chart_params){
        .scale = scale,
        .least = 4,
        .spread = CHART_SPREAD,
        .screen_at = 3.267,
        .inner = 2.0 / 3,
        .fallback = scale.step,
        .run = 7,
        .trend = 7,
    };
}

static bool lies(size_t n, size_t least, size_t most)
{
    return n >= least && n <= most;
}

bool chart_params_are_sound(const struct chart_params *p)
{
    return scale_is_sound(&p->scale) && lies(p->least, 2, RATINGS_MAX) &&
           (p->baseline == 0 || lies(p->baseline, p->least, RATINGS_MAX)) &&
           isfinite(p->spread) && p->spread > 0 && isfinite(p->screen_at) &&
           p->screen_at > 1 && p->inner > 0 && p->inner <= 1 &&
           isfinite(p->fallback) && p->fallback > 0 &&
           lies(p->run, 2, CHART_RUN_MAX) && lies(p->trend, 2, CHART_RUN_MAX);
}

double chart_half_width(double spread, double mean_range, double fallback)
{
    return mean_range > 0 ? spread * mean_range : fallback;
}

/* The ratings that make the limits. */
static struct series baseline_of(const struct chart_params *p, struct series s)
{
    size_t given = 0;

    for (size_t i = 0; p->baseline > 0 && i < s.len; i++) {
        given += s.at[i].kind == RATING_GIVEN;
        if (given == p->baseline)
            s.len = i + 1;
    }
    return s;
}

/* The mean of the ranges below the bound, and how many are not. */
static double screened_range(struct series s, double bound, size_t *screened)
{
    double sum = 0, last = 0;
    size_t given = 0, kept = 0;

    *screened = 0;
    for (size_t i = 0; i < s.len; i++) {
        double range;

        if (s.at[i].kind != RATING_GIVEN)
            continue;
        range = fabs(s.at[i].value - last);
        last = s.at[i].value;
        if (given++ == 0)
            continue;
        if (series_reaches(range, bound)) {
            ++*screened;
        } else {
            sum += range;
            kept++;
        }
    }
    return kept == 0 ? 0 : sum / (double)kept;
}

enum chart_status chart_fit(const struct chart_params *p, struct series s,
                            struct chart *out)
{
    struct chart c = { 0 };
    double half;

    s = baseline_of(p, s);
    c.based_on = series_given(s);
    if (c.based_on < p->least || !series_mean(s, &c.mean) ||
        !series_mean_range(s, &c.mean_range))
        return CHART_TOO_FEW;
    if (p->screen && c.mean_range > 0)
        c.mean_range =
            screened_range(s, p->screen_at * c.mean_range, &c.screened);
    c.fell_back = !(c.mean_range > 0);
    half = chart_half_width(p->spread, c.mean_range, p->fallback);
    c.low = scale_clip(&p->scale, c.mean - half);
    c.high = scale_clip(&p->scale, c.mean + half);
    c.inner_low = scale_clip(&p->scale, c.mean - p->inner * half);
    c.inner_high = scale_clip(&p->scale, c.mean + p->inner * half);
    *out = c;
    return CHART_OK;
}

/* Beyond which of two limits: -1, 0 or 1. */
static int beyond(double x, double low, double high)
{
    return series_is_under(x, low) ? -1 : series_is_under(high, x) ? 1 : 0;
}

/* How many in a row, when what goes on is the way it went. */
static size_t in_a_row(int before, int now, size_t length)
{
    return now == 0 ? 0 : now == before ? length + 1 : 1;
}

size_t chart_step(const struct chart_params *p, const struct chart *c,
                  struct chart_run *run, struct rating r,
                  struct chart_signal out[CHART_RULES_COUNT])
{
    const double x = r.value, last = run->last;
    size_t count = 0;
    int out_at, near_at, way, side;
    size_t near_count;

    if (r.kind != RATING_GIVEN)
        return 0;
    out_at = beyond(x, c->low, c->high);
    near_at = beyond(x, c->inner_low, c->inner_high);
    side = beyond(x, c->mean, c->mean);
    way = run->given == 0 ? 0 : beyond(x, last, last);
    near_count = 1U + (run->near[0] == near_at) + (run->near[1] == near_at);
    run->length = in_a_row(run->side, side, run->length);
    run->moves = in_a_row(run->way, way, run->moves);
    run->side = side;
    run->way = way;
    run->near[0] = run->near[1];
    run->near[1] = near_at;
    run->last = x;
    run->given++;

    if (out_at != 0)
        out[count++] =
            (struct chart_signal){ CHART_BEYOND, out_at > 0, x,
                                   out_at > 0 ? c->high : c->low, 1 };
    if (side != 0 && run->length >= p->run)
        out[count++] = (struct chart_signal){ CHART_RUN, side > 0, x, c->mean,
                                              run->length };
    if (way != 0 && run->moves + 1 >= p->trend)
        out[count++] = (struct chart_signal){ CHART_TREND, way > 0, x, last,
                                              run->moves + 1 };
    if (near_at != 0 && near_count >= 2)
        out[count++] =
            (struct chart_signal){ CHART_TWO_OF_THREE, near_at > 0, x,
                                   near_at > 0 ? c->inner_high : c->inner_low,
                                   near_count };
    return count;
}
