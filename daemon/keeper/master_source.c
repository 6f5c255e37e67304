/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/keeper/master_source.h"

#include <string.h>

#include "daemon/base/log.h"

static const struct master_source *const sources[] = {
    &source_file,
    &source_credential,
    &source_pkcs11,
};

enum { SOURCES = sizeof sources / sizeof sources[0] };

const struct master_source *master_source_named(const char *name)
{
    for (int i = 0; i < SOURCES; i++)
        if (strcmp(sources[i]->name, name) == 0)
            return sources[i];
    return NULL;
}

const struct master_source *master_source_of(struct text file)
{
    if (file.len == MASTER_KEY_BYTES)
        return &source_file;
    for (int i = 0; i < SOURCES; i++)
        if (sources[i]->mark[0] && file.len > MASTER_MARK &&
            memcmp(file.ptr, sources[i]->mark, MASTER_MARK) == 0)
            return sources[i];
    return NULL;
}

void master_source_refuse(const struct master_source *s, const char *why)
{
    log_line(LOG_ERROR, "master_key_refused", "source", s->name, "why", why,
             NULL);
}
