/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/sandbox/sandbox_files.h: the folders this process may still see, by
 * Landlock. Holds for the calling thread and for threads it starts later; so
 * it comes before the first of them. There is no way back. */
#pragma once

#include <stdbool.h>

struct sandbox_files {
    const char *const *writes; /* folders, ends with NULL; all must exist */
    const char *const *reads;  /* files and folders, ends with NULL; those that
                                  are not there are passed over */
    bool dials; /* false: no new line to another program is begun, either */
};

/* How much of it this kernel has: 0 when none, else the ABI of Landlock. */
int sandbox_files_abi(void);

/* False (logged) when the kernel has Landlock and it could not be set up; then
 * nothing holds. True without effect when the kernel has none. */
bool sandbox_files_close(const struct sandbox_files *f);
