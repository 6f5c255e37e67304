/* SPDX-License-Identifier: Apache-2.0 */
/* tests/daemon/cli_run.h: a command as people run it: flags and a file in,
 * what it printed and its exit status out. For tests with tests/check.h. */
#pragma once

#include <stddef.h>

#include "daemon/cli/command.h"

struct answer {
    char *out, *err;
    int status;
};

/* Runs it over file as standard input; flags are parted by blanks. Free with
 * cli_done. */
struct answer cli_run(command_run *run, const char *flags, const char *file);

/* The same with an output that takes nothing: out is NULL. */
struct answer cli_run_full(command_run *run, const char *flags,
                           const char *file);

void cli_done(struct answer *a);

/* A row of a test's table: flags and a file, and what must be in the two
 * streams. NULL: nothing at all. */
struct cli_row {
    const char *flags, *file, *out, *err;
    int status;
};

/* Runs it, and fails the test unless the answer is the row's. */
void cli_check(command_run *run, const struct cli_row *row);

size_t count_lines(const char *text);

#define HAS(haystack, needle)                                                  \
    do {                                                                       \
        if (strstr((haystack), (needle)) == NULL)                              \
            fail_msg("no %s in: %s", (needle), (haystack));                    \
    } while (0)
