/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/keeper/master.h: the master key of one generation: a small file in
 * the keys' folder, locked by a source (master_source.h). A generation dies
 * with its file. Only daemon/keeper includes this. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct config;
struct master_source;

enum { MASTER_KEY_BYTES = 32, MASTER_FILE_MOST = 4096 };

/* Lives in memory that is locked, fenced and read-only; see master_free. */
struct master {
    uint32_t generation;
    const struct master_source *source;
    uint8_t wrap[MASTER_KEY_BYTES];   /* wraps the persons' keys */
    uint8_t pepper[MASTER_KEY_BYTES]; /* of houses older than generations */
};

bool master_is_there(const char *dir, uint32_t generation);

/* NULL, after logging why, when the file is lost, damaged or readable by
 * others, or its source does not open it. config NULL: key files alone. */
struct master *master_load(const char *dir, const struct config *config,
                           uint32_t generation);
void master_free(struct master *m); /* zeroes; NULL is fine */

/* A new random key for the generation, locked by the source the settings name,
 * on the disk (0600) when this returns. One process at a time. What stood
 * there is destroyed. False (logged) when it cannot be made. */
bool master_make(const char *dir, const struct config *config,
                 uint32_t generation);

/* Overwrites the file and takes it away. True when it is gone. */
bool master_destroy(const char *dir, uint32_t generation);

/* Destroys what a crash left: keys before the generation, and drafts. */
void master_tidy(const char *dir, uint32_t generation);
