/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/psychometrics.h: `rapport psychometrics`: answers in, how well
 * the questionnaires measure out. */
#pragma once

#include <stdio.h>

#include "core/psychometrics.h"
#include "daemon/cli/instrument_options.h"
#include "daemon/cli/psychometrics_data.h"

struct psychometrics_options {
    struct psychometrics_file file;
    struct psychometrics_params params;
    const char *occasion; /* the word behind params.occasion */
    struct instrument_options instruments;
    bool explain;
};

/* argv[0] is "psychometrics". Exit status: 0, 1 (a row was refused), 2
 * (usage). */
int cli_psychometrics(int argc, char **argv);

/* The same over given streams. */
int psychometrics_run(int argc, char **argv, FILE *in, FILE *out, FILE *err);
