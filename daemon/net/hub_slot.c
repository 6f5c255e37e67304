/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/net/hub_inner.h"

#include <stdlib.h>
#include <string.h>

uint32_t hub_slot(const struct hub *h, struct live_ref who)
{
    if (who.slot >= h->slots_count || !h->slots[who.slot].open ||
        h->slots[who.slot].generation != who.generation)
        return NO_SLOT;
    return who.slot;
}

static bool grow(struct hub *h)
{
    uint32_t count = h->slots_count ? h->slots_count * 2 : 64;
    struct slot *slots = realloc(h->slots, count * sizeof(*slots));

    if (!slots)
        return false;
    for (uint32_t n = h->slots_count; n < count; n++) {
        slots[n] = (struct slot){ .generation = 1, .next = h->slots_free };
        h->slots_free = n;
    }
    h->slots = slots;
    h->slots_count = count;
    return true;
}

uint32_t hub_slot_take(struct hub *h)
{
    uint32_t n;

    if (h->slots_free == NO_SLOT && !grow(h))
        return NO_SLOT;
    n = h->slots_free;
    h->slots_free = h->slots[n].next;
    h->slots[n] = (struct slot){ .generation = h->slots[n].generation,
                                 .open = true,
                                 .next = NO_SLOT };
    h->open_count++;
    return n;
}

/* Puts it into the list of those that have something waiting. */
static bool mark(struct hub *h, uint32_t n)
{
    struct slot *s = &h->slots[n];
    bool was_empty = h->dirty_first == NO_SLOT;

    if (s->dirty)
        return false;
    s->dirty = true;
    s->next = NO_SLOT;
    if (was_empty)
        h->dirty_first = n;
    else
        h->slots[h->dirty_last].next = n;
    h->dirty_last = n;
    return was_empty;
}

static void forget_frames(struct slot *s)
{
    while (s->first) {
        struct hub_frame *f = s->first;

        s->first = f->next;
        free(f);
    }
    s->last = &s->first;
    s->queued = 0;
}

bool hub_slot_end(struct hub *h, uint32_t n, enum hub_close why)
{
    struct slot *s = &h->slots[n];

    forget_frames(s);
    if (s->close == HUB_STAY)
        s->close = why;
    return mark(h, n);
}

bool hub_slot_queue(struct hub *h, uint32_t n, struct text frame)
{
    struct slot *s = &h->slots[n];
    struct hub_frame *f;

    if (s->close != HUB_STAY)
        return false;
    if (s->queued + frame.len > HUB_QUEUE_MAX)
        return hub_slot_end(h, n, HUB_FELL_BEHIND);
    f = malloc(sizeof(*f) + HUB_FRAME_MARGIN + frame.len);
    if (!f)
        return hub_slot_end(h, n, HUB_FELL_BEHIND);
    f->next = NULL;
    f->len = frame.len;
    memcpy(f->bytes + HUB_FRAME_MARGIN, frame.ptr, frame.len);
    if (!s->first)
        s->last = &s->first;
    *s->last = f;
    s->last = &f->next;
    s->queued += frame.len;
    return mark(h, n);
}

void hub_slot_unmark(struct hub *h, uint32_t n)
{
    uint32_t before = NO_SLOT;

    if (!h->slots[n].dirty)
        return;
    h->slots[n].dirty = false;
    if (h->dirty_first == n) {
        h->dirty_first = h->slots[n].next;
    } else {
        before = h->dirty_first;
        while (h->slots[before].next != n)
            before = h->slots[before].next;
        h->slots[before].next = h->slots[n].next;
    }
    if (h->dirty_last == n)
        h->dirty_last = before;
}

void hub_slot_give_back(struct hub *h, uint32_t n)
{
    struct slot *s = &h->slots[n];

    forget_frames(s);
    hub_slot_unmark(h, n);
    s->open = false;
    s->generation++;
    s->next = h->slots_free;
    h->slots_free = n;
    h->open_count--;
}
