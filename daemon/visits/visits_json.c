/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/visits/visits_json.h"

#include "daemon/base/json.h"

static void put_ms(json_t *o, const char *field, int64_t ms)
{
    if (ms == VISIT_NEVER)
        json_put_null(o, field);
    else
        json_put_int(o, field, ms);
}

static void put_word(json_t *o, const char *field, const char *word)
{
    json_put_take(o, field, json_string(word));
}

static json_t *chair_json(const struct visit_row *row, int32_t place)
{
    static const struct id nobody;
    const struct visit_chair *c = &row->visit.chairs[place];
    const struct visit_outcome outcome = visit_outcome(&row->visit, place);
    json_t *o = json_object();

    if (id_same(&row->accounts[place], &nobody))
        json_put_null(o, "account");
    else
        json_put_id(o, "account", &row->accounts[place]);
    put_word(o, "role", place == VISIT_THERAPIST ? "therapist" : "client");
    put_word(o, "presence", visit_presence_name(c->presence));
    json_put_take(o, "came", json_boolean(c->came));
    json_put_take(o, "trouble", json_boolean(c->trouble));
    json_put_int(o, "late_minutes", c->late_minutes);
    put_word(o, "outcome", visit_outcome_name(outcome.kind));
    put_word(o, "outcome_why", visit_outcome_why_name(outcome.why));
    return o;
}

json_t *visits_json(const struct visit_row *row)
{
    const struct visit *v = &row->visit;
    json_t *o = json_object(), *chairs = json_array();

    json_put_id(o, "id", &row->id);
    json_put_id(o, "alliance", &row->alliance);
    if (row->number == 0)
        json_put_null(o, "number");
    else
        json_put_int(o, "number", row->number);
    json_put_text(o, "wall", row->wall);
    json_put_text(o, "zone", row->zone);
    json_put_int(o, "starts_ms", row->plan.starts_ms);
    json_put_int(o, "minutes", row->plan.minutes);
    json_put_text(o, "medium", row->medium);
    put_word(o, "state", visit_state_name(v->state));
    json_put_take(o, "chairs", chairs);
    for (int32_t i = 0; i < v->count; i++)
        json_array_append_new(chairs, chair_json(row, i));
    put_ms(o, "started_ms", v->started_ms);
    put_ms(o, "ended_ms", v->ended_ms);
    json_put_int(o, "lost_ms", row->plan.lost_ms);
    json_put_int(o, "delay_minutes", row->delay_minutes);
    json_put_take(o, "therapist_elsewhere", json_boolean(row->is_elsewhere));
    put_word(o, "why", visit_why_name(v->why));
    json_put_int(o, "seq", row->told_seq);
    return o;
}

const char *visits_rule_text(enum visit_rule rule)
{
    switch (rule) {
    case VISIT_OK: return NULL;
    case VISIT_TOO_EARLY: return "The room opens 30 minutes before the start.";
    case VISIT_TIME_IS_OVER: return "The time of this session is over.";
    case VISIT_IS_OVER: return "This session is over.";
    case VISIT_ONLY_THERAPIST: return "Only the therapist can do this.";
    case VISIT_ONLY_PLANNED:
        return "This can be done only before the session has begun.";
    case VISIT_ONLY_OPEN: return "The session has not begun yet.";
    case VISIT_THERAPIST_NOT_IN: return "Come into the room first.";
    case VISIT_NOBODY_WAITING: return "Nobody is waiting.";
    case VISIT_NOBODY_IN: return "Nobody is in the room.";
    }
    return NULL;
}
