/* SPDX-License-Identifier: Apache-2.0 */
/* core/psychometrics_factor.h: one factor behind the items of a scale, and
 * McDonald's omega from it.
 *
 * The model: covariances = loadings loadings' + diagonal uniquenesses, by
 * maximum likelihood (Jöreskog, "Some contributions to maximum likelihood
 * factor analysis", Psychometrika 1967): the loadings and uniquenesses that
 * make log|S| + tr(C S^-1) smallest, S the model's covariances, C those found.
 * Newton's method with the exact second derivatives, or the expected ones
 * where those do not lead down; uniquenesses as logarithms, on the scale of
 * correlations, since the likelihood does not know units. Ends when no
 * parameter moves by more than 1e-10.
 *
 * omega = (sum of loadings)^2 / ((sum of loadings)^2 + sum of uniquenesses),
 * the share of the total's variance that the factor makes (McDonald, Test
 * theory, 1999, ch. 6). It is as good as the model: when the items measure two
 * things, it is not to be read.
 *
 * Its standard error is that of the delta method from the expected information
 * (Raykov, "Analytic estimation of standard error and confidence interval for
 * scale reliability", Multivariate Behavioral Research 2002). Chosen before
 * the bootstrap because it needs no chance: the same answers give the same
 * interval to everybody. The price: it trusts the normal distribution, and is
 * somewhat narrow for answers that crowd at one end.
 *
 * Pure; the room is the caller's. */
#pragma once

#include <stddef.h>

#include "core/instrument.h"

enum { FACTOR_ITEMS_MAX = INSTRUMENT_ITEMS_MAX };

/* A uniqueness below this share of an item's variance is no proper solution
 * (a Heywood case): the data would have the factor explain all of an item, or
 * more. The same bound as in R's factanal. */
#define FACTOR_UNIQUENESS_LEAST 0.005

enum factor_status {
    FACTOR_OK,
    FACTOR_TOO_FEW_ITEMS,  /* below 3 there are many solutions */
    FACTOR_CONSTANT_ITEM,  /* an item with no variance */
    FACTOR_IMPROPER,       /* see FACTOR_UNIQUENESS_LEAST */
    FACTOR_NO_CONVERGENCE, /* after FACTOR_STEPS_MAX steps */
};
enum { FACTOR_STEPS_MAX = 500 };

/* Room to work in, about 230 kB; its content means nothing. */
struct factor_room {
    double r[FACTOR_ITEMS_MAX][FACTOR_ITEMS_MAX]; /* correlations found */
    double w[FACTOR_ITEMS_MAX][FACTOR_ITEMS_MAX]; /* inverse of the model's */
    double g[FACTOR_ITEMS_MAX][FACTOR_ITEMS_MAX]; /* w - w r w */
    double h[2 * FACTOR_ITEMS_MAX][2 * FACTOR_ITEMS_MAX]; /* derivatives */
    double step[2 * FACTOR_ITEMS_MAX];
    double scratch[4][FACTOR_ITEMS_MAX];
};

struct factor {
    double loadings[FACTOR_ITEMS_MAX];     /* in units of the items; their sum
                                              is not below 0 */
    double uniquenesses[FACTOR_ITEMS_MAX]; /* in squares of those units */
    double loading_sum, uniqueness_sum;
    double omega;       /* 0..1 */
    double omega_error; /* its standard error, n persons */
    size_t steps;
};

/* covariances: items rows of items; n: persons they come from, at least 2.
 * *out is written only on FACTOR_OK. */
enum factor_status factor_fit(const double covariances[], size_t items,
                              size_t n, struct factor_room *room,
                              struct factor *out);
