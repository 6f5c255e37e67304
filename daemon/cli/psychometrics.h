/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/psychometrics.h: `rapport psychometrics`: answers in, how well
 * the questionnaires measure out. */
#pragma once

#include <stdio.h>

#include "core/psychometrics.h"
#include "daemon/cli/flags.h"
#include "daemon/cli/psychometrics_data.h"

struct psychometrics_options {
    struct psychometrics_file file;
    struct psychometrics_params params;
    const char *occasion; /* the word behind params.occasion */
    const char *instruments;
    bool explain;
};

struct psychometrics_options psychometrics_options_defaults(void);

/* argv[0] is "psychometrics". Exit status: 0, 1 (a row was refused), 2
 * (usage). */
int cli_psychometrics(int argc, char **argv);

/* Reads the flags. FLAGS_WRONG: said on err. */
enum flags_result psychometrics_options_read(struct psychometrics_options *o,
                                             int argc, char **argv, FILE *err);

/* The work itself, for tests and fuzzing. */
int psychometrics_stream(const struct instrument_set *set,
                         struct psychometrics_options *options, FILE *in,
                         FILE *out, FILE *err);
