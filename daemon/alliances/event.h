/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/alliances/event.h: what happened in an alliance, in order. Numbers
 * count from 1 without gaps per alliance; a device that was away asks for
 * what came after the last number it has.
 *
 * Order is made in one place, the writer's thread: it gives the number, it
 * commits, and then it tells the followers. So a follower never sees 8 before
 * 7. A feature that writes therefore uses event_do and publishes nothing
 * itself. */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/text.h"
#include "daemon/base/buf.h"
#include "daemon/base/err.h"
#include "daemon/base/id.h"

struct hub;
struct query;
struct store_conn;
struct writer;

enum event_kind {
    EVENT_MESSAGE, /* object: the message; sender, visit and sealed say more */
    EVENT_JOINED,  /* object: the new member's account */
    EVENT_LEFT,    /* object: the former member's account; event_do ends their
                      following, so that this is the last they hear */
    EVENT_VISIT,   /* object: the visit; read it again where now is missing */
    EVENT_CLOSING, /* object: the visit whose closing minute changed */
    EVENT_GOAL,    /* object: the goal */
    EVENT_TASK,    /* object: the task */
    EVENT_GRANT,   /* object: the conversation; read your grants again */
    EVENT_EDITED,  /* object: the letter with new words, or none any more */
    EVENT_RELEASE, /* object: the release of a couple's record; read it again */
    EVENT_ARRIVAL  /* object: the visit; read again what was said before it */
};

enum {
    EVENT_SEALED_MAX = 32 * 1024, /* bytes */
    EVENT_BATCH_MAX = 8,          /* events of one write */
    EVENT_PAGE = 200,             /* events of one page */
    EVENT_PAGE_BYTES = 1024 * 1024
};

struct event {
    struct id alliance;
    int64_t seq; /* set by event_add */
    int64_t at_ms;
    enum event_kind kind;
    struct id object;
    struct id sender;   /* all zero: none */
    struct id visit;    /* all zero: none */
    struct text sealed; /* bytes; len 0: none */
    char *now; /* what the object is from here on, as JSON, for those who hear
                  of it live; NULL: none, and none is ever stored */
};

/* The events a write has made so far; kept by event_do. */
struct event_batch {
    struct event list[EVENT_BATCH_MAX];
    size_t count;
};

/* The write itself: inside a transaction, in the writer's thread. May run a
 * second time from clean state; the same rules as writer_run. Anything but
 * ERR_OK undoes it all and no event goes out. */
typedef enum err (*event_run)(struct store_conn *c, struct event_batch *batch,
                              void *payload);

/* Inside an event_run: stores the event under the next number of its
 * alliance and notes it for the followers. e->sealed must outlive event_do. */
enum err event_add(struct store_conn *c, struct event_batch *batch,
                   struct event *e);

/* After event_add: tells with that event what its object is now. Everybody who
 * follows the alliance must be allowed to read it. Takes the text, which was
 * malloc'ed; NULL: there was no room, and it is read again instead. */
void event_tell_now(struct event_batch *batch, char *now);

/* Runs the write, waits for its commit, and returns after the followers were
 * told. For worker threads, never the loop. */
enum err event_do(struct writer *w, struct hub *h, event_run run,
                  void *payload);

/* {seq, at_ms, kind, object, sender, visit, sealed}; the caller owns it. */
json_t *event_json(const struct event *e);

/* Appends the live frame {"op":"event",…}. sealed_letters is e->sealed as
 * base64url when the caller has it at hand; ptr NULL: encoded here. */
void event_frame(struct buf *b, const struct event *e,
                 struct text sealed_letters);

/* Calls each for the events after `after`, oldest first, until it returns
 * false (it does not take this one), or EVENT_PAGE events or EVENT_PAGE_BYTES
 * of sealed bytes were handed out. *more says whether some are left. The event
 * is lent for the call. */
typedef bool (*event_each)(const struct event *e, void *context);
enum err event_list(struct store_conn *db, const struct id *alliance,
                    int64_t after, event_each each, void *context, bool *more);

/* The same for rows of a feature's own statement, which selects alliance, seq,
 * at_ms, kind, object, sender, visit and sealed, and one row more than a page.
 * Closes it. */
enum err event_rows(struct query *q, event_each each, void *context,
                    bool *more);
