/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/net/head.h: one request's head, copied out of the parser, which
 * keeps its own only for a while. Lives on the stack. Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/base/text.h"
#include "daemon/net/door.h"

enum { HEAD_ROOM = 8192 };

struct head_copy {
    struct head head;
    struct text query, remote, forwarded, accept_encoding, if_none_match;
    char peer[64]; /* address of the other end, with a NUL */
    char room[HEAD_ROOM];
    size_t used; /* of room */
};

void head_copy_init(struct head_copy *c);

/* Where the next field may be written, and how many bytes fit. */
char *head_free(struct head_copy *c, size_t *room);

/* Keeps len bytes written there. A negative len, from a copy that did not
 * fit, keeps an empty text: present, and good for nothing. */
struct text head_keep(struct head_copy *c, int len);

/* The parser hands out the query in parts, split at "&" and with escapes
 * decoded; this puts part back behind what *query has, escaped again, so that
 * an escaped "&" stays one. The first call starts at an empty *query. What does
 * not fit is left out. */
void head_add_query(struct head_copy *c, struct text part);

/* Sets c->remote, the address limits are counted for: the peer's own, or, with
 * a proxy on this machine, the last one c->forwarded names, since that proxy
 * wrote it itself. */
void head_find_remote(struct head_copy *c, bool behind_tls);
