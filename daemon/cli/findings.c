/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/findings.h"

#include <stdarg.h>
#include <stdio.h>

void findings_say(struct findings *f, bool well, const char *what,
                  const char *format, ...)
{
    va_list args;

    printf("%-5s %-9s ", well ? "well" : "ILL", what);
    va_start(args, format);
    vprintf(format, args);
    va_end(args);
    printf("\n");
    f->ill |= !well;
}

int findings_end(const struct findings *f)
{
    printf("%s\n", f->ill ? "Something needs you." : "All is well.");
    return f->ill ? 1 : 0;
}
