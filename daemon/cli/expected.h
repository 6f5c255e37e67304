/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/expected.h: `rapport expected`: whether courses in a file are on
 * track, by the rational rule or by the curve of a site. */
#pragma once

#include <stdio.h>

#include "core/expected.h"
#include "daemon/cli/instrument_options.h"
#include "daemon/cli/ratings.h"

/* What the flags say. A number that is NaN, a word that is NULL: not given. */
struct expected_options {
    struct ratings_options ratings;
    const char *better, *time, *rule, *method;
    double sd, reliability, change;
    double z;
    size_t given, people_least, ratings_least;
    bool fit, explain;
    const char *site; /* file of the site's ratings; NULL: the input */
    struct instrument_options instruments;
};

enum { EXPECTED_FLAGS = RATINGS_FLAG_COUNT + INSTRUMENT_FLAG_COUNT + 14 };

void expected_flags(struct expected_options *o,
                    struct flag out[static EXPECTED_FLAGS]);

/* argv[0] is "expected". Exit status: 0, 1 (a row was refused), 2 (usage). */
int cli_expected(int argc, char **argv);

/* The same over given streams. */
int expected_run(int argc, char **argv, FILE *in, FILE *out, FILE *err);
