/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/checks/checks_write.h"

#include "daemon/alliances/member.h"
#include "daemon/base/clock.h"
#include "daemon/checks/checks_facts.h"

/* What stands there already: who answered, and my own row. */
struct standing {
    struct checks_facts facts;
    struct closing_put *put;
};

static enum err note(const struct closing *row, void *context)
{
    struct standing *s = context;

    checks_facts_add(&s->facts, &row->account);
    if (id_same(&row->account, &s->put->row.account)) {
        s->put->stands = true;
        s->put->standing = *row;
    }
    return ERR_OK;
}

static enum err refuse(struct closing_put *put, const char *text)
{
    put->text = text;
    return ERR_CONFLICT;
}

static enum err check_names(struct store_conn *c, struct closing_put *put,
                            enum check_object sort, const struct id *ids,
                            size_t count, const char *list)
{
    for (size_t i = 0; i < count; i++) {
        bool may;
        enum err e = checks_may_name(c, sort, &ids[i], &put->row.visit, &may);
        if (e != ERR_OK)
            return e;
        if (!may) {
            put->field = list;
            put->wanted = "what this alliance had agreed on";
            return ERR_BAD_INPUT;
        }
    }
    return ERR_OK;
}

enum err checks_write_closing(struct store_conn *c, struct event_batch *batch,
                              void *payload)
{
    struct closing_put *put = payload;
    struct closing *row = &put->row;
    const struct answers *an = put->answers;
    struct standing s = { .put = put };
    const struct id visit = row->visit.id;
    int64_t now_ms = clock_now_ms();
    struct member me;
    enum err e = checks_lock_visit(c, &visit);

    if (e == ERR_OK)
        e = checks_find_visit(c, &visit, &row->visit);
    if (e == ERR_OK)
        e = alliance_member_find(c, &row->visit.alliance, &row->account, &me);
    if (e == ERR_OK)
        e = checks_facts_init(&s.facts, c, &row->visit.alliance);
    if (e != ERR_OK)
        return e;
    checks_facts_visit(&s.facts, &row->visit);
    put->stands = false;
    e = checks_list_of_visit(c, put->arena, &visit, note, &s);
    if (e != ERR_OK)
        return e;

    if (put->stands) {
        put->state = blind_state(&s.facts.blind, &row->account, now_ms);
        return ERR_OK;
    }
    if (row->visit.ended_ms == 0)
        return refuse(put, "This session has not ended.");
    if (!blind_is_taking(&s.facts.blind, now_ms))
        return refuse(put, "The time for answering is over.");

    e = check_names(c, put, CHECK_GOAL, an->goals, an->goal_count, "goals");
    if (e == ERR_OK)
        e = check_names(c, put, CHECK_TASK, an->tasks, an->task_count, "tasks");
    row->at_ms = now_ms;
    if (e == ERR_OK)
        e = checks_add(c, row);
    if (e != ERR_OK)
        return e;

    checks_facts_add(&s.facts, &row->account);
    put->state = blind_state(&s.facts.blind, &row->account, now_ms);
    if (put->state == BLIND_OPEN) {
        struct event event = {
            .alliance = row->visit.alliance,
            .at_ms = now_ms,
            .kind = EVENT_CLOSING,
            .object = visit,
            .visit = visit,
        };
        e = event_add(c, batch, &event);
    }
    return e;
}
