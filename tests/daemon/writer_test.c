/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/store/writer.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

#include "tests/daemon/stores.h"

static const char insert[] = "INSERT INTO thing (number, parent) VALUES (?, ?)";
static const char count_things[] = "SELECT COUNT(*) AS n FROM thing";
static const char count_number[] =
    "SELECT COUNT(*) AS n FROM thing WHERE number = ?";

static void make_things(struct test_store *t)
{
    CHECK(store_run(t->conn, "CREATE TABLE thing (number BIGINT PRIMARY KEY,"
                             " parent BIGINT REFERENCES thing (number)"
                             " DEFERRABLE INITIALLY DEFERRED)") == ERR_OK);
}

static enum err add(struct store_conn *c, int64_t number, int64_t parent)
{
    struct query *q = query_open(c, insert);

    query_bind_int(q, number);
    if (parent)
        query_bind_int(q, parent);
    else
        query_bind_null(q);
    return query_finish(q);
}

static int64_t count(struct store_conn *c)
{
    struct query *q = query_open(c, count_things);
    int64_t n = -1;

    if (query_step(q) == QUERY_ROW)
        n = query_int(q, "n");
    query_close(q);
    return n;
}

static bool is_there(struct store_conn *c, int64_t number)
{
    struct query *q = query_open(c, count_number);
    bool found;

    query_bind_int(q, number);
    found = query_step(q) == QUERY_ROW && query_int(q, "n") == 1;
    query_close(q);
    return found;
}

/* A job that notes what happens to it. */
struct note {
    struct diary *diary;
    int64_t number, parent;
    enum err refuse; /* what the job says itself, after it wrote */
    int runs, dones;
    enum err result;
    int ran_at, done_at; /* place in the diary */
};
struct diary {
    int line; /* only the writer's thread writes */
    sem_t hold, held, done;
};

static enum err note_run(struct store_conn *c, void *payload)
{
    struct note *n = payload;
    enum err e = add(c, n->number, n->parent);

    n->runs++;
    n->ran_at = n->diary->line++;
    return e ? e : n->refuse;
}

static void note_done(enum err result, void *payload)
{
    struct note *n = payload;

    n->dones++;
    n->result = result;
    n->done_at = n->diary->line++;
    sem_post(&n->diary->done);
}

/* Keeps the writer busy until everything else is queued. */
static enum err hold_run(struct store_conn *c, void *payload)
{
    struct diary *d = payload;

    (void)c;
    sem_post(&d->held);
    sem_wait(&d->hold);
    return ERR_OK;
}

static void diary_begin(struct diary *d, struct writer *w)
{
    d->line = 0;
    sem_init(&d->hold, 0, 0);
    sem_init(&d->held, 0, 0);
    sem_init(&d->done, 0, 0);
    writer_submit(w, hold_run, NULL, d);
    sem_wait(&d->held);
}

static void diary_end(struct diary *d, int jobs)
{
    sem_post(&d->hold);
    for (int i = 0; i < jobs; i++)
        sem_wait(&d->done);
}

TEST_STORES(what_queues_up_is_one_commit_and_reported_after_it)
{
    enum { JOBS = 300 };
    static struct note notes[JOBS];
    struct writer *w = writer_start(t->store);
    struct diary d;

    make_things(t);
    CHECK(w != NULL);
    diary_begin(&d, w);
    for (int i = 0; i < JOBS; i++) {
        notes[i] = (struct note){ .diary = &d, .number = i + 1 };
        writer_submit(w, note_run, note_done, &notes[i]);
    }
    diary_end(&d, JOBS);
    for (int i = 0; i < JOBS; i++) {
        CHECK(notes[i].result == ERR_OK);
        CHECK(notes[i].runs == 1 && notes[i].dones == 1);
        CHECK(notes[i].ran_at == i);
        CHECK(notes[i].done_at == JOBS + i);
    }
    CHECK(count(t->conn) == JOBS);
    writer_stop(w);
}

TEST_STORES(a_job_that_fails_hurts_no_other)
{
    enum { JOBS = 40 };
    static struct note notes[JOBS];
    struct writer *w = writer_start(t->store);
    struct diary d;

    make_things(t);
    diary_begin(&d, w);
    for (int i = 0; i < JOBS; i++) {
        /* some refuse after they wrote, some meet a row that is there */
        notes[i] = (struct note){ .diary = &d,
                                  .number = i % 5 == 2 ? 1 : i + 1,
                                  .refuse = i % 5 == 3 ? ERR_DENIED : ERR_OK };
        writer_submit(w, note_run, note_done, &notes[i]);
    }
    diary_end(&d, JOBS);
    for (int i = 0; i < JOBS; i++) {
        CHECK(notes[i].result == (i % 5 == 2   ? ERR_CONFLICT
                                  : i % 5 == 3 ? ERR_DENIED
                                               : ERR_OK));
        CHECK(is_there(t->conn, i + 1) ==
              (i == 0 || notes[i].result == ERR_OK));
    }
    CHECK(count(t->conn) == JOBS * 3 / 5);
    writer_stop(w);
}

TEST_STORES(when_all_fail_nothing_is_kept_and_each_hears_why)
{
    static struct note notes[3];
    struct writer *w = writer_start(t->store);
    struct diary d;

    make_things(t);
    diary_begin(&d, w);
    for (int i = 0; i < 3; i++) {
        notes[i] =
            (struct note){ .diary = &d, .number = i + 1, .refuse = ERR_GONE };
        writer_submit(w, note_run, note_done, &notes[i]);
    }
    diary_end(&d, 3);
    for (int i = 0; i < 3; i++)
        CHECK(notes[i].result == ERR_GONE && notes[i].runs == 1);
    CHECK(count(t->conn) == 0);
    writer_stop(w);
}

TEST_STORES(a_commit_that_fails_is_tried_job_by_job)
{
    enum { JOBS = 9 };
    static struct note notes[JOBS];
    struct writer *w = writer_start(t->store);
    struct diary d;

    make_things(t);
    diary_begin(&d, w);
    for (int i = 0; i < JOBS; i++) {
        /* number 5 has a parent nobody has; that shows only at the commit */
        notes[i] = (struct note){ .diary = &d,
                                  .number = i + 1,
                                  .parent = i == 4 ? 1000 : 0 };
        writer_submit(w, note_run, note_done, &notes[i]);
    }
    diary_end(&d, JOBS);
    for (int i = 0; i < JOBS; i++) {
        CHECK(notes[i].result == (i == 4 ? ERR_CONFLICT : ERR_OK));
        CHECK(notes[i].runs == 2 && notes[i].dones == 1);
        CHECK(is_there(t->conn, i + 1) == (i != 4));
    }
    writer_stop(w);
}

TEST_STORES(stopping_finishes_what_is_queued)
{
    enum { JOBS = 2000 };
    static struct note notes[JOBS];
    struct writer *w = writer_start(t->store);
    struct diary d;

    make_things(t);
    diary_begin(&d, w);
    for (int i = 0; i < JOBS; i++) {
        notes[i] = (struct note){ .diary = &d, .number = i + 1 };
        writer_submit(w, note_run, note_done, &notes[i]);
    }
    sem_post(&d.hold);
    writer_stop(w);
    for (int i = 0; i < JOBS; i++)
        CHECK(notes[i].dones == 1 && notes[i].result == ERR_OK);
    CHECK(count(t->conn) == JOBS);
}

struct worker {
    struct writer *writer;
    int first, jobs, wrong;
    pthread_t thread;
};

static enum err one_run(struct store_conn *c, void *payload)
{
    int64_t number = *(int64_t *)payload;

    /* every seventh is inserted a second time, which is refused */
    if (number % 7 == 0)
        add(c, number, 0);
    return add(c, number, 0);
}

static void *work(void *context)
{
    struct worker *k = context;

    for (int i = 0; i < k->jobs; i++) {
        int64_t number = k->first + i;
        enum err e = writer_do(k->writer, one_run, &number);
        k->wrong += e != (number % 7 == 0 ? ERR_CONFLICT : ERR_OK);
    }
    return NULL;
}

TEST_STORES(many_threads_each_get_their_own_answer)
{
    enum { WORKERS = 8, JOBS = 100 };
    struct worker workers[WORKERS];
    struct writer *w = writer_start(t->store);
    int kept = 0;

    make_things(t);
    for (int i = 0; i < WORKERS; i++) {
        workers[i] =
            (struct worker){ .writer = w, .first = 1 + i * JOBS, .jobs = JOBS };
        CHECK(pthread_create(&workers[i].thread, NULL, work, &workers[i]) == 0);
    }
    for (int i = 0; i < WORKERS; i++) {
        pthread_join(workers[i].thread, NULL);
        CHECK(workers[i].wrong == 0);
    }
    writer_stop(w);
    for (int i = 1; i <= WORKERS * JOBS; i++)
        kept += i % 7 != 0;
    CHECK(count(t->conn) == kept);
}

static enum err cut_run(struct store_conn *c, void *payload)
{
    static const char cut[] = "SELECT pg_terminate_backend(pg_backend_pid())"
                              " AS gone";
    struct query *q = query_open(c, cut);

    (void)payload;
    query_step(q);
    query_close(q);
    return ERR_OK;
}

TEST(the_writer_survives_a_lost_server)
{
    struct test_store t;
    struct writer *w;
    int64_t number = 1;

    test_store_begin(&t, "postgres");
    make_things(&t);
    w = writer_start(t.store);
    CHECK(writer_do(w, one_run, &number) == ERR_OK);
    CHECK(writer_do(w, cut_run, NULL) == ERR_STORE);
    number = 2;
    CHECK(writer_do(w, one_run, &number) == ERR_OK);
    writer_stop(w);
    CHECK(count(t.conn) == 2);
    test_store_end(&t);
}

/* What one job of the disk tests writes. */
static const char make_big[] = "CREATE TABLE big (data BLOB)";
static const char insert_big[] = "INSERT INTO big (data) VALUES (?)";
static const char count_big[] = "SELECT COUNT(*) AS n FROM big";

static enum err big_run(struct store_conn *c, void *payload)
{
    static char bytes[20000];
    struct query *q = query_open(c, insert_big);

    (void)payload;
    query_bind_bytes(q, (struct text){ bytes, sizeof bytes });
    return query_finish(q);
}

static enum err run_sql(struct store_conn *c, void *payload)
{
    return store_run(c, payload);
}

static int64_t count_bigs(struct store_conn *c)
{
    struct query *q = query_open(c, count_big);
    int64_t n = query_step(q) == QUERY_ROW ? query_int(q, "n") : -1;

    query_close(q);
    return n;
}

struct big_note {
    struct diary *diary;
    enum err result;
};

static void big_done(enum err result, void *payload)
{
    struct big_note *n = payload;

    n->result = result;
    sem_post(&n->diary->done);
}

/* Queues jobs as one batch; how many were kept. The rest is ERR_FULL. */
static int big_batch(struct writer *w, int jobs)
{
    struct big_note notes[64];
    struct diary d;
    int kept = 0;

    CHECK(jobs <= 64);
    diary_begin(&d, w);
    for (int i = 0; i < jobs; i++) {
        notes[i] = (struct big_note){ &d, ERR_INTERNAL };
        writer_submit(w, big_run, big_done, &notes[i]);
    }
    diary_end(&d, jobs);
    for (int i = 0; i < jobs; i++) {
        CHECK(notes[i].result == ERR_OK || notes[i].result == ERR_FULL);
        kept += notes[i].result == ERR_OK;
    }
    return kept;
}

TEST(a_full_database_refuses_says_so_and_recovers)
{
    struct test_store t;
    struct writer *w;
    int kept;

    test_store_begin(&t, "sqlite");
    CHECK(store_run(t.conn, make_big) == ERR_OK);
    w = writer_start(t.store);
    CHECK(writer_do(w, run_sql, "PRAGMA max_page_count=100") == ERR_OK);
    kept = big_batch(w, 40);
    CHECK(kept > 5 && kept < 25); /* the first ones fit: 100 pages of 4 KiB */
    CHECK(count_bigs(t.conn) == kept);
    CHECK(writer_do(w, big_run, NULL) == ERR_FULL);
    CHECK(writer_do(w, run_sql, "PRAGMA max_page_count=100000") == ERR_OK);
    CHECK(big_batch(w, 40) == 40);
    CHECK(count_bigs(t.conn) == kept + 40);
    writer_stop(w);
    test_store_end(&t);
}

/* From here on no file may grow beyond so many bytes; 0 = as ever. */
static void limit_files(rlim_t most)
{
    struct rlimit limit;

    getrlimit(RLIMIT_FSIZE, &limit);
    limit.rlim_cur = most ? most : limit.rlim_max;
    CHECK(setrlimit(RLIMIT_FSIZE, &limit) == 0);
}

TEST(a_system_that_refuses_to_write_is_a_full_disk)
{
    struct test_store t;
    struct writer *w;
    int kept;

    signal(SIGXFSZ, SIG_IGN);
    test_store_begin(&t, "sqlite");
    CHECK(store_run(t.conn, make_big) == ERR_OK);
    w = writer_start(t.store);
    limit_files(300000);
    kept = big_batch(w, 40);
    CHECK(kept < 40);
    CHECK(big_batch(w, 20) < 20);
    CHECK(writer_do(w, big_run, NULL) == ERR_FULL);
    limit_files(0);
    kept = (int)count_bigs(t.conn);
    CHECK(big_batch(w, 40) == 40);
    CHECK(count_bigs(t.conn) == kept + 40);
    writer_stop(w);
    test_store_end(&t);
}

/* A file that leaves so many bytes of the file system free. */
static void fill(const char *path, size_t left)
{
    static char bytes[4096];
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    ssize_t wrote;
    off_t len = 0;

    CHECK(fd >= 0);
    while ((wrote = write(fd, bytes, sizeof bytes)) > 0)
        len += wrote;
    CHECK(errno == ENOSPC);
    CHECK(ftruncate(fd, len - (off_t)left) == 0);
    close(fd);
}

TEST(a_full_disk_refuses_says_so_and_recovers)
{
    char folder[] = "/tmp/full-disk-XXXXXX", filler[64];
    struct test_store t;
    struct writer *w;
    int kept;

    CHECK(mkdtemp(folder) != NULL);
    /* Only this process sees the small disk, and it goes with it. */
    if (unshare(CLONE_NEWNS) != 0 ||
        mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
        mount("tmpfs", folder, "tmpfs", 0, "size=4m") != 0) {
        rmdir(folder);
        print_error("SKIPPED: a small disk can be made only by root\n");
        skip();
    }
    snprintf(filler, sizeof filler, "%s/filler", folder);
    setenv("TMPDIR", folder, 1);
    test_store_begin(&t, "sqlite");
    unsetenv("TMPDIR");
    CHECK(store_run(t.conn, make_big) == ERR_OK);
    w = writer_start(t.store);
    CHECK(big_batch(w, 10) == 10);

    fill(filler, 200000);
    kept = 10 + big_batch(w, 40);
    CHECK(kept < 40);
    CHECK(writer_do(w, big_run, NULL) == ERR_FULL);
    CHECK(count_bigs(t.conn) == kept); /* what was kept can be read */
    CHECK(unlink(filler) == 0);
    CHECK(big_batch(w, 40) == 40);
    CHECK(count_bigs(t.conn) == kept + 40);

    writer_stop(w);
    test_store_end(&t);
    CHECK(umount(folder) == 0);
    rmdir(folder);
}
