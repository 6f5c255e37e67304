/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/keeper/keeper.h: data that is "kept": encrypted at rest with the own
 * key of the person it belongs to, which is wrapped by a master key and lives
 * in a separate keystore. Erase the key, and the person is erased, also from
 * every backup of the main store. Any thread.
 *
 * Record: version(1) | generation(4, big endian) | nonce(24) |
 * XChaCha20-Poly1305(payload), associated data = version, generation, table,
 * row, person. */
#pragma once

#include <stdint.h>

#include "core/base/text.h"
#include "daemon/base/arena.h"
#include "daemon/base/err.h"
#include "daemon/base/id.h"

struct keeper;

enum { KEEPER_OVERHEAD = 1 + 4 + 24 + 16, KEEPER_PEPPER_BYTES = 32 };

/* dir holds master.key (32 bytes, 0600, made when absent) and keystore.db.
 * NULL when a key file is damaged or readable by others (logged). */
struct keeper *keeper_open(const char *dir);
void keeper_close(struct keeper *k);

/* Makes the person's key, durably. ERR_CONFLICT when there is one. */
enum err keeper_add_person(struct keeper *k, const struct id *person);
/* Destroys the person's key, durably. ERR_NOT_FOUND when there is none. */
enum err keeper_erase_person(struct keeper *k, const struct id *person);

/* table (1 to 64 letters) and row name where the record stands, so that it
 * cannot be moved.
 * Result in the arena. ERR_NOT_FOUND when the person has no key. */
enum err keeper_seal(struct keeper *k, const struct id *person,
                     const char *table, const struct id *row, struct text plain,
                     struct arena *a, struct text *out);
/* ERR_INTERNAL when the record was tampered with or moved (logged). */
enum err keeper_unseal(struct keeper *k, const struct id *person,
                       const char *table, const struct id *row,
                       struct text record, struct arena *a, struct text *out);

/* Keyed BLAKE2b with the pepper: what is stored instead of an auth key, and
 * the source of salts for people who do not exist. label keeps uses apart. */
void keeper_hash(struct keeper *k, const char *label, struct text input,
                 uint8_t out[32]);
