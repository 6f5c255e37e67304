/* SPDX-License-Identifier: Apache-2.0 */
/* tests/faults/skew.c: put before a program (LD_PRELOAD), its wall clock goes
 * SKEW_S seconds ahead, or behind when negative. Its other clocks stay. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

int clock_gettime(clockid_t clock, struct timespec *out)
{
    int (*real)(clockid_t, struct timespec *);
    const char *skew = getenv("SKEW_S");
    int rc;

    *(void **)&real = dlsym(RTLD_NEXT, "clock_gettime");
    rc = real(clock, out);
    if (rc == 0 && clock == CLOCK_REALTIME && skew)
        out->tv_sec += strtol(skew, NULL, 10);
    return rc;
}
