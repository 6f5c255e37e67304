/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/sandbox/sandbox_calls.h: the system calls this process may still
 * make, by seccomp: a list of what a running house needs. No program is
 * started, no process, no memory becomes code, and no socket is opened, but
 * for those of a database. Holds for every thread at once. There is no way
 * back. */
#pragma once

#include <stdbool.h>

struct sandbox_calls {
    bool dials;  /* a database is reached through sockets */
    bool strict; /* a call off the list ends the program instead of failing
                    with EPERM: for tests, which find what the list lacks */
};

/* True when this kernel can filter system calls. */
bool sandbox_calls_known(void);

/* False (logged) when the kernel can and it could not be set up; then nothing
 * holds. True without effect when the kernel cannot. */
bool sandbox_calls_close(const struct sandbox_calls *c);
