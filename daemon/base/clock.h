/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/base/clock.h: the one place that asks the machine for the time. */
#pragma once

#include <stdint.h>

/* UTC, milliseconds since 1970, plus the offset set at start. Any thread. */
int64_t clock_now_ms(void);

/* For the sample practice and for tests, which live through months in a
 * minute. Any thread. */
void clock_set_offset_ms(int64_t offset_ms);

/* Monotonic milliseconds, for timeouts and rates. */
int64_t clock_ticks_ms(void);
