/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/recovery/recovery_store.h"

#include "daemon/base/json.h"
#include "daemon/store/store.h"

static const char owner_sql[] =
    "SELECT id FROM account WHERE role = 'therapist'"
    " ORDER BY created_ms, id LIMIT 1";

enum err recovery_owner(struct store_conn *db, struct id *out)
{
    struct query *q = query_open(db, owner_sql);
    enum err e = ERR_NOT_FOUND;

    switch (query_step(q)) {
    case QUERY_ROW:
        *out = query_id(q, "id");
        e = ERR_OK;
        break;
    case QUERY_DONE: break;
    case QUERY_CONFLICT:
    case QUERY_FAILED: e = query_err(q); break;
    }
    query_close(q);
    return e;
}

static const char coming_drop_sql[] =
    "DELETE FROM recovery_key WHERE applies_ms > ?";

static const char key_add_sql[] =
    "INSERT INTO recovery_key (id, public_key, maker, made_ms, applies_ms)"
    " VALUES (?, ?, ?, ?, ?)";

enum err recovery_key_add(struct store_conn *c, const struct recovery_key *k)
{
    struct query *q = query_open(c, coming_drop_sql);
    enum err e;

    query_bind_int(q, k->made_ms);
    e = query_finish(q);
    if (e != ERR_OK)
        return e;
    q = query_open(c, key_add_sql);
    query_bind_id(q, &k->id);
    query_bind_bytes(q, k->public_key);
    query_bind_id(q, &k->maker);
    query_bind_int(q, k->made_ms);
    query_bind_int(q, k->applies_ms);
    return query_finish(q);
}

static const char current_sql[] =
    "SELECT id, public_key, maker, made_ms, applies_ms FROM recovery_key"
    " WHERE applies_ms <= ? ORDER BY made_ms DESC, id LIMIT 1";

static const char coming_sql[] =
    "SELECT id, public_key, maker, made_ms, applies_ms FROM recovery_key"
    " WHERE applies_ms > ? ORDER BY made_ms DESC, id LIMIT 1";

static enum err key_find(struct store_conn *db, const char *sql, int64_t now_ms,
                         struct arena *a, struct recovery_key *out)
{
    struct query *q = query_open(db, sql);
    enum err e = ERR_NOT_FOUND;

    query_bind_int(q, now_ms);
    switch (query_step(q)) {
    case QUERY_ROW:
        *out = (struct recovery_key){
            .id = query_id(q, "id"),
            .public_key = arena_text(a, query_bytes(q, "public_key")),
            .maker = query_id(q, "maker"),
            .made_ms = query_int(q, "made_ms"),
            .applies_ms = query_int(q, "applies_ms"),
        };
        e = out->public_key.ptr ? ERR_OK : ERR_FULL;
        break;
    case QUERY_DONE: break;
    case QUERY_CONFLICT:
    case QUERY_FAILED: e = query_err(q); break;
    }
    query_close(q);
    return e;
}

enum err recovery_key_current(struct store_conn *db, int64_t now_ms,
                              struct arena *a, struct recovery_key *out)
{
    return key_find(db, current_sql, now_ms, a, out);
}

enum err recovery_key_coming(struct store_conn *db, int64_t now_ms,
                             struct arena *a, struct recovery_key *out)
{
    return key_find(db, coming_sql, now_ms, a, out);
}

static const char others_drop_sql[] =
    "DELETE FROM recovery_grant WHERE conversation = ? AND recovery_key <> ?";

static const char grant_put_sql[] =
    "INSERT INTO recovery_grant"
    " (conversation, epoch, recovery_key, granter, sealed, at_ms)"
    " VALUES (?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (conversation, epoch, recovery_key) DO UPDATE SET"
    "  granter = excluded.granter, sealed = excluded.sealed,"
    "  at_ms = excluded.at_ms";

enum err recovery_grant_put(struct store_conn *c,
                            const struct recovery_grant *g)
{
    struct query *q = query_open(c, others_drop_sql);
    enum err e;

    query_bind_id(q, &g->conversation);
    query_bind_id(q, &g->key);
    e = query_finish(q);
    if (e != ERR_OK)
        return e;
    q = query_open(c, grant_put_sql);
    query_bind_id(q, &g->conversation);
    query_bind_int(q, g->epoch);
    query_bind_id(q, &g->key);
    query_bind_id(q, &g->granter);
    query_bind_bytes(q, g->sealed);
    query_bind_int(q, g->at_ms);
    return query_finish(q);
}

static const char grants_sql[] =
    "SELECT epoch, granter, sealed FROM recovery_grant"
    " WHERE conversation = ? AND recovery_key = ? ORDER BY epoch";

json_t *recovery_grants_json(struct store_conn *db,
                             const struct id *conversation,
                             const struct id *key, enum err *err)
{
    struct query *q = query_open(db, grants_sql);
    json_t *list = json_array();
    enum query_result r;

    *err = ERR_OK;
    query_bind_id(q, conversation);
    query_bind_id(q, key);
    while ((r = query_step(q)) == QUERY_ROW) {
        json_t *o = json_object();
        struct id granter = query_id(q, "granter");

        json_put_int(o, "epoch", query_int(q, "epoch"));
        json_put_id(o, "granter", &granter);
        json_put_bytes(o, "sealed", query_bytes(q, "sealed"));
        json_array_append_new(list, o);
    }
    if (r != QUERY_DONE) {
        *err = query_err(q);
        json_decref(list);
        list = NULL;
    }
    query_close(q);
    return list;
}
