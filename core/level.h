/* SPDX-License-Identifier: Apache-2.0 */
/* core/level.h: where a person's ratings stand beneath their noise: a filter
 * for irregular sessions and missing ratings that learns, as it goes, how
 * noisy this person's ratings are.
 *
 *   rating x_t = level_t + noise,            noise  ~ N(0, V)
 *   level_t    = level_t-1 + drift,          drift  ~ N(0, W * gap)
 *
 * V is not known: it has a prior guess S (error_var) worth n sessions
 * (error_weight), and both the prior of the level and the drift are held in
 * proportion to it, which keeps the sums exact: level | data is Student's t
 * with n degrees of freedom, mean m and scale sqrt(C). One rating x:
 *
 *   R = C + W * gap * S/S_0    Q = R + S      A = R/Q      e = x - m
 *   m' = m + A e               n' = n + 1     S' = S (n + e^2/Q) / n'
 *   C' = A S'
 *
 * (West and Harrison, Bayesian Forecasting and Dynamic Models, 2nd edition
 * 1997, section 2.5: their S' = S + (S/n')(e^2/Q - 1) and
 * C' = (S'/S)(R - A^2 Q), rearranged so that nothing is subtracted and both
 * stay above 0.) With error_weight INFINITY V is known, S and n stay, and it
 * is the Kalman filter. A missing or declined rating lets time pass: R is the
 * new C, the rest stays.
 *
 * The unit of time is the caller's, sessions or weeks, the same for gap and
 * drift_var. Between two ratings at once (gap 0) order does not matter. Pure:
 * no I/O, no heap; the state is the caller's. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/base/series.h"

/* The filter's numbers stay finite within these. */
#define LEVEL_VALUE_MAX 1e12 /* |rating|, |prior_mean|, gap */
#define LEVEL_VAR_MAX 1e30   /* every variance; error_var >= 1/this */
#define LEVEL_WEIGHT_MAX 1e6 /* error_weight, when it is not INFINITY */

struct level_params {
    double error_var;    /* points^2, > 0; of one rating about the level:
                            SD^2 (1 - reliability) of the instrument */
    double error_weight; /* sessions that error_var is worth, 1..1e6; or
                            INFINITY: it is known and never learnt */
    double drift_var;    /* points^2 per unit of time, >= 0, while the error
                            is error_var; in proportion when it is learnt */
    double prior_mean;   /* points; the level before the first rating */
    double prior_var;    /* points^2, >= 0; 0: the level is known */
};

/* What is known after the ratings so far. */
struct level {
    double mean;      /* points */
    double var;       /* points^2, >= 0: C above */
    double error_var; /* S above */
    double weight;    /* n above: degrees of freedom, INFINITY when known */
    size_t given;     /* ratings taken */
};

/* What the next rating is expected to be, before it is known. */
struct level_forecast {
    double mean;      /* of the rating and of the level */
    double level_var; /* R: of the level alone */
    double var;       /* Q: of the rating; > 0 */
    double weight;    /* degrees of freedom of both */
};

/* One session: what was known before it, and after. */
struct level_point {
    struct level before;
    struct level_forecast forecast;
    bool surprise_known;
    double surprise; /* (rating - forecast) / sqrt(Q): t with weight degrees
                        of freedom if the model holds */
    struct level after;
};

/* Parameters for an instrument with this spread between ratings of different
 * people and this reliability, 0 < reliability < 1:
 *   error_var = sd^2 (1 - reliability), worth 10 sessions;
 *   drift_var = error_var / 20 per session or week: a new rating then counts
 *     one fifth in the long run (drift/error = A^2 / (1 - A)), a usual weight
 *     for an exponentially weighted average;
 *   without a site nobody knows where on the scale people lie, so the prior is
 *     the middle with the variance of an even spread, (max - min)^2 / 12. With
 *     a site's mean set prior_mean and prior_var = sd^2 reliability, or take
 *     both from core/level_prior.h.
 * sd > 0. */
struct level_params level_defaults(struct scale scale, double sd,
                                   double reliability);

/* When nobody knows better: a fifth of the scale, as WAI-SR item means have
 * (SD 0.8 on 1..5: Darcy et al. 2021), and .80, which short forms of it
 * surpass (Munder et al. 2010). */
double level_default_sd(struct scale scale);
#define LEVEL_DEFAULT_RELIABILITY 0.8

bool level_params_are_sound(const struct level_params *p);

/* Before the first rating. p is sound and the same for the whole series. */
void level_init(const struct level_params *p, struct level *l);

/* Looks ahead over a gap, 0..LEVEL_VALUE_MAX. Changes nothing. */
struct level_forecast level_look(const struct level_params *p,
                                 const struct level *l, double gap);

/* How far a rating lies from a forecast, in its SDs. */
double level_surprise(const struct level_forecast *f, double value);

/* Half the width of the band that holds the share (0.95: above 0, below 1) of
 * a Student's t with this scale (var, points^2) and these degrees of freedom:
 * of the level with level.var and .weight, of the next rating with
 * level_forecast.var and .weight. Points. */
double level_half_band(double var, double weight, double share);

/* Takes a rating in, gap after the last session. One that must not pull the
 * level (inside a rupture) is looked at with level_look and then taken as
 * missing. |value| <= LEVEL_VALUE_MAX. out may be NULL. */
void level_take(const struct level_params *p, struct level *l, double gap,
                struct rating r, struct level_point *out);
