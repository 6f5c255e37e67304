/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/visits/visits_store.h: visits between SQL and a struct. Texts live
 * in the arena given. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/visit.h"
#include "daemon/base/arena.h"
#include "daemon/base/err.h"
#include "daemon/base/id.h"

struct store_conn;

struct visit_row {
    struct id id;
    struct id alliance;
    struct id planner;
    int64_t number;         /* of the alliance's sessions; 0 before it opened */
    struct text wall;       /* 2026-11-24T18:00 */
    struct text zone;       /* Europe/Vienna */
    struct text medium;     /* video, voice or text */
    struct visit_plan plan; /* the same instant in UTC */
    struct visit visit;     /* the machine */
    struct id accounts[VISIT_CHAIRS]; /* whose the chairs are; all zero: of
                                         somebody who has not joined yet */
    int32_t delay_minutes; /* how much later the therapist says to begin */
    bool is_elsewhere;     /* the therapist is in another session now */
    int64_t created_ms;
    int64_t
        told_seq; /* what the alliance's events up to this one told is in it */
};

enum { VISITS_LIST_MAX = 2000 };

/* Keeps the row still until the transaction ends, so that what is decided
 * from it holds when it is written, also with several nodes. ERR_NOT_FOUND
 * when there is none. */
enum err visits_lock(struct store_conn *c, const struct id *id);

/* ERR_NOT_FOUND when there is none; *out is then undefined. */
enum err visits_find(struct store_conn *c, struct arena *a, const struct id *id,
                     struct visit_row *out);

typedef enum err (*visits_each)(const struct visit_row *row, void *context);
/* Those of the alliances the account is a member of, or of one of them
 * (alliance not NULL), newest start first, at most VISITS_LIST_MAX. Stops at
 * the first answer that is not ERR_OK and gives it. */
enum err visits_list(struct store_conn *c, struct arena *a,
                     const struct id *account, const struct id *alliance,
                     visits_each each, void *context);

/* Planned and open ones. */
enum err visits_list_live(struct store_conn *c, struct arena *a,
                          visits_each each, void *context);
enum err visits_list_live_of(struct store_conn *c, struct arena *a,
                             const struct id *alliance, visits_each each,
                             void *context);

enum err visits_add(struct store_conn *c, const struct visit_row *row);
/* Writes number, delay and the machine. */
enum err visits_change(struct store_conn *c, const struct visit_row *row);

/* Of sessions of this therapist's that have not begun: those in which a client
 * waits, other than this one; at most VISITS_WAITING_MAX. */
enum { VISITS_WAITING_MAX = 4 };
struct visit_ref {
    struct id id;
    struct id alliance;
};
enum err visits_list_waiting(struct store_conn *c, const struct id *therapist,
                             const struct id *but,
                             struct visit_ref out[VISITS_WAITING_MAX],
                             size_t *count);

/* One more than the alliance's sessions that have taken place. */
enum err visits_next_number(struct store_conn *c, const struct id *alliance,
                            int64_t *out);

/* Makes bookings of this therapist one after the other until the transaction
 * ends. */
enum err visits_lock_therapist(struct store_conn *c, const struct id *account);
/* Whether the therapist has a planned or open session that overlaps
 * [from_ms, to_ms). An open one lasts at least until now_ms. */
enum err visits_is_booked(struct store_conn *c, const struct id *therapist,
                          int64_t from_ms, int64_t to_ms, int64_t now_ms,
                          bool *out);
