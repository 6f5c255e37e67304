/* SPDX-License-Identifier: Apache-2.0 */
/* The only file that knows libwebsockets and libev: it turns their callbacks
 * into heads, pieces and frames, and answers into writes. What is refused, and
 * why, stands in door.c. */
#include "daemon/net/server.h"

#include <errno.h>
#include <ev.h>
#include <libwebsockets.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "daemon/base/clock.h"
#include "daemon/base/log.h"
#include "daemon/net/absent.h"
#include "daemon/net/answer.h"
#include "daemon/net/exchange.h"
#include "daemon/net/inner.h"
#include "daemon/net/listen.h"
#include "daemon/net/socket.h"

enum {
    HEAD_ROOM = 8192,     /* bytes of one request's head */
    CHUNK = 32 * 1024,    /* bytes of one write */
    RX_ROOM = 2048,       /* bytes of one piece of a live frame */
    BODY_TIME_MS = 30000, /* for a whole body, however it trickles */
    SEND_TIME_S = 30,     /* for one chunk to leave */
    WORK_TIME_S = 60,     /* for a handler */
    STOP_TIME_MS = 2500,  /* for what is running once we are told to stop */
    CHECK_SOCKETS_MS = 30000,
    HEADS_MAX = 4096, /* connections sending a head at the same time */
    FILES_MAX = 65536,
    TICK_MS = 250
};

_Static_assert((int)HUB_FRAME_MARGIN >= (int)LWS_PRE,
               "a frame needs room for its header");

/* What hangs on a connection, first as HTTP, then perhaps as live socket. */
struct wire {
    struct exchange *exchange;
    bool submitted;       /* the exchange is with a worker, or back */
    struct answer answer; /* status 0: nothing to be sent */
    struct socket *socket;
};

struct loop {
    struct ev_loop *ev;
    struct lws_context *context;
    struct lws_vhost *vhost;
    pthread_mutex_t wake_lock; /* over can_wake: the context may be gone */
    bool can_wake;
    int listening, port;
    ev_io accept;
    ev_timer tick;
    ev_signal term, interrupt;
    atomic_bool stop_asked;
    int64_t stop_by_ticks_ms, check_at_ticks_ms;
    int answering; /* wires with an exchange or an answer */
    char chunk[LWS_PRE + CHUNK];
};

/* A process has one pair of signal watchers, however many servers (tests). */
static atomic_flag signals_taken = ATOMIC_FLAG_INIT;

static struct server *server_of(struct lws *wsi)
{
    return lws_context_user(lws_get_context(wsi));
}

/* --- heads --------------------------------------------------------------- */

/* A head, copied out of the parser, which keeps its own only for a while. */
struct head_copy {
    struct head head;
    struct text query, remote, forwarded, accept_encoding, if_none_match;
    char peer[64];
    char room[HEAD_ROOM];
    size_t used;
};

static struct text absent(void)
{
    return (struct text){ NULL, 0 };
}

/* A field that does not fit looks like one that no check lets pass. */
static struct text copied(struct head_copy *c, int len)
{
    struct text t = { c->room + c->used, len > 0 ? (size_t)len : 0 };

    c->used += t.len + 1;
    return t;
}

static struct text field(struct lws *wsi, struct head_copy *c,
                         enum lws_token_indexes token)
{
    if (lws_hdr_total_length(wsi, token) <= 0)
        return absent();
    return copied(c, lws_hdr_copy(wsi, c->room + c->used,
                                  (int)(HEAD_ROOM - c->used), token));
}

/* For fields libwebsockets has no token for; name ends with a colon. */
static struct text named_field(struct lws *wsi, struct head_copy *c,
                               const char *name)
{
    int name_len = (int)strlen(name);

    if (lws_hdr_custom_length(wsi, name, name_len) <= 0)
        return absent();
    return copied(c, lws_hdr_custom_copy(wsi, c->room + c->used,
                                         (int)(HEAD_ROOM - c->used), name,
                                         name_len));
}

/* The parser has split the query and decoded its escapes; they are put back,
 * so that an escaped "&" stays one. */
static struct text query(struct lws *wsi, struct head_copy *c)
{
    static const char digits[] = "0123456789ABCDEF";
    char *start = c->room + c->used, *p = start;
    char *end = c->room + HEAD_ROOM;
    char part[1024];
    int len;

    for (int n = 0;
         (len = lws_hdr_copy_fragment(wsi, part, sizeof(part),
                                      WSI_TOKEN_HTTP_URI_ARGS, n)) >= 0;
         n++) {
        if (p > start && p < end)
            *p++ = '&';
        for (int i = 0; i < len && p + 3 < end; i++) {
            unsigned char b = (unsigned char)part[i];

            if (b <= ' ' || b == '%' || b == '&' || b == '+' || b > '~') {
                *p++ = '%';
                *p++ = digits[b >> 4];
                *p++ = digits[b & 15];
            } else {
                *p++ = (char)b;
            }
        }
    }
    return copied(c, (int)(p - start));
}

static struct text method_name(int method)
{
    switch (method) {
    case LWSHUMETH_GET: return TEXT("GET");
    case LWSHUMETH_POST: return TEXT("POST");
    case LWSHUMETH_PUT: return TEXT("PUT");
    case LWSHUMETH_DELETE: return TEXT("DELETE");
    case LWSHUMETH_HEAD: return TEXT("HEAD");
    default: return TEXT("-");
    }
}

/* The address limits are counted for. Only a proxy on this machine is
 * believed, and only the last hop, which that proxy wrote itself. */
static struct text remote_of(const struct server *s, struct head_copy *c)
{
    struct text peer = { c->peer, strlen(c->peer) };
    struct text last = c->forwarded;

    if (!s->config.behind_tls || last.len == 0 ||
        (strncmp(c->peer, "127.", 4) != 0 && strcmp(c->peer, "::1") != 0))
        return peer;
    for (size_t i = last.len; i > 0; i--) {
        if (last.ptr[i - 1] == ',' || last.ptr[i - 1] == ' ') {
            last.ptr += i;
            last.len -= i;
            break;
        }
    }
    return last.len > 0 ? last : peer;
}

static void copy_head(struct lws *wsi, struct head_copy *c)
{
    char *uri = NULL;
    int uri_len = 0, method;

    c->used = 0;
    method = lws_http_get_uri_and_method(wsi, &uri, &uri_len);
    lws_get_peer_simple(wsi, c->peer, sizeof(c->peer));
    c->head = (struct head){
        .method = method_name(method),
        .path = { uri ? uri : "", uri ? (size_t)uri_len : 0 },
        .host = field(wsi, c, WSI_TOKEN_HOST),
        .origin = field(wsi, c, WSI_TOKEN_ORIGIN),
        .cookie = field(wsi, c, WSI_TOKEN_HTTP_COOKIE),
        .fetch_site = named_field(wsi, c, "sec-fetch-site:"),
        .content_type = field(wsi, c, WSI_TOKEN_HTTP_CONTENT_TYPE),
        .content_length = field(wsi, c, WSI_TOKEN_HTTP_CONTENT_LENGTH),
        .transfer_encoding = field(wsi, c, WSI_TOKEN_HTTP_TRANSFER_ENCODING),
    };
    c->accept_encoding = field(wsi, c, WSI_TOKEN_HTTP_ACCEPT_ENCODING);
    c->if_none_match = field(wsi, c, WSI_TOKEN_HTTP_IF_NONE_MATCH);
    c->forwarded = field(wsi, c, WSI_TOKEN_X_FORWARDED_FOR);
    c->query = query(wsi, c);
    c->remote = remote_of(server_of(wsi), c);
}

/* --- answers ------------------------------------------------------------- */

static void begin_answer(struct server *s, struct wire *w)
{
    s->loop->answering++;
    answer_init(&w->answer);
}

static void drop_answer(struct server *s, struct wire *w)
{
    s->loop->answering--;
    answer_deinit(&w->answer);
    w->answer.status = 0;
}

/* Fills the chunk with what comes next; its length. */
static size_t next_chunk(struct loop *l, const struct answer *a)
{
    struct text parts[] = { buf_view(&a->bytes), a->rest };
    size_t skip = a->sent, len = 0;

    for (int i = 0; i < 2; i++) {
        size_t take;

        if (skip >= parts[i].len) {
            skip -= parts[i].len;
            continue;
        }
        take = parts[i].len - skip;
        if (take > CHUNK - len)
            take = CHUNK - len;
        memcpy(l->chunk + LWS_PRE + len, parts[i].ptr + skip, take);
        len += take;
        skip = 0;
    }
    return len;
}

static int send_answer(struct lws *wsi, struct server *s, struct wire *w)
{
    struct answer *a = &w->answer;
    size_t all = a->bytes.len + a->rest.len, len;
    bool close, is_last;

    if (a->status == 0)
        return 0;
    if (!buf_ok(&a->bytes))
        return -1;
    len = next_chunk(s->loop, a);
    is_last = a->sent + len == all;
    lws_set_timeout(wsi, PENDING_TIMEOUT_HTTP_CONTENT, SEND_TIME_S);
    if (lws_write(wsi, (unsigned char *)s->loop->chunk + LWS_PRE, len,
                  is_last ? LWS_WRITE_HTTP_FINAL : LWS_WRITE_HTTP) < 0)
        return -1;
    a->sent += len;
    if (!is_last) {
        lws_callback_on_writable(wsi);
        return 0;
    }
    close = a->close || s->stopping;
    drop_answer(s, w);
    return close || lws_http_transaction_completed(wsi) ? -1 : 0;
}

static int refuse(struct lws *wsi, struct server *s, struct wire *w,
                  const struct refusal *why, bool head_only)
{
    struct answer_way way = { .behind_tls = s->config.behind_tls,
                              .close = true,
                              .head_only = head_only };

    log_line(LOG_DEBUG, "refused", "status", log_num(err_status(why->err)),
             "field", why->field ? why->field : "-", NULL);
    begin_answer(s, w);
    answer_error(&w->answer, way, why);
    return send_answer(wsi, s, w);
}

/* --- HTTP ---------------------------------------------------------------- */

static int start_file(struct lws *wsi, struct server *s, struct wire *w,
                      const struct head_copy *c, const struct pass *pass)
{
    struct answer_way way = { .behind_tls = s->config.behind_tls,
                              .head_only = pass->head_only };
    const struct static_file *f =
        s->statics ? statics_find(s->statics, c->head.path) : NULL;

    if (!f)
        return refuse(wsi, s, w, &(struct refusal){ .err = ERR_NOT_FOUND },
                      pass->head_only);
    begin_answer(s, w);
    answer_file(&w->answer, way, f, c->accept_encoding, c->if_none_match);
    return send_answer(wsi, s, w);
}

static int start_exchange(struct lws *wsi, struct server *s, struct wire *w,
                          const struct head_copy *c, const struct pass *pass)
{
    w->exchange =
        exchange_new(s, wsi, pass, c->head.path, c->query, c->remote);
    if (!w->exchange)
        return -1;
    s->loop->answering++;
    w->submitted = pass->body_len == 0;
    if (w->submitted)
        exchange_submit(w->exchange);
    lws_set_timeout(wsi, PENDING_TIMEOUT_HTTP_CONTENT,
                    w->submitted ? WORK_TIME_S : BODY_TIME_MS / 1000);
    return 0;
}

static int on_head(struct lws *wsi, struct server *s, struct wire *w)
{
    struct head_copy c;
    struct refusal why = { .err = ERR_OK };
    struct pass pass;

    copy_head(wsi, &c);
    if (door_check(&s->door, &c.head, &pass, &why))
        return refuse(wsi, s, w, &why, pass.head_only);
    if (s->stopping)
        return -1;
    if (pass.way == DOOR_FILE)
        return start_file(wsi, s, w, &c, &pass);
    why.retry_after_s = limits_take(s->limits, pass.match.route->cost,
                                    c.remote, clock_ticks_ms());
    if (why.retry_after_s > 0) {
        why.err = ERR_TOO_OFTEN;
        return refuse(wsi, s, w, &why, false);
    }
    return start_exchange(wsi, s, w, &c, &pass);
}

static int on_body(struct lws *wsi, struct wire *w, const void *in, size_t len)
{
    struct exchange *x = w->exchange;

    (void)wsi;
    if (!x || w->submitted)
        return w->answer.status ? 0 : -1;
    if (clock_ticks_ms() - x->begun_ticks_ms > BODY_TIME_MS)
        return -1;
    return exchange_add(x, in, len) ? 0 : -1;
}

static int on_body_end(struct lws *wsi, struct wire *w)
{
    struct exchange *x = w->exchange;

    if (!x || w->submitted)
        return 0;
    if (x->body.len != x->pass.body_len)
        return -1;
    w->submitted = true;
    exchange_submit(x);
    lws_set_timeout(wsi, PENDING_TIMEOUT_HTTP_CONTENT, WORK_TIME_S);
    return 0;
}

/* The answer moves from the exchange to the wire, and then bit by bit out. */
static int on_can_send(struct lws *wsi, struct server *s, struct wire *w)
{
    if (w->exchange && w->exchange->answer.status != 0) {
        w->answer = w->exchange->answer;
        answer_init(&w->exchange->answer);
        exchange_free(w->exchange);
        w->exchange = NULL;
        w->submitted = false;
    }
    return send_answer(wsi, s, w);
}

static void on_closed_http(struct server *s, struct wire *w)
{
    if (w->exchange) {
        s->loop->answering--;
        if (w->submitted && w->exchange->answer.status == 0)
            w->exchange->wire = NULL; /* freed when its worker is done */
        else
            exchange_free(w->exchange);
        w->exchange = NULL;
    }
    if (w->answer.status != 0)
        drop_answer(s, w);
}

/* --- the live socket ----------------------------------------------------- */

static int on_upgrade(struct lws *wsi, struct server *s, struct wire *w)
{
    struct head_copy c;
    struct refusal why = { .err = ERR_OK };
    struct text token;

    copy_head(wsi, &c);
    if (door_check_live(&s->door, &c.head, &token, &why)) {
        refuse(wsi, s, w, &why, false);
        return -1;
    }
    return s->stopping ? -1 : 0;
}

static int on_live(struct lws *wsi, struct server *s, struct wire *w)
{
    struct head_copy c;
    struct refusal why;
    struct text token;

    copy_head(wsi, &c);
    if (door_check_live(&s->door, &c.head, &token, &why))
        return -1;
    w->socket = socket_new(s, wsi, token);
    return w->socket ? 0 : -1;
}

static int hang_up(struct lws *wsi, enum close_code why)
{
    lws_close_reason(wsi, (enum lws_close_status)why, NULL, 0);
    return -1;
}

static int on_frame(struct lws *wsi, struct wire *w, void *in, size_t len)
{
    bool is_last =
        lws_is_final_fragment(wsi) && !lws_remaining_packet_payload(wsi);
    enum close_code why;

    if (!w->socket)
        return -1;
    if (lws_frame_is_binary(wsi))
        return hang_up(wsi, CLOSE_NOT_TEXT);
    why = socket_receive(w->socket, (struct text){ in, len }, is_last);
    return why == CLOSE_NOT ? 0 : hang_up(wsi, why);
}

static int on_can_send_frame(struct lws *wsi, struct wire *w)
{
    enum close_code why = CLOSE_NOT;
    struct hub_frame *f;
    bool more;
    int sent = 0;

    if (!w->socket)
        return -1;
    f = socket_next(w->socket, &more, &why);
    if (f && why == CLOSE_NOT)
        sent = lws_write(wsi, (unsigned char *)f->bytes + HUB_FRAME_MARGIN,
                         f->len, LWS_WRITE_TEXT);
    free(f);
    if (why != CLOSE_NOT)
        return hang_up(wsi, why);
    if (more)
        lws_callback_on_writable(wsi);
    return sent < 0 ? -1 : 0;
}

/* --- from other threads -------------------------------------------------- */

/* lws_cancel_service is the one call other threads may make. */
static void wake(void *context)
{
    struct server *s = context;

    pthread_mutex_lock(&s->loop->wake_lock);
    if (s->loop->can_wake)
        lws_cancel_service(s->loop->context);
    pthread_mutex_unlock(&s->loop->wake_lock);
}

void wire_wants_to_send(struct lws *wsi)
{
    lws_callback_on_writable(wsi);
}

void wire_listen(struct lws *wsi, bool yes)
{
    lws_rx_flow_control(wsi, yes);
}

static void begin_stop(struct server *s);

static void on_wake(struct server *s)
{
    void *owner;

    workers_drain(s->workers);
    while (hub_next_dirty(s->hub, &owner))
        socket_wake(owner);
    if (atomic_load(&s->loop->stop_asked))
        begin_stop(s);
}

static int on_event(struct lws *wsi, enum lws_callback_reasons reason,
                    void *user, void *in, size_t len)
{
    struct server *s = server_of(wsi);
    struct wire *w = user;

    switch ((int)reason) {
    case LWS_CALLBACK_HTTP:
        return on_head(wsi, s, w);
    case LWS_CALLBACK_HTTP_BODY:
        return on_body(wsi, w, in, len);
    case LWS_CALLBACK_HTTP_BODY_COMPLETION:
        return on_body_end(wsi, w);
    case LWS_CALLBACK_HTTP_WRITEABLE:
        return on_can_send(wsi, s, w);
    case LWS_CALLBACK_CLOSED_HTTP:
        if (w)
            on_closed_http(s, w);
        return 0;
    case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE: /* h2c is broken: never. */
        return in && strcasecmp(in, "websocket") == 0 ? 0 : -1;
    case LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION:
        return on_upgrade(wsi, s, w);
    case LWS_CALLBACK_ESTABLISHED:
        return on_live(wsi, s, w);
    case LWS_CALLBACK_RECEIVE:
        return on_frame(wsi, w, in, len);
    case LWS_CALLBACK_SERVER_WRITEABLE:
        return on_can_send_frame(wsi, w);
    case LWS_CALLBACK_CLOSED:
        if (w && w->socket)
            socket_gone(w->socket);
        return 0;
    case LWS_CALLBACK_EVENT_WAIT_CANCELLED:
        if (s->workers)
            on_wake(s);
        return 0;
    default: /* of the library's ninety reasons these are ours */
        return 0;
    }
}

static const struct lws_protocols protocols[] = {
    { .name = "rapport",
      .callback = on_event,
      .per_session_data_size = sizeof(struct wire),
      .rx_buffer_size = RX_ROOM },
    { .name = NULL }
};

/* --- the loop ------------------------------------------------------------ */

static void begin_stop(struct server *s)
{
    struct loop *l = s->loop;

    if (s->stopping)
        return;
    log_line(LOG_INFO, "stopping", NULL);
    s->stopping = true;
    l->stop_by_ticks_ms = clock_ticks_ms() + STOP_TIME_MS;
    ev_io_stop(l->ev, &l->accept);
    close(l->listening);
    l->listening = -1;
    sockets_end(s, CLOSE_GOING_AWAY);
}

static void on_signal(struct ev_loop *ev, ev_signal *w, int events)
{
    (void)ev, (void)events;
    begin_stop(w->data);
}

static void on_tick(struct ev_loop *ev, ev_timer *timer, int events)
{
    struct server *s = timer->data;
    struct loop *l = s->loop;
    int64_t now = clock_ticks_ms();

    (void)events;
    if (s->stopping) {
        bool idle = s->out == 0 && l->answering == 0 && !s->sockets;

        if (idle || now >= l->stop_by_ticks_ms)
            ev_break(ev, EVBREAK_ALL);
        return;
    }
    absent_submit_due(s, now);
    if (now >= l->check_at_ticks_ms) {
        l->check_at_ticks_ms = now + CHECK_SOCKETS_MS;
        sockets_check_logins(s, now);
    }
    if (!ev_is_active(&l->accept)) /* files may have become free */
        ev_io_start(ev, &l->accept);
}

static void on_accept(struct ev_loop *ev, ev_io *watcher, int events)
{
    struct server *s = watcher->data;
    struct loop *l = s->loop;

    (void)events;
    for (int i = 0; i < 64; i++) {
        int fd = accept4(l->listening, NULL, NULL,
                         SOCK_NONBLOCK | SOCK_CLOEXEC);

        if (fd < 0) {
            if (errno == EMFILE || errno == ENFILE) {
                log_line(LOG_WARN, "out_of_files", NULL);
                ev_io_stop(ev, watcher); /* until the next tick */
            }
            return;
        }
        lws_adopt_descriptor_vhost(
            l->vhost, LWS_ADOPT_SOCKET | LWS_ADOPT_HTTP,
            (lws_sock_file_fd_type){ .sockfd = fd }, NULL, NULL);
    }
}

/* The library's own words may hold pieces of a request. */
static void on_library_log(int level, const char *line)
{
    (void)line;
    log_line(LOG_DEBUG, "libwebsockets", "level", log_num(level), NULL);
}

static bool loop_open(struct server *s)
{
    static const lws_retry_bo_t idle = { .secs_since_valid_ping = 25,
                                         .secs_since_valid_hangup = 60 };
    struct loop *l = s->loop;
    void *loops[1] = { l->ev };
    struct lws_context_creation_info info = {
        .port = CONTEXT_PORT_NO_LISTEN_SERVER,
        .protocols = protocols,
        .options = LWS_SERVER_OPTION_LIBEV | LWS_SERVER_OPTION_VALIDATE_UTF8 |
                   LWS_SERVER_OPTION_EXPLICIT_VHOSTS,
        .foreign_loops = loops,
        .user = s,
        .rlimit_nofile = FILES_MAX,
        .max_http_header_data = HEAD_ROOM,
        .max_http_header_pool = HEADS_MAX,
        .timeout_secs = 15,
        .timeout_secs_ah_idle = 10,
        .keepalive_timeout = 60,
        .retry_and_idle_policy = &idle,
        .alpn = "http/1.1",
        .vhost_name = "rapport",
    };

    lws_set_log_level(LLL_ERR | LLL_WARN, on_library_log);
    l->context = lws_create_context(&info);
    if (!l->context)
        return false;
    l->vhost = lws_create_vhost(l->context, &info);
    l->can_wake = l->vhost != NULL;
    return l->can_wake;
}

static void loop_close(struct loop *l)
{
    pthread_mutex_lock(&l->wake_lock);
    l->can_wake = false;
    pthread_mutex_unlock(&l->wake_lock);
    if (l->context)
        lws_context_destroy(l->context);
    if (l->listening >= 0)
        close(l->listening);
    if (l->ev)
        ev_loop_destroy(l->ev);
    pthread_mutex_destroy(&l->wake_lock);
    free(l);
}

static struct loop *loop_new(struct server *s)
{
    struct loop *l = calloc(1, sizeof(*l));

    if (!l)
        return NULL;
    pthread_mutex_init(&l->wake_lock, NULL);
    l->listening = listen_open(s->config.address, s->config.port);
    l->ev = l->listening >= 0 ? ev_loop_new(EVBACKEND_EPOLL) : NULL;
    s->loop = l;
    if (!l->ev || !loop_open(s)) {
        if (l->listening >= 0)
            log_line(LOG_ERROR, "loop_not_started", NULL);
        loop_close(l);
        return s->loop = NULL;
    }
    l->port = listen_port(l->listening);
    ev_io_init(&l->accept, on_accept, l->listening, EV_READ);
    l->accept.data = s;
    ev_timer_init(&l->tick, on_tick, TICK_MS / 1e3, TICK_MS / 1e3);
    l->tick.data = s;
    ev_signal_init(&l->term, on_signal, SIGTERM);
    l->term.data = s;
    ev_signal_init(&l->interrupt, on_signal, SIGINT);
    l->interrupt.data = s;
    return l;
}

/* --- server.h ------------------------------------------------------------ */

static bool fill(struct server *s)
{
    static const struct route *const no_routes[] = { NULL };
    const struct server_config *c = &s->config;
    int workers = c->workers > 0 ? c->workers : 4;

    s->router = router_new(c->routes ? c->routes : no_routes);
    s->limits = limits_new(c->login_limits ? c->login_limits : &limits_login);
    s->hub = hub_new(wake, s);
    if (!s->router || !s->limits || !s->hub)
        return false;
    if (c->web_dir && !(s->statics = statics_load(c->web_dir)))
        return false;
    s->own_hosts[0] = "localhost";
    s->own_hosts[1] = c->address;
    s->door = (struct door){ .router = s->router,
                             .hosts = c->hosts ? c->hosts : s->own_hosts,
                             .behind_tls = c->behind_tls };
    if (!loop_new(s))
        return false;
    s->workers = workers_new(workers, c->store, wake, s);
    return s->workers != NULL;
}

struct server *server_new(const struct server_config *config)
{
    struct server *s = calloc(1, sizeof(*s));

    if (!s)
        return NULL;
    s->config = *config;
    if (!fill(s)) {
        server_free(s);
        return NULL;
    }
    return s;
}

int server_port(const struct server *s)
{
    return s->loop->port;
}

struct hub *server_hub(struct server *s)
{
    return s->hub;
}

void server_run(struct server *s)
{
    struct loop *l = s->loop;
    bool signals = !atomic_flag_test_and_set(&signals_taken);

    ev_io_start(l->ev, &l->accept);
    ev_timer_start(l->ev, &l->tick);
    if (signals) {
        ev_signal_start(l->ev, &l->term);
        ev_signal_start(l->ev, &l->interrupt);
    }
    ev_run(l->ev, 0);
    ev_timer_stop(l->ev, &l->tick);
    if (signals) {
        ev_signal_stop(l->ev, &l->term);
        ev_signal_stop(l->ev, &l->interrupt);
        atomic_flag_clear(&signals_taken);
    }
}

void server_stop(struct server *s)
{
    atomic_store(&s->loop->stop_asked, true);
    wake(s);
}

void server_free(struct server *s)
{
    if (!s)
        return;
    s->stopping = true;
    workers_free(s->workers); /* their last answers go nowhere */
    s->workers = NULL;
    if (s->loop)
        loop_close(s->loop);
    hub_free(s->hub);
    statics_free(s->statics);
    limits_free(s->limits);
    router_free(s->router);
    free(s);
}
