/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/goal.h: `rapport goal`: goal attainment scaling and goal ratings
 * of every row, with their change, as JSON lines. */
#pragma once

#include <stdio.h>

/* argv[0] is "goal". Exit status: 0, 1 (a row was refused), 2 (usage). */
int cli_goal(int argc, char **argv);

/* The same over given streams. */
int goal_run(int argc, char **argv, FILE *in, FILE *out, FILE *err);
