/* SPDX-License-Identifier: Apache-2.0 */
/* core/sudden.h: a sudden gain (Tang and DeRubeis 1999) or its mirror, a
 * sudden loss, between two sessions, from the three before and the three
 * after:
 *
 *   1  the step pre3 -> post1 is at least cutoff points
 *   2  it is at least a share (0.25) of pre3
 *   3  mean(pre) and mean(post) differ by more than t pooled SDs:
 *      |mean pre - mean post| > t sqrt(((n1-1) s1^2 + (n2-1) s2^2)/(n1+n2-2))
 *      with t = 2.776, 3.182 or 4.303: Student's t at 97.5 % for 4, 3 and 2
 *      degrees of freedom, so for none, one or two missing ratings
 *
 * where 3 is strict, and 1 and 2 give way by SERIES_SLACK. Criterion 2 for a
 * rise is post1 - pre3 >= share * pre3; the R package suddengains tests
 * pre3 - post1 <= share * pre3 there, which always holds when a score rises.
 * Criterion 3 has no square root of 1/n1 + 1/n2: so it stands in the papers.
 * Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/base/series.h"

struct sudden_params {
    double cutoff; /* points, > 0: the instrument's reliable change */
    double share;  /* default 0.25; 0..1 */
};

enum sudden_way {
    SUDDEN_DOWN, /* the numbers fall: a loss of alliance, a gain in symptoms */
    SUDDEN_UP
};

#define SUDDEN_STATUSES(X)                                                     \
    X(SUDDEN_YES, "yes")                                                       \
    X(SUDDEN_TOO_SMALL, "too_small")                 /* criterion 1 fails */   \
    X(SUDDEN_TOO_SMALL_A_SHARE, "too_small_a_share") /* 2 fails */             \
    X(SUDDEN_WITHIN_NOISE, "within_noise")           /* 3 fails */             \
    X(SUDDEN_UNDEFINED, "undefined") /* pre3 or post1 missing, or fewer than   \
                                        two ratings on a side */

#define SUDDEN_ENUM(name, text) name,
enum sudden_status { SUDDEN_STATUSES(SUDDEN_ENUM) };
#undef SUDDEN_ENUM

const char *sudden_status_name(enum sudden_status s); /* stable */

/* The numbers; of a status before criterion 3 the last two are 0. */
struct sudden {
    double step;  /* from pre3 to post1, in the way asked for */
    double least; /* share * pre3 */
    double apart; /* of the two means, in the way asked for */
    double noise; /* t pooled SDs */
};

/* sessions[0..2] are before, [3..5] after; values given are finite. *out is
 * written unless the status is SUDDEN_UNDEFINED. */
enum sudden_status sudden_judge(const struct sudden_params *p,
                                const struct rating sessions[6],
                                enum sudden_way way, struct sudden *out);

bool sudden_params_are_sound(const struct sudden_params *p);
