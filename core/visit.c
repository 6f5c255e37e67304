/* SPDX-License-Identifier: Apache-2.0 */
#include "core/visit.h"

#include <assert.h>
#include <stddef.h>

#define YEAR_9999_MS INT64_C(253402300799999)
#define MINUTE_MS INT64_C(60000)

static int64_t planned_end_ms(const struct visit_plan *plan)
{
    return plan->starts_ms + plan->minutes * MINUTE_MS + plan->lost_ms;
}

bool visit_plan_is_sound(const struct visit_plan *plan)
{
    return plan->starts_ms >= VISIT_EARLY_MS &&
           plan->starts_ms <= YEAR_9999_MS &&
           plan->minutes >= VISIT_MINUTES_MIN &&
           plan->minutes <= VISIT_MINUTES_MAX && plan->lost_ms >= 0 &&
           plan->lost_ms <= plan->minutes * MINUTE_MS;
}

void visit_init(struct visit *v)
{
    *v = (struct visit){
        .state = VISIT_PLANNED,
        .presence = { VISIT_AWAY, VISIT_AWAY },
        .started_ms = VISIT_NEVER,
        .ended_ms = VISIT_NEVER,
        .empty_ms = VISIT_NEVER,
        .why = VISIT_WHY_PLANNED,
    };
}

bool visit_is_over(const struct visit *v)
{
    return v->state != VISIT_PLANNED && v->state != VISIT_OPEN;
}

int64_t visit_opens_ms(const struct visit_plan *plan)
{
    return plan->starts_ms - VISIT_EARLY_MS;
}

int64_t visit_due_ms(const struct visit_plan *plan, const struct visit *v)
{
    int64_t overtime, empty;

    switch (v->state) {
    case VISIT_PLANNED: return planned_end_ms(plan) + VISIT_GRACE_MS;
    case VISIT_OPEN:
        overtime = planned_end_ms(plan) + VISIT_OVERTIME_MS;
        if (v->empty_ms == VISIT_NEVER)
            return overtime;
        empty = v->empty_ms + VISIT_EMPTY_MS;
        return empty < overtime ? empty : overtime;
    case VISIT_ENDED:
    case VISIT_CANCELLED:
    case VISIT_LAPSED: break;
    }
    return VISIT_NEVER;
}

int64_t visit_late_ms(const struct visit_plan *plan, const struct visit *v,
                      enum visit_role role, int64_t now_ms)
{
    if (visit_is_over(v) || v->came[role] || now_ms <= plan->starts_ms)
        return 0;
    return now_ms - plan->starts_ms;
}

static bool both_away(const struct visit *v)
{
    return v->presence[VISIT_CLIENT] == VISIT_AWAY &&
           v->presence[VISIT_THERAPIST] == VISIT_AWAY;
}

static void finish(struct visit *v, enum visit_state state, enum visit_why why)
{
    v->state = state;
    v->presence[VISIT_CLIENT] = VISIT_AWAY;
    v->presence[VISIT_THERAPIST] = VISIT_AWAY;
    v->empty_ms = VISIT_NEVER;
    v->why = why;
}

static enum visit_why who_came(const struct visit *v)
{
    if (v->came[VISIT_CLIENT])
        return v->came[VISIT_THERAPIST] ? VISIT_WHY_BOTH_CAME
                                        : VISIT_WHY_CLIENT_CAME;
    return v->came[VISIT_THERAPIST] ? VISIT_WHY_THERAPIST_CAME
                                    : VISIT_WHY_NOBODY_CAME;
}

static void tick(const struct visit_plan *plan, struct visit *v, int64_t now_ms)
{
    const int64_t due_ms = visit_due_ms(plan, v);

    if (due_ms == VISIT_NEVER || now_ms < due_ms)
        return;
    if (v->state == VISIT_PLANNED) {
        finish(v, VISIT_LAPSED, who_came(v));
        return;
    }
    /* Overnight outages happen: what counts is when it was over, not when
     * somebody looked. */
    v->ended_ms = due_ms;
    finish(v, VISIT_ENDED,
           due_ms < planned_end_ms(plan) + VISIT_OVERTIME_MS
               ? VISIT_WHY_BOTH_AWAY
               : VISIT_WHY_OVERTIME);
}

/* A clock set back must not make the session end before it began. */
static int64_t not_before_start_ms(const struct visit *v, int64_t now_ms)
{
    return now_ms < v->started_ms ? v->started_ms : now_ms;
}

static enum visit_rule arrive(const struct visit_plan *plan, struct visit *v,
                              enum visit_role role, int64_t now_ms)
{
    const bool back = v->came[role];

    if (v->state == VISIT_PLANNED && now_ms < visit_opens_ms(plan))
        return VISIT_TOO_EARLY;
    if (v->presence[role] != VISIT_AWAY)
        return VISIT_OK; /* a second tab, or a reload the line outran */

    v->came[role] = true;
    v->empty_ms = VISIT_NEVER;
    if (role == VISIT_THERAPIST) {
        v->presence[role] = VISIT_IN;
        v->why = back ? VISIT_WHY_THERAPIST_BACK : VISIT_WHY_THERAPIST_ARRIVED;
    } else if (v->admitted) {
        v->presence[role] = VISIT_IN;
        v->why = VISIT_WHY_CLIENT_BACK;
    } else {
        v->presence[role] = VISIT_WAITING;
        v->why = VISIT_WHY_CLIENT_WAITING;
    }
    return VISIT_OK;
}

static enum visit_rule go_away(struct visit *v, enum visit_role role,
                               bool dropped, int64_t now_ms)
{
    static const enum visit_why whys[VISIT_ROLES][2] = {
        [VISIT_CLIENT] = { VISIT_WHY_CLIENT_LEFT, VISIT_WHY_CLIENT_DROPPED },
        [VISIT_THERAPIST] = { VISIT_WHY_THERAPIST_LEFT,
                              VISIT_WHY_THERAPIST_DROPPED },
    };

    if (v->presence[role] == VISIT_AWAY)
        return VISIT_OK;
    v->presence[role] = VISIT_AWAY;
    v->why = whys[role][dropped];
    if (v->state == VISIT_OPEN && both_away(v))
        v->empty_ms = not_before_start_ms(v, now_ms);
    return VISIT_OK;
}

static enum visit_rule admit(struct visit *v, int64_t now_ms)
{
    if (v->presence[VISIT_THERAPIST] != VISIT_IN)
        return VISIT_THERAPIST_NOT_IN;
    if (v->presence[VISIT_CLIENT] == VISIT_IN)
        return VISIT_OK; /* pressed twice */
    if (v->presence[VISIT_CLIENT] != VISIT_WAITING)
        return VISIT_NOBODY_WAITING;
    v->presence[VISIT_CLIENT] = VISIT_IN;
    v->admitted = true;
    v->why = VISIT_WHY_CLIENT_ADMITTED;
    if (v->state == VISIT_PLANNED) {
        v->state = VISIT_OPEN;
        v->started_ms = now_ms;
    }
    return VISIT_OK;
}

static enum visit_rule put_back(struct visit *v)
{
    if (v->state != VISIT_OPEN)
        return VISIT_ONLY_OPEN;
    if (v->presence[VISIT_THERAPIST] != VISIT_IN)
        return VISIT_THERAPIST_NOT_IN;
    if (v->presence[VISIT_CLIENT] == VISIT_WAITING)
        return VISIT_OK;
    if (v->presence[VISIT_CLIENT] != VISIT_IN)
        return VISIT_NOBODY_IN;
    v->presence[VISIT_CLIENT] = VISIT_WAITING;
    v->admitted = false;
    v->why = VISIT_WHY_CLIENT_PUT_BACK;
    return VISIT_OK;
}

static enum visit_rule end(struct visit *v, int64_t now_ms)
{
    if (v->state != VISIT_OPEN)
        return VISIT_ONLY_OPEN;
    v->ended_ms = not_before_start_ms(v, now_ms);
    finish(v, VISIT_ENDED, VISIT_WHY_THERAPIST_ENDED);
    return VISIT_OK;
}

static enum visit_rule cancel(struct visit *v, enum visit_role role)
{
    if (v->state != VISIT_PLANNED)
        return VISIT_ONLY_PLANNED;
    finish(v, VISIT_CANCELLED,
           role == VISIT_CLIENT ? VISIT_WHY_CLIENT_CANCELLED
                                : VISIT_WHY_THERAPIST_CANCELLED);
    return VISIT_OK;
}

static enum visit_rule act(const struct visit_plan *plan, struct visit *v,
                           const struct visit_event *event, int64_t now_ms)
{
    switch (event->kind) {
    case VISIT_ARRIVE: return arrive(plan, v, event->role, now_ms);
    case VISIT_LEAVE: return go_away(v, event->role, false, now_ms);
    case VISIT_DROP: return go_away(v, event->role, true, now_ms);
    case VISIT_ADMIT: return admit(v, now_ms);
    case VISIT_PUT_BACK: return put_back(v);
    case VISIT_END: return end(v, now_ms);
    case VISIT_CANCEL: return cancel(v, event->role);
    case VISIT_TICK: break;
    }
    return VISIT_OK;
}

static bool only_therapist_may(enum visit_event_kind k)
{
    return k == VISIT_ADMIT || k == VISIT_PUT_BACK || k == VISIT_END;
}

/* Rules that hold before the event itself is looked at. */
static enum visit_rule may(const struct visit_plan *plan, const struct visit *v,
                           const struct visit_event *event, int64_t now_ms)
{
    const int64_t due_ms = visit_due_ms(plan, v);

    /* Time passes and lines drop whatever the rules say. */
    if (event->kind == VISIT_TICK || event->kind == VISIT_LEAVE ||
        event->kind == VISIT_DROP)
        return VISIT_OK;
    if (only_therapist_may(event->kind) && event->role != VISIT_THERAPIST)
        return VISIT_ONLY_THERAPIST;
    if (visit_is_over(v))
        return VISIT_IS_OVER;
    if (now_ms >= due_ms)
        return VISIT_TIME_IS_OVER;
    return VISIT_OK;
}

static void compare(const struct visit *old, const struct visit *new,
                    enum visit_event_kind kind, enum visit_role role,
                    struct visit_decision *out)
{
    const bool by_person = kind != VISIT_TICK;

    *out = (struct visit_decision){ .state = new->state, .why = new->why };
    if (old->state != new->state)
        out->changed |= VISIT_CHANGED_STATE;
    if (old->presence[VISIT_CLIENT] != new->presence[VISIT_CLIENT])
        out->changed |= VISIT_CHANGED_CLIENT;
    if (old->presence[VISIT_THERAPIST] != new->presence[VISIT_THERAPIST])
        out->changed |= VISIT_CHANGED_THERAPIST;

    /* A change of state, or of one's own place, is news to both; somebody
     * else's coming and going only to the one who stays. */
    if (out->changed == 0)
        return;
    out->tell = VISIT_TELL_CLIENT | VISIT_TELL_THERAPIST;
    if (by_person && out->changed == VISIT_CHANGED_CLIENT &&
        role == VISIT_CLIENT)
        out->tell = VISIT_TELL_THERAPIST;
    if (by_person && out->changed == VISIT_CHANGED_THERAPIST &&
        role == VISIT_THERAPIST)
        out->tell = VISIT_TELL_CLIENT;
}

enum visit_rule visit_step(const struct visit_plan *plan, struct visit *v,
                           const struct visit_event *event, int64_t now_ms,
                           struct visit_decision *out)
{
    struct visit next = *v;
    enum visit_rule rule;

    assert(visit_plan_is_sound(plan));
    rule = may(plan, v, event, now_ms);
    if (rule == VISIT_OK)
        rule = act(plan, &next, event, now_ms);
    if (rule != VISIT_OK)
        return rule;
    if (event->kind == VISIT_TICK)
        tick(plan, &next, now_ms);
    if (out != NULL)
        compare(v, &next, event->kind, event->role, out);
    *v = next;
    return VISIT_OK;
}
