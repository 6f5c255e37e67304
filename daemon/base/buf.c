/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/base/buf.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 256 };

void buf_init(struct buf *b, size_t ceiling)
{
    *b = (struct buf){ .ceiling = ceiling };
}

void buf_deinit(struct buf *b)
{
    free(b->ptr);
    *b = (struct buf){ .ceiling = b->ceiling };
}

void buf_clear(struct buf *b)
{
    b->len = 0;
    b->broken = false;
    if (b->ptr)
        b->ptr[0] = '\0';
}

/* Room for len more bytes and the NUL. Breaks the buffer when refused. */
static bool make_room(struct buf *b, size_t len)
{
    size_t cap = b->cap ? b->cap : FIRST_ROOM;
    char *ptr;

    if (b->broken)
        return false;
    if (len > b->ceiling || b->len > b->ceiling - len ||
        b->len + len == SIZE_MAX) {
        b->broken = true;
        return false;
    }
    if (b->len + len + 1 <= b->cap)
        return true;
    while (cap < b->len + len + 1)
        cap = cap > SIZE_MAX / 2 ? b->len + len + 1 : cap * 2;
    ptr = realloc(b->ptr, cap);
    if (!ptr) {
        b->broken = true;
        return false;
    }
    b->ptr = ptr;
    b->cap = cap;
    return true;
}

void buf_add(struct buf *b, const void *bytes, size_t len)
{
    if (!make_room(b, len))
        return;
    if (len > 0)
        memcpy(b->ptr + b->len, bytes, len);
    b->len += len;
    b->ptr[b->len] = '\0';
}

void buf_text(struct buf *b, struct text t)
{
    buf_add(b, t.ptr, t.len);
}

void buf_format(struct buf *b, const char *format, ...)
{
    va_list args;
    int len;

    va_start(args, format);
    len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (len < 0) {
        b->broken = true;
        return;
    }
    if (!make_room(b, (size_t)len))
        return;
    va_start(args, format);
    vsnprintf(b->ptr + b->len, (size_t)len + 1, format, args);
    va_end(args);
    b->len += (size_t)len;
}

bool buf_ok(const struct buf *b)
{
    return !b->broken;
}

struct text buf_view(const struct buf *b)
{
    return (struct text){ b->ptr ? b->ptr : "", b->len };
}
