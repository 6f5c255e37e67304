/* SPDX-License-Identifier: Apache-2.0 */
#include "core/surprise.h"

#include <assert.h>
#include <math.h>

#include "core/base/dist.h"

struct surprise_params surprise_defaults(struct scale scale)
{
    const double step = scale.step;

    return (struct surprise_params){
        .level = { .error_var = 0.2025 * step * step,
                   .error_weight = 4,
                   .drift_var = 0.01 * step * step,
                   .prior_mean = scale.min + 0.75 * (scale.max - scale.min),
                   .prior_var = 9 * step * step },
        .chance = 0.005,
        .fall_least = step,
        .sure = 1.28,
        .look_back = 12,
        .least = 3,
        .pull_most = 2.45,
        .weight_most = 30,
    };
}

bool surprise_params_are_sound(const struct surprise_params *p)
{
    return level_params_are_sound(&p->level) && p->chance > 0 &&
           p->chance <= 0.5 && isfinite(p->fall_least) && p->fall_least > 0 &&
           isfinite(p->sure) && p->sure >= 0 && p->look_back >= 1 &&
           p->look_back <= SURPRISE_LOOK_BACK_MAX && p->least >= 1 &&
           p->pull_most > 0 && p->weight_most >= 1 &&
           (isinf(p->level.error_weight) ||
            p->weight_most >= p->level.error_weight);
}

void surprise_init(const struct surprise_params *p, struct surprise *s)
{
    *s = (struct surprise){ 0 };
    level_init(&p->level, &s->level);
}

void surprise_pass(struct surprise *s)
{
    s->gap += 1;
}

/* -dist_t_quantile(0.005, n) for n = 1, 2, …: the default chance, and the
 * degrees of freedom it meets; to the last bit (tests/core/surprise_test.c). */
static const double t_default[] = {
    0x1.fd410182c3c11p+5, 0x1.3d9850c4bbe69p+3, 0x1.75d175480d3a6p+2,
    0x1.26a97d890849fp+2, 0x1.020ea171ca98cp+2, 0x1.da8d005bee943p+1,
    0x1.bfef11958261fp+1, 0x1.ad7d5502beac2p+1, 0x1.9ffa9c6c4220fp+1,
    0x1.95aaba187f86dp+1, 0x1.8d8b1161f8f34p+1, 0x1.86fb273c63cf7p+1,
    0x1.81924132e8ca1p+1, 0x1.7d092ec6ba9dfp+1, 0x1.792de3449d2f4p+1,
    0x1.75dc2c15896c3p+1, 0x1.72f937b9244cbp+1, 0x1.7070bcc6f2927p+1,
    0x1.6e331aed617fcp+1, 0x1.6c341773c54eap+1, 0x1.6a69fd7076872p+1,
    0x1.68ccffa3d6f6cp+1, 0x1.6756c69357cc7p+1, 0x1.66021d1af2c7bp+1,
    0x1.64cab25db88abp+1, 0x1.63aceaf6c912ap+1, 0x1.62a5bd383654dp+1,
    0x1.61b2958a3c5bfp+1, 0x1.60d140d7b5d7dp+1, 0x1.5fffdb8a1b4fcp+1,
};
static const size_t t_default_count = sizeof(t_default) / sizeof(t_default[0]);

static bool same(double a, double b)
{
    return a <= b && a >= b;
}

double surprise_t(double chance, double weight)
{
    if (same(chance, 0.005) && weight >= 1 &&
        weight <= (double)t_default_count && same(floor(weight), weight))
        return t_default[(size_t)weight - 1];
    return -dist_t_quantile(chance, weight);
}

/* The last answer is kept: it is asked for at every session, and the degrees of
 * freedom soon stay as they are. */
static double t_of(const struct surprise_params *p, struct surprise *s,
                   double weight)
{
    if (s->t <= 0 || !same(s->t_weight, weight)) {
        s->t = surprise_t(p->chance, weight);
        s->t_weight = weight;
    }
    return s->t;
}

static double below(const struct scale *scale, double mean)
{
    return mean > scale->max ? scale->max : mean;
}

static double wider(double a, double b)
{
    return a > b ? a : b;
}

void surprise_expect(const struct surprise_params *p, struct scale scale,
                     struct surprise *s, struct surprise_look *out)
{
    struct level_forecast f;
    double width;

    *out = (struct surprise_look){ .known = s->given >= p->least };
    if (!out->known)
        return;
    f = level_look(&p->level, &s->level, s->gap);
    out->ref = below(&scale, f.mean);
    out->s = sqrt(f.var);
    width = wider(t_of(p, s, f.weight) * out->s, p->fall_least);
    out->low = scale_clip(&scale, out->ref - width);
    out->high = scale_clip(&scale, out->ref + width);
}

/* This rating and the one before, against what was known before both. */
static void look_at_two(const struct surprise_params *p, struct scale scale,
                        struct surprise *s, double x, struct surprise_fall *out)
{
    const struct level_forecast f =
        level_look(&p->level, &s->before, s->last_gap);
    const double drift = p->level.drift_var * s->gap *
                         (s->before.error_var / p->level.error_var);
    double t;

    out->ref = below(&scale, f.mean);
    out->s = sqrt(f.level_var + drift / 4 + s->before.error_var / 2);
    out->held = (x + s->last) / 2;
    if (!series_reaches(out->ref - out->held, p->fall_least))
        return;
    t = same(s->t_weight, f.weight) ? s->t : surprise_t(p->chance, f.weight);
    out->limit = out->ref - wider(t * out->s, p->fall_least);
    out->fallen = series_reaches(out->limit, out->held);
}

void surprise_look(const struct surprise_params *p, struct scale scale,
                   struct surprise *s, double x, struct surprise_look *out)
{
    surprise_expect(p, scale, s, out);
    if (!out->known)
        return;
    /* Not the clipped low: on the floor of the scale nothing may fire by
     * having nowhere to fall to. */
    out->one = (struct surprise_fall){
        .ref = out->ref,
        .s = out->s,
        .held = x,
        .limit = out->ref - wider(s->t * out->s, p->fall_least),
    };
    out->one.fallen = series_reaches(out->one.limit, x);
    if (s->has_last && s->given > p->least)
        look_at_two(p, scale, s, x, &out->two);
}

static void keep_level(const struct surprise_params *p, struct surprise *s)
{
    s->levels[s->level_next] = s->level.mean;
    s->level_next = (s->level_next + 1) % p->look_back;
    if (s->level_count < p->look_back)
        s->level_count++;
}

static void look_at_level(const struct surprise_params *p,
                          const struct surprise *s, struct surprise_fall *out)
{
    *out = (struct surprise_fall){ .held = s->level.mean };
    if (s->level_count == 0)
        return;
    out->ref = s->levels[0];
    for (size_t i = 1; i < s->level_count; i++)
        out->ref = wider(out->ref, s->levels[i]);
    out->s = sqrt(s->level.var);
    out->limit = out->ref - p->fall_least - p->sure * out->s;
    out->fallen = series_reaches(out->limit, out->held);
}

void surprise_take(const struct surprise_params *p, struct scale scale,
                   struct surprise *s, double x, struct surprise_fall *sunk)
{
    const struct level_forecast f = level_look(&p->level, &s->level, s->gap);
    const double most = p->pull_most * sqrt(f.var);
    const double mean = below(&scale, f.mean);
    double pulled = x;

    if (x > mean + most)
        pulled = mean + most;
    if (x < mean - most)
        pulled = mean - most;
    s->before = s->level;
    s->last = x;
    s->last_gap = s->gap;
    s->has_last = true;
    level_take(&p->level, &s->level, s->gap, rating_given(pulled), NULL);
    if (isfinite(s->level.weight) && s->level.weight > p->weight_most)
        s->level.weight = p->weight_most;
    s->gap = 0;
    s->given++;
    *sunk = (struct surprise_fall){ 0 };
    if (s->given <= p->least)
        return;
    if (x < mean)
        look_at_level(p, s, sunk);
    keep_level(p, s);
}

void surprise_restart(struct surprise *s, double x)
{
    s->level.mean = x;
    s->level.var = s->level.error_var;
    s->gap = 0;
    s->given++;
    s->has_last = false;
    surprise_forget_height(s);
}

void surprise_forget_height(struct surprise *s)
{
    s->level_count = 0;
    s->level_next = 0;
}
