/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/net/hub_sockets.h: the hub from the side of the sockets it serves.
 * For the files of net alone; features see hub.h. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "daemon/net/hub.h"

enum {
    HUB_FRAME_MARGIN = 16,      /* free bytes before a frame's text */
    HUB_QUEUE_MAX = 256 * 1024, /* bytes waiting for one socket */
    HUB_ABSENT_GRACE_MS = 3000
};

/* Why the hub wants a socket closed; the numbers go over the wire. */
enum hub_close {
    HUB_STAY = 0,
    HUB_FELL_BEHIND = 1013, /* come back and follow from your last SEQ */
    HUB_LOGIN_ENDED = 4001  /* do not come back with this cookie */
};

/* One frame on its way to one socket. */
struct hub_frame {
    struct hub_frame *next;
    size_t len;
    char bytes[]; /* HUB_FRAME_MARGIN free ones, then len of text */
};

/* wake is called, from any thread, when a socket has something to be sent or
 * is to be closed and nothing waited before. NULL when out of memory. */
struct hub *hub_new(void (*wake)(void *context), void *context);
void hub_free(struct hub *h); /* after all sockets are closed */

/* A socket that has proved who it is. owner comes back from hub_next_dirty. */
bool hub_open(struct hub *h, const struct session *who, void *owner,
              struct live_ref *out);

/* Ends its follows (telling the others) and forgets what was to be sent. */
void hub_close(struct hub *h, struct live_ref who, int64_t ticks_ms);

/* Takes the next socket that has something waiting: false when none has. */
bool hub_next_dirty(struct hub *h, void **owner);

/* Takes the oldest frame for a socket; the caller frees it with free(). NULL
 * when there is none. *more tells whether another one waits, *close whether
 * the socket is to be closed (and then there are no frames). */
struct hub_frame *hub_take(struct hub *h, struct live_ref who, bool *more,
                           enum hub_close *close);

/* An account that left a topic HUB_ABSENT_GRACE_MS ago and has not come
 * back. Takes the next one that is due; false when none is. */
bool hub_next_absent(struct hub *h, int64_t ticks_ms, struct id *topic,
                     struct id *account);

/* How many sockets are open. */
size_t hub_count(struct hub *h);
