/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/audit/tree.h: logs that can only grow, kept in the store: entries in
 * order, and over them a tree of hashes (daemon/base/merkle.h). A head is the
 * size and the root of the tree at one moment, signed; whoever remembers one
 * can be shown that the log of today grew from it. Knows nothing of what the
 * entries say. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/base/text.h"
#include "daemon/base/arena.h"
#include "daemon/base/err.h"
#include "daemon/base/id.h"
#include "daemon/base/merkle.h"

struct store_conn;

enum tree { TREE_AUDIT, TREE_KEYS, TREE_COUNT };

enum {
    TREE_ENTRY_MOST = 16 * 1024, /* bytes */
    TREE_SIGNATURE_BYTES = 64,
    TREE_PAGE_MOST = 200 /* entries of one page */
};

struct tree_head {
    enum tree tree;
    int64_t size;
    struct merkle_hash root;
    int64_t at_ms;
    uint8_t signature[TREE_SIGNATURE_BYTES];
};

const char *tree_name(enum tree t); /* "audit", "keys": stored and sent */

/* How many entries there are: the number the next one will have. */
enum err tree_size(struct store_conn *db, enum tree t, int64_t *out);

/* In a transaction of the writer: entry gets the number seq, which must be
 * tree_size (ERR_CONFLICT otherwise). subject is whom it is about, to find it
 * again; all zero: nobody. */
enum err tree_add(struct store_conn *c, enum tree t, int64_t seq,
                  struct text entry, const struct id *subject);

enum err tree_root(struct store_conn *db, enum tree t, int64_t size,
                   struct merkle_hash *out);
/* ERR_NOT_FOUND when the store lacks what the proof is made of. */
enum err tree_inclusion(struct store_conn *db, enum tree t, int64_t seq,
                        int64_t size, struct merkle_proof *out);
enum err tree_consistency(struct store_conn *db, enum tree t, int64_t from,
                          int64_t to, struct merkle_proof *out);

/* One entry as it is stored; lent for the call. Anything but ERR_OK ends the
 * list and is handed on. */
struct tree_row {
    int64_t seq;
    struct id subject; /* all zero: none */
    struct text entry;
    struct text hash;
};
typedef enum err (*tree_each)(const struct tree_row *row, void *context);

/* All, oldest first. */
enum err tree_list(struct store_conn *db, enum tree t, tree_each each,
                   void *context);
/* About one person, newest first, those before `before`, at most most. */
enum err tree_list_about(struct store_conn *db, enum tree t,
                         const struct id *subject, int64_t before, int64_t most,
                         tree_each each, void *context);

/* In a transaction. */
enum err tree_head_add(struct store_conn *c, const struct tree_head *h);
/* The newest; ERR_NOT_FOUND when there is none yet. */
enum err tree_head_last(struct store_conn *db, enum tree t,
                        struct tree_head *out);
/* All, smallest first. */
typedef enum err (*tree_head_each)(const struct tree_head *h, void *context);
enum err tree_head_list(struct store_conn *db, enum tree t, tree_head_each each,
                        void *context);
