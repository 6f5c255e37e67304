/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/net/hub_inner.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/base/clock.h"

struct hub *hub_new(void (*wake)(void *context), void *context)
{
    struct hub *h = calloc(1, sizeof(*h));

    if (!h)
        return NULL;
    pthread_mutex_init(&h->lock, NULL);
    h->wake = wake;
    h->context = context;
    crypto_shorthash_keygen(h->secret);
    h->slots_free = h->dirty_first = h->dirty_last = NO_SLOT;
    h->absent_last = &h->absent_first;
    return h;
}

void hub_free(struct hub *h)
{
    if (!h)
        return;
    assert(h->open_count == 0);
    while (h->absent_first) {
        struct absence *a = h->absent_first;

        h->absent_first = a->next;
        free(a);
    }
    free(h->slots);
    pthread_mutex_destroy(&h->lock);
    free(h);
}

static void unlock_and_wake(struct hub *h, bool wake)
{
    pthread_mutex_unlock(&h->lock);
    if (wake)
        h->wake(h->context);
}

/* --- for features (hub.h) ------------------------------------------------ */

void hub_send(struct hub *h, struct live_ref to, struct text frame)
{
    bool wake = false;
    uint32_t n;

    pthread_mutex_lock(&h->lock);
    n = hub_slot(h, to);
    if (n != NO_SLOT)
        wake = hub_slot_queue(h, n, frame);
    unlock_and_wake(h, wake);
}

/* To everybody, or to those of one account, or to all but one socket. */
static void publish(struct hub *h, const struct id *topic,
                    const struct id *account, const struct live_ref *but,
                    struct text frame)
{
    bool wake = false;
    uint32_t left_out;
    struct topic *t;

    pthread_mutex_lock(&h->lock);
    left_out = but ? hub_slot(h, *but) : NO_SLOT;
    t = hub_topic_find(h, topic);
    for (struct follow *f = t ? t->follows : NULL; f; f = f->next_in_topic)
        if (f->slot != left_out &&
            (!account || id_same(&h->slots[f->slot].account, account)))
            wake |= hub_slot_queue(h, f->slot, frame);
    unlock_and_wake(h, wake);
}

void hub_publish(struct hub *h, const struct id *topic, struct text frame)
{
    publish(h, topic, NULL, NULL, frame);
}

void hub_publish_others(struct hub *h, const struct id *topic,
                        struct live_ref from, struct text frame)
{
    publish(h, topic, NULL, &from, frame);
}

void hub_publish_to(struct hub *h, const struct id *topic,
                    const struct id *account, struct text frame)
{
    publish(h, topic, account, NULL, frame);
}

void hub_follow(struct hub *h, struct live_ref who, const struct id *topic)
{
    bool wake = false;
    uint32_t n;

    pthread_mutex_lock(&h->lock);
    n = hub_slot(h, who);
    if (n != NO_SLOT)
        wake = hub_topic_follow(h, n, topic);
    unlock_and_wake(h, wake);
}

void hub_unfollow_account(struct hub *h, const struct id *topic,
                          const struct id *account)
{
    int64_t ticks_ms = clock_ticks_ms();
    bool wake = false;
    struct topic *t;

    pthread_mutex_lock(&h->lock);
    for (;;) {
        struct follow *f, **at;

        t = hub_topic_find(h, topic); /* again: the last unfollow frees it */
        f = t ? t->follows : NULL;
        while (f && !id_same(&h->slots[f->slot].account, account))
            f = f->next_in_topic;
        if (!f)
            break;
        at = &h->slots[f->slot].follows;
        while (*at != f)
            at = &(*at)->next_in_slot;
        *at = f->next_in_slot;
        wake |= hub_topic_unfollow(h, f, ticks_ms);
    }
    unlock_and_wake(h, wake);
}

bool hub_follows(struct hub *h, struct live_ref who, const struct id *topic)
{
    bool yes = false;
    uint32_t n;

    pthread_mutex_lock(&h->lock);
    n = hub_slot(h, who);
    if (n != NO_SLOT)
        for (struct follow *f = h->slots[n].follows; f; f = f->next_in_slot)
            yes |= id_same(&f->topic->id, topic);
    pthread_mutex_unlock(&h->lock);
    return yes;
}

size_t hub_queued_bytes(struct hub *h, struct live_ref who)
{
    size_t bytes = 0;
    uint32_t n;

    pthread_mutex_lock(&h->lock);
    n = hub_slot(h, who);
    if (n != NO_SLOT)
        bytes = h->slots[n].queued;
    pthread_mutex_unlock(&h->lock);
    return bytes;
}

bool hub_is_present(struct hub *h, const struct id *topic,
                    const struct id *account)
{
    struct topic *t;
    bool yes;

    pthread_mutex_lock(&h->lock);
    t = hub_topic_find(h, topic);
    yes = t && hub_topic_has(h, t, account);
    pthread_mutex_unlock(&h->lock);
    return yes;
}

void hub_end_login(struct hub *h, const uint8_t token_hash[32])
{
    bool wake = false;

    pthread_mutex_lock(&h->lock);
    for (uint32_t n = 0; n < h->slots_count; n++)
        if (h->slots[n].open &&
            memcmp(h->slots[n].token_hash, token_hash, 32) == 0)
            wake |= hub_slot_end(h, n, HUB_LOGIN_ENDED);
    unlock_and_wake(h, wake);
}

bool hub_next_login(struct hub *h, uint32_t *at, uint8_t token_hash[32])
{
    bool found = false;

    pthread_mutex_lock(&h->lock);
    for (; *at < h->slots_count && !found; ++*at)
        if (h->slots[*at].open) {
            memcpy(token_hash, h->slots[*at].token_hash, 32);
            found = true;
        }
    pthread_mutex_unlock(&h->lock);
    return found;
}

/* --- for sockets (hub_sockets.h) ----------------------------------------- */

bool hub_open(struct hub *h, const struct session *who, void *owner,
              struct live_ref *out)
{
    uint32_t n;

    pthread_mutex_lock(&h->lock);
    n = hub_slot_take(h);
    if (n != NO_SLOT) {
        struct slot *s = &h->slots[n];

        s->owner = owner;
        s->account = who->account;
        memcpy(s->token_hash, who->token_hash, sizeof(s->token_hash));
        *out = (struct live_ref){ n, s->generation };
    }
    pthread_mutex_unlock(&h->lock);
    return n != NO_SLOT;
}

void hub_close(struct hub *h, struct live_ref who, int64_t ticks_ms)
{
    bool wake = false;
    struct slot *s;
    uint32_t n;

    pthread_mutex_lock(&h->lock);
    n = hub_slot(h, who);
    if (n != NO_SLOT) {
        s = &h->slots[n];
        while (s->follows) {
            struct follow *f = s->follows;

            s->follows = f->next_in_slot;
            wake |= hub_topic_unfollow(h, f, ticks_ms);
        }
        hub_slot_give_back(h, n);
    }
    unlock_and_wake(h, wake);
}

bool hub_next_dirty(struct hub *h, void **owner)
{
    uint32_t n;

    pthread_mutex_lock(&h->lock);
    n = h->dirty_first;
    if (n != NO_SLOT) {
        *owner = h->slots[n].owner;
        hub_slot_unmark(h, n);
    }
    pthread_mutex_unlock(&h->lock);
    return n != NO_SLOT;
}

struct hub_frame *hub_take(struct hub *h, struct live_ref who, bool *more,
                           enum hub_close *close)
{
    struct hub_frame *f = NULL;
    uint32_t n;

    *more = false;
    *close = HUB_STAY;
    pthread_mutex_lock(&h->lock);
    n = hub_slot(h, who);
    if (n != NO_SLOT) {
        struct slot *s = &h->slots[n];

        f = s->first;
        if (f) {
            s->first = f->next;
            s->queued -= f->len;
        }
        *more = s->first != NULL;
        *close = s->close;
    }
    pthread_mutex_unlock(&h->lock);
    return f;
}

bool hub_next_absent(struct hub *h, int64_t ticks_ms, struct id *topic,
                     struct id *account)
{
    bool found = false;

    pthread_mutex_lock(&h->lock);
    while (!found && h->absent_first && h->absent_first->due_ms <= ticks_ms) {
        struct absence *a = h->absent_first;
        struct topic *t = hub_topic_find(h, &a->topic);

        h->absent_first = a->next;
        if (!h->absent_first)
            h->absent_last = &h->absent_first;
        found = !t || !hub_topic_has(h, t, &a->account);
        *topic = a->topic;
        *account = a->account;
        free(a);
    }
    pthread_mutex_unlock(&h->lock);
    return found;
}

size_t hub_count(struct hub *h)
{
    size_t count;

    pthread_mutex_lock(&h->lock);
    count = h->open_count;
    pthread_mutex_unlock(&h->lock);
    return count;
}
