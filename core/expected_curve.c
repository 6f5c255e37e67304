/* SPDX-License-Identifier: Apache-2.0 */
#include "core/expected_curve.h"

#include <math.h>

#include "core/base/number.h"
#include "core/expected_likelihood.h"
#include "core/expected_search.h"

#define EXPECTED_NAME(name, text) [name] = (text),

const char *expected_fit_status_name(enum expected_fit_status s)
{
    static const char *const names[] = { EXPECTED_FIT_STATUSES(EXPECTED_NAME) };

    return names[s];
}

const char *expected_spread_name(enum expected_spread s)
{
    static const char *const names[] = { EXPECTED_SPREADS(EXPECTED_NAME) };

    return names[s];
}

#undef EXPECTED_NAME

const char *expected_method_name(enum expected_method m)
{
    return m == EXPECTED_REML ? "reml" : "ml";
}

double expected_x(double t)
{
    return number_log1p(t);
}

bool expected_person_add(struct expected_person *p, double t, double y)
{
    double x, x_before, y_before;

    if (!isfinite(t) || t < 0 || !isfinite(y))
        return false;
    x = expected_x(t);
    x_before = x - p->x_mean;
    y_before = y - p->y_mean;
    p->ratings++;
    p->x_mean += x_before / (double)p->ratings;
    p->y_mean += y_before / (double)p->ratings;
    p->xx += x_before * (x - p->x_mean);
    p->xy += x_before * (y - p->y_mean);
    p->yy += y_before * (y - p->y_mean);
    return true;
}

struct expected_fit_params expected_fit_defaults(void)
{
    return (struct expected_fit_params){
        .method = EXPECTED_REML,
        .people_least = 30,
        .ratings_least = 3,
        .steps_most = 200,
    };
}

bool expected_fit_params_are_sound(const struct expected_fit_params *p)
{
    return p->people_least >= 3 && p->ratings_least >= 2 && p->steps_most >= 1;
}

/* --- the fit -------------------------------------------------------------- */

static enum expected_fit_status look(const struct expected_fit_params *p,
                                     const struct expected_person people[],
                                     size_t count, struct expected_curve *c)
{
    double time = 0, residual = 0, within = 0, least = 0, most = 0;

    for (size_t i = 0; i < count; i++) {
        const struct expected_person *one = &people[i];

        if (one->ratings == 0)
            continue;
        if (c->people == 0 || one->y_mean < least)
            least = one->y_mean;
        if (c->people == 0 || one->y_mean > most)
            most = one->y_mean;
        c->people++;
        c->ratings += one->ratings;
        c->enough += one->ratings >= p->ratings_least;
        time += one->xx;
        within += one->yy;
        residual +=
            one->xx > 0 ? one->yy - one->xy * one->xy / one->xx : one->yy;
    }
    if (c->enough < p->people_least)
        return EXPECTED_FIT_TOO_FEW;
    if (time <= 1e-12 * (double)c->ratings)
        return EXPECTED_FIT_NO_TIME;
    if (within <= 0 && most <= least)
        return EXPECTED_FIT_STILL;
    return residual <= 1e-12 * (within + (most - least) * (most - least))
               ? EXPECTED_FIT_EXACT
               : EXPECTED_FIT_OK;
}

/* Back from x and y with mean 0 and SD 1 to points and to x. */
static void put_back(const struct likelihood_data *d,
                     const struct likelihood *l, struct expected_curve *c)
{
    const double move = d->x_mean / d->x_sd, turn = 1 / d->x_sd;
    const double det = l->a[0] * l->a[2] - l->a[1] * l->a[1];
    const double cov[3] = { l->a[2] / det, -l->a[1] / det, l->a[0] / det };
    const double unit = d->y_sd * d->y_sd;
    const double *t = l->t;

    c->residual = unit * l->variance;
    c->b1 = d->y_sd * l->b[1] * turn;
    c->b0 = d->y_mean + d->y_sd * (l->b[0] - l->b[1] * move);
    c->b00 = c->residual * (cov[0] - 2 * move * cov[1] + move * move * cov[2]);
    c->b01 = c->residual * turn * (cov[1] - move * cov[2]);
    c->b11 = c->residual * turn * turn * cov[2];
    c->d00 = c->residual * (t[0] - 2 * move * t[1] + move * move * t[2]);
    c->d01 = c->residual * turn * (t[1] - move * t[2]);
    c->d11 = c->residual * turn * turn * t[2];
    c->deviance = l->deviance + d->freedom * number_log(unit) +
                  (d->restricted ? 2 * number_log(d->x_sd) : 0);
}

enum expected_fit_status
expected_curve_fit(const struct expected_fit_params *p,
                   const struct expected_person people[], size_t count,
                   struct expected_curve *out)
{
    struct expected_curve c = { .method = p->method,
                                .spread = EXPECTED_SLOPES };
    const enum expected_fit_status status = look(p, people, count, &c);
    struct likelihood_data data;
    struct likelihood l;
    enum expected_search found;

    if (status != EXPECTED_FIT_OK)
        return status;
    likelihood_begin(people, count, p->method == EXPECTED_REML, &data);
    found = expected_search(&data, 3, p->steps_most, &l, &c.steps);
    if (found == EXPECTED_SEARCH_AT_LIMIT) {
        c.spread = EXPECTED_INTERCEPTS;
        found = expected_search(&data, 1, p->steps_most, &l, &c.steps);
    }
    if (found == EXPECTED_SEARCH_AT_LIMIT) {
        c.spread = EXPECTED_NO_SPREAD;
        likelihood_look(&data, (const double[3]){ 0, 0, 0 }, &l);
        found = EXPECTED_SEARCH_FOUND;
    }
    if (found == EXPECTED_SEARCH_LOST || !isfinite(l.deviance))
        return EXPECTED_FIT_LOST;
    put_back(&data, &l, &c);
    *out = c;
    return EXPECTED_FIT_OK;
}

/* --- a forecast ----------------------------------------------------------- */

struct expected_forecast expected_forecast(const struct expected_curve *c,
                                           const struct expected_person *known,
                                           double t)
{
    const double n = (double)known->ratings, x = expected_x(t);
    const double s[3] = { n, n * known->x_mean,
                          known->xx + n * known->x_mean * known->x_mean };
    const double rest[2] = {
        n * known->y_mean - c->b0 * s[0] - c->b1 * s[1],
        known->xy + n * known->x_mean * known->y_mean - c->b0 * s[1] -
            c->b1 * s[2],
    };
    const double own[3] = { c->d00 / c->residual, c->d01 / c->residual,
                            c->d11 / c->residual };
    double m[2][2], left[2], weights[2], variance;

    (void)likelihood_invert(s, n * known->xx, own, m);
    /* (1, x) T M: the share of the known that reaches t. */
    for (size_t k = 0; k < 2; k++)
        left[k] =
            (own[0] + x * own[1]) * m[0][k] + (own[1] + x * own[2]) * m[1][k];
    weights[0] = 1 - left[0] * s[0] - left[1] * s[1];
    weights[1] = x - left[0] * s[1] - left[1] * s[2];
    variance = c->residual * (1 + left[0] + left[1] * x) +
               weights[0] * weights[0] * c->b00 +
               2 * weights[0] * weights[1] * c->b01 +
               weights[1] * weights[1] * c->b11;
    return (struct expected_forecast){
        .expected = c->b0 + c->b1 * x + left[0] * rest[0] + left[1] * rest[1],
        .error = sqrt(variance),
    };
}
