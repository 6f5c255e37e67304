/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/store/sqlite_checkpoint.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

#include "daemon/base/log.h"

enum {
    PAGES_MANY = 1000,  /* new ones in the log: worth a round */
    PAGES_MOST = 16384, /* 64 MiB of log: the writer waits for a round */
    HOLD_MS = 500,      /* but never longer than this */
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
    pthread_mutex_t lock; /* for what follows */
    pthread_cond_t wake, go_on;
    int pages;        /* in the log after the last commit */
    int ask_at;       /* with so many the writer asks for a round */
    int hold_at;      /* with so many it waits for one */
    unsigned commits; /* ever */
    bool is_asked;
    bool is_holding; /* the writer waits for go_on */
    bool is_stopping;
};

static struct timespec in_ms(int ms)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    t.tv_sec += (t.tv_nsec + ms * 1000000L) / 1000000000L;
    t.tv_nsec = (t.tv_nsec + ms * 1000000L) % 1000000000L;
    return t;
}

/* Under lock: the log begins anew. */
static void begin_anew(struct sqlite_checkpoint *k)
{
    k->pages = 0;
    k->ask_at = PAGES_MANY;
    k->hold_at = PAGES_MOST;
}

/* Under lock, in the writer's thread: until a round has been made. */
static void hold(struct sqlite_checkpoint *k)
{
    struct timespec until = in_ms(HOLD_MS);

    k->is_holding = true;
    pthread_cond_signal(&k->wake);
    while (k->is_holding &&
           pthread_cond_timedwait(&k->go_on, &k->lock, &until) == 0)
        ;
    k->is_holding = false;
}

/* Runs in the writer's thread after each commit, with no lock of the database
 * held. SQLite begins the log anew only after a round that ended with nothing
 * left to carry; while the writer writes on, there always is. */
static int on_commit(void *context, sqlite3 *db, const char *name, int pages)
{
    struct sqlite_checkpoint *k = context;

    (void)db;
    (void)name;
    pthread_mutex_lock(&k->lock);
    k->commits++;
    if (pages < k->pages)
        begin_anew(k);
    k->pages = pages;
    if (pages >= k->ask_at) {
        k->ask_at = pages + PAGES_MANY;
        k->is_asked = true;
        pthread_cond_signal(&k->wake);
    }
    if (pages >= k->hold_at) {
        /* With a reader in the way, holding again at once would not help. */
        k->hold_at = pages + PAGES_MANY;
        hold(k);
    }
    pthread_mutex_unlock(&k->lock);
    return SQLITE_OK;
}

/* One round from the log into the database file. */
static bool carry(struct sqlite_checkpoint *k, int mode)
{
    int code = sqlite3_wal_checkpoint_v2(k->db, NULL, mode, NULL, NULL);

    /* Busy is no trouble: readers hold it up, the next round goes on. */
    if (code != SQLITE_OK && (code & 0xff) != SQLITE_BUSY)
        log_line(LOG_WARN, "store_checkpoint_failed", "why",
                 sqlite3_errmsg(k->db), NULL);
    return code == SQLITE_OK;
}

static void *work(void *context)
{
    struct sqlite_checkpoint *k = context;

    pthread_mutex_lock(&k->lock);
    while (!k->is_stopping) {
        struct timespec until = in_ms(TICK_MS);
        unsigned seen = k->commits;
        bool is_urgent, is_held, ok;

        while (!k->is_stopping && !k->is_asked && !k->is_holding &&
               pthread_cond_timedwait(&k->wake, &k->lock, &until) == 0)
            ;
        is_held = k->is_holding;
        is_urgent = is_held || k->is_asked;
        k->is_asked = false;
        /* A tick without a commit: time to tidy up. */
        if (k->is_stopping ||
            (!is_urgent && (k->commits != seen || k->pages == 0)))
            continue;

        seen = k->commits;
        pthread_mutex_unlock(&k->lock);
        ok = carry(k, is_urgent ? SQLITE_CHECKPOINT_PASSIVE
                                : SQLITE_CHECKPOINT_TRUNCATE);
        pthread_mutex_lock(&k->lock);
        if (ok && !is_urgent && k->commits == seen)
            begin_anew(k);
        if (is_held) {
            k->is_holding = false;
            pthread_cond_signal(&k->go_on);
        }
    }
    pthread_mutex_unlock(&k->lock);
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
    begin_anew(k);
    pthread_mutex_init(&k->lock, NULL);
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&k->wake, &attr);
    pthread_cond_init(&k->go_on, &attr);
    pthread_condattr_destroy(&attr);
    if (pthread_create(&k->thread, NULL, work, k) != 0)
        goto out_sync;
    sqlite3_wal_hook(writer, on_commit, k);
    return k;

out_sync:
    pthread_cond_destroy(&k->go_on);
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
    k->is_stopping = true;
    pthread_cond_signal(&k->wake);
    pthread_mutex_unlock(&k->lock);
    pthread_join(k->thread, NULL);
    pthread_cond_destroy(&k->go_on);
    pthread_cond_destroy(&k->wake);
    pthread_mutex_destroy(&k->lock);
    sqlite3_close(k->db);
    free(k);
}
