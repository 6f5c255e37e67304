/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "core/level.h"
#include "core/level_prior.h"
#include "core/wasm/wasm.h"

EXPORT(core_level_defaults)
void core_level_defaults(double min, double max, double step, double sd,
                         double reliability, double out[]);
EXPORT(core_level_run)
int core_level_run(const double params[], double share, const double sessions[],
                   size_t count, double out[]);
EXPORT(core_level_site)
int core_level_site(double first, double people_least, const double in[],
                    size_t people, double out[]);
EXPORT(core_level_name) const char *core_level_name(int list, int index);

const char *core_level_name(int list, int index)
{
    return list > 0 || index > LEVEL_PRIOR_NO_SPREAD
               ? NULL
               : level_prior_status_name((enum level_prior_status)index);
}

static void put_params(const struct level_params *p, double out[])
{
    out[0] = p->error_var;
    out[1] = p->error_weight;
    out[2] = p->drift_var;
    out[3] = p->prior_mean;
    out[4] = p->prior_var;
}

/* 5 slots. sd NaN: a fifth of the scale; reliability NaN: the default. */
void core_level_defaults(double min, double max, double step, double sd,
                         double reliability, double out[])
{
    const struct scale scale = { min, max, step };
    const struct level_params p = level_defaults(
        scale, isnan(sd) ? level_default_sd(scale) : sd,
        isnan(reliability) ? LEVEL_DEFAULT_RELIABILITY : reliability);

    put_params(&p, out);
}

/* 15 slots: forecast mean, level's and its own variance, degrees of freedom;
 * is there a surprise, and it; after: mean, variance, error variance, weight,
 * given; the band of the level (low, high), and of the forecast. */
static void put_point(const struct level_point *p, double share, double out[])
{
    const double level = level_half_band(p->after.var, p->after.weight, share);
    const double next =
        level_half_band(p->forecast.var, p->forecast.weight, share);

    out[0] = p->forecast.mean;
    out[1] = p->forecast.level_var;
    out[2] = p->forecast.var;
    out[3] = p->forecast.weight;
    out[4] = p->surprise_known;
    out[5] = p->surprise;
    out[6] = p->after.mean;
    out[7] = p->after.var;
    out[8] = p->after.error_var;
    out[9] = p->after.weight;
    out[10] = (double)p->after.given;
    out[11] = p->after.mean - level;
    out[12] = p->after.mean + level;
    out[13] = p->forecast.mean - next;
    out[14] = p->forecast.mean + next;
}

/* sessions: gap, kind and value of each. WASM_REFUSED: the parameters are not
 * sound; else WASM_MISUSE. */
int core_level_run(const double params[], double share, const double sessions[],
                   size_t count, double out[])
{
    const struct level_params p = { params[0], params[1], params[2], params[3],
                                    params[4] };
    struct level l;

    if (!level_params_are_sound(&p) || !(share > 0 && share < 1))
        return WASM_REFUSED;
    level_init(&p, &l);
    for (size_t i = 0; i < count; i++, sessions += 3, out += 15) {
        struct level_point point;
        struct rating r;

        if (!(sessions[0] >= 0 && sessions[0] <= LEVEL_VALUE_MAX) ||
            !wasm_rating(sessions[1], sessions[2], &r) ||
            fabs(r.value) > LEVEL_VALUE_MAX)
            return WASM_MISUSE;
        level_take(&p, &l, sessions[0], r, &point);
        put_point(&point, share, out);
    }
    return WASM_OK;
}

static bool are_fine(const double values[], const double times[], size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!(fabs(values[i]) <= LEVEL_VALUE_MAX) ||
            !(fabs(times[i]) <= LEVEL_VALUE_MAX) ||
            (i > 0 && times[i] < times[i - 1]))
            return false;
    return true;
}

/* in: for each person how many, their values, their times. out: 9 slots:
 * status; people, ratings, mean, between and within; is the drift known, it,
 * and the error beside it. */
int core_level_site(double first, double people_least, const double in[],
                    size_t people, double out[])
{
    struct level_prior_params p;
    struct level_prior sums = { 0 };
    struct level_site site = { 0 };

    if (!wasm_whole(first, 0, 1e6) || !wasm_whole(people_least, 0, 1e6))
        return WASM_REFUSED;
    p = (struct level_prior_params){ (size_t)first, (size_t)people_least };
    if (!level_prior_params_are_sound(&p))
        return WASM_REFUSED;
    for (size_t i = 0; i < people; i++) {
        const size_t count = (size_t)in[0];
        const double *values = in + 1, *times = values + count;

        if (!are_fine(values, times, count))
            return WASM_MISUSE;
        level_prior_add(&p, &sums, values, times, count);
        in = times + count;
    }
    out[0] = level_prior_get(&p, &sums, &site);
    out[1] = (double)site.people;
    out[2] = (double)site.ratings;
    out[3] = site.mean;
    out[4] = site.between_var;
    out[5] = site.within_var;
    out[6] = site.drift_known;
    out[7] = site.drift_var;
    out[8] = site.error_var;
    return WASM_OK;
}
