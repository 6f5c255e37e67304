/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/keeper/rotation.h"

#include <sodium.h>
#include <stdbool.h>

#include "daemon/base/clock.h"
#include "daemon/base/log.h"
#include "daemon/keeper/keeper_inner.h"
#include "daemon/store/store.h"

/* Holds everybody else off until the commit: nobody adds a person under a key
 * that is about to die, and nobody else rotates. */
static enum err make_key(struct rotation *r)
{
    struct keeper *k = r->k;
    enum err e = keeper_master(k);

    if (e != ERR_OK)
        return e;
    r->from = k->master->generation;
    if (!master_make(k->dir, k->config, r->from + 1))
        return ERR_STORE;
    r->next = master_load(k->dir, k->config, r->from + 1);
    return r->next ? ERR_OK : ERR_INTERNAL;
}

static bool wrap_anew(struct wrapped *w, void *context)
{
    const struct rotation *r = context;
    uint8_t key[PERSON_KEY_BYTES];
    bool ok = w->generation == r->from &&
              wrapping_take(r->k->master, &w->person, w->key, key);

    if (ok) {
        wrapping_put(r->next, &w->person, key, w->key);
        w->generation = r->next->generation;
    } else {
        log_line(LOG_ERROR, "keystore_row_damaged", NULL);
    }
    sodium_memzero(key, sizeof key);
    return ok;
}

static enum err wrap_all(struct rotation *r)
{
    struct generation g = { .number = r->next->generation,
                            .made_ms = clock_now_ms() };

    wrapping_put(r->next, &wrapping_house, r->k->pepper, g.pepper);
    enum err e = keystore_put_generation(r->k->conn, &g);

    return e == ERR_OK ? keystore_each(r->k->conn, wrap_anew, r, &r->people)
                       : e;
}

static enum err commit(struct rotation *r)
{
    enum err e = store_commit(r->k->conn);

    if (e == ERR_OK) {
        master_free(r->k->master);
        r->k->master = r->next;
        r->next = NULL;
    }
    return e;
}

/* A log that is still read is emptied by the next one who writes. */
static enum err empty_log(struct rotation *r)
{
    keystore_empty_log(r->k->conn);
    return ERR_OK;
}

static enum err destroy(struct rotation *r)
{
    return master_destroy(r->k->dir, r->from) ? ERR_OK : ERR_STORE;
}

const rotation_step rotation_steps[ROTATION_STEPS] = {
    make_key, wrap_all, commit, empty_log, destroy,
};

enum err keeper_rotate(struct keeper *k, int64_t *people)
{
    struct rotation r = { .k = k };
    int step = 0;
    enum err e;

    pthread_mutex_lock(&k->lock);
    e = store_begin(k->conn);
    if (e != ERR_OK)
        goto out;
    while (step < ROTATION_STEPS && e == ERR_OK)
        e = rotation_steps[step++](&r);
    if (e != ERR_OK && step < ROTATION_COMMITTED)
        store_rollback(k->conn);
    if (e == ERR_OK) {
        log_line(LOG_INFO, "master_key_rotated", "generation",
                 log_num(k->master->generation), "people", log_num(r.people),
                 NULL);
        *people = r.people;
    }
out:
    master_free(r.next);
    pthread_mutex_unlock(&k->lock);
    return e;
}
