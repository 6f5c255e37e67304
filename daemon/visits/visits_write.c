/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/visits/visits_write.h"

#include "daemon/alliances/member.h"
#include "daemon/base/clock.h"
#include "daemon/net/hub.h"

static const struct id nobody;

static enum err tell(struct store_conn *c, struct event_batch *batch,
                     const struct visit_row *row, const struct id *by,
                     int64_t now_ms)
{
    struct event e = {
        .alliance = row->alliance,
        .at_ms = now_ms,
        .kind = EVENT_VISIT,
        .object = row->id,
        .sender = *by,
        .visit = row->id,
    };

    return event_add(c, batch, &e);
}

static const struct member *find_role(const struct member *list, size_t count,
                                      enum role role)
{
    for (size_t i = 0; i < count; i++)
        if (list[i].role == role)
            return &list[i];
    return NULL;
}

enum err visits_write_booking(struct store_conn *c, struct event_batch *batch,
                              void *booking)
{
    struct visit_booking *b = booking;
    struct visit_row *row = &b->row;
    int64_t ends_ms = row->plan.starts_ms + row->plan.minutes * INT64_C(60000);
    struct member me;
    bool booked;
    enum err e;

    e = alliance_member_find(c, &row->alliance, &row->planner, &me);
    if (e == ERR_OK && me.role != ROLE_THERAPIST)
        e = ERR_DENIED;
    if (e == ERR_OK && me.kind != ALLIANCE_PAIR) {
        b->text = me.kind == ALLIANCE_COUPLE
                      ? "The room has two chairs still, so a session of three "
                        "is not possible yet. Plan one with each of them, or "
                        "write in the joint space."
                      : "There is nobody here to have a session with.";
        return ERR_CONFLICT;
    }
    if (e == ERR_OK)
        e = visits_lock_therapist(c, &me.account);
    if (e == ERR_OK)
        e = visits_is_booked(c, &me.account, row->plan.starts_ms, ends_ms,
                             b->now_ms, &booked);
    if (e != ERR_OK)
        return e;
    if (booked) {
        b->text = "You already have a session at that time.";
        return ERR_CONFLICT;
    }

    e = visits_add(c, row);
    return e == ERR_OK ? tell(c, batch, row, &me.account, b->now_ms) : e;
}

/* Writes what the step changed, and says so. */
static enum err keep(struct store_conn *c, struct event_batch *batch,
                     struct visit_row *row, const struct visit *before,
                     unsigned changed, const struct id *by, int64_t now_ms)
{
    enum err e = ERR_OK;

    if (!changed)
        return ERR_OK;
    if (before->state == VISIT_PLANNED && row->visit.state == VISIT_OPEN)
        e = visits_next_number(c, &row->alliance, &row->number);
    if (e == ERR_OK)
        e = visits_change(c, row);
    if (e == ERR_OK)
        e = tell(c, batch, row, by, now_ms);
    return e;
}

/* Time passing, if it has anything to do. */
static enum err tick(struct store_conn *c, struct event_batch *batch,
                     struct visit_row *row, int64_t now_ms)
{
    const struct visit_event passing = { .kind = VISIT_TICK };
    const struct visit before = row->visit;
    struct visit_decision d = { 0 };
    int64_t due_ms = visit_due_ms(&row->plan, &row->visit);

    if (due_ms == VISIT_NEVER || due_ms > now_ms ||
        visit_step(&row->plan, &row->visit, &passing, now_ms, &d) != VISIT_OK)
        return ERR_OK;
    return keep(c, batch, row, &before, d.changed, &nobody, now_ms);
}

enum err visits_write_step(struct store_conn *c, struct event_batch *batch,
                           void *step)
{
    struct visit_step *s = step;
    struct visit_row *row = &s->after;
    struct visit_decision d = { 0 };
    struct visit_event event = { .kind = s->kind };
    int64_t now_ms = clock_now_ms();
    struct visit before;
    struct member me;
    enum err e = visits_lock(c, &s->id);

    if (e == ERR_OK)
        e = visits_find(c, s->arena, &s->id, row);
    if (e == ERR_OK)
        e = alliance_member_find(c, &row->alliance, &s->by, &me);
    if (e == ERR_OK)
        e = tick(c, batch, row, now_ms);
    if (e != ERR_OK)
        return e;

    event.role = me.role == ROLE_THERAPIST ? VISIT_THERAPIST : VISIT_CLIENT;
    before = row->visit;
    s->rule = visit_step(&row->plan, &row->visit, &event, now_ms, &d);
    if (s->rule != VISIT_OK)
        return ERR_OK;
    return keep(c, batch, row, &before, d.changed, &s->by, now_ms);
}

static enum err drop(struct store_conn *c, struct event_batch *batch,
                     struct visit_row *row, const struct visit_change *ch,
                     enum visit_role role, int64_t now_ms)
{
    const struct visit_event gone = { .kind = VISIT_DROP, .role = role };
    const struct visit before = row->visit;
    struct visit_decision d = { 0 };
    struct member list[ALLIANCE_MEMBERS_MAX];
    const struct member *m;
    size_t count;
    enum err e = alliance_members_list(c, &row->alliance, list, &count);

    if (e != ERR_OK)
        return e;
    m = find_role(list, count,
                  role == VISIT_THERAPIST ? ROLE_THERAPIST : ROLE_CLIENT);
    if (m && ch->hub && hub_is_present(ch->hub, &row->alliance, &m->account))
        return ERR_OK;
    if (visit_step(&row->plan, &row->visit, &gone, now_ms, &d) != VISIT_OK)
        return ERR_OK;
    return keep(c, batch, row, &before, d.changed, m ? &m->account : &nobody,
                now_ms);
}

enum err visits_write_change(struct store_conn *c, struct event_batch *batch,
                             void *change)
{
    struct visit_change *ch = change;
    struct visit_row row;
    int64_t now_ms = clock_now_ms();
    enum err e = visits_lock(c, &ch->id);

    if (e == ERR_OK)
        e = visits_find(c, ch->arena, &ch->id, &row);
    if (e == ERR_NOT_FOUND)
        return ERR_OK;
    if (e == ERR_OK)
        e = tick(c, batch, &row, now_ms);
    for (int role = 0; e == ERR_OK && role < VISIT_ROLES; role++)
        if (ch->gone[role] && row.visit.presence[role] != VISIT_AWAY)
            e = drop(c, batch, &row, ch, (enum visit_role)role, now_ms);
    return e;
}
