/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/alliances/way_back_http.h"

#include <string.h>

#include "daemon/alliances/member.h"
#include "daemon/alliances/way_back.h"
#include "daemon/alliances/way_back_use.h"
#include "daemon/audit/audit.h"
#include "daemon/base/json.h"
#include "daemon/store/writer.h"

struct making {
    struct way_back way;
    struct audit_note note;
};

/* Both are asked again here: somebody may have left meanwhile. */
static enum err make_run(struct store_conn *c, void *payload)
{
    struct making *m = payload;
    struct way_back *w = &m->way;
    struct member me, them;
    enum err e = alliance_member_find(c, &w->alliance, &w->giver, &me);

    if (e == ERR_OK && me.role != ROLE_THERAPIST)
        e = ERR_DENIED;
    if (e == ERR_OK)
        e = alliance_member_find(c, &w->alliance, &w->account, &them);
    if (e == ERR_OK && them.role != ROLE_CLIENT)
        e = ERR_DENIED;
    if (e == ERR_OK)
        e = way_back_add(c, w);
    return e == ERR_OK ? audit_add(c, &m->note) : e;
}

static enum err post_way_back(struct request *q, struct reply *a)
{
    struct making m = { .way = { .giver = q->who.account,
                                 .created_ms = q->now_ms } };
    struct way_back *w = &m.way;
    struct audit_what what = { .action = AUDIT_WAY_BACK_GIVEN };
    struct json_reader r;
    struct text hash;
    int64_t days;
    enum err e = request_id(q, 0, &w->alliance);

    if (e == ERR_OK)
        e = request_id(q, 1, &w->account);
    if (e != ERR_OK)
        return e;
    json_read_begin(&r, q->body, q->arena);
    hash = json_read_bytes(&r, "token_hash", INVITATION_HASH_BYTES,
                           INVITATION_HASH_BYTES);
    days = json_read_int(&r, "days", 1, WAY_BACK_DAYS_MOST);
    if (json_read_end(&r) != ERR_OK) {
        a->field = r.field;
        a->wanted = r.wanted;
        return ERR_BAD_INPUT;
    }
    w->id = id_new();
    w->expires_ms = q->now_ms + days * INVITATION_DAY_MS;
    memcpy(w->token_hash, hash.ptr, sizeof w->token_hash);
    what.subject = w->account;
    what.object = w->alliance;
    e = audit_note(q, &what, &m.note);
    if (e == ERR_OK)
        e = writer_do(q->writer, make_run, &m);
    if (e == ERR_GONE)
        a->text = "This account was closed.";
    if (e == ERR_OK)
        a->body = way_back_json(w);
    return e;
}

static enum err get_mine(struct request *q, struct reply *a)
{
    struct way_back w;
    enum err e = way_back_find_open(q->db, &q->who.account, q->now_ms, &w);

    if (e != ERR_OK && e != ERR_NOT_FOUND)
        return e;
    a->body = json_object();
    if (e == ERR_OK)
        json_put_take(a->body, "way_back", way_back_json(&w));
    else
        json_put_null(a->body, "way_back");
    return ERR_OK;
}

/* Whose account it is, and who may make one, may stop it. */
static enum err may_stop(struct request *q, const struct way_back *w)
{
    struct member me;
    enum err e;

    if (id_same(&w->account, &q->who.account))
        return ERR_OK;
    if (id_is_none(&w->alliance))
        return ERR_NOT_FOUND;
    e = alliance_member_find(q->db, &w->alliance, &q->who.account, &me);
    return e == ERR_OK && me.role != ROLE_THERAPIST ? ERR_NOT_FOUND : e;
}

struct stopping {
    struct id id;
    int64_t now_ms;
    struct audit_note note;
};

static enum err stop_run(struct store_conn *c, void *payload)
{
    const struct stopping *s = payload;
    enum err e = way_back_revoke(c, &s->id, s->now_ms);

    return e == ERR_OK ? audit_add(c, &s->note) : e;
}

static enum err delete_way_back(struct request *q, struct reply *a)
{
    struct stopping s = { .now_ms = q->now_ms };
    struct audit_what what = { .action = AUDIT_WAY_BACK_STOPPED };
    struct way_back w;
    enum err e = request_id(q, 0, &s.id);

    (void)a;
    if (e == ERR_OK)
        e = way_back_find(q->db, &s.id, q->now_ms, &w);
    if (e == ERR_OK)
        e = may_stop(q, &w);
    if (e != ERR_OK)
        return e;
    if (w.state == INVITATION_REVOKED)
        return ERR_OK;
    what.subject = w.account;
    what.object = w.alliance;
    e = audit_note(q, &what, &s.note);
    return e == ERR_OK ? writer_do(q->writer, stop_run, &s) : e;
}

const struct route way_back_routes[] = {
    { METHOD_POST, "/api/alliances/:id/members/:account/way-back",
      WHO_THERAPIST, 1024, post_way_back },
    { METHOD_GET, "/api/ways-back/mine", WHO_SIGNED_IN, 0, get_mine },
    { METHOD_DELETE, "/api/ways-back/:id", WHO_SIGNED_IN, 0, delete_way_back },
    { METHOD_POST, "/api/ways-back/look", WHO_ANYONE, 1024, way_back_post_look,
      COST_LOGIN },
    { METHOD_POST, "/api/ways-back/use", WHO_ANYONE, 64 * 1024,
      way_back_post_use, COST_LOGIN },
    { 0 },
};
