/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/keeper/keystore.h: the tables of keystore.db. Knows no key: everything
 * in it is wrapped. Only daemon/keeper includes this. */
#pragma once

#include <stdint.h>

#include "daemon/base/err.h"
#include "daemon/base/id.h"
#include "daemon/keeper/keeper.h"
#include "daemon/keeper/wrapping.h"

struct store_conn;

struct generation {
    uint32_t number;
    uint8_t pepper[WRAPPING_BYTES]; /* wrapped */
    int64_t made_ms;
    int64_t erased; /* people whose keys it saw destroyed */
};

/* ERR_NOT_FOUND in a keystore that is new or from before generations. */
enum err keystore_generation(struct store_conn *c, struct generation *out);
/* In a transaction: in the place of the one before. */
enum err keystore_put_generation(struct store_conn *c,
                                 const struct generation *g);
enum err keystore_count(struct store_conn *c, int64_t *people);
/* Counts what other processes committed; it moves, and that is all. */
enum err keystore_data_version(struct store_conn *c, int64_t *out);

struct wrapped {
    struct id person;
    uint32_t generation;
    uint8_t key[WRAPPING_BYTES];
};

/* ERR_CONFLICT when the person is there. */
enum err keystore_add(struct store_conn *c, const struct wrapped *w,
                      int64_t now_ms);
enum err keystore_find(struct store_conn *c, const struct id *person,
                       struct wrapped *out);
enum err keystore_any(struct store_conn *c, struct wrapped *out);
/* In a transaction. ERR_NOT_FOUND when nobody is there. */
enum err keystore_erase(struct store_conn *c, const struct id *person,
                        int64_t now_ms);
/* ERR_NOT_FOUND when the key was never destroyed. */
enum err keystore_was_erased(struct store_conn *c, const struct id *person);
/* Takes what was written before out of the write-ahead log. False (logged)
 * when another process still reads it. */
bool keystore_empty_log(struct store_conn *c);

enum err keystore_close_person(struct store_conn *c, const struct id *person,
                               int64_t now_ms, int64_t due_ms);
/* People who asked to be erased, the earliest due first, those due by
 * until_ms. */
enum err keystore_closed(struct store_conn *c, int64_t until_ms,
                         struct keeper_closed *out, size_t most, size_t *count);
enum err keystore_closed_find(struct store_conn *c, const struct id *person,
                              struct keeper_closed *out);

/* In a transaction: everybody, in pieces, each changed in its place. change
 * returns false when a key cannot be wrapped anew; then ERR_INTERNAL. */
typedef bool (*keystore_change)(struct wrapped *w, void *context);
enum err keystore_each(struct store_conn *c, keystore_change change,
                       void *context, int64_t *count);
