/* SPDX-License-Identifier: Apache-2.0 */
/* core/goal.h: how far a person's own goals were reached: goal attainment
 * scaling over several goals at one time, and one number over time.
 *
 * Each goal has a level: 0 is what was expected, -2 much less, 2 much more.
 *   T = 50 + 10 sum(w x) / sqrt((1 - rho) sum(w^2) + rho (sum w)^2)
 * with weights w > 0 and rho, how far goals are expected to go together
 * (Kiresuk & Sherman 1968, Community Ment Health J 4:443; in the form of the
 * erratum to Turner-Stokes 2009, Clin Rehabil 23:362). Without goals there is
 * no T, which is not 50.
 *
 * Goal ratings (0 to 10, one for each goal) and T alike are followed by
 * struct goal_course: change against the first rating of that very goal, so
 * a goal that was added later begins later, and against the one before.
 * Pure: no I/O, no heap; the state is the caller's. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/base/series.h"

enum { GOAL_COUNT_MAX = 64 };
#define GOAL_WEIGHT_MOST 1e6

struct goal_params {
    double rho;         /* default 0.3; 0..1 */
    double least, most; /* levels; default -2 and 2; -10..0 and 0..10, apart */
    double step;        /* default 1: whole levels; 0.5 allows halves; > 0 */
};

#define GOAL_STATUSES(X)                                                       \
    X(GOAL_OK, "ok")                                                           \
    X(GOAL_NONE, "no_goals") /* none has a level: T is undefined */            \
    X(GOAL_TOO_MANY, "too_many_goals")                                         \
    X(GOAL_OUT_OF_RANGE, "out_of_range") /* a level */                         \
    X(GOAL_OFF_STEP, "off_step")         /* a level between two */             \
    X(GOAL_BAD_WEIGHT, "bad_weight")     /* not above 0, or huge */

#define GOAL_ENUM(name, text) name,
enum goal_status { GOAL_STATUSES(GOAL_ENUM) };
#undef GOAL_ENUM

const char *goal_status_name(enum goal_status s); /* stable */

struct goal_attainment {
    double t;       /* 50: as expected on the whole */
    size_t counted; /* goals that have a level */
    double sum_weights, sum_squares, sum_levels; /* w, w^2, w x */
    double spread;                               /* the root below T; > 0 */
};

struct goal_params goal_defaults(void);
bool goal_params_are_sound(const struct goal_params *p);

/* A goal whose level is missing or declined does not count; nor does its
 * weight, which must be sound all the same. weights NULL: all 1. On a refusal
 * *out is as it was and *bad, if bad is not NULL, the goal concerned (with
 * GOAL_NONE and GOAL_TOO_MANY: untouched). */
enum goal_status goal_attainment(const struct goal_params *p,
                                 const struct rating levels[],
                                 const double weights[], size_t count,
                                 struct goal_attainment *out, size_t *bad);

/* The memory of one goal, or of T. All zeroes to begin. */
struct goal_course {
    size_t given;
    double first, last;
};

struct goal_change {
    bool known; /* a rating, and an earlier one; else the rest is 0 */
    double since_first, since_last;
};

/* One session. A missing or declined rating changes nothing. */
struct goal_change goal_step(struct goal_course *g, struct rating r);

/* Mean of the given ratings; false, *out as it was, when there is none. */
bool goal_mean(const struct rating ratings[], size_t count, double *out);
