/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/course_lines.h: what came of every row, as one JSON object a
 * line, in the order read. */
#pragma once

#include "daemon/cli/course_judge.h"
#include "daemon/cli/json_out.h"

/* False when memory is out; lines before that are written. */
bool course_print(const struct course_results *r, FILE *out);

/* "explain":[…]: every number of a line as a formula with its inputs and
 * source. */
void course_print_explain(struct json_out *j, const struct course_results *r,
                          const struct course_whole *whole,
                          const struct ratings_entry *e,
                          const struct course_line *line);
