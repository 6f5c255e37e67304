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

int64_t visit_lapses_ms(const struct visit_plan *plan)
{
    return planned_end_ms(plan) + VISIT_GRACE_MS;
}

bool visit_plan_is_sound(const struct visit_plan *plan)
{
    return plan->starts_ms >= VISIT_EARLY_MS &&
           plan->starts_ms <= YEAR_9999_MS &&
           plan->minutes >= VISIT_MINUTES_MIN &&
           plan->minutes <= VISIT_MINUTES_MAX && plan->lost_ms >= 0 &&
           plan->lost_ms <= plan->minutes * MINUTE_MS;
}

void visit_init(struct visit *v, int32_t chairs)
{
    assert(chairs >= VISIT_CHAIRS_MIN && chairs <= VISIT_CHAIRS);
    *v = (struct visit){
        .state = VISIT_PLANNED,
        .count = chairs,
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

bool visit_is_there(const struct visit_chair *c)
{
    return c->presence == VISIT_WAITING || c->presence == VISIT_IN;
}

int64_t visit_opens_ms(const struct visit_plan *plan)
{
    return plan->starts_ms - VISIT_EARLY_MS;
}

int64_t visit_due_ms(const struct visit_plan *plan, const struct visit *v)
{
    int64_t overtime, empty;

    switch (v->state) {
    case VISIT_PLANNED: return visit_lapses_ms(plan);
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

static bool is_empty(const struct visit *v)
{
    for (int32_t i = 0; i < v->count; i++)
        if (visit_is_there(&v->chairs[i]))
            return false;
    return true;
}

static void finish(struct visit *v, enum visit_state state, enum visit_why why)
{
    v->state = state;
    for (int32_t i = 0; i < v->count; i++)
        v->chairs[i].presence = VISIT_AWAY;
    v->empty_ms = VISIT_NEVER;
    v->why = why;
}

static enum visit_why who_came(const struct visit *v)
{
    bool client = false;

    for (int32_t i = VISIT_CLIENT; i < v->count; i++)
        client = client || v->chairs[i].came;
    if (client)
        return v->chairs[VISIT_THERAPIST].came ? VISIT_WHY_BOTH_CAME
                                               : VISIT_WHY_CLIENT_CAME;
    return v->chairs[VISIT_THERAPIST].came ? VISIT_WHY_THERAPIST_CAME
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
                              int32_t chair, int64_t now_ms)
{
    struct visit_chair *c = &v->chairs[chair];
    const bool back = c->came;

    if (v->state == VISIT_PLANNED && now_ms < visit_opens_ms(plan))
        return VISIT_TOO_EARLY;
    if (visit_is_there(c))
        return VISIT_OK; /* a second tab, or a reload the line outran */

    if (!back && now_ms > plan->starts_ms)
        c->late_minutes = (int32_t)((now_ms - plan->starts_ms) / MINUTE_MS);
    c->came = true;
    v->empty_ms = VISIT_NEVER;
    if (chair == VISIT_THERAPIST) {
        c->presence = VISIT_IN;
        v->why = back ? VISIT_WHY_THERAPIST_BACK : VISIT_WHY_THERAPIST_ARRIVED;
    } else if (c->admitted) {
        c->presence = VISIT_IN;
        v->why = VISIT_WHY_CLIENT_BACK;
    } else {
        c->presence = VISIT_WAITING;
        v->why = VISIT_WHY_CLIENT_WAITING;
    }
    return VISIT_OK;
}

static enum visit_rule go_away(struct visit *v, int32_t chair,
                               enum visit_presence to, int64_t now_ms)
{
    struct visit_chair *c = &v->chairs[chair];
    const bool dropped = to == VISIT_DROPPED;

    /* Whoever dropped can still leave; whoever left can not drop. */
    if (c->presence == to || (dropped && !visit_is_there(c)))
        return VISIT_OK;
    c->presence = to;
    if (dropped && !c->met)
        c->trouble = true;
    if (chair == VISIT_THERAPIST)
        v->why =
            dropped ? VISIT_WHY_THERAPIST_DROPPED : VISIT_WHY_THERAPIST_LEFT;
    else
        v->why = dropped ? VISIT_WHY_CLIENT_DROPPED : VISIT_WHY_CLIENT_LEFT;
    if (v->state == VISIT_OPEN && v->empty_ms == VISIT_NEVER && is_empty(v))
        v->empty_ms = not_before_start_ms(v, now_ms);
    return VISIT_OK;
}

static enum visit_rule admit(struct visit *v, int32_t whom, int64_t now_ms)
{
    struct visit_chair *c = &v->chairs[whom];

    if (v->chairs[VISIT_THERAPIST].presence != VISIT_IN)
        return VISIT_THERAPIST_NOT_IN;
    if (c->presence == VISIT_IN)
        return VISIT_OK; /* pressed twice */
    if (c->presence != VISIT_WAITING)
        return VISIT_NOBODY_WAITING;
    c->presence = VISIT_IN;
    c->admitted = true;
    c->met = true;
    v->chairs[VISIT_THERAPIST].met = true;
    v->why = VISIT_WHY_CLIENT_ADMITTED;
    if (v->state == VISIT_PLANNED) {
        v->state = VISIT_OPEN;
        v->started_ms = now_ms;
    }
    return VISIT_OK;
}

static enum visit_rule put_back(struct visit *v, int32_t whom)
{
    struct visit_chair *c = &v->chairs[whom];

    if (v->state != VISIT_OPEN)
        return VISIT_ONLY_OPEN;
    if (v->chairs[VISIT_THERAPIST].presence != VISIT_IN)
        return VISIT_THERAPIST_NOT_IN;
    if (c->presence == VISIT_WAITING)
        return VISIT_OK;
    if (c->presence != VISIT_IN)
        return VISIT_NOBODY_IN;
    c->presence = VISIT_WAITING;
    c->admitted = false;
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

static enum visit_rule cancel(struct visit *v, int32_t chair)
{
    if (v->state != VISIT_PLANNED)
        return VISIT_ONLY_PLANNED;
    /* One of two does not call it off for the other. */
    if (chair != VISIT_THERAPIST && v->count > VISIT_CHAIRS_MIN)
        return VISIT_ONLY_THERAPIST;
    finish(v, VISIT_CANCELLED,
           chair == VISIT_THERAPIST ? VISIT_WHY_THERAPIST_CANCELLED
                                    : VISIT_WHY_CLIENT_CANCELLED);
    return VISIT_OK;
}

static enum visit_rule trouble(const struct visit_plan *plan, struct visit *v,
                               int32_t chair, int64_t at_ms)
{
    struct visit_chair *c = &v->chairs[chair];

    if (at_ms < visit_opens_ms(plan))
        return VISIT_TOO_EARLY;
    if (at_ms >= visit_lapses_ms(plan))
        return VISIT_TIME_IS_OVER;
    if (!c->met && v->state != VISIT_CANCELLED)
        c->trouble = true;
    return VISIT_OK;
}

static enum visit_rule act(const struct visit_plan *plan, struct visit *v,
                           const struct visit_event *event, int64_t now_ms)
{
    switch (event->kind) {
    case VISIT_ARRIVE: return arrive(plan, v, event->chair, now_ms);
    case VISIT_LEAVE: return go_away(v, event->chair, VISIT_AWAY, now_ms);
    case VISIT_DROP: return go_away(v, event->chair, VISIT_DROPPED, now_ms);
    case VISIT_ADMIT: return admit(v, event->whom, now_ms);
    case VISIT_PUT_BACK: return put_back(v, event->whom);
    case VISIT_END: return end(v, now_ms);
    case VISIT_CANCEL: return cancel(v, event->chair);
    case VISIT_TROUBLE: return trouble(plan, v, event->chair, now_ms);
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

    /* Time passes and lines drop whatever the rules say; a try that failed
     * is told when there is a line again. */
    if (event->kind == VISIT_TICK || event->kind == VISIT_LEAVE ||
        event->kind == VISIT_DROP || event->kind == VISIT_TROUBLE)
        return VISIT_OK;
    if (only_therapist_may(event->kind) && event->chair != VISIT_THERAPIST)
        return VISIT_ONLY_THERAPIST;
    if (visit_is_over(v))
        return VISIT_IS_OVER;
    if (now_ms >= due_ms)
        return VISIT_TIME_IS_OVER;
    return VISIT_OK;
}

static void compare(const struct visit *old, const struct visit *new,
                    struct visit_decision *out)
{
    *out = (struct visit_decision){ .state = new->state, .why = new->why };
    if (old->state != new->state)
        out->changed |= VISIT_CHANGED_STATE;
    for (int32_t i = 0; i < new->count; i++)
        if (old->chairs[i].presence != new->chairs[i].presence ||
            old->chairs[i].trouble != new->chairs[i].trouble)
            out->changed |= VISIT_CHANGED_CHAIR(i);
}

enum visit_rule visit_step(const struct visit_plan *plan, struct visit *v,
                           const struct visit_event *event, int64_t now_ms,
                           struct visit_decision *out)
{
    struct visit next = *v;
    enum visit_rule rule;

    assert(visit_plan_is_sound(plan));
    assert(event->chair >= 0 && event->chair < v->count);
    assert((event->kind != VISIT_ADMIT && event->kind != VISIT_PUT_BACK) ||
           (event->whom >= VISIT_CLIENT && event->whom < v->count));
    rule = may(plan, v, event, now_ms);
    if (rule == VISIT_OK)
        rule = act(plan, &next, event, now_ms);
    if (rule != VISIT_OK)
        return rule;
    if (event->kind == VISIT_TICK)
        tick(plan, &next, now_ms);
    if (out != NULL)
        compare(v, &next, out);
    *v = next;
    return VISIT_OK;
}
