/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/net/exchange.h"

#include <stdlib.h>

#include "daemon/base/clock.h"
#include "daemon/base/json.h"
#include "daemon/base/log.h"

/* Beyond the body itself, which is held elsewhere. */
enum { ARENA_MAX = 16 * 1024 * 1024 };

static void run(struct work *w, struct store_conn *db);
static void done(struct work *w);

struct exchange *exchange_new(struct server *s, struct lws *wire,
                              const struct pass *pass, struct text path,
                              struct text query, struct text remote)
{
    static int64_t last_number; /* loop thread only */
    struct exchange *x = calloc(1, sizeof(*x));

    if (!x)
        return NULL;
    arena_init(&x->arena, ARENA_MAX);
    answer_init(&x->answer);
    buf_init(&x->body, pass->body_len);
    x->work = (struct work){ .run = run, .done = done };
    x->server = s;
    x->wire = wire;
    x->number = ++last_number;
    x->begun_ticks_ms = clock_ticks_ms();
    x->pass = *pass;
    x->query = arena_text(&x->arena, query);
    x->remote = arena_text(&x->arena, remote);
    x->pass.token = arena_text(&x->arena, pass->token);
    x->pass.device = arena_text(&x->arena, pass->device);
    x->pass.host = arena_text(&x->arena, pass->host);
    x->path = arena_text(&x->arena, path);
    if (!x->path.ptr || !x->query.ptr || !x->remote.ptr || !x->pass.token.ptr ||
        !x->pass.device.ptr || !x->pass.host.ptr) {
        exchange_free(x);
        return NULL;
    }
    for (int i = 0; i < REQUEST_PARAMS_MAX; i++) {
        struct text *p = &x->pass.match.params[i];

        if (p->ptr)
            p->ptr = x->path.ptr + (p->ptr - path.ptr);
    }
    return x;
}

void exchange_free(struct exchange *x)
{
    if (!x)
        return;
    answer_deinit(&x->answer);
    buf_deinit(&x->body);
    arena_deinit(&x->arena);
    free(x);
}

bool exchange_add(struct exchange *x, const void *bytes, size_t len)
{
    buf_add(&x->body, bytes, len);
    return buf_ok(&x->body);
}

void exchange_submit(struct exchange *x)
{
    /* The next request may be here already. Unless told not to listen, the
     * library looks at it over and over until this one is answered. (With a
     * third one it does so all the same; it still serves everybody else.) */
    wire_listen(x->wire, false);
    x->at = EXCHANGE_AT_WORKER;
    x->server->out++;
    workers_submit(x->server->workers, &x->work);
}

/* --- in the worker ------------------------------------------------------- */

static enum err check_role(enum who wanted, enum role role)
{
    switch (wanted) {
    case WHO_ANYONE:
    case WHO_ARRIVING:
    case WHO_SIGNED_IN: return ERR_OK;
    case WHO_CLIENT: return role == ROLE_CLIENT ? ERR_OK : ERR_DENIED;
    case WHO_THERAPIST: return role == ROLE_THERAPIST ? ERR_OK : ERR_DENIED;
    }
    return ERR_DENIED;
}

/* A cookie that is not good any more is no reason to refuse what is open to
 * anyone: signing in, for instance. */
static enum err who_asks(struct exchange *x, struct request *q, struct reply *a)
{
    const struct server_config *c = &x->server->config;
    enum who wanted = x->pass.match.route->who;
    enum err err = ERR_SIGNED_OUT;

    if (x->pass.token.len > 0 && c->authenticate)
        err = c->authenticate(q->db, q->writer, x->pass.token, q->now_ms,
                              &q->who);
    if (err)
        q->who = (struct session){ .role = ROLE_NONE };
    if (wanted == WHO_ANYONE)
        return ERR_OK;
    if (!err && q->who.owes_factor && wanted != WHO_ARRIVING) {
        a->text = "Please add your second step for signing in first.";
        return ERR_DENIED;
    }
    return err ? err : check_role(wanted, q->who.role);
}

static enum err read_body(struct exchange *x, struct request *q,
                          struct reply *a)
{
    if (x->pass.body_len == 0)
        return ERR_OK;
    q->body = json_parse(buf_view(&x->body));
    if (json_is_object(q->body))
        return ERR_OK;
    a->field = "";
    a->wanted = "a JSON object";
    return ERR_BAD_INPUT;
}

static void note(const struct exchange *x, enum err err)
{
    bool ours = err == ERR_STORE || err == ERR_FULL || err == ERR_INTERNAL;

    log_line(ours ? LOG_ERROR : LOG_DEBUG, "request", "number",
             log_num(x->number), "path", x->pass.match.route->path, "status",
             log_num(err_status(err)), "ms",
             log_num(clock_ticks_ms() - x->begun_ticks_ms), NULL);
}

static void run(struct work *w, struct store_conn *db)
{
    struct exchange *x = (struct exchange *)w;
    const struct server_config *c = &x->server->config;
    struct answer_way way = { .behind_tls = c->behind_tls, .close = x->close };
    struct reply reply = { .body = NULL };
    struct request q = { .method = x->pass.method,
                         .path = x->path,
                         .query = x->query,
                         .remote = x->remote,
                         .host = x->pass.host,
                         .device = x->pass.device,
                         .now_ms = clock_now_ms(),
                         .arena = &x->arena,
                         .db = db,
                         .writer = c->writer,
                         .keeper = c->keeper,
                         .signer = c->signer,
                         .hub = x->server->hub,
                         .config = c->config };
    enum err err;

    for (int i = 0; i < REQUEST_PARAMS_MAX; i++)
        q.params[i] = x->pass.match.params[i];

    err = who_asks(x, &q, &reply);
    if (!err)
        err = read_body(x, &q, &reply);
    if (!err)
        err = x->pass.match.route->handle(&q, &reply);

    if (err) {
        struct refusal why = { .err = err,
                               .field = reply.field,
                               .wanted = reply.wanted,
                               .text = reply.text,
                               .retry_after_s = reply.retry_after_s };

        answer_error(&x->answer, way, &why);
        json_decref(reply.body);
    } else {
        answer_json(&x->answer, way, &reply);
    }
    note(x, err);
    json_decref(q.body);
}

static void done(struct work *w)
{
    struct exchange *x = (struct exchange *)w;

    x->at = EXCHANGE_IS_BACK;
    x->server->out--;
    if (x->wire) {
        wire_listen(x->wire, true); /* a wire that is not read cannot send */
        wire_wants_to_send(x->wire);
    } else {
        exchange_free(x);
    }
}
