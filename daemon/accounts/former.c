/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/accounts/former.h"

#include <string.h>

#include "daemon/base/json.h"
#include "daemon/store/store.h"

static const char count_sql[] =
    "SELECT COUNT(*) AS n FROM former_key WHERE account = ?";
static const char keep_key_sql[] =
    "INSERT INTO former_key (account, n, public_key, sealed_key, until_ms)"
    " SELECT id, CAST(? AS BIGINT), public_key, sealed_key, CAST(? AS BIGINT)"
    "   FROM account WHERE id = ?";
static const char keep_slots_sql[] =
    "INSERT INTO former_slot (account, n, kind, scheme, salt, memory_kib,"
    "                         passes, lanes, auth_hash, wrapped)"
    " SELECT account, CAST(? AS BIGINT), kind, scheme, salt, memory_kib,"
    "        passes, lanes, auth_hash, wrapped"
    "   FROM slot WHERE account = ?";

enum err former_keep(struct store_conn *c, const struct id *account,
                     int64_t now_ms, int64_t *n)
{
    struct query *q = query_open(c, count_sql);
    int64_t before = 0;
    enum err e = ERR_OK;

    query_bind_id(q, account);
    if (query_step(q) == QUERY_ROW)
        before = query_int(q, "n");
    else
        e = query_err(q);
    query_close(q);
    if (e == ERR_OK && before >= FORMER_MOST)
        e = ERR_CONFLICT;
    if (e != ERR_OK)
        return e;
    q = query_open(c, keep_key_sql);
    query_bind_int(q, before + 1);
    query_bind_int(q, now_ms);
    query_bind_id(q, account);
    if ((e = query_finish(q)) != ERR_OK)
        return e;
    q = query_open(c, keep_slots_sql);
    query_bind_int(q, before + 1);
    query_bind_id(q, account);
    e = query_finish(q);
    if (e == ERR_OK)
        *n = before + 1;
    return e;
}

static const char list_sql[] =
    "SELECT k.n AS n, k.until_ms AS until_ms, k.public_key AS public_key,"
    "       s.kind AS kind, s.scheme AS scheme, s.salt AS salt,"
    "       s.memory_kib AS memory_kib, s.passes AS passes, s.lanes AS lanes"
    "  FROM former_key k JOIN former_slot s"
    "    ON s.account = k.account AND s.n = k.n"
    " WHERE k.account = ? AND k.sealed_key IS NOT NULL"
    " ORDER BY k.n, s.kind";

static void append_slot(json_t *key, struct query *q)
{
    json_t *slot = json_object();

    json_put_text(slot, "kind", query_text(q, "kind"));
    json_put_int(slot, "scheme", query_int(q, "scheme"));
    json_put_bytes(slot, "salt", query_bytes(q, "salt"));
    json_put_int(slot, "memory_kib", query_int(q, "memory_kib"));
    json_put_int(slot, "passes", query_int(q, "passes"));
    json_put_int(slot, "lanes", query_int(q, "lanes"));
    json_array_append_new(json_object_get(key, "slots"), slot);
}

json_t *former_list_json(struct store_conn *db, const struct id *account,
                         enum err *err)
{
    struct query *q = query_open(db, list_sql);
    json_t *list = json_array(), *key = NULL;
    int64_t last = 0;
    enum query_result r;

    *err = ERR_OK;
    query_bind_id(q, account);
    while ((r = query_step(q)) == QUERY_ROW) {
        if (query_int(q, "n") != last) {
            last = query_int(q, "n");
            key = json_object();
            json_put_int(key, "n", last);
            json_put_int(key, "until_ms", query_int(q, "until_ms"));
            json_put_bytes(key, "public_key", query_bytes(q, "public_key"));
            json_put_take(key, "slots", json_array());
            json_array_append_new(list, key);
        }
        append_slot(key, q);
    }
    if (r != QUERY_DONE) {
        *err = query_err(q);
        json_decref(list);
        list = NULL;
    }
    query_close(q);
    return list;
}

static const char find_sql[] =
    "SELECT k.sealed_key AS sealed_key, s.auth_hash AS auth_hash,"
    "       s.wrapped AS wrapped"
    "  FROM former_key k JOIN former_slot s"
    "    ON s.account = k.account AND s.n = k.n"
    " WHERE k.account = ? AND k.n = ? AND s.kind = ?"
    "   AND k.sealed_key IS NOT NULL";

enum err former_find(struct store_conn *db, const struct id *account, int64_t n,
                     enum slot_kind kind, struct arena *a, struct slot *slot,
                     struct text *sealed_key)
{
    struct query *q = query_open(db, find_sql);
    struct slot found = { .kind = kind };
    enum err e = ERR_NOT_FOUND;

    query_bind_id(q, account);
    query_bind_int(q, n);
    query_bind_text(q, slot_kind_text(kind));
    switch (query_step(q)) {
    case QUERY_ROW: {
        struct text hash = query_bytes(q, "auth_hash");
        struct text key = arena_text(a, query_bytes(q, "sealed_key"));

        found.wrapped = arena_text(a, query_bytes(q, "wrapped"));
        e = ERR_INTERNAL;
        if (hash.len != sizeof found.auth_hash || !key.ptr ||
            !found.wrapped.ptr)
            break;
        memcpy(found.auth_hash, hash.ptr, sizeof found.auth_hash);
        *slot = found;
        *sealed_key = key;
        e = ERR_OK;
        break;
    }
    case QUERY_DONE: break;
    case QUERY_CONFLICT:
    case QUERY_FAILED: e = query_err(q); break;
    }
    query_close(q);
    return e;
}
