/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/base/arena.h: memory that lives exactly as long as one request.
 * Nothing is freed by itself; arena_deinit frees all. One thread at a time. */
#pragma once

#include <stddef.h>

#include "core/base/text.h"

struct arena_block;

struct arena {
    struct arena_block *first; /* newest block; owned */
    size_t used;               /* bytes handed out, all blocks together */
    size_t ceiling;            /* bytes; no allocation goes beyond */
};

void arena_init(struct arena *a, size_t ceiling);
void arena_deinit(struct arena *a);

/* size bytes, zeroed, aligned for any type; NULL when the ceiling or the
 * machine refuses (arena unchanged). size 0 gives a valid pointer. */
void *arena_alloc(struct arena *a, size_t size);

/* A copy of t with a NUL behind it (not counted in len). ptr NULL on refusal.
 */
struct text arena_text(struct arena *a, struct text t);
