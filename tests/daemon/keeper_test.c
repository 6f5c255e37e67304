/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/keeper/keeper.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/keeper/key_cache.h"
#include "tests/daemon/stores.h"

struct place {
    char folder[64];
    struct keeper *keeper;
    struct arena arena;
};

static void begin(struct place *p)
{
    snprintf(p->folder, sizeof p->folder, "/tmp/keeper-test-XXXXXX");
    CHECK(mkdtemp(p->folder) != NULL);
    p->keeper = keeper_open(p->folder, NULL);
    CHECK(p->keeper != NULL);
    arena_init(&p->arena, 1 << 22);
}

static void end(struct place *p)
{
    keeper_close(p->keeper);
    arena_deinit(&p->arena);
    test_folder_remove(p->folder);
}

static void open_again(struct place *p)
{
    keeper_close(p->keeper);
    p->keeper = keeper_open(p->folder, NULL);
}

static struct text seal(struct place *p, const struct id *person,
                        const struct id *row, struct text plain)
{
    struct text record = { NULL, 0 };

    CHECK(keeper_seal(p->keeper, person, "closing", row, plain, &p->arena,
                      &record) == ERR_OK);
    return record;
}

static enum err unseal(struct place *p, const struct id *person,
                       const struct id *row, struct text record,
                       struct text *plain)
{
    return keeper_unseal(p->keeper, person, "closing", row, record, &p->arena,
                         plain);
}

TEST(what_was_sealed_comes_back_also_after_a_restart)
{
    static char big[1 << 20];
    struct id person = id_new(), row = id_new();
    struct text record, empty, large, plain;
    struct place p;

    begin(&p);
    CHECK(keeper_add_person(p.keeper, &person) == ERR_OK);
    record = seal(&p, &person, &row, TEXT("goal 7, task 5"));
    CHECK(record.len == strlen("goal 7, task 5") + KEEPER_OVERHEAD);
    CHECK(memmem(record.ptr, record.len, "goal", 4) == NULL);
    empty = seal(&p, &person, &row, TEXT(""));
    memset(big, 'x', sizeof big);
    large = seal(&p, &person, &row, (struct text){ big, sizeof big });

    for (int restart = 0; restart < 2; restart++) {
        CHECK(unseal(&p, &person, &row, record, &plain) == ERR_OK);
        CHECK_TEXT(plain, "goal 7, task 5");
        CHECK(unseal(&p, &person, &row, empty, &plain) == ERR_OK);
        CHECK(plain.len == 0);
        CHECK(unseal(&p, &person, &row, large, &plain) == ERR_OK);
        CHECK(plain.len == sizeof big && plain.ptr[sizeof big - 1] == 'x');
        arena_deinit(&p.arena);
        record = (struct text){ NULL, 0 };
        if (restart == 0) {
            record = seal(&p, &person, &row, TEXT("goal 7, task 5"));
            empty = seal(&p, &person, &row, TEXT(""));
            large = seal(&p, &person, &row, (struct text){ big, sizeof big });
            open_again(&p);
        }
    }
    end(&p);
}

TEST(the_same_words_never_look_the_same)
{
    struct id person = id_new(), row = id_new();
    struct text a, b;
    struct place p;

    begin(&p);
    CHECK(keeper_add_person(p.keeper, &person) == ERR_OK);
    a = seal(&p, &person, &row, TEXT("same"));
    b = seal(&p, &person, &row, TEXT("same"));
    CHECK(a.len == b.len && memcmp(a.ptr, b.ptr, a.len) != 0);
    end(&p);
}

TEST(every_changed_or_missing_byte_is_noticed)
{
    struct id person = id_new(), row = id_new();
    struct text record, plain = TEXT("unchanged");
    char changed[128];
    struct place p;

    begin(&p);
    CHECK(keeper_add_person(p.keeper, &person) == ERR_OK);
    record = seal(&p, &person, &row, TEXT("bond 9"));
    for (size_t i = 0; i < record.len; i++) {
        memcpy(changed, record.ptr, record.len);
        changed[i] ^= 1;
        CHECK(unseal(&p, &person, &row, (struct text){ changed, record.len },
                     &plain) == ERR_INTERNAL);
        CHECK(unseal(&p, &person, &row, (struct text){ record.ptr, i },
                     &plain) == ERR_INTERNAL);
    }
    memcpy(changed, record.ptr, record.len);
    changed[record.len] = 0;
    CHECK(unseal(&p, &person, &row, (struct text){ changed, record.len + 1 },
                 &plain) == ERR_INTERNAL);
    CHECK_TEXT(plain, "unchanged");
    end(&p);
}

TEST(a_record_cannot_be_moved)
{
    struct id ann = id_new(), ben = id_new(), row = id_new(), other = id_new();
    struct text record, plain;
    struct place p;

    begin(&p);
    CHECK(keeper_add_person(p.keeper, &ann) == ERR_OK);
    CHECK(keeper_add_person(p.keeper, &ben) == ERR_OK);
    record = seal(&p, &ann, &row, TEXT("bond 9"));
    CHECK(unseal(&p, &ann, &other, record, &plain) == ERR_INTERNAL);
    CHECK(unseal(&p, &ben, &row, record, &plain) == ERR_INTERNAL);
    CHECK(keeper_unseal(p.keeper, &ann, "day", &row, record, &p.arena,
                        &plain) == ERR_INTERNAL);
    CHECK(keeper_unseal(p.keeper, &ann, "closings", &row, record, &p.arena,
                        &plain) == ERR_INTERNAL);
    CHECK(unseal(&p, &ann, &row, record, &plain) == ERR_OK);
    end(&p);
}

TEST(a_person_is_added_once)
{
    struct id person = id_new(), row = id_new();
    struct text record, plain;
    struct place p;

    begin(&p);
    CHECK(keeper_add_person(p.keeper, &person) == ERR_OK);
    record = seal(&p, &person, &row, TEXT("x"));
    CHECK(keeper_add_person(p.keeper, &person) == ERR_CONFLICT);
    CHECK(unseal(&p, &person, &row, record, &plain) == ERR_OK);
    end(&p);
}

TEST(people_without_a_key_are_not_found)
{
    struct id nobody = id_new(), row = id_new();
    struct text out = TEXT("unchanged");
    char record[KEEPER_OVERHEAD] = { 1, 0, 0, 0, 1 };
    struct place p;

    begin(&p);
    CHECK(keeper_seal(p.keeper, &nobody, "closing", &row, TEXT("x"), &p.arena,
                      &out) == ERR_NOT_FOUND);
    CHECK(unseal(&p, &nobody, &row, (struct text){ record, sizeof record },
                 &out) == ERR_NOT_FOUND);
    CHECK(keeper_erase_person(p.keeper, &nobody) == ERR_NOT_FOUND);
    CHECK_TEXT(out, "unchanged");
    end(&p);
}

/* Whether the wrapped key of the person, or any part of it, lies in a file. */
static bool file_holds(const char *folder, const char *name, const char *part,
                       size_t len)
{
    static char bytes[1 << 22];
    char path[128];
    ssize_t got;
    int fd;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    fd = open(path, O_RDONLY);
    if (fd < 0)
        return false;
    got = read(fd, bytes, sizeof bytes);
    close(fd);
    return got > 0 && memmem(bytes, (size_t)got, part, len) != NULL;
}

TEST(whoever_is_erased_cannot_be_read_nor_dug_up)
{
    static const char find[] = "SELECT wrapped FROM person WHERE id = ?";
    struct id ann = id_new(), ben = id_new(), row = id_new();
    struct text of_ann, of_ben, plain;
    char where[128], wrapped[16];
    struct store_conn *c;
    struct store *s;
    struct query *q;
    struct place p;

    begin(&p);
    CHECK(keeper_add_person(p.keeper, &ann) == ERR_OK);
    CHECK(keeper_add_person(p.keeper, &ben) == ERR_OK);
    of_ann = seal(&p, &ann, &row, TEXT("ann"));
    of_ben = seal(&p, &ben, &row, TEXT("ben"));

    /* some bytes of her wrapped key, to look for afterwards */
    snprintf(where, sizeof where, "sqlite:%s/keystore.db", p.folder);
    s = store_open(where);
    c = store_connect(s);
    q = query_open(c, find);
    query_bind_id(q, &ann);
    CHECK(query_step(q) == QUERY_ROW);
    memcpy(wrapped, query_bytes(q, "wrapped").ptr + 30, sizeof wrapped);
    query_close(q);
    store_disconnect(c);
    store_close(s);
    CHECK(file_holds(p.folder, "keystore.db", wrapped, sizeof wrapped) ||
          file_holds(p.folder, "keystore.db-wal", wrapped, sizeof wrapped));

    CHECK(keeper_erase_person(p.keeper, &ann) == ERR_OK);
    CHECK(unseal(&p, &ann, &row, of_ann, &plain) == ERR_NOT_FOUND);
    CHECK(unseal(&p, &ben, &row, of_ben, &plain) == ERR_OK);
    CHECK(!file_holds(p.folder, "keystore.db", wrapped, sizeof wrapped));
    CHECK(!file_holds(p.folder, "keystore.db-wal", wrapped, sizeof wrapped));

    /* A new key for the same person opens nothing of before. */
    CHECK(keeper_add_person(p.keeper, &ann) == ERR_OK);
    CHECK(unseal(&p, &ann, &row, of_ann, &plain) == ERR_INTERNAL);
    open_again(&p);
    CHECK(unseal(&p, &ben, &row, of_ben, &plain) == ERR_OK);
    end(&p);
}

static void write_key(struct place *p, const char *bytes, size_t len,
                      mode_t mode)
{
    char path[128];
    int fd;

    snprintf(path, sizeof path, "%s/master.key", p->folder);
    unlink(path);
    fd = open(path, O_WRONLY | O_CREAT | O_EXCL, mode);
    CHECK(fd >= 0 && write(fd, bytes, len) == (ssize_t)len);
    CHECK(fchmod(fd, mode) == 0);
    close(fd);
}

TEST(a_master_key_that_is_damaged_open_foreign_or_lost_is_refused)
{
    struct id person = id_new();
    char good[33] = { 0 }, path[128];
    struct stat st;
    struct place p;
    int fd;

    begin(&p);
    CHECK(keeper_add_person(p.keeper, &person) == ERR_OK);
    snprintf(path, sizeof path, "%s/master.key", p.folder);
    CHECK(stat(path, &st) == 0 && st.st_size == 32);
    CHECK((st.st_mode & 0777) == 0600);
    fd = open(path, O_RDONLY);
    CHECK(fd >= 0 && read(fd, good, 32) == 32);
    close(fd);

    write_key(&p, good, 31, 0600);
    open_again(&p);
    CHECK(p.keeper == NULL);
    write_key(&p, good, 33, 0600);
    open_again(&p);
    CHECK(p.keeper == NULL);
    write_key(&p, good, 32, 0640);
    open_again(&p);
    CHECK(p.keeper == NULL);
    good[0] ^= 1;
    write_key(&p, good, 32, 0600); /* somebody else's */
    open_again(&p);
    CHECK(p.keeper == NULL);
    unlink(path);
    open_again(&p); /* lost: no new one may hide that */
    CHECK(p.keeper == NULL);
    CHECK(access(path, F_OK) != 0);
    good[0] ^= 1;
    write_key(&p, good, 32, 0400);
    open_again(&p);
    CHECK(p.keeper != NULL);
    end(&p);
}

TEST(a_keeper_needs_its_folder)
{
    CHECK(keeper_open("/nowhere/at/all", NULL) == NULL);
}

TEST(hashes_differ_by_label_input_and_house)
{
    uint8_t a[32], b[32];
    struct place p, other;

    begin(&p);
    begin(&other);
    keeper_hash(p.keeper, "auth", TEXT("key"), a);
    keeper_hash(p.keeper, "auth", TEXT("key"), b);
    CHECK(memcmp(a, b, 32) == 0);
    keeper_hash(p.keeper, "salt", TEXT("key"), b);
    CHECK(memcmp(a, b, 32) != 0);
    keeper_hash(p.keeper, "auth", TEXT("kez"), b);
    CHECK(memcmp(a, b, 32) != 0);
    keeper_hash(p.keeper, "authk", TEXT("ey"), b);
    CHECK(memcmp(a, b, 32) != 0);
    keeper_hash(other.keeper, "auth", TEXT("key"), b);
    CHECK(memcmp(a, b, 32) != 0);
    open_again(&p);
    keeper_hash(p.keeper, "auth", TEXT("key"), b);
    CHECK(memcmp(a, b, 32) == 0);
    end(&p);
    end(&other);
}

TEST(the_cache_holds_what_was_used_last_and_no_more_than_it_may)
{
    enum { MANY = 3 * KEY_CACHE_MAX };
    static struct id ids[MANY];
    uint8_t key[PERSON_KEY_BYTES];
    struct key_cache *k = key_cache_new();
    int found = 0;

    CHECK(k != NULL);
    for (int i = 0; i < MANY; i++) {
        ids[i] = id_new();
        memset(key, i & 0xff, sizeof key);
        key_cache_put(k, &ids[i], key);
        CHECK(key_cache_find(k, &ids[i], key) && key[31] == (i & 0xff));
        CHECK(key_cache_find(k, &ids[0], key) && key[31] == 0); /* in use */
    }
    for (int i = 0; i < MANY; i++)
        if (key_cache_find(k, &ids[i], key)) {
            CHECK(key[0] == (i & 0xff));
            found++;
        }
    CHECK(found <= KEY_CACHE_MAX && found > KEY_CACHE_MAX / 2);
    CHECK(key_cache_find(k, &ids[MANY - 1], key));
    key_cache_forget(k, &ids[MANY - 1]);
    CHECK(!key_cache_find(k, &ids[MANY - 1], key));
    key_cache_forget(k, &ids[MANY - 1]);
    key_cache_free(k);
}

static void *use(void *context)
{
    struct keeper *k = context;
    struct id person = id_new(), row = id_new();
    struct arena a;
    struct text record, plain;
    bool ok = keeper_add_person(k, &person) == ERR_OK;

    arena_init(&a, 1 << 20);
    for (int i = 0; i < 200 && ok; i++)
        ok = keeper_seal(k, &person, "t", &row, TEXT("words"), &a, &record) ==
                 ERR_OK &&
             keeper_unseal(k, &person, "t", &row, record, &a, &plain) ==
                 ERR_OK &&
             text_is(plain, TEXT("words"));
    ok = ok && keeper_erase_person(k, &person) == ERR_OK;
    arena_deinit(&a);
    return ok ? context : NULL;
}

TEST(several_threads_can_use_it)
{
    pthread_t threads[4];
    struct place p;
    void *ok;

    begin(&p);
    for (int i = 0; i < 4; i++)
        CHECK(pthread_create(&threads[i], NULL, use, p.keeper) == 0);
    for (int i = 0; i < 4; i++) {
        pthread_join(threads[i], &ok);
        CHECK(ok != NULL);
    }
    end(&p);
}
