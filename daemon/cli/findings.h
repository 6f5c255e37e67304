/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/findings.h: what a doctor found, a line each: "well" or "ILL",
 * what was looked at, and the words. */
#pragma once

#include <stdbool.h>

struct findings {
    bool ill; /* something needs somebody */
};

/* Prints one line on standard output; format as of printf. */
void findings_say(struct findings *f, bool well, const char *what,
                  const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* The last line, and the exit status: 0 all is well, 1 otherwise. */
int findings_end(const struct findings *f);
