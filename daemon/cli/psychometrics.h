/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/psychometrics.h: `rapport psychometrics`: answers in, how well
 * the questionnaires measure out. */
#pragma once

#include <stdio.h>

/* argv[0] is "psychometrics". Exit status: 0, 1 (a row was refused), 2
 * (usage). */
int cli_psychometrics(int argc, char **argv);

/* The same over given streams. */
int psychometrics_run(int argc, char **argv, FILE *in, FILE *out, FILE *err);
