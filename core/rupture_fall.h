/* SPDX-License-Identifier: Apache-2.0 */
/* core/rupture_fall.h: whether this session's rating is a fall, by the method
 * chosen. Only core/rupture.c uses it: what becomes of a fall stands there.
 * Pure. */
#pragma once

#include "core/rupture.h"

enum { RUPTURE_FALL_MAX = 2 };

struct rupture_fall {
    size_t count; /* 0: none; the strongest rule first */
    struct rupture_firing found[RUPTURE_FALL_MAX];
    double ref, s, back_at; /* of the episode that begins */
    size_t began;           /* sessions ago */
    double lowest;          /* of the ratings since, if it began before */
};

/* Whether the method knows enough of this person to judge. */
bool rupture_fall_enough(const struct rupture_params *p,
                         const struct rupture *r);

/* The range of this session's method. */
struct rupture_range rupture_fall_range(const struct rupture_params *p,
                                        struct rupture *r,
                                        const struct course_point *at);

/* at is rated, and no episode is open. */
void rupture_fall_find(const struct rupture_params *p, struct rupture *r,
                       const struct course_point *at, struct rupture_fall *out);

/* at is rated and a strain is open: has it become a rupture? */
void rupture_fall_deepen(const struct rupture_params *p, struct rupture *r,
                         const struct course_point *at,
                         struct rupture_fall *out);

/* The level itself has sunk: the firing of the method surprise for it. */
void rupture_fall_sunk(const struct rupture_params *p, const struct rupture *r,
                       const struct course_point *at,
                       const struct surprise_fall *sunk,
                       struct rupture_fall *out);
