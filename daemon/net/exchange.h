/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/net/exchange.h: one HTTP request that a feature answers, from its
 * accepted head to the bytes of its answer. Made and freed in the loop thread;
 * in between it is lent to one worker. */
#pragma once

#include "daemon/net/answer.h"
#include "daemon/net/inner.h"

/* Whose it is now. The loop thread alone moves it on and looks at it; while it
 * is a worker's, the loop touches nothing but wire. */
enum exchange_at { EXCHANGE_COLLECTS, EXCHANGE_AT_WORKER, EXCHANGE_IS_BACK };

struct exchange {
    struct work work; /* first, so that the pool's pointer is ours */
    struct server *server;
    struct lws *wire; /* NULL once the connection is gone; loop thread only */
    struct pass pass; /* its texts are copies in the arena */
    struct text path, query, remote;
    struct arena arena;
    struct buf body;
    struct answer answer;
    enum exchange_at at;
    bool close; /* hang up after the answer */
    int64_t number;
    int64_t begun_ticks_ms;
};

/* NULL when out of memory. */
struct exchange *exchange_new(struct server *s, struct lws *wire,
                              const struct pass *pass, struct text path,
                              struct text query, struct text remote);

/* Only while it is not with a worker. */
void exchange_free(struct exchange *x);

/* A piece of the body. False when more comes than the head said. */
bool exchange_add(struct exchange *x, const void *bytes, size_t len);

/* Gives it to a worker. When it is back, x->wire is asked to send, or, if that
 * is gone, the exchange is freed. */
void exchange_submit(struct exchange *x);
