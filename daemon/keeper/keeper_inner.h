/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/keeper/keeper_inner.h: what the keeper is made of. Only daemon/keeper
 * includes this. */
#pragma once

#include <pthread.h>

#include "daemon/keeper/key_cache.h"
#include "daemon/keeper/keystore.h"
#include "daemon/keeper/master.h"

struct store;

struct keeper {
    char *dir;
    const struct config *config;
    uint8_t *pepper;      /* locked memory; never changes */
    pthread_mutex_t lock; /* for what follows */
    struct store *store;
    struct store_conn *conn;
    struct master *master; /* of the generation in force, as last seen */
    struct key_cache *cache;
    int64_t data_version; /* of the keystore, as last seen */
};

/* Under the lock: the person's own key, from memory or from the keystore. */
enum err keeper_key(struct keeper *k, const struct id *person,
                    uint8_t key[PERSON_KEY_BYTES]);
/* Under the lock: the master key of the generation in force. */
enum err keeper_master(struct keeper *k);
