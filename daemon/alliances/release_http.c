/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/alliances/release_http.h"

#include "daemon/alliances/event.h"
#include "daemon/alliances/member.h"
#include "daemon/alliances/release.h"
#include "daemon/audit/audit.h"
#include "daemon/base/json.h"

/* One step of a release. */
struct releasing {
    struct joint_release release;
    struct id by;
    bool yes;
    int64_t now_ms;
    const char *text; /* set with ERR_CONFLICT */
    struct audit_note note;
};

static enum err tell(struct store_conn *c, struct event_batch *batch,
                     const struct releasing *v)
{
    struct event told = { .alliance = v->release.alliance,
                          .at_ms = v->now_ms,
                          .kind = EVENT_RELEASE,
                          .object = v->release.id,
                          .sender = v->by };

    return event_add(c, batch, &told);
}

static enum err ask_run(struct store_conn *c, struct event_batch *batch,
                        void *payload)
{
    struct releasing *v = payload;
    struct member me;
    enum err e = alliance_member_find(c, &v->release.alliance, &v->by, &me);

    if (e != ERR_OK)
        return e;
    if (me.kind != ALLIANCE_COUPLE) {
        v->text = "Only a couple's joint record needs a release.";
        return ERR_CONFLICT;
    }
    e = release_add(c, &v->release);
    return e == ERR_OK ? tell(c, batch, v) : e;
}

static enum err answer_run(struct store_conn *c, struct event_batch *batch,
                           void *payload)
{
    struct releasing *v = payload;
    enum err e = release_find(c, &v->release.id, &v->by, &v->release);

    if (e == ERR_OK)
        e = release_answer(c, &v->release, &v->by, v->yes, v->now_ms);
    if (e == ERR_CONFLICT)
        v->text = "The copy has been taken. It is too late to change this.";
    if (e == ERR_OK)
        e = tell(c, batch, v);
    return e == ERR_OK ? audit_add(c, &v->note) : e;
}

static enum err drop_run(struct store_conn *c, struct event_batch *batch,
                         void *payload)
{
    struct releasing *v = payload;
    enum err e = release_find(c, &v->release.id, &v->by, &v->release);

    if (e == ERR_OK && !id_same(&v->release.asker, &v->by))
        e = ERR_DENIED;
    if (e == ERR_OK && v->release.facts.used) {
        v->text = "The copy has been taken.";
        e = ERR_CONFLICT;
    }
    if (e == ERR_OK)
        e = release_delete(c, &v->release.id);
    return e == ERR_OK ? tell(c, batch, v) : e;
}

static struct releasing releasing_by(const struct request *q)
{
    return (struct releasing){ .by = q->who.account, .now_ms = q->now_ms };
}

static enum err refused(const struct json_reader *r, struct reply *a)
{
    a->field = r->field;
    a->wanted = r->wanted;
    return ERR_BAD_INPUT;
}

static enum err post_release(struct request *q, struct reply *a)
{
    struct releasing v = releasing_by(q);
    struct json_reader r;
    enum err e = request_id(q, 0, &v.release.alliance);

    if (e != ERR_OK)
        return e;
    json_read_begin(&r, q->body, q->arena);
    v.release.id = json_read_id(&r, "id");
    if (json_read_end(&r) != ERR_OK)
        return refused(&r, a);
    v.release.asker = v.by;
    v.release.at_ms = v.now_ms;
    e = event_do(q->writer, q->hub, ask_run, &v);
    a->text = v.text;
    return e;
}

static enum err post_answer(struct request *q, struct reply *a)
{
    struct releasing v = releasing_by(q);
    struct audit_what what = { .action = AUDIT_RELEASED, .subject = v.by };
    struct json_reader r;
    enum err e = request_id(q, 0, &v.release.id);

    if (e != ERR_OK)
        return e;
    json_read_begin(&r, q->body, q->arena);
    v.yes = json_read_bool(&r, "yes");
    if (json_read_end(&r) != ERR_OK)
        return refused(&r, a);
    what.outcome = v.yes ? AUDIT_DONE : AUDIT_REFUSED;
    what.object = v.release.id;
    e = audit_note(q, &what, &v.note);
    if (e == ERR_OK)
        e = event_do(q->writer, q->hub, answer_run, &v);
    a->text = v.text;
    return e;
}

static enum err delete_release(struct request *q, struct reply *a)
{
    struct releasing v = releasing_by(q);
    enum err e = request_id(q, 0, &v.release.id);

    if (e == ERR_OK)
        e = event_do(q->writer, q->hub, drop_run, &v);
    a->text = v.text;
    return e;
}

static enum err get_releases(struct request *q, struct reply *a)
{
    json_t *list;
    enum err e;

    list = releases_json(q->db, q->keeper, q->arena, &q->who.account, q->now_ms,
                         &e);
    if (e != ERR_OK)
        return e;
    a->body = json_object();
    json_put_take(a->body, "releases", list);
    return ERR_OK;
}

const struct route release_routes[] = {
    { METHOD_POST, "/api/alliances/:id/releases", WHO_SIGNED_IN, 1024,
      post_release },
    { METHOD_GET, "/api/releases", WHO_SIGNED_IN, 0, get_releases },
    { METHOD_POST, "/api/releases/:id/answer", WHO_SIGNED_IN, 1024,
      post_answer },
    { METHOD_DELETE, "/api/releases/:id", WHO_SIGNED_IN, 0, delete_release },
    { 0 },
};
