/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/base/clock.h"

#include <stdatomic.h>
#include <time.h>

static _Atomic int64_t offset;

static int64_t read_ms(clockid_t which)
{
    struct timespec t;

    clock_gettime(which, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int64_t clock_now_ms(void)
{
    return read_ms(CLOCK_REALTIME) + offset;
}

void clock_set_offset_ms(int64_t offset_ms)
{
    offset = offset_ms;
}

int64_t clock_ticks_ms(void)
{
    return read_ms(CLOCK_MONOTONIC);
}
