/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/firing_lines.h: what fired, and the range it was held against, as
 * commands print them. */
#pragma once

#include "core/rupture.h"
#include "daemon/cli/json_out.h"

/* The fields of one firing, without braces. */
void firing_print(struct json_out *j, const struct rupture_firing *f);

/* "range":{…} or null. */
void firing_print_range(struct json_out *j, const struct rupture_range *r);

/* One sentence: the rule's formula with the numbers in it. An item of a list
 * that is open. */
void firing_print_explain(struct json_out *j, const struct rupture_params *p,
                          const struct rupture_firing *f);
