/* SPDX-License-Identifier: Apache-2.0 */
#include "bench/row.h"

#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* scripts/speed.mjs reads it, and bench/row.mjs and bench/row.R write the
 * same. */
static void keep(const char *path, bool kept, const char *what,
                 const char *promised, const char *measured)
{
    FILE *rows = fopen(path, "a");
    json_t *one = json_pack("{s:s, s:s, s:s, s:b}", "what", what, "promised",
                            promised, "measured", measured, "kept", kept);

    if (rows == NULL || one == NULL || json_dumpf(one, rows, 0) != 0 ||
        fputc('\n', rows) == EOF || fclose(rows) != 0) {
        (void)fprintf(stderr, "%s: no row could be written\n", path);
        exit(2);
    }
    json_decref(one);
}

bool row(bool kept, const char *what, const char *promised,
         const char *measured, ...)
{
    const char *path = getenv("BENCH_ROWS");
    char text[512];
    va_list args;

    va_start(args, measured);
    (void)vsnprintf(text, sizeof text, measured, args);
    va_end(args);
    printf("%s: %s (promised: %s): %s\n", what, text, promised,
           kept ? "kept" : "BROKEN");
    if (path != NULL)
        keep(path, kept, what, promised, text);
    return kept;
}
