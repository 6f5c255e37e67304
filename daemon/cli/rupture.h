/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/rupture.h: `rapport rupture`: ratings in; strains, ruptures and
 * repairs out, by one rule or by all of them side by side. */
#pragma once

#include <stdio.h>

#include "daemon/cli/instrument_options.h"
#include "daemon/cli/ratings.h"
#include "daemon/cli/rule_options.h"

struct rupture_cli_options {
    struct ratings_options ratings;
    struct rule_options rule;
    bool closed;   /* the case closes after its last session */
    bool episodes; /* one line an episode */
    bool explain;
    struct instrument_options instruments;
};

/* argv[0] is "rupture". Exit status: 0, 1 (a row was refused), 2 (usage). */
int cli_rupture(int argc, char **argv);

/* The same over given streams. */
int rupture_run(int argc, char **argv, FILE *in, FILE *out, FILE *err);

struct rupture_cli_options rupture_cli_defaults(void);

enum {
    RUPTURE_FLAG_COUNT =
        RATINGS_FLAG_COUNT + RULE_FLAG_COUNT + INSTRUMENT_FLAG_COUNT + 3
};

/* The table, over the places in o. */
void rupture_cli_flags(struct rupture_cli_options *o,
                       struct flag out[static RUPTURE_FLAG_COUNT]);

/* The work itself, for fuzzing. */
int rupture_stream(const struct instrument_set *set,
                   const struct rupture_cli_options *options, FILE *in,
                   FILE *out, FILE *err);
