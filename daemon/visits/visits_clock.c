/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/visits/visits_clock.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "core/visit.h"
#include "daemon/alliances/event.h"
#include "daemon/base/arena.h"
#include "daemon/base/clock.h"
#include "daemon/base/log.h"
#include "daemon/net/hub.h"
#include "daemon/store/store.h"
#include "daemon/store/writer.h"
#include "daemon/visits/awake_store.h"
#include "daemon/visits/visits_store.h"
#include "daemon/visits/visits_write.h"

enum { ARENA_MAX = 64 * 1024 * 1024, SUSPECTS_MAX = 256 };

/* Shown as there, but no socket of theirs follows. */
struct suspect {
    struct id visit;
    int32_t chair;
};

struct suspects {
    struct suspect list[SUSPECTS_MAX];
    size_t count;
};

struct visits_clock {
    struct store_conn *db;
    struct writer *writer;
    struct hub *hub;
    int pass_ms;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool stopping;
    struct suspects last; /* of the pass before */
};

/* A change to be made; collected first, because the list is being read. */
struct due {
    struct visit_change change;
    struct due *next;
};

struct pass {
    struct visits_clock *clock;
    struct arena *arena;
    int64_t now_ms;
    bool everybody_is_gone;
    int64_t down_ms; /* the house was away from then until now; 0: it was not */
    struct due *first;
    struct suspects seen;
};

static bool was_suspect(const struct suspects *s, const struct id *visit,
                        int32_t chair)
{
    for (size_t i = 0; i < s->count; i++)
        if (s->list[i].chair == chair && id_same(&s->list[i].visit, visit))
            return true;
    return false;
}

static enum err note_due(struct pass *p, const struct visit_change *change)
{
    struct due *d = arena_alloc(p->arena, sizeof *d);

    if (!d)
        return ERR_FULL;
    d->change = *change;
    d->next = p->first;
    p->first = d;
    return ERR_OK;
}

/* Whether the person has been without a socket for a whole pass. */
static bool is_gone(struct pass *p, const struct visit_row *row, int32_t chair)
{
    if (!visit_is_there(&row->visit.chairs[chair]))
        return false;
    if (p->everybody_is_gone)
        return true;
    if (hub_is_present(p->clock->hub, &row->alliance, &row->accounts[chair]))
        return false;
    if (was_suspect(&p->clock->last, &row->id, chair))
        return true;
    if (p->seen.count < SUSPECTS_MAX)
        p->seen.list[p->seen.count++] = (struct suspect){ row->id, chair };
    return false;
}

static bool was_hit(const struct pass *p, const struct visit_row *row)
{
    struct visit v = row->visit;

    return p->down_ms != 0 && !v.outage &&
           visit_outage(&row->plan, &v, p->down_ms, p->now_ms);
}

static enum err look(const struct visit_row *row, void *context)
{
    struct pass *p = context;
    const int64_t due_ms = visit_due_ms(&row->plan, &row->visit);
    struct visit_change change = {
        .id = row->id,
        .hub = p->everybody_is_gone ? NULL : p->clock->hub,
        .arena = p->arena,
    };
    bool wanted = due_ms != VISIT_NEVER && due_ms <= p->now_ms;

    if (was_hit(p, row)) {
        change.down_ms = p->down_ms;
        change.up_ms = p->now_ms;
        wanted = true;
    }
    for (int32_t i = 0; i < row->visit.count; i++) {
        change.gone[i] = is_gone(p, row, i);
        wanted = wanted || change.gone[i];
    }
    return wanted ? note_due(p, &change) : ERR_OK;
}

/* When the house was last awake, if that is so long ago that it was an outage;
 * else 0. */
static enum err find_outage(struct visits_clock *c, int64_t now_ms,
                            int64_t *down_ms)
{
    int64_t awake_ms;
    enum err e = awake_find(c->db, &awake_ms);

    *down_ms = 0;
    if (e == ERR_OK && now_ms - awake_ms >= VISIT_OUTAGE_MS)
        *down_ms = awake_ms;
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static enum err run_pass(struct visits_clock *c, bool everybody_is_gone)
{
    struct arena arena;
    struct pass p = {
        .clock = c,
        .arena = &arena,
        .now_ms = clock_now_ms(),
        .everybody_is_gone = everybody_is_gone,
    };
    enum err e;

    arena_init(&arena, ARENA_MAX);
    e = find_outage(c, p.now_ms, &p.down_ms);
    if (e == ERR_OK)
        e = visits_list_live(c->db, &arena, look, &p);
    for (struct due *d = p.first; e == ERR_OK && d; d = d->next)
        e = event_do(c->writer, c->hub, visits_write_change, &d->change);
    /* Last: an outage that could not be written down is found again. */
    if (e == ERR_OK)
        e = writer_do(c->writer, awake_write, &p.now_ms);
    if (e != ERR_OK)
        log_line(LOG_WARN, "visits_pass_failed", "why", err_code(e), NULL);
    c->last = p.seen;
    arena_deinit(&arena);
    return e;
}

/* False when it is time to stop. */
static bool wait_for_next(struct visits_clock *c)
{
    struct timespec until;
    int rc = 0;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += c->pass_ms / 1000;
    until.tv_nsec += c->pass_ms % 1000 * 1000000L;
    if (until.tv_nsec >= 1000000000L) {
        until.tv_nsec -= 1000000000L;
        until.tv_sec++;
    }
    pthread_mutex_lock(&c->lock);
    while (!c->stopping && rc != ETIMEDOUT)
        rc = pthread_cond_timedwait(&c->wake, &c->lock, &until);
    rc = c->stopping;
    pthread_mutex_unlock(&c->lock);
    return !rc;
}

static void *run(void *clock)
{
    while (wait_for_next(clock))
        run_pass(clock, false);
    return NULL;
}

static void clock_free(struct visits_clock *c)
{
    store_disconnect(c->db);
    pthread_cond_destroy(&c->wake);
    pthread_mutex_destroy(&c->lock);
    free(c);
}

struct visits_clock *visits_clock_start(struct store *s, struct writer *w,
                                        struct hub *h, int pass_ms)
{
    struct visits_clock *c = calloc(1, sizeof *c);
    pthread_condattr_t attr;

    if (!c)
        return NULL;
    c->writer = w;
    c->hub = h;
    c->pass_ms = pass_ms;
    pthread_mutex_init(&c->lock, NULL);
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&c->wake, &attr);
    pthread_condattr_destroy(&attr);

    c->db = store_connect(s);
    if (!c->db) {
        pthread_cond_destroy(&c->wake);
        pthread_mutex_destroy(&c->lock);
        free(c);
        return NULL;
    }
    if (run_pass(c, true) != ERR_OK ||
        pthread_create(&c->thread, NULL, run, c) != 0) {
        clock_free(c);
        return NULL;
    }
    return c;
}

void visits_clock_stop(struct visits_clock *c)
{
    if (!c)
        return;
    pthread_mutex_lock(&c->lock);
    c->stopping = true;
    pthread_cond_signal(&c->wake);
    pthread_mutex_unlock(&c->lock);
    pthread_join(c->thread, NULL);
    clock_free(c);
}
