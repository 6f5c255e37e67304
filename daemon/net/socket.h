/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/net/socket.h: one live socket: proves who it is before anything is
 * read, puts frames together, hands them to their operations in order. Lives
 * in the loop thread; its work is lent to one worker at a time. */
#pragma once

#include "daemon/net/hub_sockets.h"
#include "daemon/net/inner.h"

enum {
    SOCKET_FRAME_MAX = 64 * 1024,   /* bytes, all fragments together */
    SOCKET_WAITING_MAX = 256 * 1024 /* bytes of frames waiting their turn */
};

/* RFC 6455 7.4.1, and HUB_LOGIN_ENDED of ours. */
enum close_code {
    CLOSE_NOT = 0,
    CLOSE_GOING_AWAY = 1001,
    CLOSE_NOT_TEXT = 1003,
    CLOSE_TOO_LARGE = 1009,
    CLOSE_SERVER_ERROR = 1011,
    CLOSE_COME_BACK = 1013,
    CLOSE_SIGNED_OUT = 4001
};

struct socket;

/* Begins to find out who token belongs to; until that is known the wire is
 * not read. NULL when out of memory. */
struct socket *socket_new(struct server *s, struct lws *wire,
                          struct text token);

/* The wire is gone. Frees it now or when its worker is done. */
void socket_gone(struct socket *s);

/* A piece of a text frame. CLOSE_NOT, or why to hang up. */
enum close_code socket_receive(struct socket *s, struct text piece,
                               bool is_last);

/* The wire can take a frame: gives the next one (to be freed with free()) or
 * NULL. *more: ask again. *close: hang up now. */
struct hub_frame *socket_next(struct socket *s, bool *more,
                              enum close_code *close);

/* The hub has something for it. */
void socket_wake(struct socket *s);

/* Asks for every one to be closed soon. */
void sockets_end(struct server *s, enum close_code why);
