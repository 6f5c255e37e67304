/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/checks/checks_http.h"

#include "daemon/alliances/event.h"
#include "daemon/alliances/member.h"
#include "daemon/audit/audit.h"
#include "daemon/base/json.h"
#include "daemon/checks/checks_answers.h"
#include "daemon/checks/checks_content.h"
#include "daemon/checks/checks_facts.h"
#include "daemon/checks/checks_store.h"
#include "daemon/checks/checks_write.h"
#include "daemon/checks/days_http.h"
#include "daemon/keeper/keeper.h"

enum { DAY_BODY_MAX = 256 };

static const char closing_table[] = "closing"; /* names the kept records */

static enum err get_instruments(struct request *q, struct reply *a)
{
    json_t *list = json_array();

    (void)q; /* the same for everybody */
    for (int role = ROLE_CLIENT; role <= ROLE_THERAPIST; role++)
        json_array_append(list, checks_content_words((enum role)role));
    a->body = json_object();
    json_put_take(a->body, "instruments", list);
    return ERR_OK;
}

/* The session of the path, if it is one of mine. */
static enum err open_visit(struct request *q, struct closing_visit *v,
                           struct member *me)
{
    struct id id;
    enum err e = request_id(q, 0, &id);

    if (e == ERR_OK)
        e = checks_find_visit(q->db, &id, v);
    if (e == ERR_OK)
        e = alliance_member_find(q->db, &v->alliance, &q->who.account, me);
    return e;
}

/* A retry says exactly what stands there. Nothing but the record itself is
 * kept to tell, so that erasing the person's key leaves no trace of it. */
static enum err check_retry(struct request *q, const struct closing_put *put)
{
    const struct closing *standing = &put->standing;
    const struct answers *an = put->answers;
    struct text kept;
    enum err e =
        keeper_unseal(q->keeper, &standing->account, closing_table,
                      &standing->visit.id, standing->kept, q->arena, &kept);

    if (e != ERR_OK)
        return e;
    return standing->declined == an->declined && text_is(kept, an->kept) &&
                   text_is(standing->sealed, an->sealed)
               ? ERR_OK
               : ERR_CONFLICT;
}

static enum err put_closing(struct request *q, struct reply *a)
{
    struct answers *an = arena_alloc(q->arena, sizeof *an);
    struct closing_put put = { .arena = q->arena, .answers = an };
    struct closing *row = &put.row;
    struct json_reader r;
    struct member me;
    enum err e = an ? open_visit(q, &row->visit, &me) : ERR_FULL;

    if (e != ERR_OK)
        return e;
    if (answers_read(&r, q->body, q->arena, checks_content_closing(me.role),
                     an) != ERR_OK) {
        a->field = r.field;
        a->wanted = r.wanted;
        return r.field ? ERR_BAD_INPUT : ERR_FULL;
    }

    row->account = me.account;
    row->role = me.role;
    row->declined = an->declined;
    row->sealed = an->sealed;
    e = keeper_seal(q->keeper, &me.account, closing_table, &row->visit.id,
                    an->kept, q->arena, &row->kept);
    if (e == ERR_OK)
        e = event_do(q->writer, q->hub, checks_write_closing, &put);
    a->field = put.field;
    a->wanted = put.wanted;
    a->text = put.text;
    if (e == ERR_OK && put.stands) {
        e = check_retry(q, &put);
        if (e == ERR_CONFLICT)
            a->text = "You have answered already.";
    }
    if (e == ERR_OK) {
        a->body = json_object();
        json_put_take(a->body, "state",
                      json_string(blind_state_name(put.state)));
    }
    return e;
}

/* *out stays NULL for the answers of a person whose key was erased. */
static enum err open_answers(struct request *q, const struct closing *row,
                             json_t **out)
{
    struct text kept;
    enum err e = keeper_unseal(q->keeper, &row->account, closing_table,
                               &row->visit.id, row->kept, q->arena, &kept);

    if (e == ERR_NOT_FOUND)
        return ERR_OK;
    if (e != ERR_OK)
        return e;
    *out = answers_json(row->declined, kept, row->sealed);
    return *out ? ERR_OK : ERR_INTERNAL;
}

/* The rows of one session, gathered before blindness is decided on them. */
struct sheets {
    struct request *q;
    struct checks_facts facts;
    struct closing rows[ALLIANCE_MEMBERS_MAX];
    size_t count;
    struct member me;                      /* get_checks */
    json_t *list;                          /* get_checks: the answer */
    struct id shown[ALLIANCE_MEMBERS_MAX]; /* whose it holds, but mine */
    size_t shown_count;
};

static void note_shown(struct sheets *s, const struct id *whose)
{
    bool known = id_same(whose, &s->q->who.account);

    for (size_t i = 0; i < s->shown_count; i++)
        known = known || id_same(whose, &s->shown[i]);
    if (!known && s->shown_count < ALLIANCE_MEMBERS_MAX)
        s->shown[s->shown_count++] = *whose;
}

/* Written down before anything is shown. */
static enum err note_reading(const struct sheets *s, enum audit_action action,
                             const struct id *object)
{
    struct audit_what what[ALLIANCE_MEMBERS_MAX];

    for (size_t i = 0; i < s->shown_count; i++)
        what[i] = (struct audit_what){ .action = action,
                                       .subject = s->shown[i],
                                       .object = *object };
    return audit_do(s->q, what, s->shown_count);
}

static enum err gather(const struct closing *row, void *context)
{
    struct sheets *s = context;

    if (s->count < ALLIANCE_MEMBERS_MAX)
        s->rows[s->count++] = *row;
    checks_facts_add(&s->facts, &row->account);
    return ERR_OK;
}

/* Of a couple, what each says is for the therapist alone. */
static bool is_for(const struct closing *row, const struct member *me)
{
    return me->role == ROLE_THERAPIST || row->role == ROLE_THERAPIST ||
           id_same(&row->account, &me->account);
}

/* Adds what another person answered, if anything is left of it. */
static enum err put_theirs(struct sheets *s, const struct closing *row,
                           json_t *list)
{
    json_t *answers = NULL, *o;
    enum err e = open_answers(s->q, row, &answers);

    if (e != ERR_OK || !answers)
        return e;
    note_shown(s, &row->account);
    o = json_object();
    json_put_id(o, "account", &row->account);
    json_put_take(o, "answers", answers);
    json_array_append_new(list, o);
    return ERR_OK;
}

static enum err get_closing(struct request *q, struct reply *a)
{
    struct sheets s = { .q = q };
    json_t *mine = NULL, *theirs = json_array();
    struct closing_visit v;
    enum blind_state state;
    struct member me;
    enum err e = open_visit(q, &v, &me);

    if (e == ERR_OK)
        e = checks_facts_init(&s.facts, q->db, &v.alliance);
    if (e != ERR_OK) {
        json_decref(theirs);
        return e;
    }
    checks_facts_visit(&s.facts, &v);
    e = checks_list_of_visit(q->db, q->arena, &v.id, gather, &s);
    state = blind_state(&s.facts.blind, &me.account, q->now_ms);
    for (size_t i = 0; e == ERR_OK && i < s.count; i++) {
        if (id_same(&s.rows[i].account, &me.account))
            e = open_answers(q, &s.rows[i], &mine);
        else if (state == BLIND_OPEN && is_for(&s.rows[i], &me))
            e = put_theirs(&s, &s.rows[i], theirs);
    }
    if (e == ERR_OK)
        e = note_reading(&s, AUDIT_CLOSING_READ, &v.id);
    if (e != ERR_OK) {
        json_decref(mine);
        json_decref(theirs);
        return e;
    }
    a->body = json_object();
    json_put_take(a->body, "mine", mine ? mine : json_null());
    json_put_take(a->body, "theirs", theirs);
    json_put_take(a->body, "theirs_state",
                  json_string(blind_state_name(state)));
    if (s.facts.blind.closes_ms)
        json_put_int(a->body, "closes_ms", s.facts.blind.closes_ms);
    else
        json_put_null(a->body, "closes_ms");
    return ERR_OK;
}

static enum err put_check(struct sheets *s, const struct closing *row)
{
    json_t *answers = NULL, *o;
    enum err e = open_answers(s->q, row, &answers);

    if (e != ERR_OK || !answers)
        return e;
    note_shown(s, &row->account);
    o = json_object();
    json_put_id(o, "visit", &row->visit.id);
    if (row->visit.number)
        json_put_int(o, "number", row->visit.number);
    else
        json_put_null(o, "number");
    json_put_int(o, "at_ms", row->at_ms);
    json_put_id(o, "account", &row->account);
    json_put_take(
        o, "role",
        json_string(row->role == ROLE_THERAPIST ? "therapist" : "client"));
    json_put_take(o, "state",
                  json_string(row->declined ? "declined" : "answered"));
    json_put_take(o, "answers", answers);
    json_array_append_new(s->list, o);
    return ERR_OK;
}

/* One session is complete: answers what of it I may read. */
static enum err finish_visit(struct sheets *s)
{
    const struct id *me = &s->q->who.account;
    bool open = blind_state(&s->facts.blind, me, s->q->now_ms) == BLIND_OPEN;
    enum err e = ERR_OK;

    for (size_t i = 0; e == ERR_OK && i < s->count; i++)
        if ((open && is_for(&s->rows[i], &s->me)) ||
            id_same(&s->rows[i].account, me))
            e = put_check(s, &s->rows[i]);
    s->count = 0;
    return e;
}

static enum err gather_by_visit(const struct closing *row, void *context)
{
    struct sheets *s = context;
    enum err e = ERR_OK;

    if (s->count > 0 && !id_same(&s->rows[0].visit.id, &row->visit.id))
        e = finish_visit(s);
    if (s->count == 0)
        checks_facts_visit(&s->facts, &row->visit);
    return e == ERR_OK ? gather(row, s) : e;
}

static enum err get_checks(struct request *q, struct reply *a)
{
    struct sheets s = { .q = q, .list = json_array() };
    struct id alliance;
    enum err e;

    a->body = json_object();
    json_put_take(a->body, "checks", s.list);
    if (!id_parse(request_query(q, "alliance"), &alliance)) {
        a->field = "alliance";
        a->wanted = "an id of 22 letters";
        return ERR_BAD_INPUT;
    }
    e = alliance_member_find(q->db, &alliance, &q->who.account, &s.me);
    if (e == ERR_OK)
        e = checks_facts_init(&s.facts, q->db, &alliance);
    if (e == ERR_OK)
        e = checks_list_of_alliance(q->db, q->arena, &alliance, gather_by_visit,
                                    &s);
    if (e == ERR_OK)
        e = finish_visit(&s);
    return e == ERR_OK ? note_reading(&s, AUDIT_CHECKS_READ, &alliance) : e;
}

const struct route checks_routes[] = {
    { METHOD_GET, "/api/instruments", WHO_SIGNED_IN, 0, get_instruments },
    { METHOD_PUT, "/api/visits/:id/closing", WHO_SIGNED_IN, ANSWERS_BODY_MAX,
      put_closing },
    { METHOD_GET, "/api/visits/:id/closing", WHO_SIGNED_IN, 0, get_closing },
    { METHOD_GET, "/api/checks", WHO_SIGNED_IN, 0, get_checks },
    { METHOD_PUT, "/api/days/:day", WHO_CLIENT, DAY_BODY_MAX, days_put },
    { METHOD_GET, "/api/days", WHO_CLIENT, 0, days_get },
    { 0 },
};
