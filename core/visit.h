/* SPDX-License-Identifier: Apache-2.0 */
/* core/visit.h: one session ("visit") from planned to over, as a machine.
 * Pure: the time is an argument, nothing is owned. The server and both
 * screens run the same one.
 *
 *   planned --admit--> open --end, or the time--> ended
 *      |--cancel--> cancelled      |--nobody let in in time--> lapsed
 *
 * The rooms open VISIT_EARLY_MS before the start. A planned session waits
 * until VISIT_GRACE_MS after its planned end. An open one can be come back to
 * until it ends. Being late is a fact read off the times, not a state.
 * Nothing here ever says whose fault something was. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/base/text.h"

#define VISIT_EARLY_MS INT64_C(1800000) /* 30 min before the start */
#define VISIT_GRACE_MS INT64_C(3600000) /* 60 min after the planned end */
#define VISIT_EMPTY_MS INT64_C(1800000) /* 30 min with both away: over */
#define VISIT_OVERTIME_MS                                                      \
    INT64_C(10800000) /* 3 h after the end, with what was lost: over */
#define VISIT_NEVER INT64_C(-1) /* a time that has not come */

enum { VISIT_MINUTES_MIN = 1, VISIT_MINUTES_MAX = 1440, VISIT_ROLES = 2 };

enum visit_role { VISIT_CLIENT, VISIT_THERAPIST };

#define VISIT_STATES(X)                                                        \
    X(VISIT_PLANNED, "planned")                                                \
    X(VISIT_OPEN, "open")                                                      \
    X(VISIT_ENDED, "ended")                                                    \
    X(VISIT_CANCELLED, "cancelled")                                            \
    X(VISIT_LAPSED, "lapsed")

#define VISIT_PRESENCES(X)                                                     \
    X(VISIT_AWAY, "away")                                                      \
    X(VISIT_WAITING, "waiting")                                                \
    X(VISIT_IN, "in")

/* drop and tick are never sent by people: drop is the line going away, tick
 * is time passing. */
#define VISIT_EVENTS(X)                                                        \
    X(VISIT_ARRIVE, "arrive")                                                  \
    X(VISIT_LEAVE, "leave")                                                    \
    X(VISIT_ADMIT, "admit")                                                    \
    X(VISIT_PUT_BACK, "put_back")                                              \
    X(VISIT_END, "end")                                                        \
    X(VISIT_CANCEL, "cancel")                                                  \
    X(VISIT_DROP, "drop")                                                      \
    X(VISIT_TICK, "tick")

/* The reason for the last change; kept with the visit and shown. */
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

#define VISIT_ENUM(name, text) name,
enum visit_state { VISIT_STATES(VISIT_ENUM) };
enum visit_presence { VISIT_PRESENCES(VISIT_ENUM) };
enum visit_event_kind { VISIT_EVENTS(VISIT_ENUM) };
enum visit_why { VISIT_WHYS(VISIT_ENUM) };
enum visit_rule { VISIT_RULES(VISIT_ENUM) };
#undef VISIT_ENUM

/* What was agreed, and the time to give back: only lost_ms changes during the
 * visit, and only grows. */
struct visit_plan {
    int64_t starts_ms; /* UTC, 1970..9999 */
    int32_t minutes;   /* VISIT_MINUTES_MIN..VISIT_MINUTES_MAX */
    int64_t lost_ms;   /* the line was away so long: added at the end;
                          0..minutes */
};

/* Everything to keep between two events. */
struct visit {
    enum visit_state state;
    enum visit_presence presence[VISIT_ROLES]; /* by enum visit_role */
    bool came[VISIT_ROLES];                    /* has arrived at least once */
    bool admitted;      /* the client was let in and not put back since:
                           coming back needs no second knock */
    int64_t started_ms; /* first admit; VISIT_NEVER before */
    int64_t ended_ms;   /* when it was over by the rules (for the two
                           time rules: when they came due, however late
                           the tick); VISIT_NEVER unless ended */
    int64_t empty_ms;   /* both away since, while open; VISIT_NEVER */
    enum visit_why why;
};

struct visit_event {
    enum visit_event_kind kind;
    enum visit_role role; /* who; of no meaning for VISIT_TICK */
};

/* What is new and who should hear of it. */
enum {
    VISIT_CHANGED_STATE = 1,
    VISIT_CHANGED_CLIENT = 2,    /* the client's presence */
    VISIT_CHANGED_THERAPIST = 4, /* the therapist's presence */
    VISIT_TELL_CLIENT = 1,
    VISIT_TELL_THERAPIST = 2
};

struct visit_decision {
    enum visit_state state; /* after the event */
    unsigned changed;       /* bits VISIT_CHANGED_…; 0: nothing happened */
    unsigned tell;          /* bits VISIT_TELL_… */
    enum visit_why why;     /* of the visit, after the event */
};

/* True when the plan's numbers are in range. */
bool visit_plan_is_sound(const struct visit_plan *plan);

/* Planned, nobody there. */
void visit_init(struct visit *v);

/* One event at now_ms. VISIT_OK: *v is the new visit and *out says what
 * changed (perhaps nothing: arriving twice, leaving twice and leaving what is
 * over are not errors; leave, drop and tick are never refused). Anything else
 * names the rule that forbids the event: *v and *out are as they were.
 * VISIT_TIME_IS_OVER means a tick is due first. out may be NULL. */
enum visit_rule visit_step(const struct visit_plan *plan, struct visit *v,
                           const struct visit_event *event, int64_t now_ms,
                           struct visit_decision *out);

/* The next moment at which a tick will change something, or VISIT_NEVER when
 * the visit is over. */
int64_t visit_due_ms(const struct visit_plan *plan, const struct visit *v);

/* When arriving becomes possible. */
int64_t visit_opens_ms(const struct visit_plan *plan);

/* How long role has kept the other waiting at now_ms: since the start, if
 * role has not come yet and the session is planned or open; else 0. */
int64_t visit_late_ms(const struct visit_plan *plan, const struct visit *v,
                      enum visit_role role, int64_t now_ms);

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
const char *visit_role_name(enum visit_role r); /* "client", "therapist" */
bool visit_state_parse(struct text t, enum visit_state *out);
bool visit_presence_parse(struct text t, enum visit_presence *out);
bool visit_event_parse(struct text t, enum visit_event_kind *out);
bool visit_why_parse(struct text t, enum visit_why *out);
bool visit_role_parse(struct text t, enum visit_role *out);

/* False for drop and tick, which only the server itself may say. */
bool visit_event_is_for_people(enum visit_event_kind k);
