/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/net/inner.h: what the files of net share about the running server.
 * Nobody outside daemon/net includes it. */
#pragma once

#include "daemon/net/door.h"
#include "daemon/net/limits.h"
#include "daemon/net/server.h"
#include "daemon/net/static.h"
#include "daemon/net/workers.h"

struct loop; /* server.c: libwebsockets and libev */
struct lws;
struct socket;

struct server {
    struct server_config config;
    const char *own_hosts[3]; /* when config names none */
    struct door door;
    struct router *router;
    struct limits *limits;
    struct statics *statics; /* NULL: the API alone */
    struct workers *workers;
    struct hub *hub;
    struct loop *loop;
    /* For the loop thread alone: */
    struct socket *sockets; /* all live ones */
    int out;       /* pieces of work that are with the workers */
    bool stopping; /* no new work is taken */
};

/* What the other files ask of the connection in server.c. Loop thread only. */
void wire_wants_to_send(struct lws *wire);
void wire_listen(struct lws *wire, bool yes); /* stop or go on reading */
