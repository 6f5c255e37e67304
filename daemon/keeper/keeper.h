/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/keeper/keeper.h: data that is "kept": encrypted at rest with the own
 * key of the person it belongs to, which is wrapped by a master key and lives
 * in a separate keystore. Erase the key, and the person is erased, also from
 * every backup of the main store. Any thread.
 *
 * The master key comes in generations. keeper_rotate wraps everybody's key
 * anew and destroys the generation before, and with it every older copy of the
 * keystore; the records stay as they are. Several processes may have the same
 * keystore open: each notices what another one rotated or erased.
 *
 * Record: version(1) | number of the person's key(4, big endian, always 1) |
 * nonce(24) | XChaCha20-Poly1305(payload), associated data = version, number,
 * table, row, person. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/text.h"
#include "daemon/base/arena.h"
#include "daemon/base/err.h"
#include "daemon/base/id.h"

struct config;
struct keeper;

enum { KEEPER_OVERHEAD = 1 + 4 + 24 + 16, KEEPER_PEPPER_BYTES = 32 };

/* dir holds keystore.db and the master key (made when both are absent).
 * config, lent, says what the master key is locked with; NULL: key files.
 * NULL when a key is damaged, lost or readable by others (logged). */
struct keeper *keeper_open(const char *dir, const struct config *config);
void keeper_close(struct keeper *k);

/* Makes the person's key, durably. ERR_CONFLICT when there is one. */
enum err keeper_add_person(struct keeper *k, const struct id *person);
/* Destroys the person's key, durably. ERR_NOT_FOUND when there is none. */
enum err keeper_erase_person(struct keeper *k, const struct id *person);
/* ERR_OK, or ERR_NOT_FOUND when there is a key, or only none. */
enum err keeper_was_erased(struct keeper *k, const struct id *person);

/* Who asked to be erased, and when that is due: noted beside the key, so that
 * no backup of the main store undoes it. */
struct keeper_closed {
    struct id person;
    int64_t closed_ms, due_ms;
};
/* Again: another date. ERR_NOT_FOUND when there is no key. */
enum err keeper_close_person(struct keeper *k, const struct id *person,
                             int64_t now_ms, int64_t due_ms);
/* ERR_NOT_FOUND when the person did not ask, or has no key. */
enum err keeper_closed_find(struct keeper *k, const struct id *person,
                            struct keeper_closed *out);
/* Those due by until_ms, the earliest first, at most most. */
enum err keeper_closed_list(struct keeper *k, int64_t until_ms,
                            struct keeper_closed *out, size_t most,
                            size_t *count);

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
 * the source of salts for people who do not exist. label keeps uses apart.
 * The pepper is the same in every generation. */
void keeper_hash(struct keeper *k, const char *label, struct text input,
                 uint8_t out[32]);

struct keeper_state {
    uint32_t generation;
    const char *source; /* "file", "credential", "pkcs11" */
    int64_t made_ms;    /* when the generation began */
    int64_t people;     /* who have a key */
    int64_t erased;     /* since the generation began: older copies of the
                           keystore still hold their keys, as long as somebody
                           has its master key */
};
enum err keeper_look(struct keeper *k, struct keeper_state *out);

/* The master key's file in dir: "master.key", then "master-2.key", … */
enum { KEEPER_NAME_ROOM = 32 };
void keeper_master_name(uint32_t generation, char out[KEEPER_NAME_ROOM]);
bool keeper_is_master_name(const char *name);

/* Follows what another process did. Every use of a key does so by itself; a
 * house calls it now and then, so that it forgets what is dead. */
enum err keeper_catch_up(struct keeper *k);

/* A new generation, everybody's key under it, the old one destroyed. *people
 * is how many. On failure the old one stays in force, and what was begun is
 * cleared away when the keystore is next opened; the same after a crash. */
enum err keeper_rotate(struct keeper *k, int64_t *people);
