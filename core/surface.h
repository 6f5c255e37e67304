/* SPDX-License-Identifier: Apache-2.0 */
/* core/surface.h: response surface: does it matter for an outcome Z that two
 * people's ratings X and Y agree? Over many pairs, by least squares:
 *
 *   Z = b0 + b1 X + b2 Y + b3 X^2 + b4 XY + b5 Y^2
 *   a1 = b1 + b2, a2 = b3 + b4 + b5   slope and curve where X = Y
 *   a3 = b1 - b2, a4 = b3 - b4 + b5   slope and curve where X = -Y
 *   a5 = b3 - b5                      whether the ridge lies along X = Y
 *
 * (Edwards and Parry 1993; a5 as in the R package RSA.) X and Y are put on
 * one scale by their common mean and SD (of all 2n values, with 2n - 1), so
 * that X = Y still means agreement. A pair further apart than half a common
 * SD counts as incongruent: where nearly all agree there is nothing to learn
 * about disagreement.
 *
 * For research over a group, never for one dyad: with fewer than least pairs
 * it is refused. A relation of ratings and outcome, not an effect of one on
 * the other. Pure: no I/O, no heap; the storage is the caller's. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/base/least.h"

enum { SURFACE_COEFFICIENTS = 6, SURFACE_SHAPES = 5 };

/* Numbers that surface_fit works in, for each pair. */
enum { SURFACE_WORK_PER_PAIR = SURFACE_COEFFICIENTS + 1 };

struct surface_params {
    size_t least;       /* pairs; default 60, ten for each coefficient: a rule
                           of thumb; > SURFACE_COEFFICIENTS */
    double incongruent; /* common SDs; default 0.5; > 0 */
};

#define SURFACE_STATUSES(X)                                                    \
    X(SURFACE_OK, "ok")                                                        \
    X(SURFACE_TOO_FEW, "too_few")                    /* pairs */               \
    X(SURFACE_NOT_FINITE, "not_finite")              /* NaN or infinite */     \
    X(SURFACE_CLIENT_STILL, "client_constant")       /* X never differs */     \
    X(SURFACE_THERAPIST_STILL, "therapist_constant") /* Y never differs */     \
    X(SURFACE_OUTCOME_STILL, "outcome_constant")     /* Z never differs */     \
    X(SURFACE_DEPENDENT, "dependent") /* too few different pairs for a curve,  \
                                         or Y follows from X */

enum surface_status {
#define SURFACE_ENUM(name, text) name,
    SURFACE_STATUSES(SURFACE_ENUM)
#undef SURFACE_ENUM
};
const char *surface_status_name(enum surface_status s); /* stable */

/* A coefficient, in units of Z for one common SD (or its square). */
struct surface_part {
    double value;
    double error; /* standard error, >= 0 */
    bool t_known; /* error > 0 */
    double t;     /* value / error, with freedom degrees */
    double p;     /* two-sided, of Student's t */
};

struct surface {
    size_t pairs;
    size_t freedom;                              /* pairs - 6 */
    double mean, sd;                             /* common to X and Y, points */
    size_t incongruent;                          /* pairs */
    double share;                                /* incongruent / pairs */
    struct surface_part b[SURFACE_COEFFICIENTS]; /* b0 to b5 */
    struct surface_part a[SURFACE_SHAPES];       /* a1 to a5 */
    double r_squared;                            /* 0..1 */
};

struct surface_params surface_defaults(void);
bool surface_params_are_sound(const struct surface_params *p);

/* client (X), therapist (Y) and outcome (Z) hold pairs numbers each; work is
 * SURFACE_WORK_PER_PAIR * pairs numbers to work in. *out is written on
 * SURFACE_OK only. */
enum surface_status surface_fit(const struct surface_params *p,
                                const double client[], const double therapist[],
                                const double outcome[], size_t pairs,
                                double work[], struct surface *out);
