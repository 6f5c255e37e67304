/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/visits/visits_write.h: every change of a visit, as the body of one
 * write: read the row, step the machine of core/visit.h, write it, note the
 * event. What is due by the clock happens first, so that nobody acts on a
 * session that is already over. */
#pragma once

#include "daemon/alliances/event.h"
#include "daemon/visits/visits_store.h"

struct hub;

/* A plan, as an event_run. Double booking is decided here, where bookings of
 * one therapist come one after the other. */
struct visit_booking {
    struct visit_row row; /* complete; the machine freshly initialised */
    int64_t now_ms;
    const char *text; /* with ERR_CONFLICT: why, for a person */
};
enum err visits_write_booking(struct store_conn *c, struct event_batch *batch,
                              void *booking);

/* A person's event, as an event_run. */
struct visit_step {
    /* What is asked. */
    struct id id;
    struct id by;
    enum visit_event_kind kind; /* one that is for people */
    struct id whom; /* admit and put_back; all zero: the only client */
    int64_t ago_ms; /* trouble: how long ago the try was */
    struct arena *arena;
    /* What came of it. A refused event is ERR_OK with rule set, because what
     * was due by the clock is written all the same. */
    struct visit_row after;
    enum visit_rule rule;
    bool no_whom; /* with ERR_BAD_INPUT: whom is nobody's chair */
};
enum err visits_write_step(struct store_conn *c, struct event_batch *batch,
                           void *step);

/* What happens by itself: an outage of the house, time passing, or a person's
 * line being gone. Also an event_run. ERR_OK when there was nothing to do. */
struct visit_change {
    struct id id;
    bool gone[VISIT_CHAIRS]; /* whose line is gone; none: time alone */
    int64_t down_ms, up_ms;  /* the house was away between; 0, 0: it was not */
    /* Asked again at the last moment, because people come back: a person whose
     * socket follows is not gone. NULL: nobody's does. */
    struct hub *hub;
    struct arena *arena;
};
enum err visits_write_change(struct store_conn *c, struct event_batch *batch,
                             void *change);

/* How much later the therapist says to begin; also an event_run. A refusal is
 * ERR_OK with rule set, as above. */
struct visit_delay {
    struct id id;
    struct id by;
    int32_t minutes;
    struct arena *arena;
    struct visit_row after;
    enum visit_rule rule;
};
enum err visits_write_delay(struct store_conn *c, struct event_batch *batch,
                            void *delay);
