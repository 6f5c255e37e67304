/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/intern.h"

#include <stdlib.h>
#include <string.h>

void intern_deinit(struct intern *t)
{
    free(t->bytes);
    free(t->starts);
    free(t->slots);
    *t = (struct intern){ 0 };
}

struct text intern_get(const struct intern *t, uint32_t number)
{
    const size_t start = t->starts[number];

    return (struct text){ t->bytes + start, t->starts[number + 1] - start };
}

/* FNV-1a. Whoever makes a file full of collisions waits for their own file. */
static uint64_t hash(struct text text)
{
    uint64_t h = UINT64_C(14695981039346656037);

    for (size_t i = 0; i < text.len; i++)
        h = (h ^ (unsigned char)text.ptr[i]) * UINT64_C(1099511628211);
    return h;
}

static uint32_t *slot_of(const struct intern *t, uint32_t *slots,
                         size_t slot_count, struct text text)
{
    size_t at = (size_t)hash(text) & (slot_count - 1);

    while (slots[at] != 0 && !text_is(intern_get(t, slots[at] - 1), text))
        at = (at + 1) & (slot_count - 1);
    return &slots[at];
}

static bool grow_slots(struct intern *t)
{
    const size_t wanted = t->slot_count == 0 ? 256 : t->slot_count * 2;
    uint32_t *slots;

    if (t->count * 2 < t->slot_count)
        return true;
    slots = calloc(wanted, sizeof(*slots));
    if (slots == NULL)
        return false;
    for (uint32_t i = 0; i < t->count; i++)
        *slot_of(t, slots, wanted, intern_get(t, i)) = i + 1;
    free(t->slots);
    t->slots = slots;
    t->slot_count = wanted;
    return true;
}

static bool grow_texts(struct intern *t, size_t more)
{
    if (t->count + 2 > t->starts_cap) {
        const size_t cap = t->starts_cap == 0 ? 64 : t->starts_cap * 2;
        size_t *starts = realloc(t->starts, cap * sizeof(*starts));

        if (starts == NULL)
            return false;
        starts[0] = 0;
        t->starts = starts;
        t->starts_cap = cap;
    }
    if (t->bytes_len + more > t->bytes_cap || t->bytes == NULL) {
        const size_t cap = (t->bytes_len + more) * 2 + 64;
        char *bytes = realloc(t->bytes, cap);

        if (bytes == NULL)
            return false;
        t->bytes = bytes;
        t->bytes_cap = cap;
    }
    return true;
}

bool intern_put(struct intern *t, struct text text, uint32_t *number)
{
    uint32_t *slot;

    if (t->count >= INT32_MAX || !grow_slots(t) || !grow_texts(t, text.len))
        return false;
    slot = slot_of(t, t->slots, t->slot_count, text);
    if (*slot == 0) {
        if (text.len > 0)
            memcpy(t->bytes + t->bytes_len, text.ptr, text.len);
        t->bytes_len += text.len;
        t->count++;
        t->starts[t->count] = t->bytes_len;
        *slot = (uint32_t)t->count;
    }
    *number = *slot - 1;
    return true;
}

bool intern_find(const struct intern *t, struct text text, uint32_t *number)
{
    const uint32_t *slot;

    if (t->slot_count == 0)
        return false;
    slot = slot_of(t, t->slots, t->slot_count, text);
    if (*slot == 0)
        return false;
    *number = *slot - 1;
    return true;
}
