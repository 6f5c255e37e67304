/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/keeper/key_cache.h"

#include <sodium.h>
#include <string.h>

/* Ids are random, so their first bytes choose the set without any hashing. */
enum { WAYS = 8, SETS = KEY_CACHE_MAX / WAYS };

struct entry {
    uint64_t used; /* tick of the last use; 0 = empty */
    struct id person;
    uint8_t key[PERSON_KEY_BYTES];
};

struct key_cache {
    uint64_t tick;
    struct entry sets[SETS][WAYS];
};

struct key_cache *key_cache_new(void)
{
    struct key_cache *k = sodium_malloc(sizeof *k);

    if (k)
        memset(k, 0, sizeof *k);
    return k;
}

void key_cache_free(struct key_cache *k)
{
    sodium_free(k);
}

static struct entry *set_of(struct key_cache *k, const struct id *person)
{
    unsigned set = (unsigned)(person->bytes[0] << 8 | person->bytes[1]) % SETS;

    return k->sets[set];
}

static struct entry *find(struct key_cache *k, const struct id *person)
{
    struct entry *set = set_of(k, person);

    for (int i = 0; i < WAYS; i++)
        if (set[i].used && id_same(&set[i].person, person))
            return &set[i];
    return NULL;
}

bool key_cache_find(struct key_cache *k, const struct id *person,
                    uint8_t key[PERSON_KEY_BYTES])
{
    struct entry *e = find(k, person);

    if (!e)
        return false;
    e->used = ++k->tick;
    memcpy(key, e->key, PERSON_KEY_BYTES);
    return true;
}

void key_cache_put(struct key_cache *k, const struct id *person,
                   const uint8_t key[PERSON_KEY_BYTES])
{
    struct entry *e = find(k, person);

    if (!e) {
        e = set_of(k, person);
        for (struct entry *other = e + 1; other < set_of(k, person) + WAYS;
             other++)
            if (other->used < e->used)
                e = other;
    }
    e->used = ++k->tick;
    e->person = *person;
    memcpy(e->key, key, PERSON_KEY_BYTES);
}

void key_cache_forget(struct key_cache *k, const struct id *person)
{
    struct entry *e = find(k, person);

    if (e)
        sodium_memzero(e, sizeof *e);
}

void key_cache_clear(struct key_cache *k)
{
    sodium_memzero(k, sizeof *k);
}
