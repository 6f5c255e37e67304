/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/alliances/way_back.h"

#include "daemon/accounts/tiding.h"
#include "daemon/base/json.h"
#include "daemon/store/store.h"

static void bind_id_or_null(struct query *q, const struct id *id)
{
    if (id_is_none(id))
        query_bind_null(q);
    else
        query_bind_id(q, id);
}

/* Whether somebody is signed in, and whether the account is there at all. */
static const char standing_sql[] =
    "SELECT (SELECT COUNT(*) FROM login l"
    "         WHERE l.account = a.id AND l.expires_ms > ?) AS logins"
    "  FROM account a"
    " WHERE a.id = ? AND a.closed_ms IS NULL AND a.erased_ms IS NULL";

static enum err set_opens(struct store_conn *c, struct way_back *w)
{
    struct query *q = query_open(c, standing_sql);
    enum err e = ERR_OK;

    query_bind_int(q, w->created_ms);
    query_bind_id(q, &w->account);
    switch (query_step(q)) {
    case QUERY_ROW:
        w->opens_ms =
            w->created_ms + (query_int(q, "logins") > 0 ? WAY_BACK_WAIT_MS : 0);
        break;
    case QUERY_DONE: e = ERR_GONE; break;
    case QUERY_CONFLICT:
    case QUERY_FAILED: e = query_err(q); break;
    }
    query_close(q);
    return e;
}

static const char add_sql[] =
    "INSERT INTO way_back (id, token_hash, account, alliance, giver,"
    "                      created_ms, opens_ms, expires_ms)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)";

enum err way_back_add(struct store_conn *c, struct way_back *w)
{
    struct query *q;
    bool any;
    enum err e = set_opens(c, w);

    if (e == ERR_OK)
        e = way_back_revoke_all(c, &w->account, w->created_ms, &any);
    if (e != ERR_OK)
        return e;
    q = query_open(c, add_sql);
    query_bind_id(q, &w->id);
    query_bind_bytes(
        q, (struct text){ (const char *)w->token_hash, sizeof w->token_hash });
    query_bind_id(q, &w->account);
    bind_id_or_null(q, &w->alliance);
    bind_id_or_null(q, &w->giver);
    query_bind_int(q, w->created_ms);
    query_bind_int(q, w->opens_ms);
    query_bind_int(q, w->expires_ms);
    e = query_finish(q);
    return e == ERR_OK ? tiding_add(c, &w->account, TIDING_WAY_BACK, NULL,
                                    w->created_ms)
                       : e;
}

static const char revoke_sql[] =
    "UPDATE way_back SET revoked_ms = COALESCE(revoked_ms, ?)"
    " WHERE id = ? AND used_ms IS NULL";

enum err way_back_revoke(struct store_conn *c, const struct id *id,
                         int64_t now_ms)
{
    struct query *q = query_open(c, revoke_sql);
    bool changed = false;
    enum err e;

    query_bind_int(q, now_ms);
    query_bind_id(q, id);
    e = query_finish_changed(q, &changed);
    return e == ERR_OK && !changed ? ERR_GONE : e;
}

static const char revoke_all_sql[] =
    "UPDATE way_back SET revoked_ms = ?"
    " WHERE account = ? AND used_ms IS NULL AND revoked_ms IS NULL"
    "   AND expires_ms > ?";

enum err way_back_revoke_all(struct store_conn *c, const struct id *account,
                             int64_t now_ms, bool *any)
{
    struct query *q = query_open(c, revoke_all_sql);

    *any = false;
    query_bind_int(q, now_ms);
    query_bind_id(q, account);
    query_bind_int(q, now_ms);
    return query_finish_changed(q, any);
}

static const char use_sql[] =
    "UPDATE way_back SET used_ms = ?"
    " WHERE id = ? AND used_ms IS NULL AND revoked_ms IS NULL"
    "   AND expires_ms > ?";

enum err way_back_use(struct store_conn *c, const struct way_back *w,
                      int64_t now_ms)
{
    struct query *q;
    bool changed = false;
    enum err e;

    if (now_ms < w->opens_ms)
        return ERR_CONFLICT;
    q = query_open(c, use_sql);
    query_bind_int(q, now_ms);
    query_bind_id(q, &w->id);
    query_bind_int(q, now_ms);
    e = query_finish_changed(q, &changed);
    return e == ERR_OK && !changed ? ERR_GONE : e;
}

static enum err find_one(struct query *q, int64_t now_ms, struct way_back *out)
{
    enum err e = ERR_NOT_FOUND;

    switch (query_step(q)) {
    case QUERY_ROW:
        *out = (struct way_back){
            .id = query_id(q, "id"),
            .account = query_id(q, "account"),
            .created_ms = query_int(q, "created_ms"),
            .opens_ms = query_int(q, "opens_ms"),
            .expires_ms = query_int(q, "expires_ms"),
            .state = invitation_state_of(q, now_ms),
        };
        if (!query_is_null(q, "alliance"))
            out->alliance = query_id(q, "alliance");
        if (!query_is_null(q, "giver"))
            out->giver = query_id(q, "giver");
        e = ERR_OK;
        break;
    case QUERY_DONE: break;
    case QUERY_CONFLICT:
    case QUERY_FAILED: e = query_err(q); break;
    }
    query_close(q);
    return e;
}

#define FIND                                                                   \
    "SELECT id, account, alliance, giver, created_ms, opens_ms, expires_ms,"   \
    "       used_ms, revoked_ms FROM way_back"

static const char find_sql[] = FIND " WHERE id = ?";

enum err way_back_find(struct store_conn *db, const struct id *id,
                       int64_t now_ms, struct way_back *out)
{
    struct query *q = query_open(db, find_sql);

    query_bind_id(q, id);
    return find_one(q, now_ms, out);
}

static const char find_by_token_sql[] = FIND " WHERE token_hash = ?";

enum err way_back_find_by_token(struct store_conn *db, struct text token,
                                int64_t now_ms, struct way_back *out)
{
    struct query *q = query_open(db, find_by_token_sql);
    uint8_t hash[INVITATION_HASH_BYTES];

    invitation_hash(token, hash);
    query_bind_bytes(q, (struct text){ (const char *)hash, sizeof hash });
    return find_one(q, now_ms, out);
}

static const char find_open_sql[] =
    FIND " WHERE account = ? AND used_ms IS NULL AND revoked_ms IS NULL"
         "   AND expires_ms > ?";

enum err way_back_find_open(struct store_conn *db, const struct id *account,
                            int64_t now_ms, struct way_back *out)
{
    struct query *q = query_open(db, find_open_sql);

    query_bind_id(q, account);
    query_bind_int(q, now_ms);
    return find_one(q, now_ms, out);
}

json_t *way_back_json(const struct way_back *w)
{
    json_t *o = json_object();

    json_put_id(o, "id", &w->id);
    json_put_int(o, "opens_ms", w->opens_ms);
    json_put_int(o, "expires_ms", w->expires_ms);
    return o;
}
