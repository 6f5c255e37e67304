/* SPDX-License-Identifier: Apache-2.0 */
/* core/base/text.h: a borrowed view of bytes somebody else owns.
 * Not NUL-terminated. Valid UTF-8 once it has passed the daemon's door. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct text {
    const char *ptr; /* never NULL when len > 0 */
    size_t len;      /* bytes */
};

/* A view of a string literal. */
#define TEXT(literal) ((struct text){ (literal), sizeof(literal) - 1 })

/* True when both hold the same bytes. Not for secrets: not constant time. */
static inline bool text_is(struct text a, struct text b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (a.ptr[i] != b.ptr[i])
            return false;
    return true;
}
