/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/daemon/net_server.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <pthread.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "daemon/base/clock.h"
#include "daemon/base/json.h"
#include "daemon/base/log.h"

struct net_server {
    struct server *server;
    pthread_t thread;
    char web[64];
};

static atomic_int absences;

static void pause_ms(long ms)
{
    nanosleep(&(struct timespec){ ms / 1000, ms % 1000 * 1000000 }, NULL);
}

/* --- routes -------------------------------------------------------------- */

static enum err hello(struct request *q, struct reply *a)
{
    struct text n = request_query(q, "n");

    a->body = json_object();
    if (n.ptr)
        json_put_text(a->body, "query", n);
    json_put_text(a->body, "remote", q->remote);
    return ERR_OK;
}

static enum err me(struct request *q, struct reply *a)
{
    a->body = json_object();
    json_put_int(a->body, "role", (int)q->who.role);
    return ERR_OK;
}

static enum err echo(struct request *q, struct reply *a)
{
    a->body = json_incref(q->body);
    return ERR_OK;
}

static enum err login(struct request *q, struct reply *a)
{
    (void)q;
    snprintf(a->set_cookie, sizeof(a->set_cookie), "client");
    return ERR_OK;
}

static enum err logout(struct request *q, struct reply *a)
{
    snprintf(a->set_cookie, sizeof(a->set_cookie), "-");
    hub_end_login(q->hub, q->who.token_hash);
    return ERR_OK;
}

static enum err one(struct request *q, struct reply *a)
{
    a->body = json_object();
    json_put_text(a->body, "id", q->params[0]);
    return ERR_OK;
}

static enum err slow(struct request *q, struct reply *a)
{
    (void)q, (void)a;
    pause_ms(300);
    return ERR_OK;
}

static enum err large(struct request *q, struct reply *a)
{
    enum { LEN = 512 * 1024 };
    char *text = arena_alloc(q->arena, LEN);

    memset(text, 'x', LEN);
    a->body = json_object();
    json_put_text(a->body, "text", (struct text){ text, LEN });
    return ERR_OK;
}

static enum err bad(struct request *q, struct reply *a)
{
    (void)q;
    a->field = "name";
    a->wanted = "a text of 1 to 80";
    return ERR_BAD_INPUT;
}

static const struct route test_routes[] = {
    { METHOD_GET, "/api/hello", WHO_ANYONE, 0, hello, COST_NONE },
    { METHOD_GET, "/api/me", WHO_SIGNED_IN, 0, me, COST_NONE },
    { METHOD_POST, "/api/echo", WHO_SIGNED_IN, 1000, echo, COST_NONE },
    { METHOD_POST, "/api/login", WHO_ANYONE, 100, login, COST_LOGIN },
    { METHOD_POST, "/api/logout", WHO_SIGNED_IN, 100, logout, COST_NONE },
    { METHOD_GET, "/api/clients/:id", WHO_CLIENT, 0, one, COST_NONE },
    { METHOD_GET, "/api/therapists", WHO_THERAPIST, 0, me, COST_NONE },
    { METHOD_GET, "/api/slow", WHO_ANYONE, 0, slow, COST_NONE },
    { METHOD_GET, "/api/large", WHO_ANYONE, 0, large, COST_NONE },
    { METHOD_GET, "/api/bad", WHO_ANYONE, 0, bad, COST_NONE },
    { METHOD_GET, NULL, WHO_ANYONE, 0, NULL, COST_NONE }
};

static const struct route *const all_routes[] = { test_routes, NULL };

/* --- operations ---------------------------------------------------------- */

static void live_echo(struct live_frame *f)
{
    char *text = json_dumps(f->body, JSON_COMPACT);

    hub_send(f->hub, f->from, (struct text){ text, strlen(text) });
    free(text);
}

static void live_slow_echo(struct live_frame *f)
{
    pause_ms(50);
    live_echo(f);
}

static void live_follow(struct live_frame *f)
{
    const char *name = json_string_value(json_object_get(f->body, "alliance"));
    struct id topic;

    if (!name || !id_parse((struct text){ name, strlen(name) }, &topic))
        return;
    hub_follow(f->hub, f->from, &topic);
    hub_send(f->hub, f->from, TEXT("{\"op\":\"followed\"}"));
}

static void live_flood(struct live_frame *f)
{
    static char frame[30 * 1024];

    memset(frame, 'x', sizeof(frame));
    for (int i = 0; i < 10; i++)
        hub_send(f->hub, f->from, (struct text){ frame, sizeof(frame) });
}

static const struct live_op test_ops[] = {
    { "echo", LIVE_LOOP, live_echo },
    { "slow_echo", LIVE_WORKER, live_slow_echo },
    { "follow", LIVE_WORKER, live_follow },
    { "flood", LIVE_LOOP, live_flood },
    { NULL, LIVE_LOOP, NULL }
};

static const struct live_op *const all_ops[] = { test_ops, NULL };

/* --- the rest of a house ------------------------------------------------- */

static bool begins(struct text t, const char *with)
{
    return t.len >= strlen(with) && memcmp(t.ptr, with, strlen(with)) == 0;
}

static enum err authenticate(struct store_conn *db, struct writer *writer,
                             struct text token, int64_t now_ms,
                             struct session *out)
{
    struct session s = { .role = ROLE_NONE };

    (void)db, (void)writer, (void)now_ms;
    if (begins(token, "client"))
        s.role = ROLE_CLIENT;
    else if (begins(token, "therapist"))
        s.role = ROLE_THERAPIST;
    else
        return ERR_SIGNED_OUT;
    memcpy(s.account.bytes, token.ptr,
           token.len < ID_BYTES ? token.len : ID_BYTES);
    memcpy(s.token_hash, token.ptr, token.len < 32 ? token.len : 32);
    *out = s;
    return ERR_OK;
}

static void absent(struct request *q, const struct id *topic,
                   const struct id *account)
{
    (void)q, (void)topic, (void)account;
    atomic_fetch_add(&absences, 1);
}

static void write_file(const char *dir, const char *name, const char *text)
{
    char path[128];
    FILE *f;

    snprintf(path, sizeof(path), "%s/%s", dir, name);
    f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static void make_web(struct net_server *s)
{
    char path[80];

    snprintf(s->web, sizeof(s->web), "/tmp/rapport-net-XXXXXX");
    assert_non_null(mkdtemp(s->web));
    snprintf(path, sizeof(path), "%s/workers", s->web);
    assert_int_equal(mkdir(path, 0700), 0);
    write_file(s->web, "index.html", "<!doctype html>the page");
    write_file(s->web, "main-ABCD1234.js", "plain script");
    write_file(s->web, "main-ABCD1234.js.gz", "not really gzip");
    write_file(s->web, "workers/vault.js", "a worker");
}

static void remove_web(struct net_server *s)
{
    static const char *const names[] = {
        "index.html",       "main-ABCD1234.js", "main-ABCD1234.js.gz",
        "workers/vault.js", "workers",          ""
    };

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        char path[128];

        snprintf(path, sizeof(path), "%s/%s", s->web, names[i]);
        remove(path);
    }
}

static void *run(void *arg)
{
    server_run(arg);
    return NULL;
}

struct net_server *net_server_new(const struct limit_rules *rules)
{
    struct net_server *s = calloc(1, sizeof(*s));
    struct server_config config = { .address = "127.0.0.1",
                                    .web_dir = s->web,
                                    .workers = 2,
                                    .patience_s = NET_PATIENCE_S,
                                    .login_limits = rules,
                                    .routes = all_routes,
                                    .ops = all_ops,
                                    .authenticate = authenticate,
                                    .absent = absent };

    assert_true(sodium_init() >= 0);
    atomic_store(&absences, 0);
    log_set_level(LOG_ERROR);
    make_web(s);
    s->server = server_new(&config);
    assert_non_null(s->server);
    assert_int_equal(pthread_create(&s->thread, NULL, run, s->server), 0);
    return s;
}

int64_t net_server_free(struct net_server *s)
{
    int64_t begun = clock_ticks_ms(), took;

    server_stop(s->server);
    pthread_join(s->thread, NULL);
    took = clock_ticks_ms() - begun;
    server_free(s->server);
    remove_web(s);
    free(s);
    return took;
}

int net_server_port(const struct net_server *s)
{
    return server_port(s->server);
}

int net_server_absences(const struct net_server *s)
{
    (void)s;
    return atomic_load(&absences);
}
