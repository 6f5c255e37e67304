/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/daemon/session.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "daemon/base/id.h"
#include "daemon/cli/house.h"
#include "daemon/store/store.h"

const char *session_path(const char *visit, const char *tail)
{
    static _Thread_local char ring[8][128];
    static _Thread_local unsigned next;
    char *path = ring[next++ % 8];

    snprintf(path, sizeof ring[0], "/api/visits/%s%s", visit, tail);
    return path;
}

void session_plan_now(struct pair *p, char visit[32])
{
    int status = client_post(p->therapist.client, "/api/visits",
                             "{s:s, s:s, s:s, s:i, s:s}", "alliance",
                             p->alliance, "wall", "now", "zone",
                             "Europe/Vienna", "minutes", 50, "medium", "video");

    assert_int_equal(status, 200);
    snprintf(visit, 32, "%s", client_text(p->therapist.client, "id"));
}

int session_event(struct client *c, const char *visit, const char *event)
{
    return client_post(c, session_path(visit, "/events"), "{s:s}", "event",
                       event);
}

void session_open(struct pair *p, char visit[32])
{
    session_plan_now(p, visit);
    assert_int_equal(session_event(p->client.client, visit, "arrive"), 200);
    assert_int_equal(session_event(p->therapist.client, visit, "arrive"), 200);
    assert_int_equal(session_event(p->therapist.client, visit, "admit"), 200);
}

void session_hold(struct pair *p, char visit[32])
{
    session_open(p, visit);
    assert_int_equal(session_event(p->therapist.client, visit, "end"), 200);
}

static const char sql_age[] =
    "UPDATE visit SET starts_ms = starts_ms - ?, created_ms = created_ms - ?,"
    " started_ms = started_ms - ?, ended_ms = ended_ms - ?,"
    " empty_ms = empty_ms - ? WHERE id = ?";

void session_age(struct test_house *t, const char *visit, int64_t by_ms)
{
    struct store *s = house_store(test_house_inside(t));
    struct store_conn *c = store_connect(s);
    struct query *q;
    struct id id;

    assert_non_null(c);
    assert_true(id_parse((struct text){ visit, strlen(visit) }, &id));
    q = query_open(c, sql_age);
    for (int i = 0; i < 5; i++)
        query_bind_int(q, by_ms);
    query_bind_id(q, &id);
    assert_int_equal(query_finish(q), ERR_OK);
    store_disconnect(c);
}

struct starter {
    pthread_barrier_t *barrier;
    void *(*fn)(void *);
    void *arg;
};

static void *start(void *context)
{
    struct starter *s = context;

    pthread_barrier_wait(s->barrier);
    return s->fn(s->arg);
}

void test_at_once(void *(*fn)(void *), void *first, void *second)
{
    pthread_barrier_t barrier;
    struct starter both[2] = { { &barrier, fn, first },
                               { &barrier, fn, second } };
    pthread_t threads[2];

    pthread_barrier_init(&barrier, NULL, 2);
    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, start, &both[i]), 0);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    pthread_barrier_destroy(&barrier);
}
