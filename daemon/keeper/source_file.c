/* SPDX-License-Identifier: Apache-2.0 */
/* The bare key: as safe as the folder it lies in. */
#include "daemon/keeper/master_source.h"

#include <string.h>

static bool lock(const struct config *c, const uint8_t key[MASTER_KEY_BYTES],
                 struct buf *out)
{
    (void)c;
    buf_add(out, key, MASTER_KEY_BYTES);
    return buf_ok(out);
}

static bool unlock(const struct config *c, struct text file,
                   uint8_t key[MASTER_KEY_BYTES])
{
    (void)c;
    memcpy(key, file.ptr, MASTER_KEY_BYTES);
    return true;
}

const struct master_source source_file = { "file", "", lock, unlock };
