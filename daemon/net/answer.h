/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/net/answer.h: the bytes that go back over HTTP/1.1: status, the
 * security headers every answer carries, and the body. Any thread. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "daemon/base/buf.h"
#include "daemon/base/err.h"
#include "daemon/net/door.h"
#include "daemon/net/route.h"
#include "daemon/net/static.h"

enum { ANSWER_BYTES_MAX = 16 * 1024 * 1024 };

struct answer {
    struct buf bytes; /* head, and body when it is made here */
    struct text rest; /* a file's body, lent by the statics; goes after bytes */
    size_t sent;      /* of both together */
    int status;       /* 0 = nothing to be sent yet */
    bool close;       /* hang up after it */
};

void answer_init(struct answer *a);
void answer_deinit(struct answer *a);

/* How a connection wants to be answered. */
struct answer_way {
    bool behind_tls;
    bool close;     /* says so in the head, too */
    bool head_only; /* HEAD */
};

/* Each fills an empty answer; when memory runs out it is broken
 * (buf_ok(&a->bytes) is false) and the connection can only be closed. */
void answer_error(struct answer *a, struct answer_way way,
                  const struct refusal *why);

/* {} when reply->body is NULL. Takes reply->body; cookie from set_cookie. */
void answer_json(struct answer *a, struct answer_way way, struct reply *reply);

/* accept_encoding and if_none_match as they came; ptr NULL when absent. */
void answer_file(struct answer *a, struct answer_way way,
                 const struct static_file *f, struct text accept_encoding,
                 struct text if_none_match);

/* Writes what comes next to out, at most room bytes; how many. *is_last when
 * nothing comes after them. */
size_t answer_take(struct answer *a, char *out, size_t room, bool *is_last);

/* True when gzip is named and not with q=0. */
bool answer_takes_gzip(struct text accept_encoding);
