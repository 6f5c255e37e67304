/* SPDX-License-Identifier: Apache-2.0 */
/* core/level_prior.h: what a site's own ratings say about where people begin,
 * how noisy a rating is, and how fast levels drift: the parameters of
 * core/level.h by the method of moments.
 *
 * Where people begin: one-way analysis of variance with random people, on the
 * first few ratings of each. With a people, n_i ratings each, N in all:
 *
 *   MSB = sum n_i (mean_i - mean)^2 / (a - 1)
 *   MSW = sum of squares within / (N - a)
 *   n_0 = (N - sum n_i^2 / N) / (a - 1)
 *   between = (MSB - MSW) / n_0, not below 0        within = MSW
 *
 * (the ANOVA estimator for groups of different size: Searle, Casella and
 * McCulloch, Variance Components, 1992, section 3.6). The mean of the prior is
 * the mean of the people's means: everybody counts once, since people who stay
 * rate otherwise than people who leave.
 *
 * How fast they drift: under the model two ratings of one person, g apart in
 * time, differ by E (x - y)^2 = 2 V + g W. A straight line by least squares
 * through all pairs at most 5 ratings apart gives V and W; not known when the
 * line makes no sense (W < 0 or V <= 0), or says nothing. Pure: no I/O, no
 * heap; the state is the caller's. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/level.h"

enum { LEVEL_PRIOR_LAG_MAX = 5 };

struct level_prior_params {
    size_t first;        /* ratings of each person that tell of the beginning;
                            default 3: drift has hardly begun. 2..100 */
    size_t people_least; /* with two ratings or more; default 20: then the SD
                            between people is known to about a sixth
                            (1/sqrt(2*19)). 3..1000000 */
};

#define LEVEL_PRIOR_STATUSES(X)                                                \
    X(LEVEL_PRIOR_OK, "ok")                                                    \
    X(LEVEL_PRIOR_TOO_FEW, "too_few") /* people with two ratings or more */    \
    X(LEVEL_PRIOR_NO_SPREAD, "no_spread") /* nobody's ratings ever differ */

#define LEVEL_PRIOR_ENUM(name, text) name,
enum level_prior_status { LEVEL_PRIOR_STATUSES(LEVEL_PRIOR_ENUM) };
#undef LEVEL_PRIOR_ENUM
const char *level_prior_status_name(enum level_prior_status s); /* stable */

/* Sums over people. All zeroes to begin. */
struct level_prior {
    size_t people, twice;            /* with a rating; with two or more */
    double ratings, ratings_squares; /* sums of n_i and of n_i^2 */
    double mean, between_squares;    /* weighted by n_i */
    double means_mean;               /* everybody once */
    double within_squares;
    size_t thrice; /* people with three ratings or more */
    size_t pairs;
    double gap_mean, square_mean; /* of the pairs */
    double gap_squares, products; /* about their means */
};

struct level_site {
    size_t people, ratings; /* that told of the beginning */
    double mean;            /* points */
    double between_var;     /* points^2, >= 0 */
    double within_var;      /* points^2, > 0 */
    bool drift_known;
    double drift_var; /* points^2 per unit of time, >= 0; else 0 */
    double error_var; /* points^2, > 0: V beside that drift; else 0 */
};

struct level_prior_params level_prior_defaults(void);
bool level_prior_params_are_sound(const struct level_prior_params *p);

/* One person: the ratings that were given, oldest first, and their times in
 * the unit of drift_var, not running backwards. p is sound. */
void level_prior_add(const struct level_prior_params *p, struct level_prior *s,
                     const double values[], const double times[], size_t count);

/* On any status but LEVEL_PRIOR_OK *out is as it was. */
enum level_prior_status level_prior_get(const struct level_prior_params *p,
                                        const struct level_prior *s,
                                        struct level_site *out);

/* Puts a site's numbers into parameters: prior_mean; prior_var = between_var;
 * error_var and drift_var as the pairs have them, else error_var = within_var
 * and drift_var = error_var / 20. error_weight stays: people differ in noise
 * however well the site knows its own. */
void level_prior_apply(const struct level_site *site, struct level_params *p);
