/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/net/limiter.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>

/* Generic cell rate: one number per key, the moment when all that was used up
 * has grown back. Keys are kept as their keyed hash, in small sets, so that a
 * stranger can neither aim at somebody's entry nor make us grow. */
enum { WAYS = 8 };

struct entry {
    uint64_t key; /* 0 = free */
    int64_t full_ms;
};

struct limiter {
    pthread_mutex_t lock;
    struct limit_rule rule;
    unsigned char secret[crypto_shorthash_KEYBYTES];
    size_t sets; /* a power of two */
    struct entry entries[];
};

struct limiter *limiter_new(struct limit_rule rule, size_t keys_max)
{
    size_t sets = 1;
    struct limiter *l;

    while (sets * WAYS < keys_max)
        sets *= 2;
    l = calloc(1, sizeof(*l) + sets * WAYS * sizeof(l->entries[0]));
    if (!l)
        return NULL;
    pthread_mutex_init(&l->lock, NULL);
    l->rule = rule;
    l->sets = sets;
    crypto_shorthash_keygen(l->secret);
    return l;
}

void limiter_free(struct limiter *l)
{
    if (!l)
        return;
    pthread_mutex_destroy(&l->lock);
    free(l);
}

static uint64_t hash_of(const struct limiter *l, struct text key)
{
    union {
        unsigned char bytes[crypto_shorthash_BYTES];
        uint64_t number;
    } hash;

    crypto_shorthash(hash.bytes, (const unsigned char *)key.ptr, key.len,
                     l->secret);
    return hash.number ? hash.number : 1;
}

/* The key's entry, or the one it may have: a free one, else the one that is
 * full again soonest. */
static struct entry *entry_of(struct limiter *l, uint64_t key)
{
    struct entry *set = &l->entries[(key & (l->sets - 1)) * WAYS];
    struct entry *best = set;

    for (int i = 0; i < WAYS; i++) {
        if (set[i].key == key)
            return &set[i];
        if (set[i].full_ms < best->full_ms)
            best = &set[i];
    }
    return best;
}

static int64_t wait_ms(const struct limiter *l, const struct entry *e,
                       uint64_t key, int64_t ticks_ms)
{
    int64_t room_ms = l->rule.gap_ms * (l->rule.burst - 1);

    if (e->key != key || e->full_ms - ticks_ms <= room_ms)
        return 0;
    return e->full_ms - ticks_ms - room_ms;
}

int64_t limiter_wait_ms(struct limiter *l, struct text key, int64_t ticks_ms)
{
    uint64_t hash = hash_of(l, key);
    int64_t wait;

    pthread_mutex_lock(&l->lock);
    wait = wait_ms(l, entry_of(l, hash), hash, ticks_ms);
    pthread_mutex_unlock(&l->lock);
    return wait;
}

int64_t limiter_take(struct limiter *l, struct text key, int64_t ticks_ms)
{
    uint64_t hash = hash_of(l, key);
    struct entry *e;
    int64_t wait;

    pthread_mutex_lock(&l->lock);
    e = entry_of(l, hash);
    wait = wait_ms(l, e, hash, ticks_ms);
    if (wait == 0) {
        int64_t from = ticks_ms;

        if (e->key == hash && e->full_ms > from)
            from = e->full_ms;
        *e = (struct entry){ hash, from + l->rule.gap_ms };
    }
    pthread_mutex_unlock(&l->lock);
    return wait;
}

void limiter_forget(struct limiter *l, struct text key)
{
    uint64_t hash = hash_of(l, key);
    struct entry *e;

    pthread_mutex_lock(&l->lock);
    e = entry_of(l, hash);
    if (e->key == hash)
        *e = (struct entry){ 0, 0 };
    pthread_mutex_unlock(&l->lock);
}
