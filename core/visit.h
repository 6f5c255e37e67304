/* SPDX-License-Identifier: Apache-2.0 */
/* core/visit.h: one session ("visit") from planned to over, as a machine.
 * Pure: the time is an argument, nothing is owned. The server and all screens
 * run the same one.
 *
 *   planned --admit--> open --end, or the time--> ended
 *      |--cancel--> cancelled      |--nobody let in in time--> lapsed
 *
 * Two or three chairs: the first is the therapist's, the others are clients'.
 * The rooms open VISIT_EARLY_MS before the start. A planned session waits
 * until VISIT_GRACE_MS after its planned end. An open one can be come back to
 * until it ends. Being late is a fact read off the times, not a state.
 * Nothing here ever says whose fault something was, and what a device or the
 * house failed in is never called a person's absence (visit_outcome). */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/base/text.h"

#define VISIT_EARLY_MS INT64_C(1800000) /* 30 min before the start */
#define VISIT_GRACE_MS INT64_C(3600000) /* 60 min after the planned end */
#define VISIT_EMPTY_MS INT64_C(1800000) /* 30 min with everybody gone: over */
#define VISIT_OVERTIME_MS                                                      \
    INT64_C(10800000) /* 3 h after the end, with what was lost: over */
#define VISIT_OUTAGE_MS                                                        \
    INT64_C(60000) /* devices bridge a shorter outage of the house */
#define VISIT_NEVER INT64_C(-1) /* a time that has not come */

enum { VISIT_MINUTES_MIN = 1, VISIT_MINUTES_MAX = 1440 };

enum {
    VISIT_THERAPIST, /* the therapist's chair; the clients' follow */
    VISIT_CLIENT,    /* the first client's */
    VISIT_CHAIRS_MIN = 2,
    VISIT_CHAIRS = 3
};

#define VISIT_STATES(X)                                                        \
    X(VISIT_PLANNED, "planned")                                                \
    X(VISIT_OPEN, "open")                                                      \
    X(VISIT_ENDED, "ended")                                                    \
    X(VISIT_CANCELLED, "cancelled")                                            \
    X(VISIT_LAPSED, "lapsed")

#define VISIT_PRESENCES(X)                                                     \
    X(VISIT_AWAY, "away")                                                      \
    X(VISIT_WAITING, "waiting")                                                \
    X(VISIT_IN, "in")                                                          \
    X(VISIT_DROPPED, "dropped")

/* drop and tick are never sent by people: drop is the line going away, tick
 * is time passing. trouble is a device that says: a try to come in failed. */
#define VISIT_EVENTS(X)                                                        \
    X(VISIT_ARRIVE, "arrive")                                                  \
    X(VISIT_LEAVE, "leave")                                                    \
    X(VISIT_ADMIT, "admit")                                                    \
    X(VISIT_PUT_BACK, "put_back")                                              \
    X(VISIT_END, "end")                                                        \
    X(VISIT_CANCEL, "cancel")                                                  \
    X(VISIT_TROUBLE, "trouble")                                                \
    X(VISIT_DROP, "drop")                                                      \
    X(VISIT_TICK, "tick")

/* The reason for the last change; kept with the visit and shown. "both" are
 * the two sides: the therapist, and at least one client. */
#define VISIT_WHYS(X)                                                          \
    X(VISIT_WHY_PLANNED, "planned")                                            \
    X(VISIT_WHY_CLIENT_WAITING, "client_waiting")                              \
    X(VISIT_WHY_CLIENT_ADMITTED, "client_admitted")                            \
    X(VISIT_WHY_CLIENT_PUT_BACK, "client_put_back")                            \
    X(VISIT_WHY_CLIENT_BACK, "client_back")                                    \
    X(VISIT_WHY_CLIENT_LEFT, "client_left")                                    \
    X(VISIT_WHY_CLIENT_DROPPED, "client_dropped")                              \
    X(VISIT_WHY_THERAPIST_ARRIVED, "therapist_arrived")                        \
    X(VISIT_WHY_THERAPIST_BACK, "therapist_back")                              \
    X(VISIT_WHY_THERAPIST_LEFT, "therapist_left")                              \
    X(VISIT_WHY_THERAPIST_DROPPED, "therapist_dropped")                        \
    X(VISIT_WHY_THERAPIST_ENDED, "therapist_ended")                            \
    X(VISIT_WHY_BOTH_AWAY, "both_away")                                        \
    X(VISIT_WHY_OVERTIME, "overtime")                                          \
    X(VISIT_WHY_CLIENT_CANCELLED, "client_cancelled")                          \
    X(VISIT_WHY_THERAPIST_CANCELLED, "therapist_cancelled")                    \
    X(VISIT_WHY_NOBODY_CAME, "nobody_came")                                    \
    X(VISIT_WHY_CLIENT_CAME, "client_came")                                    \
    X(VISIT_WHY_THERAPIST_CAME, "therapist_came")                              \
    X(VISIT_WHY_BOTH_CAME, "both_came")

/* The rule that forbids an event. VISIT_OK is not a refusal. */
#define VISIT_RULES(X)                                                         \
    X(VISIT_OK, "ok")                                                          \
    X(VISIT_TOO_EARLY, "too_early")                                            \
    X(VISIT_TIME_IS_OVER, "time_is_over")                                      \
    X(VISIT_IS_OVER, "is_over")                                                \
    X(VISIT_ONLY_THERAPIST, "only_therapist")                                  \
    X(VISIT_ONLY_PLANNED, "only_planned")                                      \
    X(VISIT_ONLY_OPEN, "only_open")                                            \
    X(VISIT_THERAPIST_NOT_IN, "therapist_not_in")                              \
    X(VISIT_NOBODY_WAITING, "nobody_waiting")                                  \
    X(VISIT_NOBODY_IN, "nobody_in")

/* What became of the session for one of the chairs. */
#define VISIT_OUTCOMES(X)                                                      \
    X(VISIT_PENDING, "pending")                                                \
    X(VISIT_MET, "met")                                                        \
    X(VISIT_CAME, "came")                                                      \
    X(VISIT_MISSED, "missed")                                                  \
    X(VISIT_TECHNICAL, "technical")                                            \
    X(VISIT_CALLED_OFF, "called_off")

#define VISIT_OUTCOME_WHYS(X)                                                  \
    X(VISIT_NOT_OVER, "not_over")                                              \
    X(VISIT_WAS_TOGETHER, "was_together")                                      \
    X(VISIT_WAITED, "waited")                                                  \
    X(VISIT_DEVICE_TROUBLE, "device_trouble")                                  \
    X(VISIT_HOUSE_OUTAGE, "house_outage")                                      \
    X(VISIT_DID_NOT_COME, "did_not_come")                                      \
    X(VISIT_WAS_CALLED_OFF, "was_called_off")

#define VISIT_ENUM(name, text) name,
enum visit_state { VISIT_STATES(VISIT_ENUM) };
enum visit_presence { VISIT_PRESENCES(VISIT_ENUM) };
enum visit_event_kind { VISIT_EVENTS(VISIT_ENUM) };
enum visit_why { VISIT_WHYS(VISIT_ENUM) };
enum visit_rule { VISIT_RULES(VISIT_ENUM) };
enum visit_outcome_kind { VISIT_OUTCOMES(VISIT_ENUM) };
enum visit_outcome_why { VISIT_OUTCOME_WHYS(VISIT_ENUM) };
#undef VISIT_ENUM

/* What was agreed, and the time to give back: only lost_ms changes during the
 * visit, and only grows. */
struct visit_plan {
    int64_t starts_ms; /* UTC, 1970..9999 */
    int32_t minutes;   /* VISIT_MINUTES_MIN..VISIT_MINUTES_MAX */
    int64_t lost_ms;   /* the line was away so long: added at the end;
                          0..minutes */
};

struct visit_chair {
    enum visit_presence presence;
    bool came;     /* has arrived at least once */
    bool admitted; /* a client: was let in and not put back since: coming
                      back needs no second knock */
    bool met;      /* was in the room with the other side at least once */
    bool trouble;  /* before they met, a try to come in failed or the line
                      dropped; never taken back */
    int32_t late_minutes; /* of the first arrival, after the start; 0.. */
};

/* Everything to keep between two events. */
struct visit {
    enum visit_state state;
    int32_t count; /* of the chairs, VISIT_CHAIRS_MIN..VISIT_CHAIRS */
    struct visit_chair chairs[VISIT_CHAIRS]; /* the therapist's first */
    bool outage;        /* the house was away while people could have come */
    int64_t started_ms; /* first admit; VISIT_NEVER before */
    int64_t ended_ms;   /* when it was over by the rules (for the two
                           time rules: when they came due, however late
                           the tick); VISIT_NEVER unless ended */
    int64_t empty_ms;   /* nobody there since, while open; VISIT_NEVER */
    enum visit_why why;
};

struct visit_event {
    enum visit_event_kind kind;
    int32_t chair; /* who; of no meaning for VISIT_TICK */
    int32_t whom;  /* admit and put_back: which client's chair */
};

/* What is new. */
enum { VISIT_CHANGED_STATE = 1 };
#define VISIT_CHANGED_CHAIR(chair) (2U << (chair)) /* presence or trouble */

struct visit_decision {
    enum visit_state state; /* after the event */
    unsigned changed;       /* bits VISIT_CHANGED_…; 0: nothing */
    enum visit_why why;     /* of the visit, after the event */
};

struct visit_outcome {
    enum visit_outcome_kind kind;
    enum visit_outcome_why why;
};

/* True when the plan's numbers are in range. */
bool visit_plan_is_sound(const struct visit_plan *plan);

/* Planned, nobody there. chairs: VISIT_CHAIRS_MIN..VISIT_CHAIRS. */
void visit_init(struct visit *v, int32_t chairs);

/* One event at now_ms. VISIT_OK: *v is the new visit and *out says what
 * changed (perhaps nothing: arriving twice, leaving twice and leaving what is
 * over are not errors; leave, drop and tick are never refused). Anything else
 * names the rule that forbids the event: *v and *out are as they were.
 * VISIT_TIME_IS_OVER means a tick is due first; for trouble, that it was after
 * the time. For trouble now_ms is when the try was, also when the session is
 * over meanwhile. chair and whom are chairs of the visit; whom is a client's.
 * out may be NULL. */
enum visit_rule visit_step(const struct visit_plan *plan, struct visit *v,
                           const struct visit_event *event, int64_t now_ms,
                           struct visit_decision *out);

/* The next moment at which a tick will change something, or VISIT_NEVER when
 * the visit is over. */
int64_t visit_due_ms(const struct visit_plan *plan, const struct visit *v);

/* When arriving becomes possible, and until when it is while nobody was let
 * in. */
int64_t visit_opens_ms(const struct visit_plan *plan);
int64_t visit_lapses_ms(const struct visit_plan *plan);

/* The house was away in [from_ms, until_ms). True when the visit now says so:
 * it was long enough, and people could have come then. A cancelled visit stays
 * as it is. */
bool visit_outage(const struct visit_plan *plan, struct visit *v,
                  int64_t from_ms, int64_t until_ms);

/* How long the chair has kept the others waiting at now_ms: since the start,
 * if they have not come yet and the session is planned or open; else 0. */
int64_t visit_late_ms(const struct visit_plan *plan, const struct visit *v,
                      int32_t chair, int64_t now_ms);

/* What became of it for the chair. "missed" only when it is over, they never
 * came, and neither their device nor the house had trouble. */
struct visit_outcome visit_outcome(const struct visit *v, int32_t chair);

/* In the waiting room or in the room. */
bool visit_is_there(const struct visit_chair *c);

bool visit_is_over(const struct visit *v); /* ended, cancelled or lapsed */

/* True when some course of events can lead here: for rows read back from a
 * store. Reads v only. */
bool visit_is_possible(const struct visit_plan *plan, const struct visit *v);

/* Stable names, for the wire and the store; and back (false, *out as it was,
 * for an unknown name). */
const char *visit_state_name(enum visit_state s);
const char *visit_presence_name(enum visit_presence p);
const char *visit_event_name(enum visit_event_kind k);
const char *visit_why_name(enum visit_why w);
const char *visit_rule_name(enum visit_rule r);
const char *visit_outcome_name(enum visit_outcome_kind k);
const char *visit_outcome_why_name(enum visit_outcome_why w);
bool visit_state_parse(struct text t, enum visit_state *out);
bool visit_presence_parse(struct text t, enum visit_presence *out);
bool visit_event_parse(struct text t, enum visit_event_kind *out);
bool visit_why_parse(struct text t, enum visit_why *out);

/* False for drop and tick, which only the server itself may say. */
bool visit_event_is_for_people(enum visit_event_kind k);
