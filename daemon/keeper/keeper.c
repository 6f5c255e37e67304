/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/keeper/keeper.h"

#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/base/clock.h"
#include "daemon/base/log.h"
#include "daemon/keeper/keeper_inner.h"
#include "daemon/keeper/master_source.h"
#include "daemon/store/store.h"

enum { PATH_ROOM = 4096, TRIES = 3 };

/* Generations come and go while we look: another process may have rotated
 * between our reading its number and our opening its file. The same file is
 * not tried twice: a token counts wrong PINs. */
enum err keeper_master(struct keeper *k)
{
    struct generation g;
    uint32_t tried = 0;
    enum err e = ERR_INTERNAL;

    for (int i = 0; i < TRIES; i++) {
        struct master *m;

        e = keystore_generation(k->conn, &g);
        if (e != ERR_OK || (k->master && k->master->generation == g.number))
            return e;
        if (g.number == tried)
            return ERR_INTERNAL;
        tried = g.number;
        m = master_load(k->dir, k->config, g.number);
        if (m) {
            master_free(k->master);
            k->master = m;
            return ERR_OK;
        }
        e = ERR_INTERNAL;
    }
    return e;
}

/* Under the lock: forgets what was true before another process wrote. */
static enum err catch_up(struct keeper *k)
{
    int64_t version;
    enum err e = keystore_data_version(k->conn, &version);

    if (e != ERR_OK || version == k->data_version)
        return e;
    key_cache_clear(k->cache);
    e = keeper_master(k);
    if (e == ERR_OK)
        k->data_version = version;
    return e;
}

enum err keeper_catch_up(struct keeper *k)
{
    enum err e;

    pthread_mutex_lock(&k->lock);
    e = catch_up(k);
    pthread_mutex_unlock(&k->lock);
    return e;
}

enum err keeper_key(struct keeper *k, const struct id *person,
                    uint8_t key[PERSON_KEY_BYTES])
{
    struct wrapped w;
    enum err e = catch_up(k);

    if (e != ERR_OK || key_cache_find(k->cache, person, key))
        return e;
    e = keystore_find(k->conn, person, &w);
    /* rotated since we caught up, a moment ago */
    for (int i = 0;
         e == ERR_OK && w.generation != k->master->generation && i < TRIES;
         i++) {
        e = keeper_master(k);
        if (e == ERR_OK)
            e = keystore_find(k->conn, person, &w);
    }
    if (e != ERR_OK)
        return e;
    if (!wrapping_take(k->master, person, w.key, key)) {
        log_line(LOG_ERROR, "keystore_row_damaged", NULL);
        return ERR_INTERNAL;
    }
    key_cache_put(k->cache, person, key);
    return ERR_OK;
}

/* In a transaction, so that the generation stays in force until it ends. */
static enum err add_person(struct keeper *k, const struct id *person,
                           const uint8_t key[PERSON_KEY_BYTES])
{
    struct wrapped w = { .person = *person };
    enum err e = keeper_master(k);

    if (e != ERR_OK)
        return e;
    w.generation = k->master->generation;
    wrapping_put(k->master, person, key, w.key);
    return keystore_add(k->conn, &w, clock_now_ms());
}

/* Ends the transaction as it deserves. */
static enum err end(struct keeper *k, enum err e)
{
    if (e == ERR_OK)
        return store_commit(k->conn);
    store_rollback(k->conn);
    return e;
}

enum err keeper_add_person(struct keeper *k, const struct id *person)
{
    uint8_t key[PERSON_KEY_BYTES];
    enum err e;

    randombytes_buf(key, sizeof key);
    pthread_mutex_lock(&k->lock);
    e = store_begin(k->conn);
    if (e == ERR_OK)
        e = end(k, add_person(k, person, key));
    if (e == ERR_OK)
        key_cache_put(k->cache, person, key);
    pthread_mutex_unlock(&k->lock);
    sodium_memzero(key, sizeof key);
    return e;
}

enum err keeper_erase_person(struct keeper *k, const struct id *person)
{
    enum err e;

    pthread_mutex_lock(&k->lock);
    key_cache_forget(k->cache, person);
    e = store_begin(k->conn);
    if (e == ERR_OK)
        e = end(k, keystore_erase(k->conn, person, clock_now_ms()));
    /* The deleted row was overwritten in its page; this takes the older pages,
     * which still hold it, out of the write-ahead log. */
    if (e == ERR_OK)
        keystore_empty_log(k->conn);
    pthread_mutex_unlock(&k->lock);
    return e;
}

enum err keeper_was_erased(struct keeper *k, const struct id *person)
{
    enum err e;

    pthread_mutex_lock(&k->lock);
    e = keystore_was_erased(k->conn, person);
    pthread_mutex_unlock(&k->lock);
    return e;
}

enum err keeper_close_person(struct keeper *k, const struct id *person,
                             int64_t now_ms, int64_t due_ms)
{
    enum err e;

    pthread_mutex_lock(&k->lock);
    e = keystore_close_person(k->conn, person, now_ms, due_ms);
    pthread_mutex_unlock(&k->lock);
    return e;
}

enum err keeper_closed_find(struct keeper *k, const struct id *person,
                            struct keeper_closed *out)
{
    enum err e;

    pthread_mutex_lock(&k->lock);
    e = keystore_closed_find(k->conn, person, out);
    pthread_mutex_unlock(&k->lock);
    return e;
}

enum err keeper_closed_list(struct keeper *k, int64_t until_ms,
                            struct keeper_closed *out, size_t most,
                            size_t *count)
{
    enum err e;

    pthread_mutex_lock(&k->lock);
    e = keystore_closed(k->conn, until_ms, out, most, count);
    pthread_mutex_unlock(&k->lock);
    return e;
}

enum err keeper_look(struct keeper *k, struct keeper_state *out)
{
    struct keeper_state s;
    struct generation g;
    enum err e;

    pthread_mutex_lock(&k->lock);
    e = catch_up(k);
    if (e == ERR_OK)
        e = keystore_generation(k->conn, &g);
    if (e == ERR_OK)
        e = keystore_count(k->conn, &s.people);
    if (e == ERR_OK) {
        s.generation = g.number;
        s.source = k->master->source->name;
        s.made_ms = g.made_ms;
        s.erased = g.erased;
        *out = s;
    }
    pthread_mutex_unlock(&k->lock);
    return e;
}

/* Looks at one wrapped key, if there is any: is this the master's keystore? */
static enum err check_master(struct keeper *k)
{
    uint8_t key[PERSON_KEY_BYTES];
    struct wrapped w;
    enum err e = keystore_any(k->conn, &w);

    if (e == ERR_NOT_FOUND)
        return ERR_OK;
    if (e != ERR_OK)
        return e;
    if (!wrapping_take(k->master, &w.person, w.key, key))
        return ERR_DENIED;
    sodium_memzero(key, sizeof key);
    return ERR_OK;
}

/* In a transaction: the row of the first generation, and its key when there is
 * nobody yet. A keystore from before generations keeps the pepper it had. */
static enum err first_generation(struct keeper *k)
{
    struct generation g = { .number = 1, .made_ms = clock_now_ms() };
    int64_t people = 0;
    enum err e = keystore_count(k->conn, &people);

    if (e != ERR_OK)
        return e;
    if (people == 0 && !master_is_there(k->dir, 1) &&
        !master_make(k->dir, k->config, 1))
        return ERR_STORE;
    k->master = master_load(k->dir, k->config, 1);
    if (k->master == NULL)
        return ERR_DENIED;
    if ((e = check_master(k)) != ERR_OK)
        return e;
    wrapping_put(k->master, &wrapping_house, k->master->pepper, g.pepper);
    return keystore_put_generation(k->conn, &g);
}

/* In a transaction, so that nobody rotates meanwhile. */
static enum err take_generation(struct keeper *k)
{
    struct generation g;
    enum err e = keystore_generation(k->conn, &g);

    if (e == ERR_NOT_FOUND) {
        e = first_generation(k);
        if (e == ERR_OK)
            e = keystore_generation(k->conn, &g);
    } else if (e == ERR_OK) {
        e = keeper_master(k);
    }
    if (e != ERR_OK)
        return e;
    if (!wrapping_take(k->master, &wrapping_house, g.pepper, k->pepper) ||
        check_master(k) != ERR_OK)
        return ERR_DENIED;
    sodium_mprotect_readonly(k->pepper);
    master_tidy(k->dir, g.number);
    return ERR_OK;
}

static bool open_store(struct keeper *k)
{
    char path[PATH_ROOM];

    if (snprintf(path, sizeof path, "sqlite:%s/keystore.db", k->dir) >=
        (int)sizeof path)
        return false;
    k->store = store_open(path);
    k->conn = k->store ? store_connect(k->store) : NULL;
    return k->conn && store_migrate(k->conn, keystore_migrations,
                                    keystore_migrations_count) == ERR_OK;
}

struct keeper *keeper_open(const char *dir, const struct config *config)
{
    struct keeper *k = calloc(1, sizeof *k);
    enum err e;

    if (!k || sodium_init() < 0) {
        free(k);
        return NULL;
    }
    pthread_mutex_init(&k->lock, NULL);
    k->dir = strdup(dir);
    k->config = config;
    k->pepper = sodium_malloc(KEEPER_PEPPER_BYTES);
    k->cache = key_cache_new();
    if (!k->dir || !k->pepper || !k->cache || !open_store(k) ||
        store_begin(k->conn) != ERR_OK)
        goto out;
    e = end(k, take_generation(k));
    if (e == ERR_OK &&
        keystore_data_version(k->conn, &k->data_version) == ERR_OK)
        return k;
    if (e == ERR_DENIED && k->master)
        log_line(LOG_ERROR, "master_key_refused", "why",
                 "the keystore belongs to another one", NULL);
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
    sodium_free(k->pepper);
    pthread_mutex_destroy(&k->lock);
    free(k->dir);
    free(k);
}
