/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/rule_options.h: the parameters of the course as flags. One table
 * reads them, explains them in --help and prints them in the output. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "core/instrument.h"
#include "core/rupture.h"

enum { RULE_OPTIONS = 14 };

struct rule_options {
    bool given[RULE_OPTIONS];
    double value[RULE_OPTIONS];
};

/* True when arg ("--between") is one of ours and value holds a number for
 * it. *known says whether the flag exists at all. */
bool rule_options_take(struct rule_options *o, const char *arg,
                       const char *value, bool *known);

/* True when --min or --max was given: the file's scale is then theirs. */
bool rule_options_have_scale(const struct rule_options *o);

/* The parameters on a scale: ours, overridden by the flags. False when they
 * make no sense together. */
bool rule_options_params(const struct rule_options *o, struct scale scale,
                         struct rupture_params *out);

/* The lines of --help. */
void rule_options_help(FILE *out);
