/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/audit/audit.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/audit/entry.h"
#include "daemon/audit/heads.h"
#include "daemon/audit/key_log.h"
#include "daemon/audit/signer.h"
#include "daemon/audit/verify.h"
#include "daemon/base/log.h"
#include "daemon/keeper/keeper.h"
#include "daemon/store/writer.h"
#include "tests/daemon/stores.h"

#define NOW_MS INT64_C(1795000000000)

/* A house's store, keys, and somebody in it. */
struct place {
    struct test_store *t;
    char keys[128];
    struct keeper *keeper;
    struct signer *signer;
    struct arena arena;
    struct id ann, ben;
};

static void begin(struct place *p, struct test_store *t)
{
    p->t = t;
    snprintf(p->keys, sizeof p->keys, "/tmp/audit-test-XXXXXX");
    CHECK(mkdtemp(p->keys) != NULL);
    p->keeper = keeper_open(p->keys, NULL);
    p->signer = signer_open(p->keys, true);
    CHECK(p->keeper != NULL && p->signer != NULL);
    arena_init(&p->arena, 1 << 24);
    p->ann = id_new();
    p->ben = id_new();
    CHECK(keeper_add_person(p->keeper, &p->ann) == ERR_OK);
    CHECK(keeper_add_person(p->keeper, &p->ben) == ERR_OK);
}

static void end(struct place *p)
{
    arena_deinit(&p->arena);
    signer_close(p->signer);
    keeper_close(p->keeper);
    test_folder_remove(p->keys);
}

/* Ben reads what Ann answered. */
static struct audit_note reading(struct place *p, int64_t at_ms)
{
    struct session ben = { .account = p->ben, .role = ROLE_THERAPIST };
    struct audit_what what = { .action = AUDIT_CHECKS_READ,
                               .subject = p->ann,
                               .object = p->ben };
    struct audit_note n;

    memset(ben.token_hash, 7, sizeof ben.token_hash);
    CHECK(audit_note_of(p->keeper, &ben, &what, at_ms, &p->arena, &n) ==
          ERR_OK);
    return n;
}

static void write_some(struct place *p, int count)
{
    for (int i = 0; i < count; i++) {
        struct audit_note n = reading(p, NOW_MS + i);

        CHECK(store_begin(p->t->conn) == ERR_OK);
        CHECK(audit_add(p->t->conn, &n) == ERR_OK);
        CHECK(store_commit(p->t->conn) == ERR_OK);
    }
}

static enum err sign(struct place *p, int64_t now_ms)
{
    enum err e;

    CHECK(store_begin(p->t->conn) == ERR_OK);
    e = heads_sign(p->t->conn, p->signer, TREE_AUDIT, now_ms);
    if (e == ERR_OK)
        CHECK(store_commit(p->t->conn) == ERR_OK);
    else
        store_rollback(p->t->conn);
    return e;
}

struct rows {
    struct tree_row list[64];
    struct arena *arena;
    size_t count;
};

static enum err take(const struct tree_row *row, void *context)
{
    struct rows *r = context;

    CHECK(r->count < 64);
    r->list[r->count] = *row;
    r->list[r->count++].entry = arena_text(r->arena, row->entry);
    return ERR_OK;
}

TEST_HOUSE_STORES(every_entry_is_proved_by_every_later_head)
{
    struct place p;
    struct rows rows = { .arena = &p.arena };

    begin(&p, t);
    write_some(&p, 21);
    CHECK(tree_list(t->conn, TREE_AUDIT, take, &rows) == ERR_OK);
    CHECK(rows.count == 21);
    for (int64_t size = 1; size <= 21; size++) {
        struct merkle_hash root, now;
        struct merkle_proof proof;

        CHECK(tree_root(t->conn, TREE_AUDIT, size, &root) == ERR_OK);
        for (int64_t i = 0; i < size; i++) {
            struct merkle_hash leaf = merkle_leaf(rows.list[i].entry);

            CHECK(tree_inclusion(t->conn, TREE_AUDIT, i, size, &proof) ==
                  ERR_OK);
            CHECK(merkle_inclusion_holds(&leaf, i, size, &proof, &root));
        }
        CHECK(tree_root(t->conn, TREE_AUDIT, 21, &now) == ERR_OK);
        CHECK(tree_consistency(t->conn, TREE_AUDIT, size, 21, &proof) ==
              ERR_OK);
        CHECK(merkle_consistency_holds(size, &root, 21, &now, &proof));
    }
    end(&p);
}

TEST_HOUSE_STORES(an_entry_says_who_did_what_to_whom_and_when)
{
    struct place p;
    struct rows rows = { .arena = &p.arena };
    struct audit_details details;
    struct audit_entry e;
    struct merkle_hash hash;
    struct text plain;

    begin(&p, t);
    write_some(&p, 3);
    CHECK(tree_list_about(t->conn, TREE_AUDIT, &p.ann, 2, 10, take, &rows) ==
          ERR_OK);
    CHECK(rows.count == 2 && rows.list[0].seq == 1 && rows.list[1].seq == 0);
    CHECK(audit_entry_read(rows.list[0].entry, &e));
    CHECK(e.head.seq == 1 && e.head.at_ms == NOW_MS + 1);
    CHECK(id_same(&e.head.subject, &p.ann));
    CHECK_TEXT(e.action, "checks_read");
    CHECK_TEXT(e.outcome, "done");
    CHECK(audit_entry_open(p.keeper, &e, &p.arena, &plain) == ERR_OK);
    crypto_hash_sha256(hash.bytes, (const uint8_t *)plain.ptr, plain.len);
    CHECK(e.hash.len == sizeof hash.bytes &&
          memcmp(e.hash.ptr, hash.bytes, sizeof hash.bytes) == 0);
    CHECK(audit_details_read(plain, &details));
    CHECK(id_same(&details.actor, &p.ben));
    CHECK(id_same(&details.object, &p.ben));
    CHECK_TEXT(details.role, "therapist");
    rows.count = 0;
    CHECK(tree_list_about(t->conn, TREE_AUDIT, &p.ben, 99, 10, take, &rows) ==
          ERR_OK);
    CHECK(rows.count == 0);
    end(&p);
}

TEST_HOUSE_STORES(erasing_a_person_leaves_hashes_that_hold_and_tell_nothing)
{
    struct place p;
    struct rows rows = { .arena = &p.arena };
    struct merkle_hash before, after;
    struct audit_entry e;
    struct text plain;

    begin(&p, t);
    write_some(&p, 5);
    CHECK(tree_root(t->conn, TREE_AUDIT, 5, &before) == ERR_OK);
    CHECK(keeper_erase_person(p.keeper, &p.ann) == ERR_OK);
    CHECK(tree_root(t->conn, TREE_AUDIT, 5, &after) == ERR_OK);
    CHECK(merkle_same(&before, &after));
    CHECK(tree_list(t->conn, TREE_AUDIT, take, &rows) == ERR_OK);
    CHECK(audit_entry_read(rows.list[2].entry, &e));
    CHECK(audit_entry_open(p.keeper, &e, &p.arena, &plain) == ERR_NOT_FOUND);
    CHECK(memmem(rows.list[2].entry.ptr, rows.list[2].entry.len, p.ben.bytes,
                 ID_BYTES) == NULL);
    write_some(&p, 1); /* what is done later about nobody's record */
    end(&p);
}

TEST_HOUSE_STORES(a_note_that_is_undone_leaves_no_gap)
{
    struct place p;
    struct audit_note n;
    struct rows rows = { .arena = &p.arena };
    int64_t size;

    begin(&p, t);
    write_some(&p, 3);
    n = reading(&p, NOW_MS);
    CHECK(store_begin(t->conn) == ERR_OK);
    CHECK(audit_add(t->conn, &n) == ERR_OK);
    store_rollback(t->conn);
    CHECK(tree_size(t->conn, TREE_AUDIT, &size) == ERR_OK && size == 3);
    write_some(&p, 1);
    CHECK(tree_list(t->conn, TREE_AUDIT, take, &rows) == ERR_OK);
    CHECK(rows.count == 4 && rows.list[3].seq == 3);
    CHECK(tree_add(t->conn, TREE_AUDIT, 9, TEXT("x"), &p.ann) == ERR_CONFLICT);
    end(&p);
}

TEST_HOUSE_STORES(a_head_is_signed_and_nothing_else_is_that_head)
{
    struct place p;
    struct tree_head h, other;

    begin(&p, t);
    CHECK(tree_head_last(t->conn, TREE_AUDIT, &h) == ERR_NOT_FOUND);
    write_some(&p, 4);
    CHECK(sign(&p, NOW_MS) == ERR_OK);
    CHECK(tree_head_last(t->conn, TREE_AUDIT, &h) == ERR_OK);
    CHECK(h.size == 4 && h.at_ms == NOW_MS);
    CHECK(signer_is_right(signer_key(p.signer), &h));
    other = h;
    other.size++;
    CHECK(!signer_is_right(signer_key(p.signer), &other));
    other = h;
    other.tree = TREE_KEYS;
    CHECK(!signer_is_right(signer_key(p.signer), &other));
    other = h;
    other.root.bytes[3] ^= 1;
    CHECK(!signer_is_right(signer_key(p.signer), &other));
    other = h;
    other.at_ms++;
    CHECK(!signer_is_right(signer_key(p.signer), &other));
    end(&p);
}

TEST_HOUSE_STORES(no_shortened_or_rewritten_log_is_signed)
{
    struct place p;
    struct tree_head h, kept;

    begin(&p, t);
    write_some(&p, 6);
    CHECK(sign(&p, NOW_MS) == ERR_OK);
    CHECK(tree_head_last(t->conn, TREE_AUDIT, &h) == ERR_OK);
    CHECK(signer_kept(p.signer, TREE_AUDIT, &kept) == ERR_NOT_FOUND);
    CHECK(signer_keep(p.signer, &h) == ERR_OK);
    CHECK(signer_kept(p.signer, TREE_AUDIT, &kept) == ERR_OK);
    CHECK(memcmp(&kept, &h, sizeof h) == 0);
    write_some(&p, 1);
    CHECK(sign(&p, NOW_MS + 1) == ERR_OK);

    log_set_level(LOG_ERROR);
    CHECK(store_run(t->conn, "DELETE FROM tree_leaf WHERE seq > 4;"
                             "DELETE FROM tree_head") == ERR_OK);
    CHECK(sign(&p, NOW_MS + 2) == ERR_CONFLICT);
    /* The nodes over what was cut off have to go, too, or nothing fits. */
    CHECK(store_run(t->conn, "DELETE FROM tree_node WHERE level = 1 AND"
                             " place > 1") == ERR_OK);
    write_some(&p, 2); /* as many as before, but others */
    CHECK(sign(&p, NOW_MS + 3) == ERR_CONFLICT);
    CHECK(signer_lay_aside(p.signer, TREE_AUDIT) == ERR_OK);
    CHECK(sign(&p, NOW_MS + 4) == ERR_OK);
    end(&p);
}

TEST_HOUSE_STORES(a_sweep_signs_what_is_new_and_once_a_day)
{
    struct place p;
    struct tree_head h, kept;
    struct writer *w = writer_start(t->store);

    begin(&p, t);
    heads_sweep(t->conn, w, p.signer, NOW_MS);
    CHECK(tree_head_last(t->conn, TREE_AUDIT, &h) == ERR_NOT_FOUND);
    write_some(&p, 2);
    heads_sweep(t->conn, w, p.signer, NOW_MS);
    CHECK(tree_head_last(t->conn, TREE_AUDIT, &h) == ERR_OK && h.size == 2);
    CHECK(signer_kept(p.signer, TREE_AUDIT, &kept) == ERR_OK);
    CHECK(kept.size == 2 && kept.at_ms == NOW_MS);
    heads_sweep(t->conn, w, p.signer, NOW_MS + 60000);
    CHECK(tree_head_last(t->conn, TREE_AUDIT, &h) == ERR_OK &&
          h.at_ms == NOW_MS);
    heads_sweep(t->conn, w, p.signer, NOW_MS + HEADS_DAY_MS);
    CHECK(tree_head_last(t->conn, TREE_AUDIT, &h) == ERR_OK &&
          h.at_ms == NOW_MS + HEADS_DAY_MS);
    writer_stop(w);
    end(&p);
}

TEST_HOUSE_STORES(the_same_key_signs_after_a_restart_and_no_open_one)
{
    struct place p;
    uint8_t key[SIGNER_KEY_BYTES];
    char path[160];

    begin(&p, t);
    memcpy(key, signer_key(p.signer), sizeof key);
    signer_close(p.signer);
    p.signer = signer_open(p.keys, false);
    CHECK(p.signer != NULL);
    CHECK(memcmp(key, signer_key(p.signer), sizeof key) == 0);
    log_set_level(LOG_ERROR);
    snprintf(path, sizeof path, "%s/logs.key", p.keys);
    CHECK(chmod(path, 0640) == 0);
    CHECK(signer_open(p.keys, true) == NULL);
    CHECK(truncate(path, 31) == 0 && chmod(path, 0600) == 0);
    CHECK(signer_open(p.keys, true) == NULL);
    CHECK(unlink(path) == 0);
    CHECK(signer_open(p.keys, false) == NULL);
    end(&p);
}

/* The drill: somebody can write to the store, but not to the keys. */

struct said {
    char text[8192];
    size_t len;
};

static void hear(const char *sentence, void *context)
{
    struct said *s = context;
    int n =
        snprintf(s->text + s->len, sizeof s->text - s->len, "%s\n", sentence);

    CHECK(n > 0 && (size_t)n < sizeof s->text - s->len);
    s->len += (size_t)n;
}

static int64_t verify(struct place *p, struct said *s)
{
    struct verify_result r;

    s->len = 0;
    s->text[0] = '\0';
    CHECK(tree_verify(p->t->conn, p->signer, TREE_AUDIT, hear, s, &r) ==
          ERR_OK);
    return r.wrong;
}

/* 40 entries, signed when there were 10, 25 and 40. */
static void begin_drill(struct place *p, struct test_store *t)
{
    static const int steps[] = { 10, 15, 15 };
    struct tree_head h;

    begin(p, t);
    for (int i = 0; i < 3; i++) {
        write_some(p, steps[i]);
        CHECK(sign(p, NOW_MS + i) == ERR_OK);
    }
    CHECK(tree_head_last(t->conn, TREE_AUDIT, &h) == ERR_OK && h.size == 40);
    CHECK(signer_keep(p->signer, &h) == ERR_OK);
}

static void tamper(struct place *p, const char *sql)
{
    CHECK(store_run(p->t->conn, sql) == ERR_OK);
}

static void check_found(struct place *p, const char *where, const char *what)
{
    struct said s;

    CHECK(verify(p, &s) > 0);
    if (strstr(s.text, where) == NULL || strstr(s.text, what) == NULL)
        fail_msg("wanted \"%s\" and \"%s\" in: %s", where, what, s.text);
}

TEST_HOUSE_STORES(an_honest_log_is_fine)
{
    struct place p;
    struct said s;

    begin_drill(&p, t);
    CHECK(verify(&p, &s) == 0);
    write_some(&p, 3); /* not signed yet */
    CHECK(verify(&p, &s) == 0);
    end(&p);
}

TEST_HOUSE_STORES(a_changed_entry_is_found)
{
    struct place p;

    begin_drill(&p, t);
    tamper(&p, "UPDATE tree_leaf SET entry ="
               " (SELECT entry FROM tree_leaf WHERE seq = 3) WHERE seq = 17");
    check_found(&p, "Entry 17 was changed",
                "The first 25 entries are not the ones that were signed");
    end(&p);
}

static const char forge_sql[] =
    "UPDATE tree_leaf SET entry = ?, hash = ? WHERE seq = 17";

/* Number, person and hash are right: the signature is what finds it. */
TEST_HOUSE_STORES(a_forged_entry_with_a_right_hash_is_found)
{
    struct rows rows = { .arena = NULL };
    struct place p;
    struct merkle_hash hash;
    struct text entry;
    struct query *q;

    begin_drill(&p, t);
    rows.arena = &p.arena;
    CHECK(tree_list(t->conn, TREE_AUDIT, take, &rows) == ERR_OK);
    entry = rows.list[17].entry;
    ((char *)entry.ptr)[entry.len - 1] ^= 1; /* in the box */
    hash = merkle_leaf(entry);
    q = query_open(t->conn, forge_sql);
    query_bind_bytes(q, entry);
    query_bind_bytes(q, (struct text){ (char *)hash.bytes, MERKLE_BYTES });
    CHECK(query_finish(q) == ERR_OK);
    check_found(&p, "The first 25 entries are not", "The first 10 still are");
    end(&p);
}

TEST_HOUSE_STORES(a_deleted_entry_is_found)
{
    struct place p;

    begin_drill(&p, t);
    tamper(&p, "DELETE FROM tree_leaf WHERE seq = 17");
    check_found(&p, "Entry 17 is missing: it was deleted", "The first 25");
    tamper(&p, "DELETE FROM tree_leaf WHERE seq IN (18, 19)");
    check_found(&p, "The entries 17 to 19 are missing", "were deleted");
    end(&p);
}

TEST_HOUSE_STORES(a_deleted_entry_whose_gap_was_closed_is_found)
{
    struct place p;

    begin_drill(&p, t);
    tamper(&p, "DELETE FROM tree_leaf WHERE seq = 17");
    for (int i = 18; i < 40; i++) {
        char sql[96];

        snprintf(sql, sizeof sql,
                 "UPDATE tree_leaf SET seq = %d WHERE seq = %d", i - 1, i);
        tamper(&p, sql);
    }
    check_found(&p, "At place 17 stands the entry that was number 18",
                "Near place 17 entries were deleted");
    end(&p);
}

TEST_HOUSE_STORES(two_entries_that_changed_places_are_found)
{
    struct place p;

    begin_drill(&p, t);
    tamper(&p, "UPDATE tree_leaf SET seq = 99 WHERE seq = 17;"
               "UPDATE tree_leaf SET seq = 17 WHERE seq = 21;"
               "UPDATE tree_leaf SET seq = 21 WHERE seq = 99");
    check_found(&p, "At place 17 stands the entry that was number 21",
                "From place 17 on the order of the entries was changed");
    end(&p);
}

TEST_HOUSE_STORES(a_log_that_was_cut_off_is_found_also_with_its_heads)
{
    struct place p;

    begin_drill(&p, t);
    tamper(&p, "DELETE FROM tree_leaf WHERE seq >= 30;"
               "DELETE FROM tree_node WHERE level > 0");
    check_found(&p, "The end is missing: 30 entries are here, but 40", "");
    tamper(&p, "DELETE FROM tree_head WHERE size > 30");
    check_found(&p, "The end is missing: 30 entries are here, but 40", "");
    tamper(&p, "DELETE FROM tree_leaf; DELETE FROM tree_head");
    check_found(&p, "The end is missing: 0 entries are here, but 40", "");
    end(&p);
}

TEST_HOUSE_STORES(other_tampering_is_found)
{
    struct place p;

    begin_drill(&p, t);
    tamper(&p, "UPDATE tree_head SET at_ms = at_ms + 1 WHERE size = 25");
    check_found(&p, "The head of 25 entries", "not signed with this house");
    tamper(&p, "UPDATE tree_head SET at_ms = at_ms - 1 WHERE size = 25;"
               "UPDATE tree_leaf SET subject = NULL WHERE seq = 5");
    check_found(&p, "Entry 5 is filed under another person", "");
    end(&p);
}

TEST_HOUSE_STORES(changed_hashes_of_the_proofs_are_found)
{
    struct place p;

    begin_drill(&p, t);
    tamper(&p, "UPDATE tree_node SET hash = (SELECT hash FROM tree_node"
               " WHERE level = 3 AND place = 0) WHERE level = 3 AND place = 4");
    check_found(&p, "The hashes kept for proofs", "");
    end(&p);
}

static enum err put_key(struct place *p, enum key_change kind, struct text key,
                        struct text signature)
{
    enum err e;

    CHECK(store_begin(p->t->conn) == ERR_OK);
    e = key_log_add(p->t->conn, p->signer, &p->ann, kind, key, signature,
                    NOW_MS);
    if (e == ERR_OK)
        CHECK(store_commit(p->t->conn) == ERR_OK);
    else
        store_rollback(p->t->conn);
    return e;
}

TEST_HOUSE_STORES(the_keys_of_an_account_are_a_chain_each_under_a_head)
{
    struct place p;
    struct rows rows = { .arena = &p.arena };
    struct merkle_hash before;
    struct tree_head h;
    struct key_entry e;

    begin(&p, t);
    CHECK(put_key(&p, KEY_RESET, TEXT("key 1"), TEXT("")) == ERR_CONFLICT);
    CHECK(put_key(&p, KEY_CREATE, TEXT("key 1"), TEXT("")) == ERR_OK);
    CHECK(put_key(&p, KEY_CREATE, TEXT("key 2"), TEXT("")) == ERR_CONFLICT);
    CHECK(put_key(&p, KEY_ROTATE, TEXT("key 2"), TEXT("signed")) == ERR_OK);
    CHECK(put_key(&p, KEY_RESET, TEXT("key 3"), TEXT("")) == ERR_OK);
    CHECK(tree_head_last(t->conn, TREE_KEYS, &h) == ERR_OK && h.size == 3);
    CHECK(signer_is_right(signer_key(p.signer), &h));

    CHECK(tree_list(t->conn, TREE_KEYS, take, &rows) == ERR_OK);
    CHECK(rows.count == 3);
    for (size_t i = 0; i < 3; i++) {
        CHECK(key_entry_read(rows.list[i].entry, &e));
        CHECK(e.n == (int64_t)i + 1 && id_same(&e.head.subject, &p.ann));
        CHECK(e.signature.len == (i == 1 ? strlen("signed") : 0));
        if (i == 0)
            CHECK(e.previous.len == 0);
        else
            CHECK(e.previous.len == MERKLE_BYTES &&
                  memcmp(e.previous.ptr, before.bytes, MERKLE_BYTES) == 0);
        before = merkle_leaf(rows.list[i].entry);
    }
    CHECK_TEXT(e.kind, "reset");
    end(&p);
}
