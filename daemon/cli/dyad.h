/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/dyad.h: `rapport dyad`: two people's ratings of the same
 * sessions, laid together, and the response surface over many such pairs. */
#pragma once

#include <stdio.h>

#include "core/dyad.h"
#include "core/surface.h"
#include "daemon/cli/ratings.h"

/* What the flags say. Numbers that are NaN follow from the scale. */
struct dyad_options {
    struct ratings_options ratings;
    double apart, move_least, fall_least;
    size_t shared_least, opposite_moves;
    bool summary, surface, explain;
    struct surface_params surface_params;
    const char *instruments; /* directory; NULL: the program's own */
};

enum { DYAD_FLAGS = RATINGS_FLAG_COUNT + 11 };

struct dyad_options dyad_options_defaults(void);
void dyad_flags(struct dyad_options *o, struct flag out[static DYAD_FLAGS]);

/* False when they make no sense on the scale. */
bool dyad_options_params(const struct dyad_options *o, struct scale scale,
                         struct dyad_params *out);

/* Reads ratings, prints lines. 0, or 1 when a row was refused (said on err)
 * or the output cannot be written. */
int dyad_stream(const struct instrument_set *set,
                const struct dyad_options *options, FILE *in, FILE *out,
                FILE *err);

int cli_dyad(int argc, char **argv);
