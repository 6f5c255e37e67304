/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/net/absent.h"

#include <stdlib.h>

#include "daemon/base/clock.h"
#include "daemon/base/log.h"
#include "daemon/net/hub_sockets.h"

enum { ARENA_MAX = 1024 * 1024 };

struct absent_work {
    struct work work; /* first */
    struct server *server;
    struct id topic, account;
};

static void run(struct work *w, struct store_conn *db)
{
    struct absent_work *job = (struct absent_work *)w;
    const struct server_config *c = &job->server->config;
    struct arena arena;
    struct request q = { .now_ms = clock_now_ms(),
                         .arena = &arena,
                         .db = db,
                         .writer = c->writer,
                         .keeper = c->keeper,
                         .hub = job->server->hub,
                         .config = c->config };

    arena_init(&arena, ARENA_MAX);
    c->absent(&q, &job->topic, &job->account);
    arena_deinit(&arena);
}

static void done(struct work *w)
{
    struct absent_work *job = (struct absent_work *)w;

    job->server->out--;
    free(job);
}

void absent_submit_due(struct server *s, int64_t ticks_ms)
{
    struct id topic, account;

    while (hub_next_absent(s->hub, ticks_ms, &topic, &account)) {
        struct absent_work *job;

        if (!s->config.absent)
            continue;
        job = calloc(1, sizeof(*job));
        if (!job) {
            log_line(LOG_ERROR, "absence_lost", NULL);
            continue;
        }
        *job = (struct absent_work){ .work = { .run = run, .done = done },
                                     .server = s,
                                     .topic = topic,
                                     .account = account };
        s->out++;
        workers_submit(s->workers, &job->work);
    }
}
