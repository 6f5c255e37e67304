/* SPDX-License-Identifier: Apache-2.0 */
/* bench/audit_bench.c: the audit log with a million entries, on SQLite in the
 * folder given.
 *
 * Promise: worked out again from the first entry to the last, and held against
 * a thousand signed heads, in less than 1.5 s. Also said, without a promise:
 * what writing one entry costs, and making one proof. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench/row.h"
#include "daemon/audit/audit.h"
#include "daemon/audit/heads.h"
#include "daemon/audit/signer.h"
#include "daemon/audit/verify.h"
#include "daemon/keeper/keeper.h"
#include "daemon/store/store.h"

enum { LEAVES = 1000000, BATCH = 1000, PROOFS = 1000 };
#define PROMISE_S 1.5

static double clock_s(clockid_t which)
{
    struct timespec t;

    clock_gettime(which, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void must(bool fine, const char *what)
{
    if (fine)
        return;
    (void)fprintf(stderr, "audit_bench: %s\n", what);
    exit(2);
}

static void fill(struct store_conn *c, const struct signer *s,
                 const struct audit_note *n)
{
    for (int i = 0; i < LEAVES / BATCH; i++) {
        must(store_begin(c) == ERR_OK, "begin");
        for (int k = 0; k < BATCH; k++)
            must(audit_add(c, n) == ERR_OK, "an entry");
        must(heads_sign(c, s, TREE_AUDIT, n->at_ms + i) == ERR_OK, "a head");
        must(store_commit(c) == ERR_OK, "commit");
    }
}

static void say(const char *sentence, void *context)
{
    (void)context;
    printf("%s\n", sentence);
}

int main(int argc, char **argv)
{
    struct session who = { .role = ROLE_THERAPIST };
    struct audit_what what = { .action = AUDIT_CHECKS_READ };
    struct verify_result r = { 0 };
    struct merkle_proof proof;
    struct audit_note note;
    struct store_conn *c;
    struct keeper *k;
    struct signer *s;
    struct store *store;
    struct arena a;
    char where[512];
    double start, took, used, best = 1e9, best_used = 1e9;

    must(argc == 2, "usage: audit_bench FOLDER");
    (void)snprintf(where, sizeof where, "sqlite:%s/audit.db", argv[1]);
    k = keeper_open(argv[1], NULL);
    s = signer_open(argv[1], true);
    store = store_open(where);
    c = store ? store_connect(store) : NULL;
    must(k && s && c, "open");
    must(store_migrate(c, house_migrations, house_migrations_count) == ERR_OK,
         "migrate");
    arena_init(&a, 1 << 16);
    who.account = id_new();
    what.subject = id_new();
    what.object = id_new();
    memset(who.token_hash, 1, sizeof who.token_hash);
    must(keeper_add_person(k, &what.subject) == ERR_OK, "a person");
    must(audit_note_of(k, &who, &what, 1795000000000, &a, &note) == ERR_OK,
         "a note");

    start = clock_s(CLOCK_MONOTONIC);
    fill(c, s, &note);
    took = clock_s(CLOCK_MONOTONIC) - start;
    printf("written: %d entries, %.1f us each, with the commit of %d\n", LEAVES,
           took / LEAVES * 1e6, BATCH);

    for (int i = 0; i < 3; i++) {
        start = clock_s(CLOCK_MONOTONIC);
        used = clock_s(CLOCK_PROCESS_CPUTIME_ID);
        must(tree_verify(c, s, TREE_AUDIT, say, NULL, &r) == ERR_OK, "verify");
        took = clock_s(CLOCK_MONOTONIC) - start;
        used = clock_s(CLOCK_PROCESS_CPUTIME_ID) - used;
        best_used = used < best_used ? used : best_used;
        best = took < best ? took : best;
    }
    must(r.entries == LEAVES && r.heads == LEAVES / BATCH && r.wrong == 0,
         "the log is not what was written");

    start = clock_s(CLOCK_MONOTONIC);
    for (int i = 0; i < PROOFS; i++)
        must(tree_inclusion(c, TREE_AUDIT, (int64_t)i * 997, LEAVES, &proof) ==
                 ERR_OK,
             "a proof");
    took = clock_s(CLOCK_MONOTONIC) - start;
    printf("a proof: %.0f us, %zu hashes\n", took / PROOFS * 1e6, proof.count);
    printf("verified: %.2f s, %.2f s of the processor\n", best, best_used);
    arena_deinit(&a);
    store_disconnect(c);
    store_close(store);
    signer_close(s);
    keeper_close(k);
    return row(best < PROMISE_S, "a log of 1,000,000 entries verified",
               "below 1.5 s", "%.2f s", best)
               ? 0
               : 1;
}
