/* SPDX-License-Identifier: Apache-2.0 */
/* tests/daemon/example.h: the worked example of a manual page: under EXAMPLES
 * the file that goes in, the command, and what comes out, folded. */
#pragma once

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/instruments/instrument_file.h"

enum { EXAMPLE_ARGS_MAX = 40, EXAMPLE_BYTES_MAX = 1 << 16 };

struct example {
    char page[EXAMPLE_BYTES_MAX];
    char in[EXAMPLE_BYTES_MAX], out[EXAMPLE_BYTES_MAX];
    char command[1024];
    char *argv[EXAMPLE_ARGS_MAX]; /* "change", "--sd", … */
    int argc;
};

/* The lines between .Bd and .Ed from at on; where they end, or NULL. */
static const char *example_block(const char *at, char *to)
{
    const char *begin = strstr(at, "\n.Bd"), *end;

    if (begin == NULL || (begin = strchr(begin + 1, '\n')) == NULL ||
        (end = strstr(begin, "\n.Ed")) == NULL)
        return NULL;
    memcpy(to, begin + 1, (size_t)(end - begin));
    to[end - begin] = '\0';
    return end;
}

/* False when the page has no such example. */
static bool example_read(struct example *x, const char *page)
{
    static const char command[] = "\n.Dl rapport ";
    char path[4096];
    const char *at, *end;
    char *save = NULL;
    FILE *f;
    size_t len;

    (void)snprintf(path, sizeof(path), "%s/../../docs/man/%s",
                   instrument_default_dir(), page);
    f = fopen(path, "rb");
    if (f == NULL)
        return false;
    len = fread(x->page, 1, sizeof(x->page) - 1, f);
    (void)fclose(f);
    x->page[len] = '\0';
    at = strstr(x->page, "\n.Sh EXAMPLES");
    if (at == NULL || (at = example_block(at, x->in)) == NULL ||
        (at = strstr(at, command)) == NULL)
        return false;
    at += strlen(command);
    end = strchr(at, '<');
    if (end == NULL || (size_t)(end - at) >= sizeof(x->command) ||
        example_block(end, x->out) == NULL)
        return false;
    memcpy(x->command, at, (size_t)(end - at));
    x->command[end - at] = '\0';
    x->argc = 0;
    for (char *word = strtok_r(x->command, " ", &save);
         word != NULL && x->argc < EXAMPLE_ARGS_MAX;
         word = strtok_r(NULL, " ", &save))
        x->argv[x->argc++] = word;
    return true;
}

/* The same text, but for the folds: lines broken, and blanks before a key. */
static bool example_is(const char *folded, const char *found)
{
    for (;;) {
        while (*folded == '\n')
            for (folded++; *folded == ' '; folded++)
                ;
        while (*found == '\n')
            found++;
        if (*folded != *found)
            return false;
        if (*folded == '\0')
            return true;
        folded++;
        found++;
    }
}
