/* SPDX-License-Identifier: Apache-2.0 */
/* core/expected_curve.h: the course that a site's own people usually take,
 * with how far they differ.
 *
 *   y = (b0 + u0) + (b1 + u1) x + e,   x = ln(1 + t)
 *
 * t is time since a person's first rating, u0 and u1 are the person's own
 * (normal, covariance D, free), e is normal with one variance: a linear mixed
 * model with random intercept and slope (Laird and Ware 1982). The variances
 * are fitted by restricted maximum likelihood (or maximum likelihood), with b
 * and the residual variance profiled out, by Newton's method on the exact
 * second derivatives in D, each step halved until the likelihood rises and D
 * stays positive definite. Held against R's nlme in tests/vectors.
 *
 * Where the best D lies at its limit (the slopes do not differ, or go with the
 * intercepts exactly) the slopes are taken out, and where the intercepts do
 * not differ either, these: spread says so. A description of what usually
 * happened; it says nothing about what made it happen. Pure: no I/O, no
 * heap; a person is five sums, and their array is all the storage. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* The ratings of one person, as sums. All zeroes to begin. */
struct expected_person {
    size_t ratings;
    double x_mean, y_mean;
    double xx, xy, yy; /* sums of products of distances from the means */
};

/* Takes in one rating. t >= 0, in any one unit for all people; order is no
 * matter. False, and the person as before, when t or y cannot be. */
bool expected_person_add(struct expected_person *p, double t, double y);

double expected_x(double t); /* ln(1 + t), t >= 0 */

enum expected_method { EXPECTED_REML, EXPECTED_ML };

/* How few is too few: three parameters say how people differ, and a slope of
 * one's own takes three ratings to stand apart from noise. Thirty such people
 * leave a variance uncertain by about a quarter of itself; a choice of ours,
 * not a published number. People with fewer ratings are used, not counted. */
struct expected_fit_params {
    enum expected_method method; /* default EXPECTED_REML */
    size_t people_least;         /* default 30; >= 3 */
    size_t ratings_least;        /* default 3; >= 2 */
    size_t steps_most;           /* default 200; >= 1 */
};

#define EXPECTED_FIT_STATUSES(X)                                               \
    X(EXPECTED_FIT_OK, "ok")                                                   \
    X(EXPECTED_FIT_TOO_FEW, "too_few_people")                                  \
    X(EXPECTED_FIT_NO_TIME, "no_time") /* everybody at one time only */        \
    X(EXPECTED_FIT_STILL, "no_change") /* all ratings are the same */          \
    X(EXPECTED_FIT_EXACT,                                                      \
      "no_residual") /* everybody on a line of one's own */                    \
    X(EXPECTED_FIT_LOST, "not_converged")

/* What of the people's differences is in the curve, and why no more. */
#define EXPECTED_SPREADS(X)                                                    \
    X(EXPECTED_SLOPES, "intercept_and_slope")                                  \
    X(EXPECTED_INTERCEPTS, "intercept") /* slope at its limit */               \
    X(EXPECTED_NO_SPREAD, "none")       /* intercept at its limit, too */

#define EXPECTED_ENUM(name, text) name,
enum expected_fit_status { EXPECTED_FIT_STATUSES(EXPECTED_ENUM) };
enum expected_spread { EXPECTED_SPREADS(EXPECTED_ENUM) };
#undef EXPECTED_ENUM

const char *expected_fit_status_name(enum expected_fit_status s); /* stable */
const char *expected_spread_name(enum expected_spread s);
const char *expected_method_name(enum expected_method m); /* "reml", "ml" */

struct expected_curve {
    enum expected_method method;
    enum expected_spread spread;
    double b0, b1;          /* points; points for one of x */
    double b00, b01, b11;   /* covariance of b0 and b1 */
    double d00, d01, d11;   /* D; 0 where spread leaves it out */
    double residual;        /* variance of e; > 0 */
    double deviance;        /* -2 (restricted) log likelihood */
    size_t people, ratings; /* used */
    size_t enough;          /* people with ratings_least or more */
    size_t steps;
};

struct expected_fit_params expected_fit_defaults(void);
bool expected_fit_params_are_sound(const struct expected_fit_params *p);

/* *out is written on EXPECTED_FIT_OK only. */
enum expected_fit_status
expected_curve_fit(const struct expected_fit_params *p,
                   const struct expected_person people[], size_t count,
                   struct expected_curve *out);

/* What a rating at t is expected to be, from the curve and from the person's
 * own known ratings (none of them: a new person). The expectation is
 * conditional on these (the best linear unbiased prediction). The standard
 * error counts the person's difference that is not known yet, the residual,
 * and the uncertainty of b; the variances count as known. The person may be
 * one of those the curve was fitted to. */
struct expected_forecast {
    double expected;
    double error; /* > 0 */
};
struct expected_forecast expected_forecast(const struct expected_curve *c,
                                           const struct expected_person *known,
                                           double t);
