/* SPDX-License-Identifier: Apache-2.0 */
#include "core/release.h"

enum release_state release_state_at(const struct release *r, int64_t now_ms)
{
    if (r->used)
        return RELEASE_USED;
    if (r->noes > 0)
        return RELEASE_DECLINED;
    if (r->missing > 0)
        return RELEASE_WAITING;
    return now_ms - r->since_ms < RELEASE_GOOD_MS ? RELEASE_GOOD : RELEASE_OVER;
}

const char *release_state_name(enum release_state s)
{
    static const char *const names[] = {
        [RELEASE_WAITING] = "waiting", [RELEASE_DECLINED] = "declined",
        [RELEASE_GOOD] = "good",       [RELEASE_OVER] = "over",
        [RELEASE_USED] = "used",
    };

    return names[s];
}
