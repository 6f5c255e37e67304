/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/base/zone.h: between the wall clock of a place and UTC, by the
 * machine's zone data (tzdata). Keeps nothing between calls. Any thread.
 *
 * A wall time that a clock skips is taken with the offset from before the gap
 * (02:30 becomes 03:30); of one that it shows twice, the first is meant. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/base/text.h"

enum {
    ZONE_MAX = 64,     /* letters of a zone's name */
    WALL_LETTERS = 16, /* 2026-11-24T18:00 */
    WALL_YEAR_MIN = 1970,
    WALL_YEAR_MAX = 2199
};

enum zone_status {
    ZONE_OK,
    ZONE_UNKNOWN, /* no IANA name, or the machine has no data for it */
    ZONE_BAD_WALL /* not exactly a date and minute within the years above */
};

/* True for a name like Europe/Vienna for which there is data. */
bool zone_is_known(struct text zone);

/* On ZONE_OK, *utc_ms is the instant; otherwise it is unchanged. */
enum zone_status zone_to_utc(struct text zone, struct text wall,
                             int64_t *utc_ms);

/* What the wall clock shows, seconds cut off. ZONE_BAD_WALL for an instant
 * whose wall time is outside of the years above; wall is then unchanged. */
enum zone_status zone_from_utc(struct text zone, int64_t utc_ms,
                               char wall[WALL_LETTERS + 1]);
