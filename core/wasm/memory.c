/* SPDX-License-Identifier: Apache-2.0 */
/* The module's heap, for the wrapper. */
#include <stddef.h>
#include <stdlib.h>

#include "core/wasm/wasm.h"

EXPORT(core_alloc) void *core_alloc(size_t size);
EXPORT(core_free) void core_free(void *p);

void *core_alloc(size_t size)
{
    return malloc(size);
}

void core_free(void *p)
{
    free(p);
}
