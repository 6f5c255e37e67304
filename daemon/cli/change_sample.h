/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/change_sample.h: first and last ratings over the people of a
 * file: what --from-sample takes for norms. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/change.h"
#include "daemon/cli/ratings.h"

struct change_sample {
    size_t people;             /* with two given ratings or more */
    struct change_norms norms; /* reliabilities NaN; all NaN below two people;
                                  correlation NaN where one side is constant */
};

/* One sample for each of forms; of_series says which form a series of d is
 * of. Withheld series do not count. False when memory is out. */
bool change_samples(const struct ratings *d, const uint32_t of_series[],
                    size_t forms, struct change_sample out[]);
