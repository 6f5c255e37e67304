/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/keeper/master_source.h: what the master key on the disk is locked
 * with. The file says by its first letters which source locked it; the setting
 * master_key says which one locks the next. So another source comes into force
 * with the next rotation, and until then the old one opens what it locked. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/base/text.h"
#include "daemon/base/buf.h"
#include "daemon/keeper/master.h"

enum { MASTER_MARK = 4 };

struct master_source {
    const char *name; /* as in the setting */
    const char *mark; /* first letters of its files; "": the bare key */
    /* Both log why and return false; nothing is promised about what they
     * wrote then. */
    bool (*lock)(const struct config *c, const uint8_t key[MASTER_KEY_BYTES],
                 struct buf *out);
    bool (*unlock)(const struct config *c, struct text file,
                   uint8_t key[MASTER_KEY_BYTES]);
};

extern const struct master_source source_file;
extern const struct master_source source_credential;
extern const struct master_source source_pkcs11;

/* NULL when there is none of this name. */
const struct master_source *master_source_named(const char *name);
/* Whose file this is; NULL when nobody's. */
const struct master_source *master_source_of(struct text file);

/* Logs why a source refused. */
void master_source_refuse(const struct master_source *s, const char *why);
