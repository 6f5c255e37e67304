/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/keeper/master.h: the master key: one small file, and the two keys
 * that everything else uses instead of it. Only daemon/keeper includes this. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "daemon/keeper/keeper.h"

enum { MASTER_KEY_BYTES = 32, MASTER_GENERATION = 1 };

/* Lives in memory that is locked, fenced and read-only; see master_free. */
struct master {
    uint8_t wrap[MASTER_KEY_BYTES];      /* wraps the persons' keys */
    uint8_t pepper[KEEPER_PEPPER_BYTES]; /* keys keeper_hash */
};

/* Reads path, or, when it is absent and may_create, makes it (0600, durably).
 * NULL, after logging why, when it is damaged, readable by others or lost. */
struct master *master_load(const char *path, bool may_create);
void master_free(struct master *m); /* zeroes; NULL is fine */
