/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/simulate.h: `rapport simulate`: what each rule finds in made-up
 * courses, and how often it is wrong. */
#pragma once

#include <stdio.h>

/* argv[0] is "simulate". Exit status: 0, 1 (nothing happened in so few
 * courses, or the output cannot be written), 2 (usage). */
int cli_simulate(int argc, char **argv);

/* The same over given streams; nothing is read. */
int simulate_run(int argc, char **argv, FILE *in, FILE *out, FILE *err);
