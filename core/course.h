/* SPDX-License-Identifier: Apache-2.0 */
/* core/course.h: one person's ratings against that person's own usual range.
 *
 * The usual range is an XmR control chart (mean plus and minus 2.66 mean
 * moving ranges) over a frozen baseline: the first ratings. It looks only at
 * ratings before the one it is held against, so nothing hides itself, and it
 * stops growing, so a bad time does not become usual; sessions inside a strain
 * or rupture stay out of it (core/rupture.h). It is clipped to the scale. It
 * says what is usual for this person; there is no "good" value. Pure: no I/O,
 * no heap; the state is the caller's. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/base/series.h"

struct course_params {
    struct scale scale;
    size_t baseline_most;  /* default 6; then it is frozen. 2..1000 */
    size_t baseline_least; /* default 4; fewer give no range. 2..most */
    double spread;         /* default 2.66 (3 sigma for moving ranges); > 0 */
    double fallback; /* half width, in points, when the baseline never moved;
                        default one step; > 0 */
};

struct course_usual {
    bool known; /* false: the rest is 0 */
    double low, high, mean;
    double mean_range; /* of neighbours in the baseline, points */
    size_t based_on;   /* ratings in the baseline */
};

enum course_place {
    COURSE_UNKNOWN, /* no rating or no usual range */
    COURSE_BELOW,
    COURSE_WITHIN,
    COURSE_ABOVE
};
const char *course_place_name(enum course_place p); /* "below"; stable */

/* What one rating means in the course. Numbers without meaning are not
 * known, never 0. */
struct course_point {
    struct rating rating;
    struct course_usual usual; /* from earlier ratings only */
    enum course_place place;
    bool change_known;
    double change; /* against the last given rating */
    bool from_usual_known;
    double from_usual; /* against the mean of the usual range */
};

/* The memory between two ratings. All zeroes to begin. */
struct course {
    size_t given; /* ratings seen that were given */
    double last;  /* the last of them */
    size_t baseline_count;
    double baseline_last; /* the last rating taken into the baseline */
    double baseline_sum;
    double range_sum;
};

struct course_params course_defaults(struct scale scale);
bool course_params_are_sound(const struct course_params *p);

/* The range the next rating will be held against. */
struct course_usual course_usual(const struct course_params *p,
                                 const struct course *c);

/* What a rating means, held against what came before it. A given one lies on
 * the scale (the caller's duty). Changes nothing. */
void course_look(const struct course_params *p, const struct course *c,
                 struct rating r, struct course_point *out);

/* Takes a rating in. as_usual false keeps it out of the baseline, once there
 * is a usual range to keep: a rupture must not become part of it. */
void course_take(const struct course_params *p, struct course *c,
                 struct rating r, bool as_usual);
