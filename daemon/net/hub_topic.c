/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/net/hub_inner.h"

#include <stdio.h>
#include <stdlib.h>

/* Devices choose the ids of alliances, so the hash has a secret. */
static struct topic **chain_of(struct hub *h, const struct id *id)
{
    union {
        unsigned char bytes[crypto_shorthash_BYTES];
        uint64_t number;
    } hash;

    crypto_shorthash(hash.bytes, id->bytes, sizeof(id->bytes), h->secret);
    return &h->chains[hash.number % HUB_CHAINS];
}

struct topic *hub_topic_find(struct hub *h, const struct id *id)
{
    struct topic *t = *chain_of(h, id);

    while (t && !id_same(&t->id, id))
        t = t->next;
    return t;
}

static struct topic *topic_get(struct hub *h, const struct id *id)
{
    struct topic **chain = chain_of(h, id);
    struct topic *t = hub_topic_find(h, id);

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

bool hub_topic_has(const struct hub *h, const struct topic *t,
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
};

static struct text presence(struct presence_text *room, const struct id *topic,
                            const struct id *account, bool here)
{
    char alliance[ID_LETTERS + 1], who[ID_LETTERS + 1];
    int len;

    id_format(topic, alliance);
    id_format(account, who);
    len = snprintf(room->bytes, sizeof(room->bytes),
                   "{\"op\":\"presence\",\"alliance\":\"%s\","
                   "\"account\":\"%s\",\"here\":%s}",
                   alliance, who, here ? "true" : "false");
    return (struct text){ room->bytes, (size_t)len };
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
            wake |= hub_slot_queue(h, f->slot, frame);
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
            wake |=
                hub_slot_queue(h, n, presence(&room, &t->id, account, true));
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
bool hub_topic_unfollow(struct hub *h, struct follow *f, int64_t ticks_ms)
{
    struct topic *t = f->topic;
    struct id account = h->slots[f->slot].account;
    struct follow **at = &t->follows;
    bool wake = false;

    while (*at != f)
        at = &(*at)->next_in_topic;
    *at = f->next_in_topic;
    free(f);
    if (!hub_topic_has(h, t, &account)) {
        note_absence(h, &t->id, &account, ticks_ms);
        wake = tell_presence(h, t, &account, false);
    }
    topic_drop_if_empty(h, t);
    return wake;
}

bool hub_topic_follow(struct hub *h, uint32_t n, const struct id *id)
{
    struct topic *t = topic_get(h, id);
    struct follow *f;
    bool first, wake = false;

    if (t && follows(&h->slots[n], t))
        return false;
    f = t ? calloc(1, sizeof(*f)) : NULL;
    if (!f) {
        if (t)
            topic_drop_if_empty(h, t);
        return hub_slot_end(h, n, HUB_FELL_BEHIND);
    }
    first = !hub_topic_has(h, t, &h->slots[n].account);
    *f = (struct follow){ t, n, t->follows, h->slots[n].follows };
    t->follows = f;
    h->slots[n].follows = f;
    if (first)
        wake = tell_presence(h, t, &h->slots[n].account, true);
    return tell_newcomer(h, t, n) || wake;
}
