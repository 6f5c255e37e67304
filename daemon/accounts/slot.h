/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/accounts/slot.h: one of the ways to open an account's locked box. The
 * server keeps how the device derives its keys, a keyed hash of the half it is
 * shown (the auth key), and the box itself, which it cannot open. */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "daemon/base/arena.h"
#include "daemon/base/err.h"
#include "daemon/base/id.h"
#include "daemon/base/json.h"

struct keeper;
struct store_conn;

enum slot_kind { SLOT_PASSPHRASE, SLOT_RECOVERY };

enum {
    SLOT_SCHEME = 1,
    SLOT_AUTH_KEY_BYTES = 32,
    SLOT_HASH_BYTES = 32,
    SLOT_SALT_LEAST = 16, /* bytes */
    SLOT_SALT_MOST = 32,
    SLOT_WRAPPED_LEAST = 32,
    SLOT_WRAPPED_MOST = 512,
    /* What the client's floors allow and what a device can stand. */
    SLOT_MEMORY_LEAST_KIB = 19456,
    SLOT_MEMORY_MOST_KIB = 1048576,
    SLOT_PASSES_LEAST = 2,
    SLOT_PASSES_MOST = 16,
    SLOT_LANES_MOST = 8,
    /* Scheme 1 as every client makes it; also told about unknown names. */
    SLOT_MEMORY_KIB = 65536,
    SLOT_PASSES = 3,
    SLOT_LANES = 1,
};

/* Texts are bytes and borrowed. */
struct slot {
    enum slot_kind kind;
    struct text salt;
    int64_t memory_kib, passes, lanes; /* all 0 for the recovery code */
    uint8_t auth_hash[SLOT_HASH_BYTES];
    struct text wrapped;
    int64_t proved_ms; /* recovery: when it was last typed back; 0 = never */
};

/* True and *out written only for a name we know. */
bool slot_kind_parse(struct text t, enum slot_kind *out);
struct text slot_kind_text(enum slot_kind kind); /* "passphrase" */

/* What is stored instead of an auth key. */
void slot_hash(struct keeper *k, struct text auth_key,
               uint8_t out[SLOT_HASH_BYTES]);

/* Reads salt, memory_kib, passes and lanes from a body, within the limits
 * above; for the recovery code the three numbers must be 0. Trouble is noted
 * in the reader. */
void slot_read_parameters(struct json_reader *r, enum slot_kind kind,
                          struct slot *out);
/* Reads auth_key and wrapped from a body, and hashes the key. */
void slot_read_keys(struct json_reader *r, struct keeper *k, struct slot *out);

/* In a transaction: one slot more, or another in its place. */
enum err slot_put(struct store_conn *c, const struct id *account,
                  const struct slot *s, int64_t now_ms);
/* In a transaction: the recovery code was typed back. */
enum err slot_prove(struct store_conn *c, const struct id *account,
                    int64_t now_ms);

/* The slot and its account, by login name. Copied to the arena. ERR_NOT_FOUND
 * leaves *account and *out alone. */
enum err slot_find(struct store_conn *db, struct text login,
                   enum slot_kind kind, struct arena *a, struct id *account,
                   struct slot *out);
enum err slot_find_own(struct store_conn *db, const struct id *account,
                       enum slot_kind kind, struct arena *a, struct slot *out);

/* [{kind, wrapped, salt, memory_kib, passes, lanes, proved_ms}] of an account;
 * the caller owns it. NULL and *err set when the store fails. */
json_t *slot_list_json(struct store_conn *db, const struct id *account,
                       enum err *err);
