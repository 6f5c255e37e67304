/* SPDX-License-Identifier: Apache-2.0 */
/* core/visit_possible.c: which visits can exist at all: the machine's
 * invariants, written down a second time and independently of its steps. A
 * test walks every reachable visit and holds the two against each other. */
#include "core/visit.h"

#define MINUTE_MS INT64_C(60000)

static bool therapist_is(const struct visit *v, enum visit_presence p)
{
    return v->chairs[VISIT_THERAPIST].presence == p;
}

static bool a_client_is(const struct visit *v, enum visit_presence p)
{
    for (int32_t i = VISIT_CLIENT; i < v->count; i++)
        if (v->chairs[i].presence == p)
            return true;
    return false;
}

static bool a_client_came(const struct visit *v)
{
    for (int32_t i = VISIT_CLIENT; i < v->count; i++)
        if (v->chairs[i].came)
            return true;
    return false;
}

static bool a_client_left(const struct visit *v)
{
    for (int32_t i = VISIT_CLIENT; i < v->count; i++)
        if (v->chairs[i].came && v->chairs[i].presence == VISIT_AWAY)
            return true;
    return false;
}

static bool one_waits_again(const struct visit *v)
{
    for (int32_t i = VISIT_CLIENT; i < v->count; i++)
        if (v->chairs[i].met && v->chairs[i].presence == VISIT_WAITING)
            return true;
    return false;
}

static bool took_place(const struct visit *v)
{
    return v->state == VISIT_OPEN || v->state == VISIT_ENDED;
}

/* The last event can be read off the presence it made. */
static bool why_fits(const struct visit *v)
{
    const bool open = v->state == VISIT_OPEN;
    const bool going_on = open || v->state == VISIT_PLANNED;
    const bool lapsed = v->state == VISIT_LAPSED;
    const bool cancelled = v->state == VISIT_CANCELLED;
    const bool client = a_client_came(v);
    const bool therapist = v->chairs[VISIT_THERAPIST].came;

    switch (v->why) {
    case VISIT_WHY_PLANNED:
        return v->state == VISIT_PLANNED && !client && !therapist;
    case VISIT_WHY_CLIENT_WAITING:
        return going_on && a_client_is(v, VISIT_WAITING);
    case VISIT_WHY_CLIENT_ADMITTED:
        return open && a_client_is(v, VISIT_IN) && therapist_is(v, VISIT_IN);
    case VISIT_WHY_CLIENT_PUT_BACK:
        return open && one_waits_again(v) && therapist_is(v, VISIT_IN);
    case VISIT_WHY_CLIENT_BACK: return open && a_client_is(v, VISIT_IN);
    case VISIT_WHY_CLIENT_LEFT: return going_on && a_client_left(v);
    case VISIT_WHY_CLIENT_DROPPED:
        return going_on && a_client_is(v, VISIT_DROPPED);
    case VISIT_WHY_THERAPIST_ARRIVED:
        return v->state == VISIT_PLANNED && therapist_is(v, VISIT_IN);
    case VISIT_WHY_THERAPIST_BACK: return going_on && therapist_is(v, VISIT_IN);
    case VISIT_WHY_THERAPIST_LEFT:
        return going_on && therapist && therapist_is(v, VISIT_AWAY);
    case VISIT_WHY_THERAPIST_DROPPED:
        return going_on && therapist_is(v, VISIT_DROPPED);
    case VISIT_WHY_THERAPIST_ENDED:
    case VISIT_WHY_BOTH_AWAY:
    case VISIT_WHY_OVERTIME: return v->state == VISIT_ENDED;
    case VISIT_WHY_CLIENT_CANCELLED:
        return cancelled && v->count == VISIT_CHAIRS_MIN;
    case VISIT_WHY_THERAPIST_CANCELLED: return cancelled;
    case VISIT_WHY_NOBODY_CAME: return lapsed && !client && !therapist;
    case VISIT_WHY_CLIENT_CAME: return lapsed && client && !therapist;
    case VISIT_WHY_THERAPIST_CAME: return lapsed && !client && therapist;
    case VISIT_WHY_BOTH_CAME: return lapsed && client && therapist;
    }
    return false;
}

static bool times_fit(const struct visit_plan *plan, const struct visit *v)
{
    const bool empty =
        v->state == VISIT_OPEN && !therapist_is(v, VISIT_WAITING) &&
        !therapist_is(v, VISIT_IN) && !a_client_is(v, VISIT_WAITING) &&
        !a_client_is(v, VISIT_IN);

    if (took_place(v) != (v->started_ms != VISIT_NEVER) ||
        (v->state == VISIT_ENDED) != (v->ended_ms != VISIT_NEVER) ||
        empty != (v->empty_ms != VISIT_NEVER))
        return false;
    if (took_place(v) && v->started_ms < visit_opens_ms(plan))
        return false;
    if (v->ended_ms != VISIT_NEVER && v->ended_ms < v->started_ms)
        return false;
    return v->empty_ms == VISIT_NEVER || v->empty_ms >= v->started_ms;
}

/* What holds of any chair: nobody is anywhere who never came, and a session
 * that is over holds nobody. */
static bool chair_fits(const struct visit_plan *plan, const struct visit *v,
                       const struct visit_chair *c)
{
    const int64_t latest_ms =
        visit_lapses_ms(plan) - VISIT_GRACE_MS + VISIT_OVERTIME_MS;

    if (c->presence < VISIT_AWAY || c->presence > VISIT_DROPPED ||
        c->late_minutes < 0 ||
        c->late_minutes * MINUTE_MS > latest_ms - plan->starts_ms)
        return false;
    if (!c->came && (c->presence != VISIT_AWAY || c->late_minutes != 0))
        return false;
    if (visit_is_over(v) && c->presence != VISIT_AWAY)
        return false;
    if (c->met && !(c->came && took_place(v)))
        return false;
    /* A line that dropped before the two met is trouble. */
    return c->presence != VISIT_DROPPED || c->met || c->trouble;
}

static bool chairs_fit(const struct visit_plan *plan, const struct visit *v)
{
    const struct visit_chair *t = &v->chairs[VISIT_THERAPIST];
    bool met = false;

    for (int32_t i = 0; i < v->count; i++)
        if (!chair_fits(plan, v, &v->chairs[i]))
            return false;
    for (int32_t i = VISIT_CLIENT; i < v->count; i++) {
        const struct visit_chair *c = &v->chairs[i];

        met = met || c->met;
        if (c->admitted && !c->met)
            return false;
        if (c->presence == VISIT_IN
                ? !c->admitted
                : c->presence == VISIT_WAITING && c->admitted)
            return false;
    }
    return t->presence != VISIT_WAITING && !t->admitted && t->met == met &&
           met == took_place(v);
}

static bool words_fit(const struct visit *v)
{
    return v->state >= VISIT_PLANNED && v->state <= VISIT_LAPSED &&
           v->why >= VISIT_WHY_PLANNED && v->why <= VISIT_WHY_BOTH_CAME &&
           v->count >= VISIT_CHAIRS_MIN && v->count <= VISIT_CHAIRS;
}

bool visit_is_possible(const struct visit_plan *plan, const struct visit *v)
{
    return words_fit(v) && times_fit(plan, v) && chairs_fit(plan, v) &&
           why_fits(v);
}
