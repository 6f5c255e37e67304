/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/accounts/passkey.h"

#include "daemon/base/json.h"
#include "daemon/keeper/keeper.h"
#include "daemon/store/store.h"

static const char passkey_find_sql[] =
    "SELECT id, account, credential, algorithm, public_key, name, count,"
    "       backup_eligible, backed_up, wrapped"
    "  FROM passkey WHERE credential = ?";

enum err passkey_find(struct store_conn *db, struct text credential,
                      struct arena *a, struct passkey *out)
{
    struct query *q = query_open(db, passkey_find_sql);
    enum err e = ERR_NOT_FOUND;

    query_bind_bytes(q, credential);
    switch (query_step(q)) {
    case QUERY_ROW: {
        struct passkey p = {
            .id = query_id(q, "id"),
            .account = query_id(q, "account"),
            .key = { .credential = arena_text(a, query_bytes(q, "credential")),
                     .algorithm = (int)query_int(q, "algorithm"),
                     .public_key = arena_text(a, query_bytes(q, "public_key")),
                     .count = (uint32_t)query_int(q, "count"),
                     .backup_eligible = query_int(q, "backup_eligible"),
                     .backed_up = query_int(q, "backed_up") },
            .name_record = arena_text(a, query_bytes(q, "name")),
        };

        if (!query_is_null(q, "wrapped"))
            p.wrapped = arena_text(a, query_bytes(q, "wrapped"));
        e = ERR_INTERNAL;
        if (p.key.credential.ptr && p.key.public_key.ptr && p.name_record.ptr) {
            *out = p;
            e = ERR_OK;
        }
        break;
    }
    case QUERY_DONE: break;
    case QUERY_CONFLICT:
    case QUERY_FAILED: e = query_err(q); break;
    }
    query_close(q);
    return e;
}

static const char passkey_count_sql[] =
    "SELECT COUNT(*) AS count FROM passkey WHERE account = ?";

enum err passkey_count(struct store_conn *db, const struct id *account,
                       int64_t *count)
{
    struct query *q = query_open(db, passkey_count_sql);
    enum err e = ERR_OK;

    query_bind_id(q, account);
    if (query_step(q) == QUERY_ROW)
        *count = query_int(q, "count");
    else
        e = query_err(q);
    query_close(q);
    return e;
}

static const char passkey_add_sql[] =
    "INSERT INTO passkey (id, account, credential, algorithm, public_key, name,"
    "  count, backup_eligible, backed_up, wrapped, created_ms, used_ms)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)";

enum err passkey_add(struct store_conn *c, const struct passkey *p,
                     int64_t now_ms)
{
    struct query *q;
    int64_t count = 0;
    enum err e = passkey_count(c, &p->account, &count);

    if (e != ERR_OK)
        return e;
    if (count >= PASSKEY_MOST)
        return ERR_CONFLICT;
    q = query_open(c, passkey_add_sql);
    query_bind_id(q, &p->id);
    query_bind_id(q, &p->account);
    query_bind_bytes(q, p->key.credential);
    query_bind_int(q, p->key.algorithm);
    query_bind_bytes(q, p->key.public_key);
    query_bind_bytes(q, p->name_record);
    query_bind_int(q, p->key.count);
    query_bind_int(q, p->key.backup_eligible);
    query_bind_int(q, p->key.backed_up);
    if (p->wrapped.len > 0)
        query_bind_bytes(q, p->wrapped);
    else
        query_bind_null(q);
    query_bind_int(q, now_ms);
    return query_finish(q);
}

/* ERR_NOT_FOUND when the statement touched nothing. */
static enum err finish_one(struct query *q)
{
    enum query_result r = query_step(q);
    enum err e = r == QUERY_DONE
                     ? (query_changes(q) > 0 ? ERR_OK : ERR_NOT_FOUND)
                     : query_err(q);

    query_close(q);
    return e;
}

static const char passkey_use_sql[] =
    "UPDATE passkey SET count = ?, backup_eligible = ?, backed_up = ?,"
    "  used_ms = ? WHERE id = ?";

enum err passkey_use(struct store_conn *c, const struct id *id,
                     const struct webauthn_key *seen, int64_t now_ms)
{
    struct query *q = query_open(c, passkey_use_sql);

    query_bind_int(q, seen->count);
    query_bind_int(q, seen->backup_eligible);
    query_bind_int(q, seen->backed_up);
    query_bind_int(q, now_ms);
    query_bind_id(q, id);
    return finish_one(q);
}

static const char passkey_rename_sql[] =
    "UPDATE passkey SET name = ? WHERE id = ? AND account = ?";

enum err passkey_rename(struct store_conn *c, const struct id *account,
                        const struct id *id, struct text name_record)
{
    struct query *q = query_open(c, passkey_rename_sql);

    query_bind_bytes(q, name_record);
    query_bind_id(q, id);
    query_bind_id(q, account);
    return finish_one(q);
}

static const char passkey_remove_sql[] =
    "DELETE FROM passkey WHERE id = ? AND account = ?";

enum err passkey_remove(struct store_conn *c, const struct id *account,
                        const struct id *id)
{
    struct query *q = query_open(c, passkey_remove_sql);

    query_bind_id(q, id);
    query_bind_id(q, account);
    return finish_one(q);
}

static const char passkey_remove_all_sql[] =
    "DELETE FROM passkey WHERE account = ?";

enum err passkey_remove_all(struct store_conn *c, const struct id *account,
                            int64_t *count)
{
    struct query *q = query_open(c, passkey_remove_all_sql);
    enum err e = ERR_OK;

    query_bind_id(q, account);
    if (query_step(q) == QUERY_DONE)
        *count = query_changes(q);
    else
        e = query_err(q);
    query_close(q);
    return e;
}

static const char passkey_list_sql[] =
    "SELECT id, credential, name, wrapped, backed_up, created_ms, used_ms"
    "  FROM passkey WHERE account = ? ORDER BY created_ms, id";

static void put_bytes_or_null(json_t *o, struct query *q, const char *column)
{
    if (query_is_null(q, column))
        json_put_null(o, column);
    else
        json_put_bytes(o, column, query_bytes(q, column));
}

static json_t *row_json(struct query *q, struct keeper *k,
                        const struct id *account, struct arena *a)
{
    struct id id = query_id(q, "id");
    json_t *o = json_object();
    struct text name;

    if (keeper_unseal(k, account, "passkey", &id, query_bytes(q, "name"), a,
                      &name) != ERR_OK)
        name = (struct text){ "", 0 };
    json_put_id(o, "id", &id);
    json_put_text(o, "name", name);
    json_put_bytes(o, "credential", query_bytes(q, "credential"));
    put_bytes_or_null(o, q, "wrapped");
    json_put_bool(o, "backed_up", query_int(q, "backed_up"));
    json_put_int(o, "created_ms", query_int(q, "created_ms"));
    if (query_is_null(q, "used_ms"))
        json_put_null(o, "used_ms");
    else
        json_put_int(o, "used_ms", query_int(q, "used_ms"));
    return o;
}

/* Ends a list: the list itself, or NULL and *err when reading broke off. */
static json_t *end_list(struct query *q, enum query_result r, json_t *list,
                        enum err *err)
{
    *err = ERR_OK;
    if (r != QUERY_DONE) {
        *err = query_err(q);
        json_decref(list);
        list = NULL;
    }
    query_close(q);
    return list;
}

json_t *passkey_list_json(struct store_conn *db, struct keeper *k,
                          const struct id *account, struct arena *a,
                          enum err *err)
{
    struct query *q = query_open(db, passkey_list_sql);
    json_t *list = json_array();
    enum query_result r;

    query_bind_id(q, account);
    while ((r = query_step(q)) == QUERY_ROW)
        json_array_append_new(list, row_json(q, k, account, a));
    return end_list(q, r, list, err);
}

json_t *passkey_credentials_json(struct store_conn *db,
                                 const struct id *account, enum err *err)
{
    struct query *q = query_open(db, passkey_list_sql);
    json_t *list = json_array();
    enum query_result r;

    query_bind_id(q, account);
    while ((r = query_step(q)) == QUERY_ROW) {
        json_t *holder = json_object();

        json_put_bytes(holder, "c", query_bytes(q, "credential"));
        json_array_append(list, json_object_get(holder, "c"));
        json_decref(holder);
    }
    return end_list(q, r, list, err);
}
