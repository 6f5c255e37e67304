/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/base/merkle.h: Merkle trees over SHA-256 as RFC 9162, section 2.1,
 * has them: leaf = SHA-256(0 | entry), node = SHA-256(1 | left | right). Public
 * verifiers understand the roots and the proofs. Pure; owns nothing.
 *
 * A node is named by its level and its place on it: level 0 are the leaves,
 * and node (level, place) stands over the leaves from place << level on,
 * 1 << level of them. Only full nodes have a name. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/text.h"
#include "daemon/base/err.h"

enum {
    MERKLE_BYTES = 32,
    MERKLE_LEVELS = 63,    /* a tree has less than 2^63 leaves */
    MERKLE_PROOF_MOST = 64 /* hashes in one proof */
};

struct merkle_hash {
    uint8_t bytes[MERKLE_BYTES];
};

/* From one end of the tree to the other; order as in the RFC. */
struct merkle_proof {
    struct merkle_hash hashes[MERKLE_PROOF_MOST];
    size_t count;
};

bool merkle_same(const struct merkle_hash *a, const struct merkle_hash *b);
struct merkle_hash merkle_leaf(struct text entry);
struct merkle_hash merkle_node(const struct merkle_hash *left,
                               const struct merkle_hash *right);

/* A tree that only grows: the roots of its full parts, one a level. */
struct merkle {
    int64_t size;
    struct merkle_hash full[MERKLE_LEVELS];
};

void merkle_init(struct merkle *m); /* no leaves */
void merkle_append(struct merkle *m, const struct merkle_hash *leaf);
/* SHA-256 of nothing for an empty tree. */
struct merkle_hash merkle_root(const struct merkle *m);

/* Gives a full node; anything but ERR_OK ends what was asked with it. */
typedef enum err (*merkle_read)(void *context, int level, int64_t place,
                                struct merkle_hash *out);

/* The root of the first size leaves, 0 or more. */
enum err merkle_root_at(merkle_read read, void *context, int64_t size,
                        struct merkle_hash *out);
/* That leaf stands in the tree of the first size leaves: 0 <= leaf < size. */
enum err merkle_inclusion(merkle_read read, void *context, int64_t leaf,
                          int64_t size, struct merkle_proof *out);
/* That the tree of the first to leaves grew from that of the first from:
 * 0 <= from <= to. Empty when from is 0 or to. */
enum err merkle_consistency(merkle_read read, void *context, int64_t from,
                            int64_t to, struct merkle_proof *out);

bool merkle_inclusion_holds(const struct merkle_hash *leaf, int64_t at,
                            int64_t size, const struct merkle_proof *proof,
                            const struct merkle_hash *root);
/* A tree without leaves is the beginning of every tree. */
bool merkle_consistency_holds(int64_t from, const struct merkle_hash *from_root,
                              int64_t to, const struct merkle_hash *to_root,
                              const struct merkle_proof *proof);
