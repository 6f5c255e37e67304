/* SPDX-License-Identifier: Apache-2.0 */
#include "core/level.h"

#include <assert.h>
#include <math.h>

#include "core/base/dist.h"

double level_default_sd(struct scale scale)
{
    return (scale.max - scale.min) / 5;
}

struct level_params level_defaults(struct scale scale, double sd,
                                   double reliability)
{
    const double width = scale.max - scale.min;
    const double error_var = sd * sd * (1 - reliability);

    return (struct level_params){
        .error_var = error_var,
        .error_weight = 10,
        .drift_var = error_var / 20,
        .prior_mean = scale.min + width / 2,
        .prior_var = width * width / 12,
    };
}

/* Comparisons are so turned that a NaN is not sound. */
static bool is_variance(double v, double least)
{
    return v >= least && v <= LEVEL_VAR_MAX;
}

bool level_params_are_sound(const struct level_params *p)
{
    return is_variance(p->error_var, 1 / LEVEL_VAR_MAX) &&
           is_variance(p->drift_var, 0) && is_variance(p->prior_var, 0) &&
           fabs(p->prior_mean) <= LEVEL_VALUE_MAX && p->error_weight >= 1 &&
           (p->error_weight <= LEVEL_WEIGHT_MAX || isinf(p->error_weight));
}

void level_init(const struct level_params *p, struct level *l)
{
    *l = (struct level){
        .mean = p->prior_mean,
        .var = p->prior_var,
        .error_var = p->error_var,
        .weight = p->error_weight,
    };
}

struct level_forecast level_look(const struct level_params *p,
                                 const struct level *l, double gap)
{
    struct level_forecast f = { .mean = l->mean, .weight = l->weight };

    assert(gap >= 0 && gap <= LEVEL_VALUE_MAX);
    f.level_var = l->var + p->drift_var * gap * (l->error_var / p->error_var);
    f.var = f.level_var + l->error_var;
    return f;
}

double level_surprise(const struct level_forecast *f, double value)
{
    return (value - f->mean) / sqrt(f->var);
}

double level_half_band(double var, double weight, double share)
{
    assert(share > 0 && share < 1);
    return -dist_t_quantile((1 - share) / 2, weight) * sqrt(var);
}

static struct level learnt(struct level l, struct level_forecast f,
                           double value)
{
    const double error = value - f.mean;
    const double gain = f.level_var / f.var;

    if (!isinf(l.weight)) {
        l.error_var *= (l.weight + error * error / f.var) / (l.weight + 1);
        l.weight += 1;
    }
    l.mean += gain * error;
    l.var = gain * l.error_var;
    l.given++;
    return l;
}

void level_take(const struct level_params *p, struct level *l, double gap,
                struct rating r, struct level_point *out)
{
    const struct level_forecast f = level_look(p, l, gap);
    const struct level before = *l;
    struct level after = before;

    if (r.kind == RATING_GIVEN) {
        assert(fabs(r.value) <= LEVEL_VALUE_MAX);
        after = learnt(before, f, r.value);
    } else {
        after.var = f.level_var;
    }
    *l = after;
    if (out == NULL)
        return;
    out->before = before;
    out->forecast = f;
    out->surprise_known = r.kind == RATING_GIVEN;
    out->surprise = out->surprise_known ? level_surprise(&f, r.value) : 0;
    out->after = after;
}
