/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/dyad.h: `rapport dyad`: two people's ratings of the same
 * sessions, laid together, and the response surface over many such pairs. */
#pragma once

#include <stdio.h>

#include "core/dyad.h"
#include "core/surface.h"
#include "daemon/cli/instrument_options.h"
#include "daemon/cli/ratings.h"

/* What the flags say. Numbers that are NaN follow from the scale. */
struct dyad_options {
    struct ratings_options ratings;
    double apart, move_least, fall_least;
    size_t shared_least, opposite_moves;
    bool summary, surface, explain;
    struct surface_params surface_params;
    struct instrument_options instruments;
};

enum { DYAD_FLAGS = RATINGS_FLAG_COUNT + INSTRUMENT_FLAG_COUNT + 10 };

void dyad_flags(struct dyad_options *o, struct flag out[static DYAD_FLAGS]);

/* False when they make no sense on the scale. */
bool dyad_options_params(const struct dyad_options *o, struct scale scale,
                         struct dyad_params *out);

/* argv[0] is "dyad". Exit status: 0, 1 (a row was refused), 2 (usage). */
int cli_dyad(int argc, char **argv);

/* The same over given streams. */
int dyad_run(int argc, char **argv, FILE *in, FILE *out, FILE *err);
