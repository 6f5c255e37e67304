/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/alliances/leave_http.h"

#include "daemon/alliances/alliances_store.h"
#include "daemon/alliances/event.h"
#include "daemon/alliances/grant.h"
#include "daemon/alliances/member.h"
#include "daemon/audit/audit.h"
#include "daemon/base/json.h"

struct leaving {
    struct id alliance;
    struct id account; /* whose membership ends */
    struct id by;
    struct grants grants; /* the next epoch, from whoever takes them out */
    int64_t now_ms;
    const char *text; /* set with ERR_CONFLICT */
    struct audit_note note;
};

static enum err end_one(struct store_conn *c, struct event_batch *batch,
                        const struct leaving *l, const struct id *alliance)
{
    struct event left = { .alliance = *alliance,
                          .at_ms = l->now_ms,
                          .kind = EVENT_LEFT,
                          .object = l->account,
                          .sender = l->by };
    enum err e = alliance_member_leave(c, alliance, &l->account, l->now_ms);

    return e == ERR_OK ? event_add(c, batch, &left) : e;
}

/* A private space lives and ends with one's place in the couple. */
static enum err end_all(struct store_conn *c, struct event_batch *batch,
                        const struct leaving *l)
{
    struct id spaces[ALLIANCE_MEMBERS_MAX];
    size_t count;
    enum err e = end_one(c, batch, l, &l->alliance);

    if (e == ERR_OK)
        e = alliance_private_spaces(c, &l->alliance, &l->account, spaces,
                                    &count);
    for (size_t i = 0; e == ERR_OK && i < count; i++)
        e = end_one(c, batch, l, &spaces[i]);
    return e == ERR_OK ? audit_add(c, &l->note) : e;
}

/* In the record of whoever is no longer a member. */
static enum err note_left(const struct request *q, struct leaving *l)
{
    struct audit_what what = { .action = AUDIT_LEFT,
                               .subject = l->account,
                               .object = l->alliance };

    return audit_note(q, &what, &l->note);
}

static enum err leave_run(struct store_conn *c, struct event_batch *batch,
                          void *payload)
{
    struct leaving *l = payload;
    struct member me;
    enum err e = alliance_member_find(c, &l->alliance, &l->account, &me);

    if (e != ERR_OK)
        return e;
    if (alliance_kind_clients(me.kind) == 0) {
        l->text = "This belongs to you alone, so there is nobody to leave. "
                  "Delete what you do not want to keep.";
        return ERR_CONFLICT;
    }
    return end_all(c, batch, l);
}

/* The next epoch, in the same step; never for whoever goes. */
static enum err lock_door(struct store_conn *c, struct event_batch *batch,
                          struct leaving *l, const struct member *me)
{
    struct event told = { .alliance = l->alliance,
                          .at_ms = l->now_ms,
                          .kind = EVENT_GRANT,
                          .object = me->conversation,
                          .sender = l->by };
    bool changed;
    enum err e;

    if (l->grants.count == 0)
        return ERR_OK;
    e = grants_put(c, &me->conversation, &l->by, &l->by, &l->grants, l->now_ms,
                   &changed);
    if (e == ERR_NOT_FOUND || e == ERR_CONFLICT) {
        l->text = "The new keys are not for those who stay, or somebody has "
                  "made others already. Nobody was taken out.";
        return ERR_CONFLICT;
    }
    return e == ERR_OK && changed ? event_add(c, batch, &told) : e;
}

static enum err remove_run(struct store_conn *c, struct event_batch *batch,
                           void *payload)
{
    struct leaving *l = payload;
    struct member me, them;
    enum err e = alliance_member_find(c, &l->alliance, &l->by, &me);

    if (e == ERR_OK && me.role != ROLE_THERAPIST)
        e = ERR_DENIED;
    if (e == ERR_OK)
        e = alliance_member_find(c, &l->alliance, &l->account, &them);
    if (e != ERR_OK)
        return e;
    if (me.kind != ALLIANCE_COUPLE || them.role != ROLE_CLIENT) {
        l->text = "Only one of a couple can be taken out. "
                  "You can leave yourself.";
        return ERR_CONFLICT;
    }
    e = end_all(c, batch, l);
    return e == ERR_OK ? lock_door(c, batch, l, &me) : e;
}

static enum err post_leave(struct request *q, struct reply *a)
{
    struct leaving l = { .account = q->who.account,
                         .by = q->who.account,
                         .now_ms = q->now_ms };
    struct json_reader r;
    enum err e = request_id(q, 0, &l.alliance);

    if (e != ERR_OK)
        return e;
    json_read_begin(&r, q->body, q->arena);
    if (json_read_end(&r) != ERR_OK) {
        a->field = r.field;
        a->wanted = r.wanted;
        return ERR_BAD_INPUT;
    }
    e = note_left(q, &l);
    if (e == ERR_OK)
        e = event_do(q->writer, q->hub, leave_run, &l);
    a->text = l.text;
    return e;
}

static enum err post_removal(struct request *q, struct reply *a)
{
    struct leaving l = { .by = q->who.account, .now_ms = q->now_ms };
    struct json_reader r;
    enum err e = request_id(q, 0, &l.alliance);

    if (e == ERR_OK)
        e = request_id(q, 1, &l.account);
    if (e != ERR_OK)
        return e;
    json_read_begin(&r, q->body, q->arena);
    grants_read(&r, GRANT_TO_MEMBERS, 0, &l.grants);
    if (json_read_end(&r) != ERR_OK) {
        a->field = r.field;
        a->wanted = r.wanted;
        return ERR_BAD_INPUT;
    }
    e = note_left(q, &l);
    if (e == ERR_OK)
        e = event_do(q->writer, q->hub, remove_run, &l);
    a->text = l.text;
    return e;
}

const struct route leave_routes[] = {
    { METHOD_POST, "/api/alliances/:id/leave", WHO_SIGNED_IN, 1024,
      post_leave },
    { METHOD_POST, "/api/alliances/:id/members/:account/removal", WHO_THERAPIST,
      64 * 1024, post_removal },
    { 0 },
};
