/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/change.h: `rapport change`: reliable and clinically significant
 * change of every rating against the same person's first, as JSON lines. */
#pragma once

#include <stdio.h>

/* argv[0] is "change". Exit status: 0, 1 (a row was refused), 2 (usage, or a
 * number that a method needs is not there). */
int cli_change(int argc, char **argv);

/* The same over given streams. */
int change_run(int argc, char **argv, FILE *in, FILE *out, FILE *err);
