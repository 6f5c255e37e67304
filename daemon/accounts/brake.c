/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/accounts/brake.h"

#include <pthread.h>
#include <sodium.h>
#include <stdbool.h>
#include <string.h>

enum { SETS = 4096, WAYS = 4, KEY_BYTES = 16 };

struct count {
    uint8_t key[KEY_BYTES];
    int wrong; /* 0: free */
    int64_t last_ms, until_ms;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct count table[SETS][WAYS];
static uint8_t secret[crypto_generichash_KEYBYTES];
static bool has_secret;

/* Keyed, so that nobody can choose names that push a victim's count out. */
static void key_of(struct text login, uint8_t out[KEY_BYTES])
{
    if (!has_secret) {
        randombytes_buf(secret, sizeof secret);
        has_secret = true;
    }
    crypto_generichash(out, KEY_BYTES, (const unsigned char *)login.ptr,
                       login.len, secret, sizeof secret);
}

static struct count *set_of(const uint8_t key[KEY_BYTES])
{
    return table[(key[0] | key[1] << 8) % SETS];
}

static struct count *find(const uint8_t key[KEY_BYTES])
{
    struct count *set = set_of(key);

    for (int i = 0; i < WAYS; i++)
        if (set[i].wrong > 0 && memcmp(set[i].key, key, KEY_BYTES) == 0)
            return &set[i];
    return NULL;
}

static struct count *find_or_make(const uint8_t key[KEY_BYTES])
{
    struct count *set = set_of(key), *c = find(key);

    if (c)
        return c;
    c = &set[0];
    for (int i = 1; i < WAYS && c->wrong > 0; i++)
        if (set[i].wrong == 0 || set[i].last_ms < c->last_ms)
            c = &set[i];
    memset(c, 0, sizeof *c);
    memcpy(c->key, key, KEY_BYTES);
    return c;
}

int64_t brake_wait_ms(struct text login, int64_t now_ms)
{
    uint8_t key[KEY_BYTES];
    const struct count *c;
    int64_t wait_ms = 0;

    pthread_mutex_lock(&lock);
    key_of(login, key);
    c = find(key);
    if (c && c->until_ms > now_ms)
        wait_ms = c->until_ms - now_ms;
    pthread_mutex_unlock(&lock);
    return wait_ms;
}

int brake_wrong(struct text login, int64_t now_ms, int64_t most_ms)
{
    uint8_t key[KEY_BYTES];
    struct count *c;
    int wrong;

    pthread_mutex_lock(&lock);
    key_of(login, key);
    c = find_or_make(key);
    if (now_ms - c->last_ms > BRAKE_FORGET_MS)
        c->wrong = 0;
    c->wrong++;
    c->last_ms = now_ms;
    if (c->wrong > BRAKE_FREE) {
        int doublings = c->wrong - BRAKE_FREE - 1;
        int64_t wait_ms = (int64_t)1000 << (doublings < 20 ? doublings : 20);

        c->until_ms = now_ms + (wait_ms < most_ms ? wait_ms : most_ms);
    }
    wrong = c->wrong;
    pthread_mutex_unlock(&lock);
    return wrong;
}

void brake_right(struct text login)
{
    uint8_t key[KEY_BYTES];
    struct count *c;

    pthread_mutex_lock(&lock);
    key_of(login, key);
    c = find(key);
    if (c)
        memset(c, 0, sizeof *c);
    pthread_mutex_unlock(&lock);
}
