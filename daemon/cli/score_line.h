/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/score_line.h: one scored sheet as one JSON object. */
#pragma once

#include <stdbool.h>

#include "core/instrument.h"
#include "daemon/cli/json_out.h"
#include "daemon/cli/rows.h"

/* Writes the line. row's answers are the sheet that came to result. */
void score_line(struct json_out *j, const struct row *row,
                const struct instrument *in,
                const struct instrument_result *result, bool explain);

/* The list of sentences under "explain": each formula with the numbers in it
 * and where it comes from. */
void score_explain(struct json_out *j, const struct row *row,
                   const struct instrument *in,
                   const struct instrument_result *result);
