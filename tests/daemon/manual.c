/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/daemon/manual.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static void add_line(FILE *out, const char *line)
{
    for (; *line != '\0'; line++) {
        if (*line != '\\') {
            (void)putc(*line, out);
            continue;
        }
        line++;
        if (*line == 'e')
            (void)putc('\\', out);
        else if (*line == '-')
            (void)putc('-', out);
        else if (*line != '&')
            fail_msg("the manual has an escape \\%c", *line);
    }
}

char *manual_block(const char *page, size_t index)
{
    const char *dir = getenv("MANUAL");
    char path[1024], *line = NULL, *text = NULL;
    size_t cap = 0, text_len, seen = 0;
    FILE *out = open_memstream(&text, &text_len), *in;
    int inside = 0, found = 0;

    (void)snprintf(path, sizeof(path), "%s/%s", dir == NULL ? "docs/man" : dir,
                   page);
    in = fopen(path, "r");
    if (in == NULL || out == NULL)
        fail_msg("%s cannot be read", path);
    while (getline(&line, &cap, in) >= 0) {
        if (strncmp(line, ".Bd -literal", 12) == 0) {
            inside = seen++ == index;
            found |= inside;
        } else if (strncmp(line, ".Ed", 3) == 0) {
            inside = 0;
        } else if (inside) {
            add_line(out, line);
        }
    }
    free(line);
    (void)fclose(in);
    (void)fclose(out);
    if (!found)
        fail_msg("%s has no literal block %zu", path, index);
    return text;
}

bool manual_folds(const char *page, const char *found)
{
    for (; *page != '\0' || *found != '\0'; page++, found++) {
        if (*page == '\n')
            page += page[1] == ' ' ? 2 : 1;
        if (*found == '\n')
            found++;
        if (*page != *found)
            return false;
        if (*page == '\0')
            break;
    }
    return true;
}
