/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/simulate.h: `rapport simulate`: what each rule finds in made-up
 * courses, and how often it is wrong. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "daemon/cli/rule_options.h"

struct simulate_options {
    struct rule_options rule;
    const char *world; /* a world's name, or "all" */
    size_t courses, seed;
    bool series; /* print the courses, not the figures */
    bool explain;
    double min, max, step; /* step NaN: a tenth of the scale */
};

enum { SIMULATE_FLAG_COUNT = RULE_FLAG_COUNT + 8 };

struct simulate_options simulate_options_defaults(void);

/* The table, over the places in o. */
void simulate_flags(struct simulate_options *o,
                    struct flag out[static SIMULATE_FLAG_COUNT]);

/* argv[0] is "simulate". Exit status: 0, 1 (nothing happened in so few
 * courses, or the output cannot be written), 2 (usage). */
int cli_simulate(int argc, char **argv);

/* The same over given streams; nothing is read. */
int simulate_run(int argc, char **argv, FILE *in, FILE *out, FILE *err);
