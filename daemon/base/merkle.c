/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/base/merkle.h"

#include <assert.h>
#include <string.h>

#include "daemon/base/sha256.h"

bool merkle_same(const struct merkle_hash *a, const struct merkle_hash *b)
{
    return memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

struct merkle_hash merkle_leaf(struct text entry)
{
    struct merkle_hash out;

    sha256_of((struct text){ "\0", 1 }, entry, out.bytes);
    return out;
}

struct merkle_hash merkle_node(const struct merkle_hash *left,
                               const struct merkle_hash *right)
{
    uint8_t both[1 + 2 * MERKLE_BYTES] = { 1 };
    struct merkle_hash out;

    memcpy(both + 1, left->bytes, MERKLE_BYTES);
    memcpy(both + 1 + MERKLE_BYTES, right->bytes, MERKLE_BYTES);
    sha256_of((struct text){ (const char *)both, sizeof both }, TEXT(""),
              out.bytes);
    return out;
}

void merkle_init(struct merkle *m)
{
    m->size = 0;
}

void merkle_append(struct merkle *m, const struct merkle_hash *leaf)
{
    struct merkle_hash hash = *leaf;
    int level = 0;

    for (int64_t rest = m->size; rest & 1; rest >>= 1, level++)
        hash = merkle_node(&m->full[level], &hash);
    assert(level < MERKLE_LEVELS);
    m->full[level] = hash;
    m->size++;
}

struct merkle_hash merkle_root(const struct merkle *m)
{
    struct merkle_hash out;
    bool any = false;

    for (int level = 0; level < MERKLE_LEVELS; level++) {
        if (!(m->size >> level & 1))
            continue;
        out = any ? merkle_node(&m->full[level], &out) : m->full[level];
        any = true;
    }
    if (!any)
        sha256_of(TEXT(""), TEXT(""), out.bytes);
    return out;
}

/* The level of the largest full node that has at most n leaves; n > 0. */
static int level_within(int64_t n)
{
    int level = 0;

    while (n >> (level + 1))
        level++;
    return level;
}

/* Where the RFC splits n leaves: the largest power of two below n; n > 1. */
static int64_t split_of(int64_t n)
{
    return INT64_C(1) << level_within(n - 1);
}

/* The hash over the leaves from lo to below hi, where lo is one of the RFC's
 * splits: full nodes from left to right, each smaller than the one before. */
static enum err range(merkle_read read, void *context, int64_t lo, int64_t hi,
                      struct merkle_hash *out)
{
    struct merkle_hash parts[MERKLE_LEVELS];
    int count = 0;

    while (lo < hi) {
        int level = level_within(hi - lo);
        enum err e = read(context, level, lo >> level, &parts[count++]);

        if (e != ERR_OK)
            return e;
        lo += INT64_C(1) << level;
    }
    *out = parts[--count];
    while (count-- > 0)
        *out = merkle_node(&parts[count], out);
    return ERR_OK;
}

enum err merkle_root_at(merkle_read read, void *context, int64_t size,
                        struct merkle_hash *out)
{
    if (size > 0)
        return range(read, context, 0, size, out);
    sha256_of(TEXT(""), TEXT(""), out->bytes);
    return ERR_OK;
}

static void turn_round(struct merkle_proof *p)
{
    for (size_t i = 0; i < p->count / 2; i++) {
        struct merkle_hash h = p->hashes[i];

        p->hashes[i] = p->hashes[p->count - 1 - i];
        p->hashes[p->count - 1 - i] = h;
    }
}

enum err merkle_inclusion(merkle_read read, void *context, int64_t leaf,
                          int64_t size, struct merkle_proof *out)
{
    struct merkle_proof p = { .count = 0 };
    int64_t lo = 0, hi = size;

    assert(leaf >= 0 && leaf < size);
    while (hi - lo > 1) {
        int64_t middle = lo + split_of(hi - lo);
        bool left = leaf < middle;
        enum err e = range(read, context, left ? middle : lo,
                           left ? hi : middle, &p.hashes[p.count++]);

        if (e != ERR_OK)
            return e;
        lo = left ? lo : middle;
        hi = left ? middle : hi;
    }
    turn_round(&p);
    *out = p;
    return ERR_OK;
}

enum err merkle_consistency(merkle_read read, void *context, int64_t from,
                            int64_t to, struct merkle_proof *out)
{
    struct merkle_proof p = { .count = 0 };
    int64_t lo = 0, hi = to;
    enum err e;

    assert(from >= 0 && from <= to);
    while (from > 0 && from < hi) {
        int64_t middle = lo + split_of(hi - lo);
        bool left = from <= middle;

        e = range(read, context, left ? middle : lo, left ? hi : middle,
                  &p.hashes[p.count++]);
        if (e != ERR_OK)
            return e;
        lo = left ? lo : middle;
        hi = left ? middle : hi;
    }
    /* The old root itself is known, unless it is only a part of what is left.
     */
    if (lo > 0) {
        e = range(read, context, lo, hi, &p.hashes[p.count++]);
        if (e != ERR_OK)
            return e;
    }
    turn_round(&p);
    *out = p;
    return ERR_OK;
}

bool merkle_inclusion_holds(const struct merkle_hash *leaf, int64_t at,
                            int64_t size, const struct merkle_proof *proof,
                            const struct merkle_hash *root)
{
    struct merkle_hash hash = *leaf;
    int64_t fn = at, sn = size - 1;

    if (at < 0 || at >= size)
        return false;
    for (size_t i = 0; i < proof->count; i++) {
        const struct merkle_hash *p = &proof->hashes[i];

        if (sn == 0)
            return false;
        if ((fn & 1) || fn == sn) {
            hash = merkle_node(p, &hash);
            while (!(fn & 1) && fn != 0) {
                fn >>= 1;
                sn >>= 1;
            }
        } else {
            hash = merkle_node(&hash, p);
        }
        fn >>= 1;
        sn >>= 1;
    }
    return sn == 0 && merkle_same(&hash, root);
}

bool merkle_consistency_holds(int64_t from, const struct merkle_hash *from_root,
                              int64_t to, const struct merkle_hash *to_root,
                              const struct merkle_proof *proof)
{
    int64_t fn = from - 1, sn = to - 1;
    struct merkle_hash old, new;
    size_t i = 0;

    if (from < 0 || from > to)
        return false;
    if (from == 0 || from == to)
        return proof->count == 0 &&
               (from == 0 || merkle_same(from_root, to_root));
    while (fn & 1) {
        fn >>= 1;
        sn >>= 1;
    }
    /* The RFC puts the old root before a proof that begins with it. */
    if (fn == 0)
        old = *from_root;
    else if (proof->count > 0)
        old = proof->hashes[i++];
    else
        return false;
    new = old;
    for (; i < proof->count; i++) {
        const struct merkle_hash *p = &proof->hashes[i];

        if (sn == 0)
            return false;
        if ((fn & 1) || fn == sn) {
            old = merkle_node(p, &old);
            new = merkle_node(p, &new);
            while (!(fn & 1) && fn != 0) {
                fn >>= 1;
                sn >>= 1;
            }
        } else {
            new = merkle_node(&new, p);
        }
        fn >>= 1;
        sn >>= 1;
    }
    return sn == 0 && merkle_same(&old, from_root) &&
           merkle_same(&new, to_root);
}
