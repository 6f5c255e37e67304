/* SPDX-License-Identifier: Apache-2.0 */
/* core/psychometrics_pick.h: which sheets a figure of core/psychometrics.h
 * uses, and what stands on them. For the files of that name only. Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/psychometrics.h"

enum pick {
    PICK_ANY,      /* every sheet */
    PICK_COMPLETE, /* every item of the score is answered */
    PICK_SCORED    /* there is a score */
};

/* True when the sheet counts: it is such a one, and the first or last such
 * of its person where only that is wanted. */
bool pick_takes(enum psychometrics_occasion o,
                const struct psychometrics_data *d, enum pick want,
                size_t sheet);

/* How many sheets count, and of how many people. */
struct pick_count {
    size_t sheets, people;
};
struct pick_count pick_count(enum psychometrics_occasion o,
                             const struct psychometrics_data *d,
                             enum pick want);

/* True when the k-th item of the score is answered. */
bool pick_answered(const struct psychometrics_data *d, size_t sheet, size_t k);

/* Its keyed answer; it is answered. */
double pick_keyed(const struct psychometrics_data *d, size_t sheet, size_t k);

/* The score; RATING_MISSING or _DECLINED when there is none. */
struct rating pick_score(const struct psychometrics_data *d, size_t sheet);

/* A figure of which only the counts are set: withheld as too few, or shown
 * with the value 0. */
struct psychometrics_figure pick_figure(struct pick_count of, size_t least);
