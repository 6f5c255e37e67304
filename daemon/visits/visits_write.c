/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/visits/visits_write.h"

#include "daemon/alliances/member.h"
#include "daemon/base/clock.h"
#include "daemon/net/hub.h"
#include "daemon/visits/chairs_store.h"
#include "daemon/visits/visits_json.h"

static const struct id nobody;

static enum err tell(struct store_conn *c, struct event_batch *batch,
                     struct visit_row *row, const struct id *by, int64_t now_ms)
{
    enum err err;
    json_t *now;
    struct event e = {
        .alliance = row->alliance,
        .at_ms = now_ms,
        .kind = EVENT_VISIT,
        .object = row->id,
        .sender = *by,
        .visit = row->id,
    };

    err = event_add(c, batch, &e);
    if (err != ERR_OK)
        return err;
    row->told_seq = e.seq;
    now = visits_json(row);
    event_tell_now(batch, json_dumps(now, JSON_COMPACT));
    json_decref(now);
    return ERR_OK;
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
    if (e != ERR_OK)
        return e;
    if (alliance_kind_clients(me.kind) == 0) {
        b->text = "There is nobody here to have a session with.";
        return ERR_CONFLICT;
    }
    visit_init(&row->visit, 1 + alliance_kind_clients(me.kind));
    e = chairs_seat(c, row);
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

/* The therapist sits in this one, so is not free for others. */
static bool is_busy(const struct visit_row *row)
{
    return row->visit.state == VISIT_OPEN &&
           row->visit.chairs[VISIT_THERAPIST].presence == VISIT_IN;
}

/* Clients who wait for this therapist elsewhere learn whether they are free. */
static enum err tell_waiting(struct store_conn *c, struct event_batch *batch,
                             const struct visit_row *row, bool was_busy,
                             int64_t now_ms)
{
    struct visit_ref list[VISITS_WAITING_MAX];
    size_t count;
    enum err e;

    if (is_busy(row) == was_busy)
        return ERR_OK;
    e = visits_list_waiting(c, &row->accounts[VISIT_THERAPIST], &row->id, list,
                            &count);
    for (size_t i = 0; e == ERR_OK && i < count; i++)
        e = event_add(c, batch,
                      &(struct event){
                          .alliance = list[i].alliance,
                          .at_ms = now_ms,
                          .kind = EVENT_VISIT,
                          .object = list[i].id,
                          .visit = list[i].id,
                      });
    return e;
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

/* The row, locked, with everybody in their chair, for one of its members. */
static enum err open_row(struct store_conn *c, struct arena *a,
                         const struct id *id, const struct id *by,
                         struct visit_row *row)
{
    struct member me;
    enum err e = visits_lock(c, id);

    if (e == ERR_OK)
        e = visits_find(c, a, id, row);
    if (e == ERR_OK)
        e = alliance_member_find(c, &row->alliance, by, &me);
    if (e == ERR_OK)
        e = chairs_seat(c, row);
    if (e == ERR_OK && chairs_find(row, by) < 0)
        e = ERR_NOT_FOUND;
    return e;
}

/* Whom admit and put_back mean. False: nobody who could be. */
static bool find_whom(const struct visit_step *s, struct visit_event *event)
{
    event->whom = VISIT_CLIENT;
    if (s->kind != VISIT_ADMIT && s->kind != VISIT_PUT_BACK)
        return true;
    if (id_same(&s->whom, &nobody))
        return s->after.visit.count == VISIT_CHAIRS_MIN;
    event->whom = chairs_find(&s->after, &s->whom);
    return event->whom >= VISIT_CLIENT;
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
    bool was_busy;
    enum err e = open_row(c, s->arena, &s->id, &s->by, row);

    if (e != ERR_OK)
        return e;
    if (!find_whom(s, &event)) {
        s->no_whom = true;
        return ERR_BAD_INPUT;
    }
    was_busy = is_busy(row);
    e = tick(c, batch, row, now_ms);
    if (e != ERR_OK)
        return e;

    event.chair = chairs_find(row, &s->by);
    before = row->visit;
    s->rule =
        visit_step(&row->plan, &row->visit, &event, now_ms - s->ago_ms, &d);
    if (s->rule == VISIT_OK)
        e = keep(c, batch, row, &before, d.changed, &s->by, now_ms);
    if (e == ERR_OK)
        e = tell_waiting(c, batch, row, was_busy, now_ms);
    return e;
}

static enum err drop(struct store_conn *c, struct event_batch *batch,
                     struct visit_row *row, const struct visit_change *ch,
                     int32_t chair, int64_t now_ms)
{
    const struct visit_event gone = { .kind = VISIT_DROP, .chair = chair };
    const struct id *account = &row->accounts[chair];
    const struct visit before = row->visit;
    struct visit_decision d = { 0 };

    if (ch->hub && hub_is_present(ch->hub, &row->alliance, account))
        return ERR_OK;
    if (visit_step(&row->plan, &row->visit, &gone, now_ms, &d) != VISIT_OK)
        return ERR_OK;
    return keep(c, batch, row, &before, d.changed, account, now_ms);
}

static enum err note_outage(struct store_conn *c, struct event_batch *batch,
                            struct visit_row *row,
                            const struct visit_change *ch, int64_t now_ms)
{
    enum err e;

    if (row->visit.outage ||
        !visit_outage(&row->plan, &row->visit, ch->down_ms, ch->up_ms))
        return ERR_OK;
    e = visits_change(c, row);
    return e == ERR_OK ? tell(c, batch, row, &nobody, now_ms) : e;
}

enum err visits_write_change(struct store_conn *c, struct event_batch *batch,
                             void *change)
{
    struct visit_change *ch = change;
    struct visit_row row;
    bool was_busy;
    int64_t now_ms = clock_now_ms();
    enum err e = visits_lock(c, &ch->id);

    if (e == ERR_OK)
        e = visits_find(c, ch->arena, &ch->id, &row);
    if (e != ERR_OK)
        return e == ERR_NOT_FOUND ? ERR_OK : e;
    was_busy = is_busy(&row);
    /* Before anything is over because of it. */
    e = note_outage(c, batch, &row, ch, now_ms);
    if (e == ERR_OK)
        e = tick(c, batch, &row, now_ms);
    for (int32_t i = 0; e == ERR_OK && i < row.visit.count; i++)
        if (ch->gone[i] && visit_is_there(&row.visit.chairs[i]))
            e = drop(c, batch, &row, ch, i, now_ms);
    if (e == ERR_OK)
        e = tell_waiting(c, batch, &row, was_busy, now_ms);
    return e;
}

enum err visits_write_delay(struct store_conn *c, struct event_batch *batch,
                            void *delay)
{
    struct visit_delay *l = delay;
    struct visit_row *row = &l->after;
    int64_t now_ms = clock_now_ms();
    enum err e = open_row(c, l->arena, &l->id, &l->by, row);

    if (e == ERR_OK)
        e = tick(c, batch, row, now_ms);
    if (e != ERR_OK)
        return e;
    if (chairs_find(row, &l->by) != VISIT_THERAPIST)
        l->rule = VISIT_ONLY_THERAPIST;
    else if (visit_is_over(&row->visit))
        l->rule = VISIT_IS_OVER;
    else if (row->visit.state != VISIT_PLANNED)
        l->rule = VISIT_ONLY_PLANNED;
    if (l->rule != VISIT_OK || row->delay_minutes == l->minutes)
        return ERR_OK;
    row->delay_minutes = l->minutes;
    e = visits_change(c, row);
    return e == ERR_OK ? tell(c, batch, row, &l->by, now_ms) : e;
}
