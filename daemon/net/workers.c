/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/net/workers.h"

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>

#include "daemon/base/log.h"
#include "daemon/store/store.h"

struct line {
    struct work *first, **last;
};

struct worker {
    struct workers *all;
    struct store_conn *db;
    pthread_t thread;
};

struct workers {
    pthread_mutex_t lock;
    pthread_cond_t more;
    struct line todo, done;
    bool stopping;
    void (*wake)(void *context);
    void *context;
    int count; /* threads running */
    struct worker each[];
};

static void line_add(struct line *l, struct work *w)
{
    w->next = NULL;
    *l->last = w;
    l->last = &w->next;
}

static struct work *line_take(struct line *l)
{
    struct work *w = l->first;

    if (w) {
        l->first = w->next;
        if (!l->first)
            l->last = &l->first;
    }
    return w;
}

static void *work_on(void *arg)
{
    struct worker *me = arg;
    struct workers *all = me->all;

    pthread_mutex_lock(&all->lock);
    for (;;) {
        struct work *w = line_take(&all->todo);
        bool was_empty;

        if (!w) {
            if (all->stopping)
                break;
            pthread_cond_wait(&all->more, &all->lock);
            continue;
        }
        pthread_mutex_unlock(&all->lock);
        w->run(w, me->db);
        pthread_mutex_lock(&all->lock);
        was_empty = all->done.first == NULL;
        line_add(&all->done, w);
        if (was_empty) { /* otherwise a wake is already on its way */
            pthread_mutex_unlock(&all->lock);
            all->wake(all->context);
            pthread_mutex_lock(&all->lock);
        }
    }
    pthread_mutex_unlock(&all->lock);
    return NULL;
}

static bool start_one(struct workers *all, struct store *store)
{
    struct worker *me = &all->each[all->count];
    sigset_t every, before;
    int failed;

    me->all = all;
    if (store) {
        me->db = store_connect(store);
        if (!me->db)
            return false;
    }
    /* Signals are for the loop thread. */
    sigfillset(&every);
    pthread_sigmask(SIG_SETMASK, &every, &before);
    failed = pthread_create(&me->thread, NULL, work_on, me);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (failed) {
        log_line(LOG_ERROR, "worker_not_started", NULL);
        if (me->db)
            store_disconnect(me->db);
        return false;
    }
    all->count++;
    return true;
}

struct workers *workers_new(int count, struct store *store,
                            void (*wake)(void *context), void *context)
{
    struct workers *all =
        calloc(1, sizeof(*all) + (size_t)count * sizeof(all->each[0]));

    if (!all)
        return NULL;
    pthread_mutex_init(&all->lock, NULL);
    pthread_cond_init(&all->more, NULL);
    all->todo.last = &all->todo.first;
    all->done.last = &all->done.first;
    all->wake = wake;
    all->context = context;
    while (all->count < count) {
        if (!start_one(all, store)) {
            workers_free(all);
            return NULL;
        }
    }
    return all;
}

void workers_free(struct workers *all)
{
    if (!all)
        return;
    pthread_mutex_lock(&all->lock);
    all->stopping = true;
    pthread_cond_broadcast(&all->more);
    pthread_mutex_unlock(&all->lock);
    for (int i = 0; i < all->count; i++) {
        pthread_join(all->each[i].thread, NULL);
        if (all->each[i].db)
            store_disconnect(all->each[i].db);
    }
    workers_drain(all);
    pthread_cond_destroy(&all->more);
    pthread_mutex_destroy(&all->lock);
    free(all);
}

void workers_submit(struct workers *all, struct work *w)
{
    pthread_mutex_lock(&all->lock);
    line_add(&all->todo, w);
    pthread_cond_signal(&all->more);
    pthread_mutex_unlock(&all->lock);
}

void workers_drain(struct workers *all)
{
    struct line ready;

    pthread_mutex_lock(&all->lock);
    ready = all->done;
    all->done.first = NULL;
    all->done.last = &all->done.first;
    pthread_mutex_unlock(&all->lock);

    for (struct work *w = ready.first; w;) {
        struct work *next = w->next;

        w->done(w);
        w = next;
    }
}
