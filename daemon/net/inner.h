/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/net/inner.h: what the files of net share about the running server.
 * Nobody outside daemon/net includes it. */
#pragma once

#include "daemon/net/door.h"
#include "daemon/net/limits.h"
#include "daemon/net/server.h"
#include "daemon/net/static.h"
#include "daemon/net/workers.h"

struct ev_loop;
struct intake;
struct loop;
struct lws;
struct lws_context;
struct lws_vhost;
struct socket;
struct wire;

struct server {
    struct server_config config;
    char address[64], address_host[66];
    const char *own_hosts[3]; /* when config names none */
    int patience_s;
    struct door door;
    struct router *router;
    struct limits *limits;
    struct statics *statics; /* NULL: the API alone */
    struct workers *workers;
    struct hub *hub;
    struct loop *loop;         /* loop.c's own */
    struct lws_context *wires; /* server.c's own, as the next three */
    struct lws_vhost *vhost;
    struct intake *intake;
    char *chunk;
    /* For the loop thread alone: */
    struct socket *sockets;  /* all live ones */
    int out;                 /* pieces of work that are with the workers */
    struct wire *busy_wires; /* with an exchange or an answer */
    bool stopping;           /* no new work is taken */
};

/* --- loop.c for server.c --- */

/* Somebody called wires_wake: workers or the hub have something. */
void loop_on_wake(struct server *s);

/* --- server.c for the rest; the loop thread only, but for wires_wake --- */

bool wires_open(struct server *s, struct ev_loop *ev);
void wires_adopt(struct server *s, int fd); /* takes a fresh connection */
void wires_wake(struct server *s);          /* any thread */
void wires_end_overdue(struct server *s, int64_t ticks_ms);
void wires_close(struct server *s); /* hangs up on everybody */
void wire_wants_to_send(struct lws *wire);
void wire_listen(struct lws *wire, bool yes); /* stop or go on reading */
