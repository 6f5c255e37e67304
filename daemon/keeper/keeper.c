/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/keeper/keeper.h"

#include <assert.h>
#include <pthread.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/base/clock.h"
#include "daemon/base/log.h"
#include "daemon/keeper/key_cache.h"
#include "daemon/keeper/master.h"
#include "daemon/store/store.h"

enum {
    VERSION = 1,
    NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES,
    HEAD = 1 + 4, /* version and generation */
    WRAPPED = NONCE + PERSON_KEY_BYTES + TAG,
    TABLE_MAX = 64,
    CONTEXT_MAX = HEAD + 1 + TABLE_MAX + 2 * ID_BYTES,
    PATH_ROOM = 4096
};
static_assert(KEEPER_OVERHEAD == HEAD + NONCE + TAG, "the record's overhead");

struct keeper {
    struct master *master;
    pthread_mutex_t lock; /* for what follows */
    struct store *store;
    struct store_conn *conn;
    struct key_cache *cache;
};

static void put_generation(uint8_t out[4], uint32_t generation)
{
    for (int i = 0; i < 4; i++)
        out[i] = (uint8_t)(generation >> (24 - 8 * i));
}

/* Wrapped keys are bound to their person and to the master's generation. */
static size_t wrap_context(uint8_t out[CONTEXT_MAX], const struct id *person)
{
    out[0] = VERSION;
    put_generation(out + 1, MASTER_GENERATION);
    memcpy(out + HEAD, person->bytes, ID_BYTES);
    return HEAD + ID_BYTES;
}

static void wrap(const struct keeper *k, const struct id *person,
                 const uint8_t key[PERSON_KEY_BYTES], uint8_t out[WRAPPED])
{
    uint8_t context[CONTEXT_MAX];
    size_t len = wrap_context(context, person);

    randombytes_buf(out, NONCE);
    crypto_aead_xchacha20poly1305_ietf_encrypt(out + NONCE, NULL, key,
                                               PERSON_KEY_BYTES, context, len,
                                               NULL, out, k->master->wrap);
}

static bool unwrap(const struct keeper *k, const struct id *person,
                   struct text wrapped, uint8_t key[PERSON_KEY_BYTES])
{
    const uint8_t *in = (const uint8_t *)wrapped.ptr;
    uint8_t context[CONTEXT_MAX];
    size_t len = wrap_context(context, person);

    return wrapped.len == WRAPPED &&
           crypto_aead_xchacha20poly1305_ietf_decrypt(
               key, NULL, NULL, in + NONCE, WRAPPED - NONCE, context, len, in,
               k->master->wrap) == 0;
}

static const char any_person[] = "SELECT id, wrapped FROM person LIMIT 1";

/* Looks at one wrapped key, if there is any: is this the master's keystore? */
static bool check_master(struct keeper *k)
{
    struct query *q = query_open(k->conn, any_person);
    uint8_t key[PERSON_KEY_BYTES];
    bool ok = true;

    if (query_step(q) == QUERY_ROW) {
        struct id person = query_id(q, "id");
        ok = unwrap(k, &person, query_bytes(q, "wrapped"), key);
        sodium_memzero(key, sizeof key);
        if (!ok)
            log_line(LOG_ERROR, "master_key_refused", "why",
                     "the keystore belongs to another one", NULL);
    } else if (query_err(q) != ERR_OK) {
        ok = false;
    }
    query_close(q);
    return ok;
}

static const char count_people[] = "SELECT COUNT(*) AS n FROM person";

static bool has_people(struct store_conn *c)
{
    struct query *q = query_open(c, count_people);
    /* When in doubt there are, and no new master key is made. */
    bool result = query_step(q) != QUERY_ROW || query_int(q, "n") > 0;

    query_close(q);
    return result;
}

struct keeper *keeper_open(const char *dir)
{
    struct keeper *k = calloc(1, sizeof *k);
    char path[PATH_ROOM];
    int len;

    if (!k || sodium_init() < 0) {
        free(k);
        return NULL;
    }
    pthread_mutex_init(&k->lock, NULL);
    len = snprintf(path, sizeof path, "sqlite:%s/keystore.db", dir);
    if (len < 0 || (size_t)len >= sizeof path)
        goto out;
    k->store = store_open(path);
    k->conn = k->store ? store_connect(k->store) : NULL;
    k->cache = key_cache_new();
    if (!k->conn || !k->cache ||
        store_migrate(k->conn, keystore_migrations,
                      keystore_migrations_count) != ERR_OK)
        goto out;
    snprintf(path, sizeof path, "%s/master.key", dir);
    k->master = master_load(path, !has_people(k->conn));
    if (k->master && check_master(k))
        return k;
out:
    keeper_close(k);
    return NULL;
}

void keeper_close(struct keeper *k)
{
    if (!k)
        return;
    store_disconnect(k->conn);
    store_close(k->store);
    key_cache_free(k->cache);
    master_free(k->master);
    pthread_mutex_destroy(&k->lock);
    free(k);
}

static const char add_person[] =
    "INSERT INTO person (id, generation, wrapped, created_ms)"
    " VALUES (?, ?, ?, ?)";

enum err keeper_add_person(struct keeper *k, const struct id *person)
{
    uint8_t key[PERSON_KEY_BYTES], wrapped[WRAPPED];
    struct query *q;
    enum err e;

    randombytes_buf(key, sizeof key);
    wrap(k, person, key, wrapped);

    pthread_mutex_lock(&k->lock);
    q = query_open(k->conn, add_person);
    query_bind_id(q, person);
    query_bind_int(q, MASTER_GENERATION);
    query_bind_bytes(q, (struct text){ (char *)wrapped, sizeof wrapped });
    query_bind_int(q, clock_now_ms());
    e = query_finish(q);
    if (e == ERR_OK)
        key_cache_put(k->cache, person, key);
    pthread_mutex_unlock(&k->lock);

    sodium_memzero(key, sizeof key);
    return e;
}

static const char erase_person[] = "DELETE FROM person WHERE id = ?";
static const char empty_wal[] = "PRAGMA wal_checkpoint(TRUNCATE)";

/* The deleted row was overwritten in its page; this takes the older pages,
 * which still hold it, out of the write-ahead log. */
static void scrub(struct keeper *k)
{
    struct query *q = query_open(k->conn, empty_wal);

    if (query_step(q) != QUERY_ROW || query_int(q, "busy") != 0)
        log_line(LOG_WARN, "keystore_log_not_emptied", NULL);
    query_close(q);
}

enum err keeper_erase_person(struct keeper *k, const struct id *person)
{
    struct query *q;
    enum err e;

    pthread_mutex_lock(&k->lock);
    key_cache_forget(k->cache, person);
    q = query_open(k->conn, erase_person);
    query_bind_id(q, person);
    while (query_step(q) == QUERY_ROW)
        ;
    e = query_err(q);
    if (e == ERR_OK && query_changes(q) == 0)
        e = ERR_NOT_FOUND;
    query_close(q);
    if (e == ERR_OK)
        scrub(k);
    pthread_mutex_unlock(&k->lock);
    return e;
}

static const char find_person[] = "SELECT wrapped FROM person WHERE id = ?";

/* The person's own key, from memory or from the keystore. */
static enum err get_key(struct keeper *k, const struct id *person,
                        uint8_t key[PERSON_KEY_BYTES])
{
    struct query *q;
    enum err e = ERR_OK;

    pthread_mutex_lock(&k->lock);
    if (key_cache_find(k->cache, person, key))
        goto out;
    q = query_open(k->conn, find_person);
    query_bind_id(q, person);
    if (query_step(q) != QUERY_ROW) {
        e = query_err(q) ? query_err(q) : ERR_NOT_FOUND;
    } else if (!unwrap(k, person, query_bytes(q, "wrapped"), key)) {
        log_line(LOG_ERROR, "keystore_row_damaged", NULL);
        e = ERR_INTERNAL;
    } else {
        key_cache_put(k->cache, person, key);
    }
    query_close(q);
out:
    pthread_mutex_unlock(&k->lock);
    return e;
}

/* Head, length of the table's name, its name, row, person: nothing in it can
 * be read in two ways. */
static size_t record_context(uint8_t out[CONTEXT_MAX], const uint8_t head[HEAD],
                             const char *table, const struct id *row,
                             const struct id *person)
{
    size_t len = strlen(table);
    uint8_t *at = out;

    assert(len > 0 && len <= TABLE_MAX);
    memcpy(at, head, HEAD);
    at += HEAD;
    *at++ = (uint8_t)len;
    memcpy(at, table, len);
    at += len;
    memcpy(at, row->bytes, ID_BYTES);
    memcpy(at + ID_BYTES, person->bytes, ID_BYTES);
    return (size_t)(at - out) + 2 * ID_BYTES;
}

static void put_head(uint8_t out[HEAD])
{
    out[0] = VERSION;
    put_generation(out + 1, MASTER_GENERATION);
}

enum err keeper_seal(struct keeper *k, const struct id *person,
                     const char *table, const struct id *row, struct text plain,
                     struct arena *a, struct text *out)
{
    uint8_t key[PERSON_KEY_BYTES], context[CONTEXT_MAX], *record;
    size_t context_len;
    enum err e;

    if (plain.len > SIZE_MAX - KEEPER_OVERHEAD)
        return ERR_TOO_LARGE;
    record = arena_alloc(a, plain.len + KEEPER_OVERHEAD);
    if (!record)
        return ERR_TOO_LARGE;
    e = get_key(k, person, key);
    if (e != ERR_OK)
        return e;
    put_head(record);
    context_len = record_context(context, record, table, row, person);
    randombytes_buf(record + HEAD, NONCE);
    crypto_aead_xchacha20poly1305_ietf_encrypt(
        record + HEAD + NONCE, NULL, (const uint8_t *)plain.ptr, plain.len,
        context, context_len, NULL, record + HEAD, key);
    sodium_memzero(key, sizeof key);
    *out = (struct text){ (char *)record, plain.len + KEEPER_OVERHEAD };
    return ERR_OK;
}

enum err keeper_unseal(struct keeper *k, const struct id *person,
                       const char *table, const struct id *row,
                       struct text record, struct arena *a, struct text *out)
{
    const uint8_t *in = (const uint8_t *)record.ptr;
    uint8_t key[PERSON_KEY_BYTES], context[CONTEXT_MAX], head[HEAD], *plain;
    size_t context_len, len;
    bool ok;
    enum err e;

    put_head(head);
    ok = record.len >= KEEPER_OVERHEAD && memcmp(in, head, HEAD) == 0;
    if (ok) {
        len = record.len - KEEPER_OVERHEAD;
        plain = arena_alloc(a, len + 1);
        if (!plain)
            return ERR_TOO_LARGE;
        e = get_key(k, person, key);
        if (e != ERR_OK)
            return e;
        context_len = record_context(context, head, table, row, person);
        ok =
            crypto_aead_xchacha20poly1305_ietf_decrypt(
                plain, NULL, NULL, in + HEAD + NONCE, record.len - HEAD - NONCE,
                context, context_len, in + HEAD, key) == 0;
        sodium_memzero(key, sizeof key);
    }
    if (!ok) {
        log_line(LOG_ERROR, "kept_record_damaged", "table", table, NULL);
        return ERR_INTERNAL;
    }
    *out = (struct text){ (char *)plain, len };
    return ERR_OK;
}

void keeper_hash(struct keeper *k, const char *label, struct text input,
                 uint8_t out[32])
{
    crypto_generichash_state state;

    crypto_generichash_init(&state, k->master->pepper, KEEPER_PEPPER_BYTES, 32);
    /* With its NUL, a label is never the beginning of another. */
    crypto_generichash_update(&state, (const uint8_t *)label,
                              strlen(label) + 1);
    crypto_generichash_update(&state, (const uint8_t *)input.ptr, input.len);
    crypto_generichash_final(&state, out, 32);
    sodium_memzero(&state, sizeof state);
}
