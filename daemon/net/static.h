/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/net/static.h: the built client, read once at start and answered from
 * memory. Read-only afterwards, so nothing on disk can surprise a request. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/base/text.h"

struct statics;

enum {
    STATIC_FILES_MAX = 512,
    STATIC_FILE_BYTES_MAX = 8 * 1024 * 1024,
    STATIC_ALL_BYTES_MAX = 32 * 1024 * 1024
};

struct static_file {
    const char *path; /* "/assets/main-ABCD1234.js"; begins with a slash */
    const char *type; /* Content-Type */
    struct text plain;
    struct text gzip; /* of the same content; len 0 when there is none */
    char etag[48];    /* with its quotes */
    bool forever;     /* its name changes whenever its content does */
    bool worker;      /* under /workers/: has the policy that allows wasm */
};

/* Reads dir and what is below it, without following links or names that begin
 * with a dot. "x.gz" beside "x" becomes its gzip. NULL when dir cannot be
 * read, has no index.html or is beyond the limits above (logged). */
struct statics *statics_load(const char *dir);
void statics_free(struct statics *s);

/* The file of this path; /.well-known/rapport-client.json is manifest.json, and
 * so is its signature (.minisig); "/" and every path without a dot in its last
 * word that is no file give index.html (the client routes them). NULL when
 * there is none. */
const struct static_file *statics_find(const struct statics *s,
                                       struct text path);
