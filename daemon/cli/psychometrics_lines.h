/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/psychometrics_lines.h: what `rapport psychometrics` says of one
 * score. */
#pragma once

#include "core/psychometrics.h"
#include "daemon/cli/json_out.h"

/* The figures, from "people" on. */
void psychometrics_print(struct json_out *j, const struct psychometrics_data *d,
                         const struct psychometrics_params *p,
                         const struct psychometrics *r);

/* "explain":[…]: each figure as a formula with its numbers and its source. */
void psychometrics_explain(struct json_out *j,
                           const struct psychometrics_data *d,
                           const struct psychometrics_params *p,
                           const struct psychometrics *r);
