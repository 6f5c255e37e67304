/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/conversations/conversations_http.h"

#include "daemon/alliances/event.h"
#include "daemon/alliances/grant.h"
#include "daemon/alliances/member.h"
#include "daemon/audit/audit.h"
#include "daemon/base/json.h"

static enum err find_me(struct request *q, struct member *me)
{
    struct id conversation;
    enum err e = request_id(q, 0, &conversation);

    if (e == ERR_OK)
        e = alliance_member_find_by_conversation(q->db, &conversation,
                                                 &q->who.account, me);
    return e;
}

static enum err get_grants(struct request *q, struct reply *a)
{
    struct member me;
    int64_t newest;
    json_t *list;
    enum err e;

    if ((e = find_me(q, &me)) == ERR_OK)
        e = grants_newest(q->db, &me.conversation, &newest);
    if (e != ERR_OK)
        return e;
    list = grants_json(q->db, &me.conversation, &me.account, &e);
    if (e != ERR_OK)
        return e;
    a->body = json_object();
    json_put_take(a->body, "grants", list);
    json_put_int(a->body, "newest", newest);
    return ERR_OK;
}

struct granting {
    struct member me;
    struct grants grants;
    struct audit_note *notes; /* one for each other person */
    size_t note_count;
    int64_t now_ms;
};

static enum err grant_run(struct store_conn *c, struct event_batch *batch,
                          void *payload)
{
    const struct granting *g = payload;
    struct event told = { .alliance = g->me.alliance,
                          .at_ms = g->now_ms,
                          .kind = EVENT_GRANT,
                          .object = g->me.conversation,
                          .sender = g->me.account };
    bool changed;
    enum err e = grants_put(c, &g->me.conversation, &g->me.account,
                            &g->me.account, &g->grants, g->now_ms, &changed);

    if (e == ERR_OK && changed)
        e = event_add(c, batch, &told);
    for (size_t i = 0; e == ERR_OK && changed && i < g->note_count; i++)
        e = audit_add(c, &g->notes[i]);
    return e;
}

/* A key given to somebody else is written down in their record, once. */
static enum err note_grants(struct request *q, struct granting *g)
{
    const struct grant *list = g->grants.list;
    enum err e = ERR_OK;

    g->notes = arena_alloc(q->arena, g->grants.count * sizeof *g->notes);
    if (g->notes == NULL)
        return ERR_FULL;
    for (size_t i = 0; e == ERR_OK && i < g->grants.count; i++) {
        struct audit_what what = { .action = AUDIT_GRANT_GIVEN,
                                   .subject = list[i].member,
                                   .object = g->me.conversation };
        bool first = !id_same(&list[i].member, &g->me.account);

        for (size_t k = 0; k < i; k++)
            first = first && !id_same(&list[i].member, &list[k].member);
        if (first)
            e = audit_note(q, &what, &g->notes[g->note_count++]);
    }
    return e;
}

static enum err post_grants(struct request *q, struct reply *a)
{
    struct granting g = { .now_ms = q->now_ms };
    struct json_reader r;
    enum err e;

    json_read_begin(&r, q->body, q->arena);
    grants_read(&r, GRANT_TO_MEMBERS, 1, &g.grants);
    if (json_read_end(&r) != ERR_OK) {
        a->field = r.field;
        a->wanted = r.wanted;
        return ERR_BAD_INPUT;
    }
    if ((e = find_me(q, &g.me)) != ERR_OK)
        return e;
    e = note_grants(q, &g);
    if (e == ERR_OK)
        e = event_do(q->writer, q->hub, grant_run, &g);
    if (e == ERR_CONFLICT)
        a->text = "This person already has that key from somebody else.";
    return e;
}

const struct route conversations_routes[] = {
    { METHOD_GET, "/api/conversations/:id/grants", WHO_SIGNED_IN, 0,
      get_grants },
    { METHOD_POST, "/api/conversations/:id/grants", WHO_SIGNED_IN, 768 * 1024,
      post_grants },
    { 0 },
};
