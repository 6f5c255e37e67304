/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/course.h: `rapport course`: ratings in; the course, each
 * person's usual range, chart and level, and what fired out. */
#pragma once

#include <stdio.h>

#include "daemon/cli/course_options.h"
#include "daemon/instruments/instrument_file.h"

/* argv[0] is "course". Exit status: 0, 1 (a row was refused), 2 (usage). */
int cli_course(int argc, char **argv);

/* The same over given streams. */
int course_run(int argc, char **argv, FILE *in, FILE *out, FILE *err);

/* The work itself, for fuzzing: the exit status. Keeps the whole
 * file in memory; lines go out in the order read. */
int course_stream(const struct instrument_set *set,
                  const struct course_options *options, FILE *in, FILE *out,
                  FILE *err);
