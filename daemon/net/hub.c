/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/net/hub.h"
#include "daemon/net/hub_sockets.h"

#include <assert.h>
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/base/clock.h"

enum { TOPIC_CHAINS = 2048 };

static const uint32_t NOBODY = UINT32_MAX; /* no slot */

/* That one socket follows one topic: a knot in both their lists. */
struct follow {
    struct topic *topic;
    uint32_t slot;
    struct follow *next_in_topic, *next_in_slot;
};

struct topic {
    struct id id;
    struct topic *next; /* in its chain */
    struct follow *follows;
};

struct slot {
    uint32_t generation; /* counts up at every close, so old names fail */
    bool open, dirty;
    uint32_t next; /* free slot or dirty slot, whichever list it is in */
    void *owner;
    struct id account;
    uint8_t token_hash[32];
    struct follow *follows;
    struct hub_frame *first, **last;
    size_t queued; /* bytes */
    enum hub_close close;
};

struct absence {
    struct absence *next;
    struct id topic, account;
    int64_t due_ms;
};

struct hub {
    pthread_mutex_t lock; /* over all below */
    void (*wake)(void *context);
    void *context;
    unsigned char secret[crypto_shorthash_KEYBYTES];
    struct slot *slots; /* moves when it grows: never keep a pointer */
    uint32_t slots_count, slots_free, open_count;
    uint32_t dirty_first, dirty_last;
    struct absence *absent_first, **absent_last; /* in order of due_ms */
    struct topic *chains[TOPIC_CHAINS];
};

struct hub *hub_new(void (*wake)(void *context), void *context)
{
    struct hub *h = calloc(1, sizeof(*h));

    if (!h)
        return NULL;
    pthread_mutex_init(&h->lock, NULL);
    h->wake = wake;
    h->context = context;
    crypto_shorthash_keygen(h->secret);
    h->slots_free = h->dirty_first = h->dirty_last = NOBODY;
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

/* --- waiting frames ------------------------------------------------------ */

/* Both return whether the loop has to be woken, by the caller, after it has
 * let go of the lock. */
static bool mark(struct hub *h, uint32_t n)
{
    struct slot *s = &h->slots[n];
    bool was_empty = h->dirty_first == NOBODY;

    if (s->dirty)
        return false;
    s->dirty = true;
    s->next = NOBODY;
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

static bool end(struct hub *h, uint32_t n, enum hub_close why)
{
    struct slot *s = &h->slots[n];

    forget_frames(s);
    if (s->close == HUB_STAY)
        s->close = why;
    return mark(h, n);
}

static bool queue(struct hub *h, uint32_t n, struct text frame)
{
    struct slot *s = &h->slots[n];
    struct hub_frame *f;

    if (s->close != HUB_STAY)
        return false;
    if (s->queued + frame.len > HUB_QUEUE_MAX)
        return end(h, n, HUB_FELL_BEHIND);
    f = malloc(sizeof(*f) + HUB_FRAME_MARGIN + frame.len);
    if (!f)
        return end(h, n, HUB_FELL_BEHIND);
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

static void unlock_and_wake(struct hub *h, bool wake)
{
    pthread_mutex_unlock(&h->lock);
    if (wake)
        h->wake(h->context);
}

/* The slot a reference names, NOBODY when its socket is gone. */
static uint32_t slot_of(const struct hub *h, struct live_ref who)
{
    if (who.slot >= h->slots_count || !h->slots[who.slot].open ||
        h->slots[who.slot].generation != who.generation)
        return NOBODY;
    return who.slot;
}

/* --- topics -------------------------------------------------------------- */

/* Devices choose the ids of alliances, so the hash has a secret. */
static struct topic **chain_of(struct hub *h, const struct id *id)
{
    union {
        unsigned char bytes[crypto_shorthash_BYTES];
        uint64_t number;
    } hash;

    crypto_shorthash(hash.bytes, id->bytes, sizeof(id->bytes), h->secret);
    return &h->chains[hash.number % TOPIC_CHAINS];
}

static struct topic *topic_find(struct hub *h, const struct id *id)
{
    struct topic *t = *chain_of(h, id);

    while (t && !id_same(&t->id, id))
        t = t->next;
    return t;
}

static struct topic *topic_get(struct hub *h, const struct id *id)
{
    struct topic **chain = chain_of(h, id);
    struct topic *t = topic_find(h, id);

    if (t)
        return t;
    t = calloc(1, sizeof(*t));
    if (t) {
        t->id = *id;
        t->next = *chain;
        *chain = t;
    }
    return t;
}

static void topic_drop_if_empty(struct hub *h, struct topic *t)
{
    struct topic **at = chain_of(h, &t->id);

    if (t->follows)
        return;
    while (*at != t)
        at = &(*at)->next;
    *at = t->next;
    free(t);
}

static bool follows(const struct slot *s, const struct topic *t)
{
    for (const struct follow *f = s->follows; f; f = f->next_in_slot)
        if (f->topic == t)
            return true;
    return false;
}

static bool present(const struct hub *h, const struct topic *t,
                    const struct id *account)
{
    for (const struct follow *f = t->follows; f; f = f->next_in_topic)
        if (id_same(&h->slots[f->slot].account, account))
            return true;
    return false;
}

/* --- presence ------------------------------------------------------------ */

struct presence_text {
    char bytes[160];
    size_t len;
};

static struct text presence(struct presence_text *out, const struct id *topic,
                            const struct id *account, bool here)
{
    static const char start[] = "{\"op\":\"presence\",\"alliance\":\"";
    static const char middle[] = "\",\"account\":\"";
    const char *last = here ? "\",\"here\":true}" : "\",\"here\":false}";
    char *p = out->bytes;

    p = stpcpy(p, start);
    id_format(topic, p);
    p = stpcpy(p + ID_LETTERS, middle);
    id_format(account, p);
    p = stpcpy(p + ID_LETTERS, last);
    out->len = (size_t)(p - out->bytes);
    return (struct text){ out->bytes, out->len };
}

/* Tells everybody else in the topic. */
static bool tell_presence(struct hub *h, const struct topic *t,
                          const struct id *account, bool here)
{
    struct presence_text room;
    struct text frame = presence(&room, &t->id, account, here);
    bool wake = false;

    for (const struct follow *f = t->follows; f; f = f->next_in_topic)
        if (!id_same(&h->slots[f->slot].account, account))
            wake |= queue(h, f->slot, frame);
    return wake;
}

/* Tells a newcomer who is there already, each account once. */
static bool tell_newcomer(struct hub *h, const struct topic *t, uint32_t n)
{
    bool wake = false;

    for (const struct follow *f = t->follows; f; f = f->next_in_topic) {
        const struct id *account = &h->slots[f->slot].account;
        struct presence_text room;
        bool told = id_same(account, &h->slots[n].account);

        for (const struct follow *e = t->follows; e != f && !told;
             e = e->next_in_topic)
            told = id_same(&h->slots[e->slot].account, account);
        if (!told)
            wake |= queue(h, n, presence(&room, &t->id, account, true));
    }
    return wake;
}

static void note_absence(struct hub *h, const struct id *topic,
                         const struct id *account, int64_t ticks_ms)
{
    struct absence *a = calloc(1, sizeof(*a));

    if (!a)
        return; /* the next end of a session will notice */
    a->topic = *topic;
    a->account = *account;
    a->due_ms = ticks_ms + HUB_ABSENT_GRACE_MS;
    *h->absent_last = a;
    h->absent_last = &a->next;
}

/* Takes the knot out of the topic's list and tells, if it was the account's
 * last. The slot's list is the caller's. */
static bool unfollow(struct hub *h, struct follow *f, int64_t ticks_ms)
{
    struct topic *t = f->topic;
    struct id account = h->slots[f->slot].account;
    struct follow **at = &t->follows;
    bool wake = false;

    while (*at != f)
        at = &(*at)->next_in_topic;
    *at = f->next_in_topic;
    free(f);
    if (!present(h, t, &account)) {
        note_absence(h, &t->id, &account, ticks_ms);
        wake = tell_presence(h, t, &account, false);
    }
    topic_drop_if_empty(h, t);
    return wake;
}

/* --- for features (hub.h) ------------------------------------------------ */

void hub_send(struct hub *h, struct live_ref to, struct text frame)
{
    bool wake = false;
    uint32_t n;

    pthread_mutex_lock(&h->lock);
    n = slot_of(h, to);
    if (n != NOBODY)
        wake = queue(h, n, frame);
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
    left_out = but ? slot_of(h, *but) : NOBODY;
    t = topic_find(h, topic);
    for (struct follow *f = t ? t->follows : NULL; f; f = f->next_in_topic)
        if (f->slot != left_out &&
            (!account || id_same(&h->slots[f->slot].account, account)))
            wake |= queue(h, f->slot, frame);
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
    bool wake = false, first;
    struct follow *f;
    struct topic *t;
    uint32_t n;

    pthread_mutex_lock(&h->lock);
    n = slot_of(h, who);
    if (n == NOBODY)
        goto out;
    t = topic_get(h, topic);
    if (t && follows(&h->slots[n], t))
        goto out;
    f = t ? calloc(1, sizeof(*f)) : NULL;
    if (!f) {
        wake = end(h, n, HUB_FELL_BEHIND);
        if (t)
            topic_drop_if_empty(h, t);
        goto out;
    }
    first = !present(h, t, &h->slots[n].account);
    *f = (struct follow){ t, n, t->follows, h->slots[n].follows };
    t->follows = f;
    h->slots[n].follows = f;
    if (first)
        wake |= tell_presence(h, t, &h->slots[n].account, true);
    wake |= tell_newcomer(h, t, n);
out:
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

        t = topic_find(h, topic); /* again: the last unfollow frees it */
        f = t ? t->follows : NULL;
        while (f && !id_same(&h->slots[f->slot].account, account))
            f = f->next_in_topic;
        if (!f)
            break;
        at = &h->slots[f->slot].follows;
        while (*at != f)
            at = &(*at)->next_in_slot;
        *at = f->next_in_slot;
        wake |= unfollow(h, f, ticks_ms);
    }
    unlock_and_wake(h, wake);
}

bool hub_follows(struct hub *h, struct live_ref who, const struct id *topic)
{
    bool yes = false;
    uint32_t n;

    pthread_mutex_lock(&h->lock);
    n = slot_of(h, who);
    if (n != NOBODY)
        for (struct follow *f = h->slots[n].follows; f; f = f->next_in_slot)
            yes |= id_same(&f->topic->id, topic);
    pthread_mutex_unlock(&h->lock);
    return yes;
}

bool hub_is_present(struct hub *h, const struct id *topic,
                    const struct id *account)
{
    struct topic *t;
    bool yes;

    pthread_mutex_lock(&h->lock);
    t = topic_find(h, topic);
    yes = t && present(h, t, account);
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
            wake |= end(h, n, HUB_LOGIN_ENDED);
    unlock_and_wake(h, wake);
}

/* --- for sockets (hub_sockets.h) ----------------------------------------- */

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

bool hub_open(struct hub *h, const struct session *who, void *owner,
              struct live_ref *out)
{
    struct slot *s;
    uint32_t n;

    pthread_mutex_lock(&h->lock);
    if (h->slots_free == NOBODY && !grow(h)) {
        pthread_mutex_unlock(&h->lock);
        return false;
    }
    n = h->slots_free;
    s = &h->slots[n];
    h->slots_free = s->next;
    *s = (struct slot){ .generation = s->generation,
                        .open = true,
                        .next = NOBODY,
                        .owner = owner,
                        .account = who->account };
    memcpy(s->token_hash, who->token_hash, sizeof(s->token_hash));
    h->open_count++;
    *out = (struct live_ref){ n, s->generation };
    pthread_mutex_unlock(&h->lock);
    return true;
}

static void unmark(struct hub *h, uint32_t n)
{
    uint32_t before = NOBODY;

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

void hub_close(struct hub *h, struct live_ref who, int64_t ticks_ms)
{
    bool wake = false;
    struct slot *s;
    uint32_t n;

    pthread_mutex_lock(&h->lock);
    n = slot_of(h, who);
    if (n != NOBODY) {
        s = &h->slots[n];
        while (s->follows) {
            struct follow *f = s->follows;

            s->follows = f->next_in_slot;
            wake |= unfollow(h, f, ticks_ms);
        }
        forget_frames(s);
        unmark(h, n);
        s->open = false;
        s->generation++;
        s->next = h->slots_free;
        h->slots_free = n;
        h->open_count--;
    }
    unlock_and_wake(h, wake);
}

bool hub_next_dirty(struct hub *h, void **owner)
{
    uint32_t n;

    pthread_mutex_lock(&h->lock);
    n = h->dirty_first;
    if (n != NOBODY) {
        *owner = h->slots[n].owner;
        unmark(h, n);
    }
    pthread_mutex_unlock(&h->lock);
    return n != NOBODY;
}

struct hub_frame *hub_take(struct hub *h, struct live_ref who, bool *more,
                           enum hub_close *close)
{
    struct hub_frame *f = NULL;
    uint32_t n;

    *more = false;
    *close = HUB_STAY;
    pthread_mutex_lock(&h->lock);
    n = slot_of(h, who);
    if (n != NOBODY) {
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
        struct topic *t = topic_find(h, &a->topic);

        h->absent_first = a->next;
        if (!h->absent_first)
            h->absent_last = &h->absent_first;
        found = !t || !present(h, t, &a->account);
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
