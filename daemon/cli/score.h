/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/score.h: `rapport score`: answers in, scores and decisions out. */
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include "daemon/instruments/instrument_file.h"

/* argv[0] is "score". Exit status: 0, 1 (a row was refused), 2 (usage). */
int cli_score(int argc, char **argv);

/* The same over given streams. */
int score_run(int argc, char **argv, FILE *in, FILE *out, FILE *err);

/* The work itself, for fuzzing: streams, row by row. explain: every
 * line says how its numbers came about. */
int score_stream(const struct instrument_set *set, bool explain, FILE *in,
                 FILE *out, FILE *err);
