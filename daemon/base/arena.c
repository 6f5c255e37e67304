/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_LEAST = 4096, BLOCK_MOST = 65536 };

struct arena_block {
    struct arena_block *next;
    size_t size, used; /* of bytes[] */
    alignas(max_align_t) unsigned char bytes[];
};

void arena_init(struct arena *a, size_t ceiling)
{
    *a = (struct arena){ .ceiling = ceiling };
}

void arena_deinit(struct arena *a)
{
    struct arena_block *b = a->first;

    while (b) {
        struct arena_block *next = b->next;
        free(b);
        b = next;
    }
    *a = (struct arena){ .ceiling = a->ceiling };
}

static struct arena_block *block_new(const struct arena *a, size_t least)
{
    struct arena_block *b;
    size_t size = a->first ? a->first->size * 2 : BLOCK_LEAST;

    if (size > BLOCK_MOST)
        size = BLOCK_MOST;
    if (size < least)
        size = least;
    if (size > SIZE_MAX - sizeof *b)
        return NULL;
    b = malloc(sizeof *b + size);
    if (!b)
        return NULL;
    b->next = NULL;
    b->size = size;
    b->used = 0;
    return b;
}

void *arena_alloc(struct arena *a, size_t size)
{
    const size_t unit = alignof(max_align_t);
    struct arena_block *b = a->first;
    void *bytes;

    if (size == 0)
        size = 1;
    if (size > SIZE_MAX - unit)
        return NULL;
    size = (size + unit - 1) / unit * unit;
    if (size > a->ceiling || a->used > a->ceiling - size)
        return NULL;

    if (!b || size > b->size - b->used) {
        struct arena_block *fresh = block_new(a, size);
        if (!fresh)
            return NULL;
        /* A block made for one large thing must not hide the room left in
         * the block before it. */
        if (b && fresh->size - size < b->size - b->used) {
            fresh->next = b->next;
            b->next = fresh;
        } else {
            fresh->next = b;
            a->first = fresh;
        }
        b = fresh;
    }
    bytes = b->bytes + b->used;
    b->used += size;
    a->used += size;
    return memset(bytes, 0, size);
}

struct text arena_text(struct arena *a, struct text t)
{
    char *copy;

    if (t.len == SIZE_MAX)
        return (struct text){ NULL, 0 };
    copy = arena_alloc(a, t.len + 1);
    if (!copy)
        return (struct text){ NULL, 0 };
    if (t.len > 0)
        memcpy(copy, t.ptr, t.len);
    return (struct text){ copy, t.len };
}
