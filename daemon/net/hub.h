/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/net/hub.h: who follows what on the live socket, and telling them.
 * Topics are alliances. Truth is in the store: a socket that falls behind is
 * dropped and catches up by sequence number. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/base/text.h"
#include "daemon/base/arena.h"
#include "daemon/base/id.h"
#include "daemon/net/route.h"

struct hub;

/* A socket that may be gone meanwhile: slot and generation, never a pointer. */
struct live_ref {
    uint32_t slot, generation;
};

/* One frame from a socket, lent for the call. */
struct live_frame {
    struct live_ref from;
    struct session who;
    json_t *body;
    int64_t now_ms;
    struct arena *arena;
    struct store_conn *db; /* NULL for LIVE_LOOP operations */
    struct writer *writer;
    struct keeper *keeper;
    struct hub *hub;
};

enum live_where {
    LIVE_LOOP,  /* runs in the loop thread: must not block, has no db */
    LIVE_WORKER /* runs in a worker; frames of one socket keep their order */
};

typedef void (*live_handler)(struct live_frame *f);

struct live_op {
    const char *name; /* the frame's "op" */
    enum live_where where;
    live_handler handle;
};

/* Any thread. A frame to one socket; lost silently if it is gone. */
void hub_send(struct hub *h, struct live_ref to, struct text frame);

/* Any thread. A frame to every socket that follows topic. */
void hub_publish(struct hub *h, const struct id *topic, struct text frame);

/* Any thread. As publish, but not to the socket it came from. */
void hub_publish_others(struct hub *h, const struct id *topic,
                        struct live_ref from, struct text frame);

/* Any thread. As publish, but only to sockets of one account. */
void hub_publish_to(struct hub *h, const struct id *topic,
                    const struct id *account, struct text frame);

/* Any thread. The caller has checked that the account may. */
void hub_follow(struct hub *h, struct live_ref who, const struct id *topic);

/* Any thread. After a membership ended. */
void hub_unfollow_account(struct hub *h, const struct id *topic,
                          const struct id *account);

/* Any thread. True when this socket follows the topic (so: may). */
bool hub_follows(struct hub *h, struct live_ref who, const struct id *topic);

/* Any thread. How many bytes wait for this socket; 0 when it is gone. Whoever
 * has much to say asks before, because a socket for which more than 256 KiB
 * wait is dropped. */
size_t hub_queued_bytes(struct hub *h, struct live_ref who);

/* Any thread. True when a socket of the account follows the topic. */
bool hub_is_present(struct hub *h, const struct id *topic,
                    const struct id *account);

/* Any thread. Closes every live socket of one login (sign-out). */
void hub_end_login(struct hub *h, const uint8_t token_hash[32]);

/* Any thread. The login of the first open socket at or after place *at, which
 * begins at 0 and comes back one further; false when there is none. Sockets
 * that come or go meanwhile may be missed, or told twice. */
bool hub_next_login(struct hub *h, uint32_t *at, uint8_t token_hash[32]);
