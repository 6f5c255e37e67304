/* SPDX-License-Identifier: Apache-2.0 */
/* The only file that knows libwebsockets: it turns its callbacks into heads,
 * pieces and frames, and answers into writes. What is refused, and why, stands
 * in door.c; the loop and its end in loop.c. */
#include <libwebsockets.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daemon/base/clock.h"
#include "daemon/base/log.h"
#include "daemon/net/answer.h"
#include "daemon/net/exchange.h"
#include "daemon/net/head.h"
#include "daemon/net/inner.h"
#include "daemon/net/intake.h"
#include "daemon/net/socket.h"

enum {
    CHUNK = 32 * 1024,     /* bytes of one write */
    READ_ROOM = 16 * 1024, /* of one read: more than a head */
    HEAD_MARGIN = 1024,    /* what the library adds to one */
    RX_ROOM = 2048,        /* bytes of one piece of a live frame */
    BODY_PATIENCES = 3,    /* for a whole body, however it trickles */
    SEND_PATIENCES = 3,    /* for a whole answer, and more for a long one: */
    SEND_BYTES_PER_MS = 8,
    WORK_TIME_S = 60, /* for a handler */
    KEEP_ALIVE_S = 60,
    HEADS_MAX = 4096, /* connections sending a head at the same time */
    FILES_MAX = 65536
};

_Static_assert((int)HUB_FRAME_MARGIN >= (int)LWS_PRE,
               "a frame needs room for its header");

/* What hangs on a connection, first as HTTP, then perhaps as live socket. */
struct wire {
    struct exchange *exchange;
    struct answer answer; /* status 0: nothing to be sent */
    struct socket *socket;
    /* While it has an exchange or an answer it is among s->busy_wires. */
    struct wire *next, **at; /* *at is this one; at NULL: not among them */
    struct lws *wsi;
    int64_t due_ticks_ms; /* when to lose patience with what it does now */
    int64_t end_ticks_ms; /* and with all of it */
};

static struct server *server_of(struct lws *wsi)
{
    return lws_context_user(lws_get_context(wsi));
}

/* --- patience ------------------------------------------------------------ */

/* The library has timeouts of its own, but begins them anew whenever it looks
 * at a wire, and at one with requests waiting it looks all the time. So what
 * is under way is watched here, too. */
static void be_patient(const struct server *s, struct wire *w)
{
    w->due_ticks_ms = clock_ticks_ms() + (int64_t)1000 * s->patience_s;
    if (w->due_ticks_ms > w->end_ticks_ms)
        w->due_ticks_ms = w->end_ticks_ms;
}

static void watch(struct lws *wsi, struct server *s, struct wire *w,
                  int64_t all_ms)
{
    w->end_ticks_ms = clock_ticks_ms() + all_ms;
    w->due_ticks_ms = w->end_ticks_ms;
    if (w->at)
        return;
    w->wsi = wsi;
    w->next = s->busy_wires;
    w->at = &s->busy_wires;
    if (w->next)
        w->next->at = &w->next;
    s->busy_wires = w;
}

static void unwatch(struct wire *w)
{
    if (!w->at)
        return;
    *w->at = w->next;
    if (w->next)
        w->next->at = w->at;
    w->at = NULL;
}

void wires_end_overdue(struct server *s, int64_t ticks_ms)
{
    for (struct wire *w = s->busy_wires, *next; w; w = next) {
        next = w->next;
        if (w->due_ticks_ms <= ticks_ms)
            lws_set_timeout(w->wsi, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_SYNC);
    }
}

/* --- heads --------------------------------------------------------------- */

static struct text field(struct lws *wsi, struct head_copy *c,
                         enum lws_token_indexes token)
{
    size_t room;
    char *p = head_free(c, &room);

    if (lws_hdr_total_length(wsi, token) <= 0)
        return (struct text){ NULL, 0 };
    return head_keep(c, lws_hdr_copy(wsi, p, (int)room, token));
}

/* For fields libwebsockets has no token for; name ends with a colon. */
static struct text named_field(struct lws *wsi, struct head_copy *c,
                               const char *name)
{
    int name_len = (int)strlen(name);
    size_t room;
    char *p = head_free(c, &room);

    if (lws_hdr_custom_length(wsi, name, name_len) <= 0)
        return (struct text){ NULL, 0 };
    return head_keep(c, lws_hdr_custom_copy(wsi, p, (int)room, name, name_len));
}

static void copy_query(struct lws *wsi, struct head_copy *c)
{
    char part[2048];
    int len;

    for (int n = 0;
         (len = lws_hdr_copy_fragment(wsi, part, sizeof(part),
                                      WSI_TOKEN_HTTP_URI_ARGS, n)) >= 0;
         n++)
        head_add_query(c, (struct text){ part, (size_t)len });
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

static void copy_head(struct lws *wsi, struct head_copy *c)
{
    char *uri = NULL;
    int uri_len = 0, method;

    head_copy_init(c);
    method = lws_http_get_uri_and_method(wsi, &uri, &uri_len);
    lws_get_peer_simple(wsi, c->peer, sizeof(c->peer));
    c->head = (struct head){
        .method = method_name(method),
        .path = { uri ? uri : "", uri ? (size_t)uri_len : 0 },
        .version = field(wsi, c, WSI_TOKEN_HTTP),
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
    copy_query(wsi, c);
    head_find_remote(c, server_of(wsi)->config.behind_tls);
}

/* --- answers ------------------------------------------------------------- */

static void begin_answer(struct lws *wsi, struct server *s, struct wire *w)
{
    answer_init(&w->answer);
    watch(wsi, s, w, (int64_t)SEND_PATIENCES * 1000 * s->patience_s);
}

static void drop_answer(struct wire *w)
{
    answer_deinit(&w->answer);
    w->answer.status = 0;
    unwatch(w);
}

static int send_answer(struct lws *wsi, struct server *s, struct wire *w)
{
    struct answer *a = &w->answer;
    bool close, is_last;
    size_t len;

    if (a->status == 0)
        return 0;
    if (!buf_ok(&a->bytes))
        return -1;
    len = answer_take(a, s->chunk + LWS_PRE, CHUNK, &is_last);
    w->end_ticks_ms += (int64_t)len / SEND_BYTES_PER_MS;
    be_patient(s, w);
    if (lws_write(wsi, (unsigned char *)s->chunk + LWS_PRE, len,
                  is_last ? LWS_WRITE_HTTP_FINAL : LWS_WRITE_HTTP) < 0)
        return -1;
    if (!is_last) {
        lws_callback_on_writable(wsi);
        return 0;
    }
    close = !intake_answered(s->intake, lws_get_socket_fd(wsi)) || a->close ||
            s->stopping;
    drop_answer(w);
    return close || lws_http_transaction_completed(wsi) ? -1 : 0;
}

static int refuse(struct lws *wsi, struct server *s, struct wire *w,
                  const struct refusal *why, const struct pass *pass)
{
    struct answer_way way = { .behind_tls = s->config.behind_tls,
                              .close = !pass || !pass->keep,
                              .head_only = pass && pass->head_only };

    log_line(LOG_DEBUG, "refused", "status", log_num(err_status(why->err)),
             "field", why->field ? why->field : "-", NULL);
    begin_answer(wsi, s, w);
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
                      pass);
    begin_answer(wsi, s, w);
    answer_file(&w->answer, way, f, c->accept_encoding, c->if_none_match);
    return send_answer(wsi, s, w);
}

static void give_to_worker(struct lws *wsi, struct server *s, struct wire *w)
{
    watch(wsi, s, w, (int64_t)WORK_TIME_S * 1000);
    lws_set_timeout(wsi, NO_PENDING_TIMEOUT, 0);
    exchange_submit(w->exchange);
}

static int start_exchange(struct lws *wsi, struct server *s, struct wire *w,
                          const struct head_copy *c, const struct pass *pass)
{
    w->exchange = exchange_new(s, wsi, pass, c->head.path, c->query, c->remote);
    if (!w->exchange)
        return -1;
    if (pass->body_len == 0) {
        give_to_worker(wsi, s, w);
    } else {
        watch(wsi, s, w, (int64_t)BODY_PATIENCES * 1000 * s->patience_s);
        be_patient(s, w);
    }
    return 0;
}

static int on_head(struct lws *wsi, struct server *s, struct wire *w)
{
    struct head_copy c;
    struct refusal why = { .err = ERR_OK };
    struct pass pass;

    if (!intake_claim(s->intake, lws_get_socket_fd(wsi)))
        return -1;
    copy_head(wsi, &c);
    if (door_check(&s->door, &c.head, &pass, &why))
        return refuse(wsi, s, w, &why, &pass);
    if (s->stopping)
        return -1;
    if (pass.way == DOOR_FILE)
        return start_file(wsi, s, w, &c, &pass);
    why.retry_after_s = limits_take(s->limits, pass.match.route->cost, c.remote,
                                    clock_ticks_ms());
    if (why.retry_after_s > 0) {
        why.err = ERR_TOO_OFTEN;
        return refuse(wsi, s, w, &why, &pass);
    }
    return start_exchange(wsi, s, w, &c, &pass);
}

/* libwebsockets 4.1 hands over the body alone; 4.3 all it has read, also the
 * next request behind it, and then never says that the body is complete. There
 * the rest is dropped: this request is answered, and then we hang up. */
static int on_body(struct lws *wsi, struct server *s, struct wire *w,
                   const void *in, size_t len)
{
    struct exchange *x = w->exchange;
    size_t wanted;

    if (!x || x->at != EXCHANGE_COLLECTS)
        return w->answer.status ? 0 : -1;
    be_patient(s, w);
    wanted = x->pass.body_len - x->body.len;
    if (!exchange_add(x, in, len < wanted ? len : wanted))
        return -1;
    if (len > wanted) {
        x->close = true;
        give_to_worker(wsi, s, w);
    }
    return 0;
}

static int on_body_end(struct lws *wsi, struct server *s, struct wire *w)
{
    struct exchange *x = w->exchange;

    if (!x || x->at != EXCHANGE_COLLECTS)
        return 0;
    if (x->body.len != x->pass.body_len)
        return -1;
    give_to_worker(wsi, s, w);
    return 0;
}

/* The answer moves from the exchange to the wire, and then bit by bit out. */
static int on_can_send(struct lws *wsi, struct server *s, struct wire *w)
{
    struct exchange *x = w->exchange;

    if (x && x->at == EXCHANGE_IS_BACK) {
        begin_answer(wsi, s, w);
        w->answer = x->answer;
        answer_init(&x->answer);
        exchange_free(x);
        w->exchange = NULL;
    }
    return send_answer(wsi, s, w);
}

static void on_closed_http(struct wire *w)
{
    if (w->exchange && w->exchange->at == EXCHANGE_AT_WORKER)
        w->exchange->wire = NULL; /* freed when its worker is done */
    else
        exchange_free(w->exchange);
    w->exchange = NULL;
    if (w->answer.status != 0)
        drop_answer(w);
    unwatch(w);
}

/* --- the live socket ----------------------------------------------------- */

static int on_upgrade(struct lws *wsi, struct server *s, struct wire *w)
{
    struct head_copy c;
    struct refusal why = { .err = ERR_OK };
    struct text token;

    if (!intake_claim(s->intake, lws_get_socket_fd(wsi)))
        return -1;
    copy_head(wsi, &c);
    if (door_check_live(&s->door, &c.head, &token, &why)) {
        refuse(wsi, s, w, &why, NULL);
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
    if (!intake_answered(s->intake, lws_get_socket_fd(wsi)) ||
        door_check_live(&s->door, &c.head, &token, &why))
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

/* --- what the other files ask for (inner.h) ------------------------------ */

void wire_wants_to_send(struct lws *wsi)
{
    lws_callback_on_writable(wsi);
}

void wire_listen(struct lws *wsi, bool yes)
{
    lws_rx_flow_control(wsi, yes);
}

/* --- callbacks ----------------------------------------------------------- */

static int on_event(struct lws *wsi, enum lws_callback_reasons reason,
                    void *user, void *in, size_t len)
{
    struct server *s = server_of(wsi);
    struct wire *w = user;

    switch ((int)reason) {
    case LWS_CALLBACK_HTTP: return on_head(wsi, s, w);
    case LWS_CALLBACK_HTTP_BODY: return on_body(wsi, s, w, in, len);
    case LWS_CALLBACK_HTTP_BODY_COMPLETION: return on_body_end(wsi, s, w);
    case LWS_CALLBACK_HTTP_WRITEABLE: return on_can_send(wsi, s, w);
    case LWS_CALLBACK_CLOSED_HTTP:
        intake_end(s->intake, lws_get_socket_fd(wsi));
        if (w)
            on_closed_http(w);
        return 0;
    case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE: /* h2c is broken: never. */
        return in && strcasecmp(in, "websocket") == 0 ? 0 : -1;
    case LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION: return on_upgrade(wsi, s, w);
    case LWS_CALLBACK_ESTABLISHED: return on_live(wsi, s, w);
    case LWS_CALLBACK_RECEIVE: return on_frame(wsi, w, in, len);
    case LWS_CALLBACK_SERVER_WRITEABLE: return on_can_send_frame(wsi, w);
    case LWS_CALLBACK_CLOSED:
        intake_end(s->intake, lws_get_socket_fd(wsi));
        if (w && w->socket)
            socket_gone(w->socket);
        return 0;
    case LWS_CALLBACK_RAW_ADOPT: /* CONNECT turns a wire into a bare pipe */
    case LWS_CALLBACK_RAW_RX: return -1;
    case LWS_CALLBACK_EVENT_WAIT_CANCELLED: loop_on_wake(s); return 0;
    default: /* of the library's ninety reasons these are ours */ return 0;
    }
}

static const struct lws_protocols protocols[] = { { .name = "rapport",
                                                    .callback = on_event,
                                                    .per_session_data_size =
                                                        sizeof(struct wire),
                                                    .rx_buffer_size = RX_ROOM },
                                                  { .name = NULL } };

/* --- the library --------------------------------------------------------- */

/* Its own words may hold pieces of a request. */
static void on_library_log(int level, const char *line)
{
    (void)line;
    log_line(LOG_DEBUG, "libwebsockets", "level", log_num(level), NULL);
}

bool wires_open(struct server *s, struct ev_loop *ev)
{
    static const lws_retry_bo_t idle = { .secs_since_valid_ping = 25,
                                         .secs_since_valid_hangup = 60 };
    void *loops[1] = { ev };
    struct lws_context_creation_info info = {
        .port = CONTEXT_PORT_NO_LISTEN_SERVER,
        .protocols = protocols,
        .options = LWS_SERVER_OPTION_LIBEV | LWS_SERVER_OPTION_VALIDATE_UTF8 |
                   LWS_SERVER_OPTION_EXPLICIT_VHOSTS,
        .foreign_loops = loops,
        .user = s,
        .rlimit_nofile = FILES_MAX,
        .max_http_header_data = HEAD_ROOM + HEAD_MARGIN,
        .max_http_header_pool = HEADS_MAX,
        .pt_serv_buf_size = READ_ROOM,
        .timeout_secs = (unsigned)s->patience_s,
        .timeout_secs_ah_idle = (unsigned)s->patience_s,
        .keepalive_timeout = KEEP_ALIVE_S,
        .retry_and_idle_policy = &idle,
        .alpn = "http/1.1",
        .vhost_name = "rapport",
    };

    lws_set_log_level(LLL_ERR | LLL_WARN, on_library_log);
    s->chunk = malloc(LWS_PRE + CHUNK);
    s->intake = intake_new(s->config.behind_tls);
    s->wires = s->chunk && s->intake ? lws_create_context(&info) : NULL;
    if (!s->wires)
        return false;
    s->vhost = lws_create_vhost(s->wires, &info);
    return s->vhost != NULL;
}

void wires_adopt(struct server *s, int fd)
{
    if (!intake_begin(s->intake, fd)) {
        close(fd);
        return;
    }
    if (!lws_adopt_descriptor_vhost(s->vhost, LWS_ADOPT_SOCKET | LWS_ADOPT_HTTP,
                                    (lws_sock_file_fd_type){ .sockfd = fd },
                                    NULL, NULL))
        intake_end(s->intake, fd);
}

void wires_wake(struct server *s)
{
    lws_cancel_service(s->wires);
}

void wires_close(struct server *s)
{
    if (s->wires)
        lws_context_destroy(s->wires);
    s->wires = NULL;
    intake_free(s->intake);
    s->intake = NULL;
    free(s->chunk);
    s->chunk = NULL;
}
