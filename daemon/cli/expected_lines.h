/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/expected_lines.h: what `rapport expected` prints. No line says
 * or suggests that anything made a course what it is. */
#pragma once

#include "daemon/cli/expected_groups.h"

/* One rating, t after the person's first. */
void expected_lines_rating(struct json_out *j, const struct expected_options *o,
                           const struct expected_group *group,
                           const struct ratings *d,
                           const struct ratings_entry *e, double t,
                           const struct expected_decision *decision);

/* One group's curve, for --fit. */
void expected_lines_fit(struct json_out *j, const struct expected_options *o,
                        const struct expected_group *group,
                        const struct ratings *d);
