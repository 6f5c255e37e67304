/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/accounts/ticket.h"

#include <pthread.h>
#include <sodium.h>
#include <string.h>

enum {
    NONCE_AT = 9,
    NONCE_BYTES = 16,
    ABOUT_AT = NONCE_AT + NONCE_BYTES,
    MAC_AT = ABOUT_AT + TICKET_ABOUT,
    SPENT_MOST = 8192
};

struct spent {
    uint8_t nonce[NONCE_BYTES];
    int64_t until_ms; /* 0: free */
};

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct spent spent[SPENT_MOST];
static uint8_t key[crypto_generichash_KEYBYTES];

static void make_key(void)
{
    randombytes_buf(key, sizeof key);
}

static void mac_of(const uint8_t *ticket, uint8_t out[32])
{
    pthread_once(&once, make_key);
    crypto_generichash(out, 32, ticket, MAC_AT, key, sizeof key);
}

void ticket_make(enum ticket_for use, const uint8_t about[TICKET_ABOUT],
                 int64_t now_ms, uint8_t out[TICKET_BYTES])
{
    out[0] = (uint8_t)use;
    for (int i = 0; i < 8; i++)
        out[1 + i] = (uint8_t)((uint64_t)now_ms >> (56 - 8 * i));
    randombytes_buf(out + NONCE_AT, NONCE_BYTES);
    memcpy(out + ABOUT_AT, about, TICKET_ABOUT);
    mac_of(out, out + MAC_AT);
}

static int64_t made_ms(const uint8_t *ticket)
{
    uint64_t ms = 0;

    for (int i = 0; i < 8; i++)
        ms = ms << 8 | ticket[1 + i];
    return (int64_t)ms;
}

static struct spent *find(const uint8_t *nonce, int64_t now_ms)
{
    for (int i = 0; i < SPENT_MOST; i++)
        if (spent[i].until_ms > now_ms &&
            memcmp(spent[i].nonce, nonce, NONCE_BYTES) == 0)
            return &spent[i];
    return NULL;
}

enum err ticket_check(enum ticket_for use, struct text ticket, int64_t now_ms,
                      uint8_t about[TICKET_ABOUT])
{
    const uint8_t *t = (const uint8_t *)ticket.ptr;
    uint8_t mac[32];
    bool used;

    if (ticket.len != TICKET_BYTES || t[0] != use)
        return ERR_GONE;
    mac_of(t, mac);
    if (sodium_memcmp(mac, t + MAC_AT, sizeof mac) != 0 ||
        made_ms(t) > now_ms || now_ms - made_ms(t) >= TICKET_MS)
        return ERR_GONE;
    pthread_mutex_lock(&lock);
    used = find(t + NONCE_AT, now_ms) != NULL;
    pthread_mutex_unlock(&lock);
    if (used)
        return ERR_GONE;
    memcpy(about, t + ABOUT_AT, TICKET_ABOUT);
    return ERR_OK;
}

bool ticket_spend(struct text ticket, int64_t now_ms)
{
    const uint8_t *nonce = (const uint8_t *)ticket.ptr + NONCE_AT;
    bool done = false;

    pthread_mutex_lock(&lock);
    if (find(nonce, now_ms) == NULL)
        for (int i = 0; i < SPENT_MOST && !done; i++) {
            if (spent[i].until_ms > now_ms)
                continue;
            memcpy(spent[i].nonce, nonce, NONCE_BYTES);
            spent[i].until_ms =
                made_ms((const uint8_t *)ticket.ptr) + TICKET_MS;
            done = true;
        }
    pthread_mutex_unlock(&lock);
    return done;
}
