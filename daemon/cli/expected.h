/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/expected.h: `rapport expected`: whether courses in a file are on
 * track, by the rational rule or by the curve of a site. */
#pragma once

#include <stdio.h>

#include "core/expected.h"
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
    const char *instruments;
};

enum { EXPECTED_FLAGS = RATINGS_FLAG_COUNT + 15 };

struct expected_options expected_options_defaults(void);
void expected_flags(struct expected_options *o,
                    struct flag out[static EXPECTED_FLAGS]);

/* Reads ratings from in, and the site's from site unless it is NULL; prints
 * lines. 0, or 1 when a row was refused (said on err) or the output cannot be
 * written. */
int expected_stream(const struct instrument_set *set,
                    const struct expected_options *options, FILE *in,
                    FILE *site, FILE *out, FILE *err);

int cli_expected(int argc, char **argv);
