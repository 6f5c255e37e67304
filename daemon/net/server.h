/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/net/server.h: the HTTP and WebSocket server: one loop thread, a pool
 * of workers, the static files. server.c is the only file that includes
 * libwebsockets, loop.c the only one that includes libev. Knows no feature:
 * gets tables. */
#pragma once

#include "daemon/base/err.h"
#include "daemon/net/hub.h"
#include "daemon/net/route.h"

struct limit_rules;
struct server;
struct store;

struct server_config {
    const char *address;      /* "127.0.0.1" */
    int port;                 /* 0 = any free one; server_port tells */
    const char *web_dir;      /* built client; NULL serves the API alone */
    const char *const *hosts; /* accepted Host values, NULL-terminated; NULL
                                 accepts localhost and the listen address */
    bool behind_tls; /* sends HSTS and believes X-Forwarded-For of a proxy
                        on loopback */
    int workers;     /* threads; 0 = 4 */
    int patience_s;  /* for a head, a piece of a body, a chunk of an
                        answer to get through; 0 = 10 */
    const struct limit_rules *login_limits; /* NULL = limits_login */

    struct store *store; /* each worker connects by itself; NULL = none */
    struct writer *writer;
    struct keeper *keeper;
    const struct signer *signer; /* lent to handlers */
    const void *config;          /* handed to requests */

    const struct route *const *routes; /* tables; each ends with path NULL */
    const struct live_op *const *ops;  /* tables; each ends with name NULL */

    /* Finds the login of a cookie token. Called in a worker. ERR_OK with
     * *out filled, ERR_SIGNED_OUT otherwise. */
    enum err (*authenticate)(struct store_conn *db, struct writer *writer,
                             struct text token, int64_t now_ms,
                             struct session *out);
    /* Called in a worker after the last socket of an account that followed
     * topic is gone. May be NULL. */
    void (*absent)(struct request *q, const struct id *topic,
                   const struct id *account);
};

/* NULL when the port is taken, a route is refused or web_dir cannot be read
 * (logged). What config points to must outlive the server, but for address. */
struct server *server_new(const struct server_config *config);
int server_port(const struct server *s);
struct hub *server_hub(struct server *s);
/* Runs until SIGTERM or SIGINT, then lets running requests finish. */
void server_run(struct server *s);
/* Any thread: makes server_run return. */
void server_stop(struct server *s);
/* After server_run has returned. A writer that may still call the hub is
 * stopped before. */
void server_free(struct server *s);
