/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/alliances/invitation.h"

#include <sodium.h>
#include <string.h>

#include "daemon/accounts/account.h"
#include "daemon/alliances/event.h"
#include "daemon/store/store.h"

void invitation_hash(struct text token, uint8_t out[INVITATION_HASH_BYTES])
{
    crypto_hash_sha256(out, (const unsigned char *)token.ptr, token.len);
}

const char *invitation_state_name(enum invitation_state s)
{
    switch (s) {
    case INVITATION_OPEN: return "open";
    case INVITATION_USED: return "used";
    case INVITATION_REVOKED: return "revoked";
    case INVITATION_EXPIRED: return "expired";
    }
    return "";
}

static void bind_id_or_null(struct query *q, const struct id *id)
{
    if (id_is_none(id))
        query_bind_null(q);
    else
        query_bind_id(q, id);
}

static const char invitation_add_sql[] =
    "INSERT INTO invitation (id, token_hash, role, alliance, inviter,"
    "                        welcome, created_ms, expires_ms)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)";

enum err invitation_add(struct store_conn *c, const struct invitation *i)
{
    struct query *q = query_open(c, invitation_add_sql);
    const char *role = role_name(i->role);

    query_bind_id(q, &i->id);
    query_bind_bytes(
        q, (struct text){ (const char *)i->token_hash, sizeof i->token_hash });
    query_bind_text(q, (struct text){ role, strlen(role) });
    bind_id_or_null(q, &i->alliance);
    bind_id_or_null(q, &i->inviter);
    if (i->welcome.len == 0)
        query_bind_null(q);
    else
        query_bind_bytes(q, i->welcome);
    query_bind_int(q, i->created_ms);
    query_bind_int(q, i->expires_ms);
    return query_finish(q);
}

static const char revoke_all_sql[] =
    "UPDATE invitation SET revoked_ms = ?, welcome = NULL"
    " WHERE alliance = ? AND used_ms IS NULL AND revoked_ms IS NULL";

enum err invitation_revoke_all(struct store_conn *c, const struct id *alliance,
                               int64_t now_ms)
{
    struct query *q = query_open(c, revoke_all_sql);

    query_bind_int(q, now_ms);
    query_bind_id(q, alliance);
    return query_finish(q);
}

static const char count_open_sql[] =
    "SELECT COUNT(*) AS n FROM invitation WHERE alliance = ?"
    " AND used_ms IS NULL AND revoked_ms IS NULL AND expires_ms > ?";

enum err invitation_count_open(struct store_conn *c, const struct id *alliance,
                               int64_t now_ms, int *count)
{
    struct query *q = query_open(c, count_open_sql);
    enum err e = ERR_OK;

    query_bind_id(q, alliance);
    query_bind_int(q, now_ms);
    if (query_step(q) == QUERY_ROW)
        *count = (int)query_int(q, "n");
    else
        e = query_err(q);
    query_close(q);
    return e;
}

static const char revoke_house_sql[] =
    "UPDATE invitation SET revoked_ms = ?"
    " WHERE inviter IS NULL AND used_ms IS NULL AND revoked_ms IS NULL";

enum err invitation_revoke_house(struct store_conn *c, int64_t now_ms)
{
    struct query *q = query_open(c, revoke_house_sql);

    query_bind_int(q, now_ms);
    return query_finish(q);
}

static const char invitation_revoke_sql[] =
    "UPDATE invitation SET revoked_ms = COALESCE(revoked_ms, ?),"
    "  welcome = NULL"
    " WHERE id = ? AND used_ms IS NULL";

enum err invitation_revoke(struct store_conn *c, const struct id *id,
                           int64_t now_ms)
{
    struct query *q = query_open(c, invitation_revoke_sql);
    bool changed = false;
    enum err e;

    query_bind_int(q, now_ms);
    query_bind_id(q, id);
    e = query_finish_changed(q, &changed);
    return e == ERR_OK && !changed ? ERR_GONE : e;
}

static const char invitation_use_sql[] =
    "UPDATE invitation SET used_ms = ?, welcome = NULL"
    " WHERE id = ? AND used_ms IS NULL AND revoked_ms IS NULL"
    "   AND expires_ms > ?";

enum err invitation_use(struct store_conn *c, const struct id *id,
                        int64_t now_ms)
{
    struct query *q = query_open(c, invitation_use_sql);
    bool changed = false;
    enum err e;

    query_bind_int(q, now_ms);
    query_bind_id(q, id);
    query_bind_int(q, now_ms);
    e = query_finish_changed(q, &changed);
    return e == ERR_OK && !changed ? ERR_GONE : e;
}

enum invitation_state invitation_state_of(struct query *q, int64_t now_ms)
{
    if (!query_is_null(q, "used_ms"))
        return INVITATION_USED;
    if (!query_is_null(q, "revoked_ms"))
        return INVITATION_REVOKED;
    if (query_int(q, "expires_ms") <= now_ms)
        return INVITATION_EXPIRED;
    return INVITATION_OPEN;
}

static enum err invitation_one(struct query *q, int64_t now_ms, struct arena *a,
                               struct invitation *out)
{
    enum err e = ERR_NOT_FOUND;

    switch (query_step(q)) {
    case QUERY_ROW: {
        struct invitation i = {
            .id = query_id(q, "id"),
            .role = role_parse(query_text(q, "role")),
            .created_ms = query_int(q, "created_ms"),
            .expires_ms = query_int(q, "expires_ms"),
            .state = invitation_state_of(q, now_ms),
        };

        e = ERR_OK;
        if (!query_is_null(q, "alliance"))
            i.alliance = query_id(q, "alliance");
        if (!query_is_null(q, "inviter"))
            i.inviter = query_id(q, "inviter");
        if (!query_is_null(q, "welcome")) {
            i.welcome = arena_text(a, query_bytes(q, "welcome"));
            if (i.welcome.ptr == NULL)
                e = ERR_INTERNAL;
        }
        if (e == ERR_OK)
            *out = i;
        break;
    }
    case QUERY_DONE: break;
    case QUERY_CONFLICT:
    case QUERY_FAILED: e = query_err(q); break;
    }
    query_close(q);
    return e;
}

static const char invitation_find_sql[] =
    "SELECT id, role, alliance, inviter, welcome, created_ms, expires_ms,"
    "       used_ms, revoked_ms FROM invitation WHERE id = ?";

enum err invitation_find(struct store_conn *db, const struct id *id,
                         int64_t now_ms, struct arena *a,
                         struct invitation *out)
{
    struct query *q = query_open(db, invitation_find_sql);

    query_bind_id(q, id);
    return invitation_one(q, now_ms, a, out);
}

static const char invitation_find_by_token_sql[] =
    "SELECT id, role, alliance, inviter, welcome, created_ms, expires_ms,"
    "       used_ms, revoked_ms FROM invitation WHERE token_hash = ?";

enum err invitation_find_by_token(struct store_conn *db, struct text token,
                                  int64_t now_ms, struct arena *a,
                                  struct invitation *out)
{
    struct query *q = query_open(db, invitation_find_by_token_sql);
    uint8_t hash[INVITATION_HASH_BYTES];

    invitation_hash(token, hash);
    query_bind_bytes(q, (struct text){ (const char *)hash, sizeof hash });
    return invitation_one(q, now_ms, a, out);
}
