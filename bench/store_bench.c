/* SPDX-License-Identifier: Apache-2.0 */
/* bench/store_bench.c: what our store and writer cost on top of the database.
 * The same rows, 64 a commit, once by SQLite alone and once as jobs of the
 * writer, each in its own savepoint; every commit synced. Rounds alternate,
 * because machines are noisy; the medians are compared, also by the processor
 * time used, which the neighbours disturb less. PostgreSQL too, when
 * RAPPORT_TEST_POSTGRES says where there is one.
 *
 * Promise: at least 0.6 of bare SQLite.
 * Usage: store_bench [FOLDER [SECONDS]] */
#include <semaphore.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bench/row.h"
#include "daemon/store/store.h"
#include "daemon/store/writer.h"

enum { BATCH = 64, ROUNDS = 5, ROOMS = 256, BODY = 560, UNDER_WAY = 256 };

static const char insert[] =
    "INSERT INTO m (room, seq, sender, at, body) VALUES (?, ?, ?, ?, ?)";
static char body[BODY];

struct rate {
    double wall, cpu; /* rows a second */
};

static double clock_s(clockid_t which)
{
    struct timespec t;

    clock_gettime(which, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void die(const char *what)
{
    fprintf(stderr, "store_bench: %s\n", what);
    exit(1);
}

static struct rate rate_of(int64_t rows, double wall, double cpu)
{
    return (struct rate){ (double)rows / wall, (double)rows / cpu };
}

static void run(sqlite3 *db, const char *sql)
{
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        die(sqlite3_errmsg(db));
}

static struct rate bare(const char *folder, double seconds)
{
    char path[512];
    sqlite3 *db;
    sqlite3_stmt *add;
    int64_t rows = 0;
    double wall, cpu;

    snprintf(path, sizeof path, "%s/bare.db", folder);
    if (sqlite3_open(path, &db) != SQLITE_OK)
        die("the bare database cannot be made");
    run(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
            "CREATE TABLE m (room BIGINT, seq BIGINT, sender BIGINT,"
            " at BIGINT, body BLOB, UNIQUE (room, seq));"
            "CREATE INDEX i ON m (sender, at)");
    if (sqlite3_prepare_v2(db, insert, -1, &add, NULL) != SQLITE_OK)
        die(sqlite3_errmsg(db));
    wall = clock_s(CLOCK_MONOTONIC);
    cpu = clock_s(CLOCK_PROCESS_CPUTIME_ID);
    while (clock_s(CLOCK_MONOTONIC) - wall < seconds) {
        run(db, "BEGIN IMMEDIATE");
        for (int i = 0; i < BATCH; i++, rows++) {
            sqlite3_bind_int64(add, 1, rows % ROOMS);
            sqlite3_bind_int64(add, 2, rows / ROOMS);
            sqlite3_bind_int64(add, 3, rows % ROOMS);
            sqlite3_bind_int64(add, 4, rows);
            sqlite3_bind_blob(add, 5, body, sizeof body, SQLITE_STATIC);
            if (sqlite3_step(add) != SQLITE_DONE)
                die(sqlite3_errmsg(db));
            sqlite3_reset(add);
        }
        run(db, "COMMIT");
    }
    wall = clock_s(CLOCK_MONOTONIC) - wall;
    cpu = clock_s(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    sqlite3_finalize(add);
    sqlite3_close(db);
    unlink(path);
    return rate_of(rows, wall, cpu);
}

/* A job that is queued again as soon as it is done, as long as there is time:
 * UNDER_WAY of them stand for as many people who write. */
struct job {
    struct load *load;
    int64_t row;
};
struct load {
    struct writer *writer;
    double until;
    int64_t rows; /* only the writer's thread touches it */
    sem_t over;
    struct job jobs[UNDER_WAY];
};

static enum err add_row(struct store_conn *c, void *payload)
{
    const struct job *job = payload;
    struct query *q = query_open(c, insert);

    query_bind_int(q, job->row % ROOMS);
    query_bind_int(q, job->row / ROOMS);
    query_bind_int(q, job->row % ROOMS);
    query_bind_int(q, job->row);
    query_bind_bytes(q, (struct text){ body, sizeof body });
    return query_finish(q);
}

static void again(enum err result, void *payload)
{
    struct job *job = payload;

    if (result != ERR_OK)
        die("a job was refused");
    job->row = job->load->rows++;
    if (clock_s(CLOCK_MONOTONIC) < job->load->until)
        writer_submit(job->load->writer, add_row, again, job);
    else
        sem_post(&job->load->over);
}

static struct rate through_store(const char *where, double seconds)
{
    static struct load load;
    struct store *s = store_open(where);
    struct store_conn *c = s ? store_connect(s) : NULL;
    bool is_sqlite = s && strcmp(store_kind(s), "sqlite") == 0;
    double wall, cpu;

    if (!c ||
        store_run(c, is_sqlite ? "CREATE TABLE m (room BIGINT, seq BIGINT,"
                                 " sender BIGINT, at BIGINT, body BLOB,"
                                 " UNIQUE (room, seq));"
                                 "CREATE INDEX i ON m (sender, at)"
                               : "DROP TABLE IF EXISTS m;"
                                 "CREATE TABLE m (room BIGINT, seq BIGINT,"
                                 " sender BIGINT, at BIGINT, body BYTEA,"
                                 " UNIQUE (room, seq));"
                                 "CREATE INDEX i ON m (sender, at)") != ERR_OK)
        die("the store cannot be made");
    load = (struct load){ .writer = writer_start(s), .rows = UNDER_WAY };
    sem_init(&load.over, 0, 0);
    wall = clock_s(CLOCK_MONOTONIC);
    cpu = clock_s(CLOCK_PROCESS_CPUTIME_ID);
    load.until = wall + seconds;
    for (int i = 0; i < UNDER_WAY; i++) {
        load.jobs[i] = (struct job){ &load, i };
        writer_submit(load.writer, add_row, again, &load.jobs[i]);
    }
    for (int i = 0; i < UNDER_WAY; i++)
        sem_wait(&load.over);
    wall = clock_s(CLOCK_MONOTONIC) - wall;
    cpu = clock_s(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    writer_stop(load.writer);
    store_disconnect(c);
    store_close(s);
    return rate_of(load.rows - UNDER_WAY, wall, cpu);
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static struct rate median(const struct rate rates[ROUNDS])
{
    double wall[ROUNDS], cpu[ROUNDS];

    for (int i = 0; i < ROUNDS; i++) {
        wall[i] = rates[i].wall;
        cpu[i] = rates[i].cpu;
    }
    qsort(wall, ROUNDS, sizeof *wall, compare);
    qsort(cpu, ROUNDS, sizeof *cpu, compare);
    return (struct rate){ wall[ROUNDS / 2], cpu[ROUNDS / 2] };
}

static void print(const char *what, struct rate r, struct rate yardstick)
{
    printf("  %-34s %9.0f rows/s  %9.0f rows/cpu-s  %.2f of bare\n", what,
           r.wall, r.cpu, r.wall / yardstick.wall);
}

int main(int argc, char **argv)
{
    const char *postgres = getenv("RAPPORT_TEST_POSTGRES");
    double seconds = argc > 2 ? strtod(argv[2], NULL) : 1.0;
    struct rate yardstick[ROUNDS], ours[ROUNDS], big[ROUNDS], base;
    char folder[256], where[320];

    snprintf(folder, sizeof folder, "%s/store-bench-XXXXXX",
             argc > 1 ? argv[1] : ".");
    if (!mkdtemp(folder))
        die("no folder to work in");
    memset(body, 'x', sizeof body);
    snprintf(where, sizeof where, "sqlite:%s/store.db", folder);
    for (int i = 0; i < ROUNDS; i++) {
        yardstick[i] = bare(folder, seconds);
        ours[i] = through_store(where, seconds);
        unlink(where + strlen("sqlite:"));
        if (postgres)
            big[i] = through_store(postgres, seconds);
    }
    rmdir(folder);

    base = median(yardstick);
    printf("store_bench: rows of %d bytes, median of %d rounds\n", BODY,
           ROUNDS);
    print("bare SQLite, 64 a commit", base, base);
    print("store and writer, SQLite", median(ours), base);
    if (postgres)
        print("store and writer, PostgreSQL", median(big), base);
    return row(median(ours).wall >= 0.6 * base.wall,
               "rows through store and writer, SQLite",
               "0.60 of the rate of bare SQLite", "%.2f",
               median(ours).wall / base.wall)
               ? 0
               : 1;
}
