/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/alliances/alliances_http.h"

#include <string.h>

#include "daemon/accounts/account.h"
#include "daemon/alliances/alliances_store.h"
#include "daemon/alliances/event.h"
#include "daemon/alliances/found.h"
#include "daemon/alliances/invitation.h"
#include "daemon/alliances/member.h"
#include "daemon/audit/audit.h"
#include "daemon/base/json.h"
#include "daemon/base/number.h"
#include "daemon/keeper/keeper.h"
#include "daemon/store/writer.h"

enum { LABEL_MOST = 320 /* bytes: 80 letters of any script */ };

static enum err refused(const struct json_reader *r, struct reply *a)
{
    a->field = r->field;
    a->wanted = r->wanted;
    return ERR_BAD_INPUT;
}

/* What kind, and what it is about; a pair about nothing when left out. */
static void read_kind(struct json_reader *r, struct founding *f)
{
    struct text kind = TEXT("pair");

    if (json_read_has(r, "kind"))
        kind = json_read_text(r, "kind", 1, 16);
    if (!r->field && !alliance_kind_parse(kind, &f->alliance.kind))
        json_read_refuse(r, "kind", "pair, couple, self or notes");
    if (json_read_has(r, "about"))
        f->alliance.about = json_read_id(r, "about");
    if (json_read_has(r, "client"))
        f->client = json_read_id(r, "client");
}

static enum err post_alliance(struct request *q, struct reply *a)
{
    struct founding f = { .now_ms = q->now_ms };
    struct alliance *made = &f.alliance;
    struct json_reader r;
    struct text label;
    enum err e;

    json_read_begin(&r, q->body, q->arena);
    read_kind(&r, &f);
    made->id = json_read_id(&r, "id");
    made->conversation = json_read_id(&r, "conversation");
    grants_read(&r, GRANT_TO_MEMBERS, 1, &f.grants);
    label = json_read_text(&r, "label", 0, LABEL_MOST);
    if (!r.field && label.len > 0 && !account_name_is_valid(label))
        json_read_refuse(&r, "label", "up to 80 letters");
    if (json_read_end(&r) != ERR_OK)
        return refused(&r, a);

    made->founder = q->who.account;
    made->founder_role = q->who.role;
    if (label.len > 0) {
        e = keeper_seal(q->keeper, &made->founder, "alliance", &made->id, label,
                        q->arena, &made->label_record);
        if (e != ERR_OK)
            return e;
    }
    e = event_do(q->writer, q->hub, found_run, &f);
    a->field = f.field;
    a->wanted = f.wanted;
    a->text = f.text;
    if (e != ERR_OK)
        return e;
    a->body = json_object();
    json_put_id(a->body, "id", &made->id);
    return ERR_OK;
}

static enum err get_alliances(struct request *q, struct reply *a)
{
    json_t *list;
    enum err e;

    list = alliances_json(q->db, q->keeper, &q->who, q->now_ms, q->arena, &e);
    if (e != ERR_OK)
        return e;
    a->body = json_object();
    json_put_take(a->body, "alliances", list);
    return ERR_OK;
}

struct inviting {
    struct invitation invitation;
    enum alliance_kind kind; /* of the alliance */
    const char *text;        /* set with ERR_CONFLICT */
    struct audit_note note;
};

/* Counted inside the transaction, so that a link made while the client joins
 * by another one does not let one person too many in. A pair's new link takes
 * the place of the one before; of a couple, nobody could say whose went. */
static enum err invite_run(struct store_conn *c, void *payload)
{
    struct inviting *v = payload;
    int clients = 0, open = 0;
    int places;
    enum err e = alliance_clients_ever(c, &v->invitation.alliance, &clients);

    places = alliance_kind_clients(v->kind) - clients;
    if (e == ERR_OK && v->kind == ALLIANCE_COUPLE)
        e = invitation_count_open(c, &v->invitation.alliance,
                                  v->invitation.created_ms, &open);
    if (e == ERR_OK && places <= open) {
        v->text = places > 0 ? "There is an open link for everybody who is "
                               "still to come. Take one back first."
                             : "This alliance already has all its people, or "
                               "the link was used before.";
        e = ERR_CONFLICT;
    }
    if (e == ERR_OK && v->kind != ALLIANCE_COUPLE)
        e = invitation_revoke_all(c, &v->invitation.alliance,
                                  v->invitation.created_ms);
    if (e == ERR_OK)
        e = invitation_add(c, &v->invitation);
    return e == ERR_OK ? audit_add(c, &v->note) : e;
}

/* Only somebody who is a therapist in this very alliance. */
static enum err find_as_therapist(struct request *q, const struct id *alliance,
                                  struct member *out)
{
    enum err e = alliance_member_find(q->db, alliance, &q->who.account, out);

    return e == ERR_OK && out->role != ROLE_THERAPIST ? ERR_DENIED : e;
}

static enum err post_invitation(struct request *q, struct reply *a)
{
    struct inviting v = { .invitation = { .role = ROLE_CLIENT,
                                          .created_ms = q->now_ms } };
    struct audit_what what = { .action = AUDIT_INVITED };
    struct invitation *i = &v.invitation;
    struct json_reader r;
    struct member me;
    struct text hash;
    int64_t days;
    enum err e;

    if ((e = request_id(q, 0, &i->alliance)) != ERR_OK)
        return e;
    json_read_begin(&r, q->body, q->arena);
    hash = json_read_bytes(&r, "token_hash", INVITATION_HASH_BYTES,
                           INVITATION_HASH_BYTES);
    i->welcome = json_read_bytes(&r, "welcome", 1, INVITATION_WELCOME_MOST);
    days = json_read_int(&r, "days", 1, INVITATION_DAYS_MOST);
    if (json_read_end(&r) != ERR_OK)
        return refused(&r, a);
    if ((e = find_as_therapist(q, &i->alliance, &me)) != ERR_OK)
        return e;

    i->id = id_new();
    i->inviter = q->who.account;
    i->expires_ms = q->now_ms + days * INVITATION_DAY_MS;
    memcpy(i->token_hash, hash.ptr, sizeof i->token_hash);
    v.kind = me.kind;
    what.object = i->alliance;
    e = audit_note(q, &what, &v.note);
    if (e == ERR_OK)
        e = writer_do(q->writer, invite_run, &v);
    a->text = v.text;
    if (e != ERR_OK)
        return e;
    a->body = json_object();
    json_put_id(a->body, "id", &i->id);
    json_put_int(a->body, "expires_ms", i->expires_ms);
    return ERR_OK;
}

struct revoking {
    struct id id;
    int64_t now_ms;
};

static enum err revoke_run(struct store_conn *c, void *payload)
{
    const struct revoking *v = payload;

    return invitation_revoke(c, &v->id, v->now_ms);
}

static enum err delete_invitation(struct request *q, struct reply *a)
{
    struct revoking v = { .now_ms = q->now_ms };
    struct invitation i;
    struct member me;
    enum err e;

    (void)a;
    if ((e = request_id(q, 0, &v.id)) != ERR_OK)
        return e;
    e = invitation_find(q->db, &v.id, q->now_ms, q->arena, &i);
    if (e != ERR_OK)
        return e;
    if (id_is_none(&i.alliance))
        return ERR_NOT_FOUND; /* the house's own */
    if ((e = find_as_therapist(q, &i.alliance, &me)) != ERR_OK)
        return e;
    return writer_do(q->writer, revoke_run, &v);
}

static bool append_event(const struct event *e, void *context)
{
    return json_array_append_new(context, event_json(e)) == 0;
}

static enum err get_events(struct request *q, struct reply *a)
{
    struct text text = request_query(q, "after");
    struct id alliance;
    struct member me;
    json_t *list;
    int64_t after = 0;
    bool more;
    enum err e;

    if ((e = request_id(q, 0, &alliance)) != ERR_OK)
        return e;
    if (text.ptr != NULL && !number_parse(text, 0, INT64_MAX, &after)) {
        a->field = "after";
        a->wanted = "the number of an event";
        return ERR_BAD_INPUT;
    }
    e = alliance_member_find(q->db, &alliance, &q->who.account, &me);
    if (e != ERR_OK)
        return e;
    list = json_array();
    e = event_list(q->db, &alliance, after, append_event, list, &more);
    if (e != ERR_OK) {
        json_decref(list);
        return e;
    }
    a->body = json_object();
    json_put_take(a->body, "events", list);
    json_put_bool(a->body, "more", more);
    return ERR_OK;
}

const struct route alliances_routes[] = {
    { METHOD_POST, "/api/alliances", WHO_SIGNED_IN, 64 * 1024, post_alliance },
    { METHOD_GET, "/api/alliances", WHO_SIGNED_IN, 0, get_alliances },
    { METHOD_POST, "/api/alliances/:id/invitations", WHO_THERAPIST, 16 * 1024,
      post_invitation },
    { METHOD_GET, "/api/alliances/:id/events", WHO_SIGNED_IN, 0, get_events },
    { METHOD_DELETE, "/api/invitations/:id", WHO_THERAPIST, 0,
      delete_invitation },
    { 0 },
};
