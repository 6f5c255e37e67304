/* SPDX-License-Identifier: Apache-2.0 */
#include "core/gap.h"

#include <assert.h>

bool gap_cut(struct gap *g, int64_t from_ms, int64_t until_ms)
{
    struct gap cut = *g;

    if (cut.from_ms < from_ms)
        cut.from_ms = from_ms;
    if (cut.until_ms > until_ms)
        cut.until_ms = until_ms;
    if (cut.until_ms <= cut.from_ms)
        return false;
    *g = cut;
    return true;
}

/* By insertion: a session has a handful. */
static void sort(struct gap gaps[], size_t count)
{
    for (size_t i = 1; i < count; i++) {
        const struct gap one = gaps[i];
        size_t at = i;

        for (; at > 0 && gaps[at - 1].from_ms > one.from_ms; at--)
            gaps[at] = gaps[at - 1];
        gaps[at] = one;
    }
}

int64_t gap_total_ms(struct gap gaps[], size_t count)
{
    int64_t total_ms = 0, seen_ms = INT64_MIN;

    sort(gaps, count);
    for (size_t i = 0; i < count; i++) {
        const int64_t from_ms =
            gaps[i].from_ms > seen_ms ? gaps[i].from_ms : seen_ms;

        assert(gaps[i].until_ms > gaps[i].from_ms);
        if (gaps[i].until_ms <= from_ms)
            continue;
        total_ms += gaps[i].until_ms - from_ms;
        seen_ms = gaps[i].until_ms;
    }
    return total_ms;
}
