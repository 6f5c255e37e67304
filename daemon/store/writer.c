/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/store/writer.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/base/log.h"
#include "daemon/store/store_ops.h"

enum { FIRST_ROOM = 1024 };

struct job {
    writer_run run;
    writer_done done; /* may be NULL */
    void *payload;
};

struct writer {
    struct store_conn *conn; /* the thread's, once it runs */
    pthread_t thread;
    pthread_mutex_t lock; /* for what follows */
    pthread_cond_t wake;
    struct job *ring; /* owned; room is a power of two */
    size_t room, first, count;
    bool is_waiting, is_stopping;
};

/* Under lock. False when there is no memory for more. */
static bool grow(struct writer *w)
{
    struct job *ring = calloc(w->room * 2, sizeof *ring);

    if (!ring)
        return false;
    for (size_t i = 0; i < w->count; i++)
        ring[i] = w->ring[(w->first + i) & (w->room - 1)];
    free(w->ring);
    w->ring = ring;
    w->room *= 2;
    w->first = 0;
    return true;
}

void writer_submit(struct writer *w, writer_run run, writer_done done,
                   void *payload)
{
    bool taken, wake;

    pthread_mutex_lock(&w->lock);
    assert(!w->is_stopping);
    taken = w->count < w->room || grow(w);
    if (taken)
        w->ring[(w->first + w->count++) & (w->room - 1)] =
            (struct job){ run, done, payload };
    wake = w->is_waiting;
    pthread_mutex_unlock(&w->lock);
    if (wake)
        pthread_cond_signal(&w->wake);
    if (!taken) {
        log_line(LOG_ERROR, "writer_out_of_memory", NULL);
        if (done)
            done(ERR_STORE, payload);
    }
}

/* Waits for work; 0 jobs when it is time to stop. */
static size_t take_batch(struct writer *w, struct job *batch)
{
    size_t count;

    pthread_mutex_lock(&w->lock);
    while (w->count == 0 && !w->is_stopping) {
        w->is_waiting = true;
        pthread_cond_wait(&w->wake, &w->lock);
        w->is_waiting = false;
    }
    count = w->count < WRITER_BATCH_MAX ? w->count : WRITER_BATCH_MAX;
    for (size_t i = 0; i < count; i++)
        batch[i] = w->ring[(w->first + i) & (w->room - 1)];
    w->first = (w->first + count) & (w->room - 1);
    w->count -= count;
    pthread_mutex_unlock(&w->lock);
    return count;
}

/* In a transaction of its own, or, within one, in a savepoint. */
static enum err run_one(struct store_conn *c, const struct job *job)
{
    enum err e = store_begin(c);

    if (e != ERR_OK)
        return e;
    e = job->run(c, job->payload);
    if (e == ERR_OK)
        return store_commit(c);
    store_rollback(c);
    return e;
}

/* ERR_OK when every result[] holds. Otherwise nothing was kept. */
static enum err run_together(struct store_conn *c, const struct job *batch,
                             size_t count, enum err *results)
{
    size_t kept = 0;
    enum err e = store_begin(c);

    if (e != ERR_OK)
        return e;
    for (size_t i = 0; i < count && c->broken == ERR_OK; i++) {
        results[i] = run_one(c, &batch[i]);
        kept += results[i] == ERR_OK;
    }
    if (c->broken == ERR_OK && kept == 0) {
        store_rollback(c);
        return ERR_OK;
    }
    return store_commit(c);
}

static void run_batch(struct store_conn *c, const struct job *batch,
                      size_t count, enum err *results)
{
    enum err e;

    for (size_t i = 0; i < count; i++)
        results[i] = ERR_STORE;
    if (count == 1) {
        results[0] = run_one(c, &batch[0]);
        return;
    }
    e = run_together(c, batch, count, results);
    if (e == ERR_OK)
        return;
    /* What nobody can tell must not run twice. */
    if (c->unsure) {
        for (size_t i = 0; i < count; i++)
            results[i] = e;
        return;
    }
    for (size_t i = 0; i < count; i++)
        results[i] = run_one(c, &batch[i]);
}

static void *work(void *context)
{
    struct writer *w = context;
    struct job batch[WRITER_BATCH_MAX];
    enum err results[WRITER_BATCH_MAX];
    size_t count;

    while ((count = take_batch(w, batch)) > 0) {
        run_batch(w->conn, batch, count, results);
        for (size_t i = 0; i < count; i++)
            if (batch[i].done)
                batch[i].done(results[i], batch[i].payload);
    }
    w->conn->ops->writer_end(w->conn);
    store_disconnect(w->conn);
    return NULL;
}

struct writer *writer_start(struct store *s)
{
    struct writer *w = calloc(1, sizeof *w);

    if (!w)
        return NULL;
    w->room = FIRST_ROOM;
    w->ring = calloc(w->room, sizeof *w->ring);
    w->conn = store_connect(s);
    if (!w->ring || !w->conn || !w->conn->ops->writer_begin(w->conn))
        goto out;
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->wake, NULL);
    if (pthread_create(&w->thread, NULL, work, w) == 0)
        return w;
    w->conn->ops->writer_end(w->conn);
    pthread_cond_destroy(&w->wake);
    pthread_mutex_destroy(&w->lock);
out:
    log_line(LOG_ERROR, "writer_cannot_start", NULL);
    store_disconnect(w->conn);
    free(w->ring);
    free(w);
    return NULL;
}

void writer_stop(struct writer *w)
{
    if (!w)
        return;
    pthread_mutex_lock(&w->lock);
    w->is_stopping = true;
    pthread_cond_signal(&w->wake);
    pthread_mutex_unlock(&w->lock);
    pthread_join(w->thread, NULL);
    pthread_cond_destroy(&w->wake);
    pthread_mutex_destroy(&w->lock);
    free(w->ring);
    free(w);
}

struct waiter {
    writer_run run;
    void *payload;
    enum err result;
    sem_t done;
};

static enum err waiter_run(struct store_conn *c, void *context)
{
    struct waiter *waiter = context;

    return waiter->run(c, waiter->payload);
}

static void waiter_done(enum err result, void *context)
{
    struct waiter *waiter = context;

    waiter->result = result;
    sem_post(&waiter->done);
}

enum err writer_do(struct writer *w, writer_run run, void *payload)
{
    struct waiter waiter = { run, payload, ERR_STORE, { { 0 } } };

    sem_init(&waiter.done, 0, 0);
    writer_submit(w, waiter_run, waiter_done, &waiter);
    while (sem_wait(&waiter.done) != 0 && errno == EINTR)
        ;
    sem_destroy(&waiter.done);
    return waiter.result;
}
