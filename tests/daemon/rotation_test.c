/* SPDX-License-Identifier: Apache-2.0 */
/* Generations of the master key: what a rotation keeps, what it ends, and what
 * is left when it is cut off. */
#include "daemon/keeper/rotation.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/base/config.h"
#include "daemon/keeper/keeper_inner.h"
#include "tests/daemon/stores.h"

enum { PEOPLE = 700 }; /* more than one piece of a rewrap */

struct place {
    char folder[64];
    struct config config;
    struct keeper *keeper;
    struct arena arena;
    struct id people[PEOPLE], row;
    struct text records[PEOPLE];
};

static void begin(struct place *p, int people)
{
    memset(p, 0, sizeof *p);
    snprintf(p->folder, sizeof p->folder, "/tmp/rotation-test-XXXXXX");
    CHECK(mkdtemp(p->folder) != NULL);
    p->config = (struct config){ .master_key = "file" };
    p->keeper = keeper_open(p->folder, &p->config);
    CHECK(p->keeper != NULL);
    arena_init(&p->arena, 1 << 22);
    p->row = id_new();
    CHECK(store_begin(p->keeper->conn) == ERR_OK); /* one commit for all */
    for (int i = 0; i < people; i++) {
        p->people[i] = id_new();
        CHECK(keeper_add_person(p->keeper, &p->people[i]) == ERR_OK);
        CHECK(keeper_seal(p->keeper, &p->people[i], "day", &p->row,
                          TEXT("bond 9"), &p->arena, &p->records[i]) == ERR_OK);
    }
    CHECK(store_commit(p->keeper->conn) == ERR_OK);
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
    p->keeper = keeper_open(p->folder, &p->config);
}

static bool opens(struct place *p, struct keeper *k, int i)
{
    struct text plain;

    return keeper_unseal(k, &p->people[i], "day", &p->row, p->records[i],
                         &p->arena, &plain) == ERR_OK &&
           text_is(plain, TEXT("bond 9"));
}

static bool all_open(struct place *p, struct keeper *k, int people)
{
    for (int i = 0; i < people; i++)
        if (!opens(p, k, i))
            return false;
    return true;
}

static uint32_t generation(struct keeper *k)
{
    struct keeper_state s;

    CHECK(keeper_look(k, &s) == ERR_OK);
    return s.generation;
}

static bool there(const struct place *p, const char *name)
{
    char path[128];

    snprintf(path, sizeof path, "%s/%s", p->folder, name);
    return access(path, F_OK) == 0;
}

static size_t read_file(const struct place *p, const char *name, char *out,
                        size_t room)
{
    char path[128];
    ssize_t got = -1;
    int fd;

    snprintf(path, sizeof path, "%s/%s", p->folder, name);
    fd = open(path, O_RDONLY);
    CHECK(fd >= 0);
    got = read(fd, out, room);
    CHECK(got >= 0);
    close(fd);
    return (size_t)got;
}

static void write_file(const char *folder, const char *name, const char *bytes,
                       size_t len)
{
    char path[160];
    int fd;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    unlink(path);
    fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
    CHECK(fd >= 0 && write(fd, bytes, len) == (ssize_t)len);
    close(fd);
}

TEST(a_rotation_keeps_every_record_every_hash_and_adds_people_as_before)
{
    uint8_t before[32], after[32];
    struct keeper_state s;
    struct id late = id_new();
    struct text record, plain;
    int64_t people = 0;
    struct place p;

    begin(&p, PEOPLE);
    keeper_hash(p.keeper, "auth", TEXT("key"), before);
    CHECK(keeper_erase_person(p.keeper, &p.people[PEOPLE - 1]) == ERR_OK);
    CHECK(keeper_look(p.keeper, &s) == ERR_OK);
    CHECK(s.generation == 1 && s.erased == 1 && s.people == PEOPLE - 1);
    CHECK(strcmp(s.source, "file") == 0);
    for (uint32_t g = 2; g < 5; g++) {
        CHECK(keeper_rotate(p.keeper, &people) == ERR_OK);
        CHECK(people == PEOPLE - 1 && generation(p.keeper) == g);
        CHECK(all_open(&p, p.keeper, PEOPLE - 1));
        CHECK(!opens(&p, p.keeper, PEOPLE - 1));
    }
    CHECK(keeper_look(p.keeper, &s) == ERR_OK && s.erased == 0);
    CHECK(!there(&p, "master.key") && !there(&p, "master-3.key") &&
          there(&p, "master-4.key"));
    CHECK(keeper_add_person(p.keeper, &late) == ERR_OK);
    CHECK(keeper_seal(p.keeper, &late, "day", &p.row, TEXT("x"), &p.arena,
                      &record) == ERR_OK);
    open_again(&p);
    CHECK(p.keeper != NULL && all_open(&p, p.keeper, PEOPLE - 1));
    CHECK(keeper_unseal(p.keeper, &late, "day", &p.row, record, &p.arena,
                        &plain) == ERR_OK);
    keeper_hash(p.keeper, "auth", TEXT("key"), after);
    CHECK(memcmp(before, after, sizeof before) == 0);
    end(&p);
}

/* What stood in the files before is in none of them, and an old copy of the
 * keystore opens with none of the keys there are. */
TEST(an_old_copy_of_the_keystore_opens_nothing_after_a_rotation)
{
    static char keystore[1 << 20], now[1 << 20];
    char copy[96], key[64], next[64];
    size_t keystore_len, len;
    struct wrapped w;
    int64_t people;
    struct keeper *k;
    struct place p;

    begin(&p, 3);
    CHECK(keystore_find(p.keeper->conn, &p.people[0], &w) == ERR_OK);
    CHECK(keystore_empty_log(p.keeper->conn));
    keystore_len = read_file(&p, "keystore.db", keystore, sizeof keystore);
    CHECK(memmem(keystore, keystore_len, w.key, sizeof w.key) != NULL);
    CHECK(read_file(&p, "master.key", key, sizeof key) == MASTER_KEY_BYTES);
    CHECK(keeper_rotate(p.keeper, &people) == ERR_OK);

    len = read_file(&p, "keystore.db", now, sizeof now);
    CHECK(memmem(now, len, w.key, sizeof w.key) == NULL);
    len = read_file(&p, "keystore.db-wal", now, sizeof now);
    CHECK(len == 0);
    CHECK(!there(&p, "master.key"));
    CHECK(read_file(&p, "master-2.key", next, sizeof next) == 32);
    CHECK(memcmp(key, next, 32) != 0);

    /* Last month's copy, with the key there is now, under either name. */
    snprintf(copy, sizeof copy, "%s/copy", p.folder);
    CHECK(mkdir(copy, 0700) == 0);
    write_file(copy, "keystore.db", keystore, keystore_len);
    write_file(copy, "master.key", next, 32);
    write_file(copy, "master-2.key", next, 32);
    CHECK(keeper_open(copy, NULL) == NULL);
    /* That it is the key alone that is missing: */
    write_file(copy, "master.key", key, 32);
    k = keeper_open(copy, NULL);
    CHECK(k != NULL && all_open(&p, k, 3));
    keeper_close(k);
    test_folder_remove(copy);
    end(&p);
}

/* The first steps of a rotation, and then the end of the process. */
static void cut_off(struct place *p, int steps)
{
    int status;
    pid_t pid;

    keeper_close(p->keeper);
    pid = fork();
    if (pid == 0) {
        struct rotation r = { .k = keeper_open(p->folder, &p->config) };

        if (r.k == NULL || store_begin(r.k->conn) != ERR_OK)
            _exit(1);
        for (int i = 0; i < steps; i++)
            if (rotation_steps[i](&r) != ERR_OK)
                _exit(2);
        kill(getpid(), SIGKILL);
    }
    CHECK(waitpid(pid, &status, 0) == pid);
    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    p->keeper = keeper_open(p->folder, &p->config);
}

TEST(a_rotation_cut_off_at_any_step_leaves_a_keystore_that_opens)
{
    for (int steps = 0; steps <= ROTATION_STEPS; steps++) {
        uint32_t now = steps < ROTATION_COMMITTED ? 1 : 2;
        int64_t people;
        struct place p;

        begin(&p, PEOPLE);
        cut_off(&p, steps);
        CHECK(p.keeper != NULL && all_open(&p, p.keeper, PEOPLE));
        CHECK(generation(p.keeper) == now);
        /* Whoever opens it next ends the old key for good. */
        CHECK(there(&p, "master.key") == (now == 1));
        CHECK(keeper_rotate(p.keeper, &people) == ERR_OK && people == PEOPLE);
        CHECK(generation(p.keeper) == now + 1);
        CHECK(!there(&p, "master.key"));
        open_again(&p);
        CHECK(p.keeper != NULL && all_open(&p, p.keeper, PEOPLE));
        end(&p);
    }
}

TEST(a_draft_of_a_key_is_cleared_away_and_never_used)
{
    struct place p;

    begin(&p, 1);
    write_file(p.folder, "master-2.key.draft", "half", 4);
    write_file(p.folder, "master.key.abcdef", "half", 4);
    open_again(&p);
    CHECK(p.keeper != NULL && opens(&p, p.keeper, 0));
    CHECK(!there(&p, "master-2.key.draft") && !there(&p, "master.key.abcdef"));
    end(&p);
}

TEST(another_process_is_followed_when_it_rotates_and_when_it_erases)
{
    struct id late = id_new();
    struct text record;
    struct keeper *other;
    int64_t people;
    struct place p;

    begin(&p, 4);
    other = keeper_open(p.folder, &p.config);
    CHECK(other != NULL && all_open(&p, other, 4)); /* all are cached */
    CHECK(keeper_rotate(p.keeper, &people) == ERR_OK);
    CHECK(all_open(&p, other, 4) && generation(other) == 2);
    CHECK(keeper_rotate(p.keeper, &people) == ERR_OK);
    CHECK(keeper_add_person(other, &late) == ERR_OK);
    CHECK(keeper_seal(p.keeper, &late, "day", &p.row, TEXT("x"), &p.arena,
                      &record) == ERR_OK);
    CHECK(keeper_rotate(other, &people) == ERR_OK && people == 5);
    CHECK(generation(p.keeper) == 4);
    CHECK(keeper_erase_person(p.keeper, &p.people[2]) == ERR_OK);
    CHECK(!opens(&p, other, 2) && opens(&p, other, 3));
    keeper_close(other);
    end(&p);
}

struct use {
    struct place *p;
    bool stop, ok;
};

static void *read_on(void *context)
{
    struct use *u = context;
    struct keeper *k = keeper_open(u->p->folder, &u->p->config);
    struct arena a;

    u->ok = k != NULL;
    while (u->ok && !__atomic_load_n(&u->stop, __ATOMIC_RELAXED)) {
        struct id id = id_new();
        struct text plain;

        arena_init(&a, 1 << 16);
        key_cache_clear(k->cache);
        u->ok = keeper_unseal(k, &u->p->people[0], "day", &u->p->row,
                              u->p->records[0], &a, &plain) == ERR_OK &&
                keeper_add_person(k, &id) == ERR_OK;
        arena_deinit(&a);
        usleep(2000); /* or nobody else ever gets a turn */
    }
    keeper_close(k);
    return NULL;
}

TEST(a_house_at_work_does_not_notice_a_rotation)
{
    pthread_t thread;
    struct use u;
    int64_t people, before = 0;
    struct place p;

    begin(&p, 2);
    u = (struct use){ .p = &p };
    CHECK(pthread_create(&thread, NULL, read_on, &u) == 0);
    for (int i = 0; i < 20; i++) {
        CHECK(keeper_rotate(p.keeper, &people) == ERR_OK);
        CHECK(people >= before);
        before = people;
    }
    __atomic_store_n(&u.stop, true, __ATOMIC_RELAXED);
    pthread_join(thread, NULL);
    CHECK(u.ok && before > 2);
    end(&p);
}

/* As the program before this one left it: no generation, a bare master.key,
 * a pepper made from that. */
TEST(a_keystore_from_before_generations_opens_and_rotates)
{
    uint8_t before[32], after[32];
    int64_t people;
    struct place p;

    begin(&p, 2);
    keeper_hash(p.keeper, "auth", TEXT("key"), before);
    CHECK(store_run(p.keeper->conn, "DROP TABLE generation") == ERR_OK);
    CHECK(store_run(p.keeper->conn,
                    "ALTER TABLE person DROP COLUMN due_ms;"
                    "ALTER TABLE person DROP COLUMN closed_ms;"
                    "DROP TABLE erased;"
                    "DELETE FROM migration WHERE number > 1") == ERR_OK);
    open_again(&p);
    CHECK(p.keeper != NULL && all_open(&p, p.keeper, 2));
    keeper_hash(p.keeper, "auth", TEXT("key"), after);
    CHECK(memcmp(before, after, sizeof before) == 0);
    CHECK(keeper_rotate(p.keeper, &people) == ERR_OK);
    keeper_hash(p.keeper, "auth", TEXT("key"), after);
    CHECK(memcmp(before, after, sizeof before) == 0);
    end(&p);
}

TEST(who_asked_to_be_erased_is_noted_beside_the_key_through_rotations)
{
    struct keeper_closed list[4], one;
    int64_t people;
    size_t count;
    struct place p;

    begin(&p, 3);
    CHECK(keeper_closed_find(p.keeper, &p.people[0], &one) == ERR_NOT_FOUND);
    CHECK(keeper_close_person(p.keeper, &p.people[0], 5, 2000) == ERR_OK);
    CHECK(keeper_close_person(p.keeper, &p.people[1], 6, 1000) == ERR_OK);
    CHECK(keeper_close_person(p.keeper, &p.row, 6, 1000) == ERR_NOT_FOUND);
    CHECK(keeper_rotate(p.keeper, &people) == ERR_OK);
    CHECK(keeper_closed_list(p.keeper, 3000, list, 4, &count) == ERR_OK);
    CHECK(count == 2 && id_same(&list[0].person, &p.people[1]) &&
          list[0].closed_ms == 6 && list[1].due_ms == 2000);
    CHECK(keeper_closed_list(p.keeper, 1000, list, 4, &count) == ERR_OK);
    CHECK(count == 1);
    CHECK(keeper_closed_find(p.keeper, &p.people[0], &one) == ERR_OK &&
          one.due_ms == 2000);
    CHECK(keeper_erase_person(p.keeper, &p.people[0]) == ERR_OK);
    CHECK(keeper_closed_find(p.keeper, &p.people[0], &one) == ERR_NOT_FOUND);
    end(&p);
}
