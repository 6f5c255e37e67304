/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/rupture_lines.h: what `rapport rupture` prints. */
#pragma once

#include <stdio.h>

#include "daemon/cli/rupture.h"
#include "daemon/cli/rupture_judge.h"

/* One object for each row of people who are not withheld, in the order read.
 * Both return false when memory is out; lines before that are written. */
bool rupture_print_rows(const struct rupture_results *r,
                        const struct rupture_cli_options *o, FILE *out);

/* One object for each episode, by series, rule and time. */
bool rupture_print_episodes(const struct rupture_results *r,
                            const struct rupture_cli_options *o, FILE *out);
