/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/store/sqlite_checkpoint.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

#include "daemon/base/log.h"

enum {
    PAGES_MANY = 1000,      /* worth a round of its own */
    PAGES_TOO_MANY = 16384, /* 64 MiB: make the writer begin the file anew */
    TICK_MS = 1000
};

/* A connection that has read nothing yet does not know that there is a WAL,
 * and its checkpoints would do nothing. */
static const char set_up[] = "PRAGMA busy_timeout=200;"
                             "PRAGMA synchronous=FULL;"
                             "PRAGMA cache_size=-256;"
                             "SELECT COUNT(*) FROM sqlite_master";

struct sqlite_checkpoint {
    sqlite3 *db;     /* its own */
    sqlite3 *writer; /* lent; only its hook is touched */
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool stopping;        /* under lock */
    _Atomic int pages;    /* in the WAL after the last commit */
    _Atomic unsigned commits;
};

/* Runs in the writer's thread after each commit. */
static int on_commit(void *context, sqlite3 *db, const char *name, int pages)
{
    struct sqlite_checkpoint *k = context;

    (void)db;
    (void)name;
    atomic_fetch_add(&k->commits, 1);
    if (atomic_exchange(&k->pages, pages) < PAGES_MANY && pages >= PAGES_MANY)
        pthread_cond_signal(&k->wake);
    return SQLITE_OK;
}

static bool run(struct sqlite_checkpoint *k, int mode)
{
    int code = sqlite3_wal_checkpoint_v2(k->db, NULL, mode, NULL, NULL);

    /* Busy is no trouble: readers hold it up, the next round goes on. */
    if (code != SQLITE_OK && (code & 0xff) != SQLITE_BUSY)
        log_line(LOG_WARN, "store_checkpoint_failed", "why",
                 sqlite3_errmsg(k->db), NULL);
    return code == SQLITE_OK;
}

/* Waits for a tick or for many pages; false when it is time to stop. */
static bool wait_for_work(struct sqlite_checkpoint *k)
{
    struct timespec until;
    bool stopping;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += TICK_MS / 1000;
    pthread_mutex_lock(&k->lock);
    if (!k->stopping)
        pthread_cond_timedwait(&k->wake, &k->lock, &until);
    stopping = k->stopping;
    pthread_mutex_unlock(&k->lock);
    return !stopping;
}

static void *work(void *context)
{
    struct sqlite_checkpoint *k = context;
    unsigned seen = 0;
    bool is_clean = true;

    while (wait_for_work(k)) {
        unsigned commits = atomic_load(&k->commits);
        int pages = atomic_load(&k->pages);

        if (pages >= PAGES_MANY) {
            /* The bulk without disturbing anybody; then, if the file has
             * grown too long, the rest with the writer held for a moment. */
            run(k, SQLITE_CHECKPOINT_PASSIVE);
            if (pages >= PAGES_TOO_MANY)
                run(k, SQLITE_CHECKPOINT_RESTART);
            is_clean = false;
        } else if (commits == seen && !is_clean) {
            is_clean = run(k, SQLITE_CHECKPOINT_TRUNCATE);
        } else if (commits != seen) {
            is_clean = false;
        }
        seen = commits;
    }
    return NULL;
}

struct sqlite_checkpoint *sqlite_checkpoint_start(const char *path,
                                                  sqlite3 *writer)
{
    struct sqlite_checkpoint *k = calloc(1, sizeof *k);
    pthread_condattr_t attr;

    if (!k)
        return NULL;
    if (sqlite3_open_v2(path, &k->db,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX,
                        NULL) != SQLITE_OK ||
        sqlite3_exec(k->db, set_up, NULL, NULL, NULL) != SQLITE_OK)
        goto out;
    k->writer = writer;
    pthread_mutex_init(&k->lock, NULL);
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&k->wake, &attr);
    pthread_condattr_destroy(&attr);
    if (pthread_create(&k->thread, NULL, work, k) != 0)
        goto out_sync;
    sqlite3_wal_hook(writer, on_commit, k);
    return k;

out_sync:
    pthread_cond_destroy(&k->wake);
    pthread_mutex_destroy(&k->lock);
out:
    log_line(LOG_ERROR, "store_checkpoint_cannot_start", NULL);
    sqlite3_close(k->db);
    free(k);
    return NULL;
}

void sqlite_checkpoint_stop(struct sqlite_checkpoint *k)
{
    if (!k)
        return;
    sqlite3_wal_hook(k->writer, NULL, NULL);
    pthread_mutex_lock(&k->lock);
    k->stopping = true;
    pthread_cond_signal(&k->wake);
    pthread_mutex_unlock(&k->lock);
    pthread_join(k->thread, NULL);
    pthread_cond_destroy(&k->wake);
    pthread_mutex_destroy(&k->lock);
    sqlite3_close(k->db);
    free(k);
}
