/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/net/socket.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/base/buf.h"
#include "daemon/base/clock.h"
#include "daemon/base/json.h"
#include "daemon/net/live_op.h"

enum {
    FRAME_ARENA_MAX = 4 * 1024 * 1024,
    PAUSE_ABOVE = SOCKET_WAITING_MAX / 4, /* bytes waiting: stop reading */
    TOKEN_ROOM = 64
};

/* A frame whose turn has not come. */
struct waiting {
    struct waiting *next;
    size_t len;
    char bytes[];
};

struct socket {
    struct socket *next, **at; /* among all sockets; *at is this one */
    struct server *server;
    struct lws *wire;
    struct live_ref ref; /* once open */
    bool open, paused;
    struct session who;
    char token[TOKEN_ROOM];
    uint8_t token_len;
    enum close_code close;
    struct buf partial; /* a frame of which more is to come */
    struct waiting *first, **last;
    size_t waiting_bytes;
    struct socket_work *busy; /* frames wait for it */
};

/* What a worker does for a socket: find out who it is, or run an operation.
 * It never touches the socket itself. */
struct socket_work {
    struct work work; /* first */
    struct server *server;
    struct socket *socket;    /* NULL once that is gone; loop thread only */
    const struct live_op *op; /* NULL: authenticate */
    struct live_frame frame;
    struct arena arena;
    char token[TOKEN_ROOM];
    uint8_t token_len;
    enum err err;
};

static void pump(struct socket *s);

static void socket_end(struct socket *s, enum close_code why)
{
    if (s->close == CLOSE_NOT)
        s->close = why;
    wire_wants_to_send(s->wire);
}

/* --- work ---------------------------------------------------------------- */

static void run(struct work *w, struct store_conn *db)
{
    struct socket_work *job = (struct socket_work *)w;
    const struct server_config *c = &job->server->config;

    job->frame.now_ms = clock_now_ms();
    job->frame.db = db;
    if (job->op) {
        job->op->handle(&job->frame);
        return;
    }
    job->err = ERR_SIGNED_OUT;
    if (c->authenticate)
        job->err = c->authenticate(db, c->writer,
                                   (struct text){ job->token, job->token_len },
                                   job->frame.now_ms, &job->frame.who);
    if (!job->err && job->frame.who.owes_factor)
        job->err = ERR_SIGNED_OUT;
}

static void greet(struct socket *s)
{
    struct buf hello;

    if (!hub_open(s->server->hub, &s->who, s, &s->ref)) {
        socket_end(s, CLOSE_SERVER_ERROR);
        return;
    }
    s->open = true;
    buf_init(&hello, 80);
    buf_format(&hello, "{\"op\":\"hello\",\"now_ms\":%lld}",
               (long long)clock_now_ms());
    hub_send(s->server->hub, s->ref, buf_view(&hello));
    buf_deinit(&hello);
}

static void learn(struct socket *s, const struct socket_work *job)
{
    if (!job->err) {
        s->who = job->frame.who;
        greet(s);
    } else if (job->err == ERR_SIGNED_OUT || job->err == ERR_DENIED) {
        socket_end(s, CLOSE_SIGNED_OUT);
    } else { /* the store does not answer just now */
        socket_end(s, CLOSE_COME_BACK);
    }
}

static void done(struct work *w)
{
    struct socket_work *job = (struct socket_work *)w;
    struct socket *s = job->socket;

    job->server->out--;
    if (s) {
        s->busy = NULL;
        if (!job->op)
            learn(s, job);
        pump(s);
    }
    arena_deinit(&job->arena);
    json_decref(job->frame.body);
    free(job);
}

static struct socket_work *work_new(struct socket *s)
{
    struct socket_work *job = calloc(1, sizeof(*job));

    if (!job)
        return NULL;
    job->work = (struct work){ .run = run, .done = done };
    job->server = s->server;
    job->socket = s;
    arena_init(&job->arena, FRAME_ARENA_MAX);
    job->frame = (struct live_frame){ .from = s->ref,
                                      .who = s->who,
                                      .arena = &job->arena,
                                      .writer = s->server->config.writer,
                                      .keeper = s->server->config.keeper,
                                      .hub = s->server->hub };
    return job;
}

static void submit(struct socket_work *job)
{
    job->server->out++;
    workers_submit(job->server->workers, &job->work);
}

static struct socket_work *authenticate(struct socket *s)
{
    struct socket_work *job = work_new(s);

    if (!job)
        return NULL;
    memcpy(job->token, s->token, s->token_len);
    job->token_len = s->token_len;
    submit(job);
    return job;
}

/* --- frames in ----------------------------------------------------------- */

static void refuse(struct socket *s, const json_t *body, const char *field,
                   const char *wanted)
{
    char *text = live_op_refusal(body, field, wanted);

    if (text)
        hub_send(s->server->hub, s->ref, (struct text){ text, strlen(text) });
    free(text);
}

static void run_here(struct socket *s, const struct live_op *op, json_t *body)
{
    struct arena arena;
    struct live_frame f = { .from = s->ref,
                            .who = s->who,
                            .body = body,
                            .now_ms = clock_now_ms(),
                            .arena = &arena,
                            .writer = s->server->config.writer,
                            .keeper = s->server->config.keeper,
                            .hub = s->server->hub };

    arena_init(&arena, FRAME_ARENA_MAX);
    op->handle(&f);
    arena_deinit(&arena);
}

/* Takes nothing: the text may live anywhere until this returns. */
static void dispatch(struct socket *s, struct text frame)
{
    json_t *body = json_parse(frame);
    const struct live_op *op = NULL;

    if (!json_is_object(body))
        refuse(s, NULL, "", "a JSON object");
    else if (!(op = live_op_find(s->server->config.ops, body)))
        refuse(s, body, "op", "a word of the live socket");
    else if (op->where == LIVE_LOOP)
        run_here(s, op, body);
    else if ((s->busy = work_new(s)) != NULL) {
        s->busy->op = op;
        s->busy->frame.body = json_incref(body);
        submit(s->busy);
    } else {
        socket_end(s, CLOSE_SERVER_ERROR);
    }
    json_decref(body);
}

/* Later frames wait for an earlier one that is with a worker, also those that
 * would not need one: order is kept. */
static void pump(struct socket *s)
{
    while (!s->busy && s->first && s->close == CLOSE_NOT &&
           !s->server->stopping) {
        struct waiting *w = s->first;

        s->first = w->next;
        if (!s->first)
            s->last = &s->first;
        s->waiting_bytes -= w->len;
        dispatch(s, (struct text){ w->bytes, w->len });
        free(w);
    }
    if (s->paused && s->open && s->waiting_bytes <= PAUSE_ABOVE) {
        s->paused = false;
        wire_listen(s->wire, true);
    }
}

static enum close_code wait_turn(struct socket *s, struct text frame)
{
    struct waiting *w;

    if (s->waiting_bytes + frame.len > SOCKET_WAITING_MAX)
        return CLOSE_COME_BACK;
    w = malloc(sizeof(*w) + frame.len);
    if (!w)
        return CLOSE_SERVER_ERROR;
    w->next = NULL;
    w->len = frame.len;
    memcpy(w->bytes, frame.ptr, frame.len);
    *s->last = w;
    s->last = &w->next;
    s->waiting_bytes += frame.len;
    if (!s->paused && s->waiting_bytes > PAUSE_ABOVE) {
        s->paused = true;
        wire_listen(s->wire, false);
    }
    return CLOSE_NOT;
}

static enum close_code take_frame(struct socket *s, struct text frame)
{
    if (s->busy || s->first)
        return wait_turn(s, frame);
    dispatch(s, frame);
    return CLOSE_NOT;
}

enum close_code socket_receive(struct socket *s, struct text piece,
                               bool is_last)
{
    enum close_code why;

    if (s->close != CLOSE_NOT)
        return CLOSE_NOT; /* already being hung up */
    if (s->partial.len + piece.len > SOCKET_FRAME_MAX)
        return CLOSE_TOO_LARGE;
    if (is_last && s->partial.len == 0)
        return take_frame(s, piece);
    buf_add(&s->partial, piece.ptr, piece.len);
    if (!buf_ok(&s->partial))
        return CLOSE_SERVER_ERROR;
    if (!is_last)
        return CLOSE_NOT;
    why = take_frame(s, buf_view(&s->partial));
    buf_deinit(&s->partial); /* an idle socket keeps nothing */
    return why;
}

/* --- frames out ---------------------------------------------------------- */

struct hub_frame *socket_next(struct socket *s, bool *more,
                              enum close_code *close)
{
    enum hub_close ended = HUB_STAY;
    struct hub_frame *f = NULL;

    *more = false;
    if (s->open)
        f = hub_take(s->server->hub, s->ref, more, &ended);
    *close = s->close != CLOSE_NOT ? s->close : (enum close_code)ended;
    return f;
}

void socket_wake(struct socket *s)
{
    wire_wants_to_send(s->wire);
}

/* --- life ---------------------------------------------------------------- */

struct socket *socket_new(struct server *server, struct lws *wire,
                          struct text token)
{
    struct socket *s;

    if (token.len > TOKEN_ROOM)
        return NULL;
    s = calloc(1, sizeof(*s));
    if (!s)
        return NULL;
    s->server = server;
    s->wire = wire;
    s->last = &s->first;
    buf_init(&s->partial, SOCKET_FRAME_MAX);
    memcpy(s->token, token.ptr, token.len);
    s->token_len = (uint8_t)token.len;
    s->paused = true;
    wire_listen(wire, false);
    s->busy = authenticate(s);
    if (!s->busy) {
        free(s);
        return NULL;
    }
    s->next = server->sockets;
    s->at = &server->sockets;
    if (s->next)
        s->next->at = &s->next;
    server->sockets = s;
    return s;
}

void socket_gone(struct socket *s)
{
    *s->at = s->next;
    if (s->next)
        s->next->at = s->at;
    if (s->busy)
        s->busy->socket = NULL;
    if (s->open)
        hub_close(s->server->hub, s->ref, clock_ticks_ms());
    while (s->first) {
        struct waiting *w = s->first;

        s->first = w->next;
        free(w);
    }
    buf_deinit(&s->partial);
    free(s);
}

void sockets_end(struct server *server, enum close_code why)
{
    for (struct socket *s = server->sockets; s; s = s->next)
        socket_end(s, why);
}
