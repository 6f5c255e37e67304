/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/alliances/found.h"

#include "daemon/alliances/member.h"
#include "daemon/alliances/policy.h"
#include "daemon/store/store.h"

static enum err refuse(struct founding *f, const char *field,
                       const char *wanted)
{
    f->field = field;
    f->wanted = wanted;
    return ERR_BAD_INPUT;
}

/* The alliance this one is about, seen by its therapist. */
static enum err find_about(struct store_conn *c, const struct alliance *a,
                           struct member *out)
{
    enum err e = alliance_member_find(c, &a->about, &a->founder, out);

    return e == ERR_OK && out->role != ROLE_THERAPIST ? ERR_DENIED : e;
}

static enum err check_notes(struct store_conn *c, struct founding *f)
{
    struct member me;
    enum err e;

    if (id_is_none(&f->alliance.about))
        return refuse(f, "about", "the alliance the notes are about");
    e = find_about(c, &f->alliance, &me);
    if (e == ERR_OK && alliance_kind_clients(me.kind) == 0)
        e = refuse(f, "about", "an alliance with a client");
    return e;
}

static enum err check_private(struct store_conn *c, struct founding *f)
{
    struct member me, client;
    bool holds = false;
    enum err e = find_about(c, &f->alliance, &me);

    if (e != ERR_OK)
        return e;
    if (me.kind != ALLIANCE_COUPLE)
        return refuse(f, "about", "a couple");
    e = alliance_member_find(c, &f->alliance.about, &f->client, &client);
    if (e == ERR_NOT_FOUND || (e == ERR_OK && client.role != ROLE_CLIENT))
        return refuse(f, "client", "one of the couple");
    if (e == ERR_OK)
        e = policy_holds(c, &f->alliance.about, &holds);
    if (e == ERR_OK && !holds) {
        f->text = "Private spaces open when both agreed to how secrets are "
                  "held.";
        return ERR_CONFLICT;
    }
    return e;
}

static enum err check(struct store_conn *c, struct founding *f)
{
    const struct alliance *a = &f->alliance;
    bool has_about = !id_is_none(&a->about);

    if (a->kind == ALLIANCE_SELF)
        return has_about ? refuse(f, "about", "null") : ERR_OK;
    if (a->founder_role != ROLE_THERAPIST)
        return ERR_DENIED;
    if (!id_is_none(&f->client) && (a->kind != ALLIANCE_PAIR || !has_about))
        return refuse(f, "client", "null: only a private space has one");
    if (a->kind == ALLIANCE_NOTES)
        return check_notes(c, f);
    if (a->kind == ALLIANCE_PAIR && has_about)
        return check_private(c, f);
    return has_about ? refuse(f, "about", "null") : ERR_OK;
}

static const char find_self_sql[] =
    "SELECT id FROM alliance WHERE founder = ? AND kind = 'self'";
static const char find_notes_sql[] =
    "SELECT id FROM alliance WHERE founder = ? AND about = ?"
    " AND kind = 'notes'";
static const char find_private_sql[] =
    "SELECT a.id AS id FROM alliance a JOIN member m ON m.alliance = a.id"
    " WHERE a.founder = ? AND a.about = ? AND a.kind = 'pair'"
    "   AND m.account = ?";

/* ERR_NOT_FOUND when there is none like it, or may be more than one. */
static enum err find_like(struct store_conn *c, const struct founding *f,
                          struct id *out)
{
    const struct alliance *a = &f->alliance;
    enum err e = ERR_NOT_FOUND;
    enum query_result r;
    struct query *q;

    if (a->kind != ALLIANCE_SELF && id_is_none(&a->about))
        return ERR_NOT_FOUND;
    q = query_open(c, a->kind == ALLIANCE_SELF    ? find_self_sql
                      : a->kind == ALLIANCE_NOTES ? find_notes_sql
                                                  : find_private_sql);
    query_bind_id(q, &a->founder);
    if (a->kind != ALLIANCE_SELF)
        query_bind_id(q, &a->about);
    if (a->kind == ALLIANCE_PAIR)
        query_bind_id(q, &f->client);
    r = query_step(q);
    if (r == QUERY_ROW) {
        *out = query_id(q, "id");
        e = ERR_OK;
    } else if (r != QUERY_DONE) {
        e = query_err(q);
    }
    query_close(q);
    return e;
}

static enum err add_client(struct store_conn *c, struct event_batch *batch,
                           const struct founding *f)
{
    struct event joined = { .alliance = f->alliance.id,
                            .at_ms = f->now_ms,
                            .kind = EVENT_JOINED,
                            .object = f->client,
                            .sender = f->alliance.founder };
    enum err e =
        alliance_member_add(c, &f->alliance.id, &f->client, ROLE_CLIENT,
                            (struct text){ NULL, 0 }, f->now_ms);

    return e == ERR_OK ? event_add(c, batch, &joined) : e;
}

enum err found_run(struct store_conn *c, struct event_batch *batch,
                   void *founding)
{
    struct founding *f = founding;
    struct alliance *a = &f->alliance;
    bool changed;
    struct id like;
    enum err e = check(c, f);

    if (e != ERR_OK)
        return e;
    e = find_like(c, f, &like);
    if (e == ERR_OK) {
        a->id = like;
        return ERR_OK;
    }
    if (e != ERR_NOT_FOUND)
        return e;
    e = alliance_add(c, a, f->now_ms);
    if (e == ERR_OK && !id_is_none(&f->client))
        e = add_client(c, batch, f);
    if (e == ERR_OK)
        e = grants_put(c, &a->conversation, &a->founder, &a->founder,
                       &f->grants, f->now_ms, &changed);
    return e == ERR_NOT_FOUND
               ? refuse(f, "grants", "grants to those who belong to it")
               : e;
}
