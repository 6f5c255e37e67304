/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/command.h: how the commands that work on files begin (flags,
 * --help) and end (what was refused, the exit status). */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "daemon/cli/flags.h"
#include "daemon/cli/rows.h"

/* A command over given streams: the exit status. argv[0] is its name. */
typedef int command_run(int argc, char **argv, FILE *in, FILE *out, FILE *err);

struct command {
    const char *name;
    const char *about;        /* of --help, above the flags */
    const char *exits;        /* of --help, below them; NULL: the usual three */
    const struct flag *flags; /* borrowed */
    size_t flag_count;
};

/* Reads the flags. False when that was all: --help is printed, or a flag was
 * wrong and err says so; *status is the exit status then. */
bool command_begin(const struct command *c, int argc, char **argv, FILE *out,
                   FILE *err, int *status);

/* Says that the flags make no sense together: 2. */
int command_disagree(const char *name, FILE *err);

/* Says what the rows still have to say, ends them, and flushes out: 0, or 1
 * when a row was refused or the output cannot be written. Not fine and nothing
 * refused: memory was out, which is said. */
int command_end(struct rows *rows, bool fine, FILE *out);

/* The last step of a command without rows. False (said): out cannot be
 * written. */
bool command_flush(const char *name, FILE *out, FILE *err);
