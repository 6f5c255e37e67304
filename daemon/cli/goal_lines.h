/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/goal_lines.h: the lines of `rapport goal`. */
#pragma once

#include <stddef.h>

#include "daemon/cli/flags.h"
#include "daemon/cli/goal_data.h"
#include "daemon/cli/json_out.h"

struct goal_lines {
    const struct goal_options *options;
    const struct flag *flags;
    size_t flag_count;
};

void goal_print(struct json_out *j, const struct goal_lines *lines,
                const struct goal_data *d, const struct goal_entry *e);
