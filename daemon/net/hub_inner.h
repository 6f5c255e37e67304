/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/net/hub_inner.h: what the hub is made of: slots (one a socket) and
 * topics, tied together by follows. For the hub's own files; everything here
 * is called with the hub's lock held. Functions that return bool tell whether
 * the loop has to be woken once the lock is free again. */
#pragma once

#include <pthread.h>
#include <sodium.h>

#include "daemon/net/hub_sockets.h"

enum { HUB_CHAINS = 2048 };

static const uint32_t NO_SLOT = UINT32_MAX;

/* That one socket follows one topic: a knot in both their lists. */
struct follow {
    struct topic *topic;
    uint32_t slot;
    struct follow *next_in_topic, *next_in_slot;
};

/* Exists while somebody follows it. */
struct topic {
    struct id id;
    struct topic *next; /* in its chain */
    struct follow *follows;
};

struct slot {
    uint32_t generation; /* counts up at every close, so old names fail */
    bool open, dirty;
    uint32_t next; /* in the list of free or of dirty slots */
    void *owner;
    struct id account;
    uint8_t token_hash[32];
    struct follow *follows;
    struct hub_frame *first, **last; /* last is valid while first is set */
    size_t queued;                   /* bytes */
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
    struct topic *chains[HUB_CHAINS];
};

/* --- hub_slot.c --- */

/* The slot a reference names, NO_SLOT when its socket is gone. */
uint32_t hub_slot(const struct hub *h, struct live_ref who);

/* A free slot, cleared but for its generation; NO_SLOT without memory. */
uint32_t hub_slot_take(struct hub *h);
void hub_slot_give_back(struct hub *h, uint32_t n);

/* Queues a copy of frame; a socket that falls behind is ended. */
bool hub_slot_queue(struct hub *h, uint32_t n, struct text frame);

/* Forgets its frames and has it closed. */
bool hub_slot_end(struct hub *h, uint32_t n, enum hub_close why);

/* Takes it out of the list of those that have something waiting. */
void hub_slot_unmark(struct hub *h, uint32_t n);

/* --- hub_topic.c --- */

struct topic *hub_topic_find(struct hub *h, const struct id *id);

/* Ties slot n to the topic, telling the others and the newcomer who is here.
 * Ends the socket when there is no memory. Once is enough: a second time
 * changes nothing. */
bool hub_topic_follow(struct hub *h, uint32_t n, const struct id *id);

/* Unties f, telling the others if it was the account's last. May free the
 * topic. */
bool hub_topic_unfollow(struct hub *h, struct follow *f, int64_t ticks_ms);

bool hub_topic_has(const struct hub *h, const struct topic *t,
                   const struct id *account);
