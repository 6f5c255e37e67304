/* SPDX-License-Identifier: Apache-2.0 */
#include "core/psychometrics_items.h"

#include <math.h>

#include "core/base/dist.h"
#include "core/base/interval.h"
#include "core/base/number.h"
#include "core/psychometrics_pick.h"

/* What rounding leaves of a variance that is 0, as a share of what it was
 * made of. */
static const double nothing = 1e-12;

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

/* Means of the keyed items, and their covariances into room. */
static void covariances(const struct psychometrics_params *p,
                        const struct psychometrics_data *d, size_t k,
                        double means[], struct psychometrics_room *room)
{
    double apart[INSTRUMENT_ITEMS_MAX];
    double *c = room->covariances;
    size_t n = 0;

    for (size_t i = 0; i < k; i++)
        means[i] = 0;
    for (size_t s = 0; s < d->count; s++) {
        if (!pick_takes(p->occasion, d, PICK_COMPLETE, s))
            continue;
        n++;
        /* By steps, so that the mean of equal answers is that answer. */
        for (size_t i = 0; i < k; i++)
            means[i] += (pick_keyed(d, s, i) - means[i]) / (double)n;
    }
    for (size_t i = 0; i < k * k; i++)
        c[i] = 0;
    for (size_t s = 0; s < d->count; s++) {
        if (!pick_takes(p->occasion, d, PICK_COMPLETE, s))
            continue;
        for (size_t i = 0; i < k; i++) {
            apart[i] = pick_keyed(d, s, i) - means[i];
            for (size_t j = 0; j <= i; j++)
                c[i * k + j] += apart[i] * apart[j];
        }
    }
    for (size_t i = 0; i < k; i++)
        for (size_t j = 0; j <= i; j++) {
            c[i * k + j] /= (double)n - 1;
            c[j * k + i] = c[i * k + j];
        }
}

static void find_alpha(const struct psychometrics_params *p,
                       struct psychometrics *out)
{
    struct psychometrics_figure *a = &out->alpha;
    const double k = (double)out->item_count, df = (double)a->n - 1;
    const double tail = (1 - p->level) / 2;
    double rest;

    if (out->total_variance <= nothing * out->item_variances) {
        a->why = PSYCHOMETRICS_CONSTANT;
        return;
    }
    a->value = k / (k - 1) * (1 - out->item_variances / out->total_variance);
    rest = fmax(0, 1 - a->value); /* never below 0 but by rounding */
    if (rest < nothing) {
        rest = 0;
        a->value = 1;
    }
    if (df * (k - 1) > DIST_DF_MAX)
        return;
    out->f_low = dist_f_quantile(1 - tail, df, df * (k - 1));
    out->f_high = dist_f_quantile(tail, df, df * (k - 1));
    a->bounded = true;
    a->low = 1 - rest * out->f_low;
    a->high = 1 - rest * out->f_high;
}

/* Back from a logit. */
static double logistic(double x)
{
    return 1 / (1 + number_exp(-x));
}

static void find_omega(const struct psychometrics_params *p,
                       struct psychometrics_room *room,
                       struct psychometrics *out)
{
    struct psychometrics_figure *o = &out->omega;
    double logit, half, z;

    switch (factor_fit(room->covariances, out->item_count, o->n, &room->factor,
                       &out->factor)) {
    case FACTOR_OK: break;
    case FACTOR_TOO_FEW_ITEMS: o->why = PSYCHOMETRICS_TOO_FEW_ITEMS; return;
    case FACTOR_CONSTANT_ITEM: o->why = PSYCHOMETRICS_CONSTANT_ITEM; return;
    case FACTOR_IMPROPER: o->why = PSYCHOMETRICS_IMPROPER; return;
    case FACTOR_NO_CONVERGENCE: o->why = PSYCHOMETRICS_NO_CONVERGENCE; return;
    }
    o->value = out->factor.omega;
    /* At 0 the logit has no end. */
    if (!(o->value > nothing))
        return;
    z = dist_normal_quantile(0.5 + p->level / 2);
    logit = number_log(o->value / (1 - o->value));
    half = z * out->factor.omega_error / (o->value * (1 - o->value));
    o->bounded = true;
    o->low = logistic(logit - half);
    o->high = logistic(logit + half);
}

/* Of the i-th item with the sum of the others. */
static void find_rest(const struct psychometrics_params *p, size_t i,
                      const struct psychometrics_room *room,
                      struct psychometrics *out)
{
    const size_t k = out->item_count;
    const double *row = room->covariances + i * k;
    struct psychometrics_figure *f = &out->items[i].rest;
    double with_all = 0, rest, r;
    struct interval in;

    for (size_t j = 0; j < k; j++)
        with_all += row[j];
    rest = out->total_variance - 2 * with_all + row[i];
    if (!(row[i] > 0) || rest <= nothing * out->item_variances) {
        f->why = PSYCHOMETRICS_CONSTANT;
        return;
    }
    r = (with_all - row[i]) / (sqrt(row[i]) * sqrt(rest));
    if (fabs(r) > 1 - nothing)
        r = r > 0 ? 1 : -1;
    f->value = r;
    f->bounded = interval_correlation(r, f->n, p->level, &in);
    if (f->bounded) {
        f->low = in.low;
        f->high = in.high;
    }
}

void psychometrics_items(const struct psychometrics_params *p,
                         const struct psychometrics_data *d,
                         struct psychometrics_room *room,
                         struct psychometrics *out)
{
    const struct pick_count n = pick_count(p->occasion, d, PICK_COMPLETE);
    const size_t k = out->item_count;
    double means[INSTRUMENT_ITEMS_MAX];

    out->alpha = pick_figure(n, larger(p->least_any, p->least_alpha));
    out->omega = pick_figure(n, larger(p->least_any, p->least_omega));
    if (k < 2)
        out->alpha.why = PSYCHOMETRICS_TOO_FEW_ITEMS;
    if (k < 3)
        out->omega.why = PSYCHOMETRICS_TOO_FEW_ITEMS;
    for (size_t i = 0; i < k; i++) {
        struct psychometrics_item *it = &out->items[i];

        it->mean = it->sd = pick_figure(n, p->least_any);
        it->rest = pick_figure(n, larger(p->least_any, p->least_rest));
        if (k < 2)
            it->rest.why = PSYCHOMETRICS_TOO_FEW_ITEMS;
    }
    if (n.people < p->least_any)
        return;

    covariances(p, d, k, means, room);
    for (size_t i = 0; i < k; i++) {
        out->item_variances += room->covariances[i * k + i];
        for (size_t j = 0; j < k; j++)
            out->total_variance += room->covariances[i * k + j];
    }
    if (out->alpha.why == PSYCHOMETRICS_SHOWN)
        find_alpha(p, out);
    if (out->omega.why == PSYCHOMETRICS_SHOWN)
        find_omega(p, room, out);
    for (size_t i = 0; i < k; i++) {
        out->items[i].mean.value = means[i];
        out->items[i].sd.value = sqrt(room->covariances[i * k + i]);
        if (out->items[i].rest.why == PSYCHOMETRICS_SHOWN)
            find_rest(p, i, room, out);
    }
}
