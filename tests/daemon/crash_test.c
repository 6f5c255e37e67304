/* SPDX-License-Identifier: Apache-2.0 */
/* What was acknowledged is there after kill -9. */
#include <pthread.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/store/writer.h"
#include "tests/daemon/stores.h"

enum { WORKERS = 6, ROUNDS = 6 };

static const char insert[] =
    "INSERT INTO word (id, length, letters) VALUES (?, ?, ?)";
static const char find[] = "SELECT length, letters FROM word WHERE id = ?";
static const char count_halves[] =
    "SELECT COUNT(*) AS n FROM word WHERE length <> LENGTH(letters)";

struct child {
    struct writer *writer;
    int ack; /* pipe */
};

static enum err put(struct store_conn *c, void *payload)
{
    static const char letters[] = "all of it or nothing at all";
    struct query *q = query_open(c, insert);

    query_bind_id(q, payload);
    query_bind_int(q, sizeof letters - 1);
    query_bind_text(q, TEXT(letters));
    return query_finish(q);
}

static void *work(void *context)
{
    struct child *child = context;

    for (;;) {
        struct id id = id_new();
        if (writer_do(child->writer, put, &id) == ERR_OK &&
            write(child->ack, id.bytes, sizeof id.bytes) != sizeof id.bytes)
            _exit(1);
    }
    return NULL;
}

/* Writes until it is killed. */
static void run_child(const char *where, int ack)
{
    struct store *s = store_open(where);
    struct child child = { s ? writer_start(s) : NULL, ack };
    pthread_t thread;

    if (!child.writer)
        _exit(1);
    for (int i = 1; i < WORKERS; i++)
        if (pthread_create(&thread, NULL, work, &child) != 0)
            _exit(1);
    work(&child);
}

/* Everything acknowledged on the pipe must be in the store. */
static int check_acks(struct test_store *t, int ack)
{
    struct id id;
    int seen = 0;

    while (read(ack, id.bytes, sizeof id.bytes) == sizeof id.bytes) {
        struct query *q = query_open(t->conn, find);
        query_bind_id(q, &id);
        CHECK(query_step(q) == QUERY_ROW);
        CHECK_TEXT(query_text(q, "letters"), "all of it or nothing at all");
        query_close(q);
        seen++;
    }
    return seen;
}

TEST_STORES(what_was_acknowledged_survives_kill_9)
{
    unsigned seed = 1;
    int seen = 0;

    CHECK(store_run(t->conn, strcmp(t->kind, "sqlite") == 0
                                 ? "CREATE TABLE word (id BLOB PRIMARY KEY,"
                                   " length BIGINT, letters TEXT)"
                                 : "CREATE TABLE word (id BYTEA PRIMARY KEY,"
                                   " length BIGINT, letters TEXT)") == ERR_OK);
    for (int round = 0; round < ROUNDS; round++) {
        struct query *q;
        int ack[2], status;
        pid_t pid;

        CHECK(pipe(ack) == 0);
        pid = fork();
        CHECK(pid >= 0);
        if (pid == 0) {
            close(ack[0]);
            run_child(t->where, ack[1]);
            _exit(1);
        }
        close(ack[1]);
        /* On a busy machine it takes the child a while to be at work at all. */
        CHECK(poll(&(struct pollfd){ .fd = ack[0], .events = POLLIN }, 1,
                   30000) == 1);
        usleep(20000 + (useconds_t)(rand_r(&seed) % 60000));
        CHECK(kill(pid, SIGKILL) == 0);
        CHECK(waitpid(pid, &status, 0) == pid);
        CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
        seen += check_acks(t, ack[0]);
        close(ack[0]);
        q = query_open(t->conn, count_halves);
        CHECK(query_step(q) == QUERY_ROW && query_int(q, "n") == 0);
        query_close(q);
    }
    CHECK(seen > ROUNDS);
}
