/* SPDX-License-Identifier: Apache-2.0 */
/* core/visit_possible.c: which visits can exist at all: the machine's
 * invariants, written down a second time and independently of its steps. A
 * test walks every reachable visit and holds the two against each other. */
#include "core/visit.h"

static bool is_in(const struct visit *v, enum visit_role role)
{
    return v->presence[role] == VISIT_IN;
}

static bool is_away(const struct visit *v, enum visit_role role)
{
    return v->presence[role] == VISIT_AWAY;
}

static bool client_waits(const struct visit *v)
{
    return v->presence[VISIT_CLIENT] == VISIT_WAITING;
}

static bool nobody_is_there(const struct visit *v)
{
    return is_away(v, VISIT_CLIENT) && is_away(v, VISIT_THERAPIST);
}

/* The last event can be read off the presence it made. */
static bool why_fits(const struct visit *v)
{
    const bool open = v->state == VISIT_OPEN;
    const bool going_on = open || v->state == VISIT_PLANNED;
    const bool ended = v->state == VISIT_ENDED;
    const bool cancelled = v->state == VISIT_CANCELLED;
    const bool lapsed = v->state == VISIT_LAPSED;
    const bool client = v->came[VISIT_CLIENT];
    const bool therapist = v->came[VISIT_THERAPIST];

    switch (v->why) {
    case VISIT_WHY_PLANNED:
        return v->state == VISIT_PLANNED && !client && !therapist;
    case VISIT_WHY_CLIENT_WAITING: return going_on && client_waits(v);
    case VISIT_WHY_CLIENT_ADMITTED:
        return open && is_in(v, VISIT_CLIENT) && is_in(v, VISIT_THERAPIST);
    case VISIT_WHY_CLIENT_PUT_BACK:
        return open && client_waits(v) && is_in(v, VISIT_THERAPIST);
    case VISIT_WHY_CLIENT_BACK: return open && is_in(v, VISIT_CLIENT);
    case VISIT_WHY_CLIENT_LEFT:
    case VISIT_WHY_CLIENT_DROPPED:
        return going_on && client && is_away(v, VISIT_CLIENT);
    case VISIT_WHY_THERAPIST_ARRIVED:
        return v->state == VISIT_PLANNED && is_in(v, VISIT_THERAPIST);
    case VISIT_WHY_THERAPIST_BACK: return going_on && is_in(v, VISIT_THERAPIST);
    case VISIT_WHY_THERAPIST_LEFT:
    case VISIT_WHY_THERAPIST_DROPPED:
        return going_on && therapist && is_away(v, VISIT_THERAPIST);
    case VISIT_WHY_THERAPIST_ENDED:
    case VISIT_WHY_BOTH_AWAY:
    case VISIT_WHY_OVERTIME: return ended;
    case VISIT_WHY_CLIENT_CANCELLED:
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
    const bool took_place = v->state == VISIT_OPEN || v->state == VISIT_ENDED;
    const bool empty = v->state == VISIT_OPEN && nobody_is_there(v);

    if (took_place != (v->started_ms != VISIT_NEVER) ||
        (v->state == VISIT_ENDED) != (v->ended_ms != VISIT_NEVER) ||
        empty != (v->empty_ms != VISIT_NEVER))
        return false;
    if (took_place && v->started_ms < visit_opens_ms(plan))
        return false;
    if (v->ended_ms != VISIT_NEVER && v->ended_ms < v->started_ms)
        return false;
    return v->empty_ms == VISIT_NEVER || v->empty_ms >= v->started_ms;
}

static bool presence_fits(const struct visit *v)
{
    const bool took_place = v->state == VISIT_OPEN || v->state == VISIT_ENDED;

    if (v->presence[VISIT_THERAPIST] == VISIT_WAITING)
        return false;
    if (visit_is_over(v) && !nobody_is_there(v))
        return false;
    for (int role = 0; role < VISIT_ROLES; role++)
        if (!v->came[role] && (took_place || v->presence[role] != VISIT_AWAY))
            return false;
    if (v->admitted && !took_place)
        return false;
    if (is_in(v, VISIT_CLIENT))
        return v->admitted;
    return !(client_waits(v) && v->admitted);
}

static bool words_fit(const struct visit *v)
{
    bool fit = v->state >= VISIT_PLANNED && v->state <= VISIT_LAPSED &&
               v->why >= VISIT_WHY_PLANNED && v->why <= VISIT_WHY_BOTH_CAME;

    for (int role = 0; role < VISIT_ROLES; role++)
        fit = fit && v->presence[role] >= VISIT_AWAY &&
              v->presence[role] <= VISIT_IN;
    return fit;
}

bool visit_is_possible(const struct visit_plan *plan, const struct visit *v)
{
    return words_fit(v) && times_fit(plan, v) && presence_fits(v) &&
           why_fits(v);
}
