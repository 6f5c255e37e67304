/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/base/merkle.h"

#include <jansson.h>
#include <sodium.h>
#include <stdlib.h>

#include "tests/check.h"
#include "tests/core/vectors.h"

enum { MOST = 300 };

/* A second implementation: the definitions of the RFC, nothing remembered. */
static struct merkle_hash naive(const struct merkle_hash *leaves, int64_t n)
{
    struct merkle_hash left, right, out;
    int64_t k = 1;

    if (n == 0) {
        crypto_hash_sha256(out.bytes, NULL, 0);
        return out;
    }
    if (n == 1)
        return leaves[0];
    while (k * 2 < n)
        k *= 2;
    left = naive(leaves, k);
    right = naive(leaves + k, n - k);
    return merkle_node(&left, &right);
}

struct forest {
    struct merkle_hash leaves[MOST];
    int64_t reads;
};

static enum err read_naive(void *context, int level, int64_t place,
                           struct merkle_hash *out)
{
    struct forest *f = context;
    int64_t first = place << level, count = INT64_C(1) << level;

    f->reads++;
    if (first + count > MOST)
        return ERR_NOT_FOUND;
    *out = naive(f->leaves + first, count);
    return ERR_OK;
}

static void plant(struct forest *f)
{
    CHECK(sodium_init() >= 0);
    for (int i = 0; i < MOST; i++) {
        char text[16];
        int len = snprintf(text, sizeof text, "leaf %d", i);

        f->leaves[i] = merkle_leaf((struct text){ text, (size_t)len });
    }
    f->reads = 0;
}

static struct text unhex(const json_t *value, char *room, size_t most)
{
    const char *hex = json_string_value(value);
    size_t len;

    CHECK(hex != NULL);
    CHECK(sodium_hex2bin((unsigned char *)room, most, hex, strlen(hex), NULL,
                         &len, NULL) == 0);
    return (struct text){ room, len };
}

static struct merkle_hash hash_of(const json_t *value)
{
    struct merkle_hash out;

    CHECK(unhex(value, (char *)out.bytes, sizeof out.bytes).len ==
          MERKLE_BYTES);
    return out;
}

static void check_proof(const struct merkle_proof *found, const json_t *wanted)
{
    assert_int_equal(found->count, json_array_size(wanted));
    for (size_t i = 0; i < found->count; i++) {
        struct merkle_hash h = hash_of(json_array_get(wanted, i));

        CHECK(merkle_same(&found->hashes[i], &h));
    }
}

TEST(roots_and_proofs_are_those_of_the_definition)
{
    json_t *file = vectors_load("merkle"), *one;
    json_t *entries = json_object_get(file, "entries");
    json_t *roots = json_object_get(file, "roots");
    struct forest *f = calloc(1, sizeof *f);
    struct merkle_proof proof;
    struct merkle_hash root;
    struct merkle m;
    char room[64];
    size_t i;

    CHECK(sodium_init() >= 0);
    merkle_init(&m);
    json_array_foreach(entries, i, one)
    {
        root = hash_of(json_array_get(roots, i));
        struct merkle_hash now = merkle_root(&m);
        CHECK(merkle_same(&now, &root));
        f->leaves[i] = merkle_leaf(unhex(one, room, sizeof room));
        merkle_append(&m, &f->leaves[i]);
    }
    CHECK(json_array_size(json_object_get(file, "inclusion")) > 30);
    json_array_foreach(json_object_get(file, "inclusion"), i, one)
    {
        int64_t leaf = json_integer_value(json_object_get(one, "leaf"));
        int64_t size = json_integer_value(json_object_get(one, "size"));

        root = hash_of(json_array_get(roots, (size_t)size));
        CHECK(merkle_inclusion(read_naive, f, leaf, size, &proof) == ERR_OK);
        check_proof(&proof, json_object_get(one, "proof"));
        CHECK(merkle_inclusion_holds(&f->leaves[leaf], leaf, size, &proof,
                                     &root));
    }
    CHECK(json_array_size(json_object_get(file, "consistency")) > 30);
    json_array_foreach(json_object_get(file, "consistency"), i, one)
    {
        int64_t from = json_integer_value(json_object_get(one, "from"));
        int64_t to = json_integer_value(json_object_get(one, "to"));
        struct merkle_hash old = hash_of(json_array_get(roots, (size_t)from));

        root = hash_of(json_array_get(roots, (size_t)to));
        CHECK(merkle_consistency(read_naive, f, from, to, &proof) == ERR_OK);
        check_proof(&proof, json_object_get(one, "proof"));
        CHECK(merkle_consistency_holds(from, &old, to, &root, &proof));
    }
    free(f);
    json_decref(file);
}

TEST(a_growing_tree_has_the_root_of_the_whole_at_every_size)
{
    struct forest *f = calloc(1, sizeof *f);
    struct merkle m;

    plant(f);
    merkle_init(&m);
    for (int64_t n = 0; n <= MOST; n++) {
        struct merkle_hash grown = merkle_root(&m), whole, at;

        whole = naive(f->leaves, n);
        CHECK(merkle_same(&grown, &whole));
        CHECK(merkle_root_at(read_naive, f, n, &at) == ERR_OK);
        CHECK(merkle_same(&at, &whole));
        if (n < MOST)
            merkle_append(&m, &f->leaves[n]);
    }
    free(f);
}

TEST(a_proof_takes_no_more_hashes_than_the_tree_has_levels)
{
    struct forest *f = calloc(1, sizeof *f);
    struct merkle_proof p;

    plant(f);
    for (int64_t n = 1; n <= MOST; n++) {
        CHECK(merkle_inclusion(read_naive, f, n / 3, n, &p) == ERR_OK);
        CHECK(p.count <= 9);
        CHECK(merkle_consistency(read_naive, f, n / 3, n, &p) == ERR_OK);
        CHECK(p.count <= 10);
    }
    free(f);
}

/* Every proof holds for what it proves and for nothing beside it. */
TEST(a_proof_holds_for_its_own_claim_alone)
{
    struct forest *f = calloc(1, sizeof *f);
    struct merkle_proof p, q;

    plant(f);
    for (int round = 0; round < 400; round++) {
        int64_t n = 2 + randombytes_uniform(MOST - 2);
        int64_t at = randombytes_uniform((uint32_t)n);
        int64_t from = 1 + randombytes_uniform((uint32_t)n - 1);
        struct merkle_hash root = naive(f->leaves, n);
        struct merkle_hash old = naive(f->leaves, from), bad;

        CHECK(merkle_inclusion(read_naive, f, at, n, &p) == ERR_OK);
        CHECK(merkle_inclusion_holds(&f->leaves[at], at, n, &p, &root));
        bad = f->leaves[at];
        bad.bytes[round % 32] ^= 1;
        CHECK(!merkle_inclusion_holds(&bad, at, n, &p, &root));
        CHECK(!merkle_inclusion_holds(&f->leaves[at], at ^ 1, n, &p, &root));
        CHECK(!merkle_inclusion_holds(&f->leaves[at], at, at, &p, &root));
        CHECK(!merkle_inclusion_holds(&f->leaves[at], -1, n, &p, &root));
        q = p;
        q.hashes[q.count++] = root;
        CHECK(!merkle_inclusion_holds(&f->leaves[at], at, n, &q, &root));
        q = p;
        q.count--;
        CHECK(!merkle_inclusion_holds(&f->leaves[at], at, n, &q, &root));

        CHECK(merkle_consistency(read_naive, f, from, n, &p) == ERR_OK);
        CHECK(merkle_consistency_holds(from, &old, n, &root, &p));
        bad = old;
        bad.bytes[round % 32] ^= 1;
        CHECK(!merkle_consistency_holds(from, &bad, n, &root, &p));
        bad = root;
        bad.bytes[round % 32] ^= 1;
        CHECK(!merkle_consistency_holds(from, &old, n, &bad, &p));
        q = p;
        q.hashes[(size_t)round % q.count].bytes[0] ^= 1;
        CHECK(!merkle_consistency_holds(from, &old, n, &root, &q));
        q = p;
        q.count--;
        CHECK(!merkle_consistency_holds(from, &old, n, &root, &q));
        CHECK(!merkle_consistency_holds(n, &root, from, &old, &p));
    }
    free(f);
}

/* A tree in which one old leaf was changed has the same size and another
 * root; no proof of the honest tree leads to it. */
TEST(a_tree_that_rewrote_its_past_is_not_consistent_with_it)
{
    struct forest *f = calloc(1, sizeof *f);
    struct merkle_hash old, root;
    struct merkle_proof p;

    plant(f);
    old = naive(f->leaves, 100);
    f->leaves[17].bytes[0] ^= 1;
    root = naive(f->leaves, 200);
    CHECK(merkle_consistency(read_naive, f, 100, 200, &p) == ERR_OK);
    CHECK(!merkle_consistency_holds(100, &old, 200, &root, &p));
    free(f);
}

TEST(a_node_that_cannot_be_read_ends_the_proof)
{
    struct forest *f = calloc(1, sizeof *f);
    struct merkle_proof p = { .count = 7 };

    plant(f);
    CHECK(merkle_inclusion(read_naive, f, 3, MOST + 5, &p) == ERR_NOT_FOUND);
    CHECK(merkle_consistency(read_naive, f, 3, MOST + 5, &p) == ERR_NOT_FOUND);
    CHECK(p.count == 7);
    free(f);
}
