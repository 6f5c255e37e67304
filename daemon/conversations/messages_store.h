/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/conversations/messages_store.h: messages, each the event it arrived
 * as. A message with a visit belongs to the chat of that session; one without
 * is a letter. Only a letter can get new words: they replace the sealed bytes
 * where they stand, and the old ones are gone. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "daemon/alliances/event.h"

struct arena;

enum { MESSAGE_REVISION_MOST = 1000000 };

/* ERR_NOT_FOUND unless the visit is one of the alliance. */
enum err messages_visit_belongs(struct store_conn *db, const struct id *visit,
                                const struct id *alliance);

/* In a transaction: stores the message under the next number, e->seq. When
 * this sender has stored this id before, *stored is false and e->seq the
 * number from then; ERR_CONFLICT when the id is somebody else's. */
enum err messages_add(struct store_conn *c, struct event *e, bool *stored);

struct message {
    struct event event; /* sealed is in the arena */
    int64_t revision;   /* from 0 */
};

/* ERR_NOT_FOUND when the alliance has no such message. */
enum err messages_find(struct store_conn *db, struct arena *a,
                       const struct id *alliance, const struct id *id,
                       struct message *out);

/* In a transaction: the letter's new bytes and revision. */
enum err messages_replace(struct store_conn *c, const struct message *m);

/* A page of letters, at most EVENT_PAGE: the newest before `seq`, newest
 * first; or those after it, oldest first. each and *more as event_list. */
enum err messages_letters_before(struct store_conn *db,
                                 const struct id *alliance, int64_t seq,
                                 event_each each, void *context, bool *more);
enum err messages_letters_after(struct store_conn *db,
                                const struct id *alliance, int64_t seq,
                                event_each each, void *context, bool *more);

/* The chat of one visit of the alliance after `seq`, oldest first. */
enum err messages_of_visit(struct store_conn *db, const struct id *alliance,
                           const struct id *visit, int64_t seq, event_each each,
                           void *context, bool *more);
