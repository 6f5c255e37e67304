/* SPDX-License-Identifier: Apache-2.0 */
/* core/expected_likelihood.h: the likelihood of core/expected_curve.h and its
 * derivatives in T, the covariance of intercepts and slopes in units of the
 * residual variance. Inside only.
 *
 * With Z the rows (1, x) of one person, S = Z'Z, V = I + Z T Z', everything is
 * made of two by two matrices: M = (I + S T)^-1, log|V| = log|I + S T|,
 * Z'V^-1 Z = M S, Z'V^-1 y = M Z'y (Woodbury). b and the residual variance are
 * the best ones for T. Writing A_i for M S of person i, A for their sum, and
 * e_i = Z'V^-1 (y - Z b), the deviance changes with T as
 *   sum (A_i - A_i A^-1 A_i - e_i e_i' / variance)
 * of which the middle term is the restricted likelihood's. Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/expected_curve.h"

struct likelihood_data {
    const struct expected_person *people; /* borrowed */
    size_t count;
    bool restricted;
    double x_mean, x_sd, y_mean, y_sd; /* of all ratings; taken out */
    double freedom;                    /* ratings, less 2 if restricted */
    double start; /* of T's diagonal: about how far people differ */
};

/* At one T: its elements 00, 01, 11. */
struct likelihood {
    double t[3];
    double deviance;        /* -2 log likelihood of the scaled ratings */
    double variance;        /* residual */
    double b[2];            /* fixed part */
    double a[3];            /* A: 00, 01, 11 */
    double slope[3];        /* of the deviance in t */
    double curvature[3][3]; /* likewise, the second */
};

void likelihood_begin(const struct expected_person people[], size_t count,
                      bool restricted, struct likelihood_data *out);

void likelihood_look(const struct likelihood_data *d, const double t[3],
                     struct likelihood *out);

/* m = (I + S T)^-1 for symmetric S and T (00, 01, 11), s_det the determinant
 * of S. Gives the determinant of I + S T, at least 1 when both are positive
 * semidefinite. */
double likelihood_invert(const double s[3], double s_det, const double t[3],
                         double m[2][2]);
