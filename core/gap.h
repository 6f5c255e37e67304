/* SPDX-License-Identifier: Apache-2.0 */
/* core/gap.h: the time of a session in which the line was away, added up from
 * what each device says of it. A moment that two devices name counts once.
 * Pure: nothing is owned. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct gap {
    int64_t from_ms; /* UTC */
    int64_t until_ms;
};

/* Cuts the gap to [from_ms, until_ms). False when nothing of it is left; *g is
 * then as it was. */
bool gap_cut(struct gap *g, int64_t from_ms, int64_t until_ms);

/* How long at least one of the gaps lasted, ms. Sorts gaps[0..count), of which
 * each must end after it begins. 0 for none. */
int64_t gap_total_ms(struct gap gaps[], size_t count);
