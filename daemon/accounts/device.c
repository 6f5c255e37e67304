/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/accounts/device.h"

#include <sodium.h>
#include <string.h>

#include "daemon/accounts/login.h"
#include "daemon/base/b64.h"
#include "daemon/base/json.h"
#include "daemon/keeper/keeper.h"
#include "daemon/store/store.h"

static void hash_of(struct text token, uint8_t out[32])
{
    crypto_hash_sha256(out, (const unsigned char *)token.ptr, token.len);
}

static void bind_hash(struct query *q, struct text token)
{
    uint8_t hash[32];

    hash_of(token, hash);
    query_bind_bytes(q, (struct text){ (const char *)hash, sizeof hash });
}

static enum err read_id(struct query *q, struct id *id)
{
    enum err e = ERR_NOT_FOUND;

    switch (query_step(q)) {
    case QUERY_ROW:
        *id = query_id(q, "id");
        e = ERR_OK;
        break;
    case QUERY_DONE: break;
    case QUERY_CONFLICT:
    case QUERY_FAILED: e = query_err(q); break;
    }
    query_close(q);
    return e;
}

static const char device_known_sql[] =
    "SELECT d.id AS id FROM device d JOIN account a ON a.id = d.account"
    " WHERE d.token_hash = ? AND a.login = ?";

enum err device_known(struct store_conn *db, struct text token,
                      struct text login, struct id *id)
{
    struct query *q = query_open(db, device_known_sql);

    bind_hash(q, token);
    query_bind_text(q, login);
    return read_id(q, id);
}

static const char device_find_sql[] =
    "SELECT id FROM device WHERE token_hash = ? AND account = ?";

enum err device_prepare(struct store_conn *db, struct keeper *k,
                        const struct id *account, struct text token,
                        struct text name, struct arena *a, struct device *out)
{
    struct device d = { .is_new = false };
    enum err e = ERR_NOT_FOUND;

    if (token.len == DEVICE_TOKEN_LETTERS) {
        struct query *q = query_open(db, device_find_sql);

        bind_hash(q, token);
        query_bind_id(q, account);
        e = read_id(q, &d.id);
        memcpy(d.token, token.ptr, token.len);
    } else {
        char raw[32];

        randombytes_buf(raw, sizeof raw);
        b64_encode((struct text){ raw, sizeof raw }, d.token);
    }
    if (e == ERR_NOT_FOUND) {
        d.is_new = true;
        d.id = id_new();
        e = keeper_seal(k, account, "device", &d.id, name, a, &d.name_record);
    }
    if (e == ERR_OK)
        *out = d;
    return e;
}

static const char device_new_sql[] =
    "INSERT INTO device (id, token_hash, account, name, created_ms, seen_ms)"
    " VALUES (?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (token_hash, account) DO UPDATE SET id = excluded.id,"
    "  name = excluded.name, seen_ms = excluded.seen_ms";
static const char device_seen_sql[] =
    "UPDATE device SET seen_ms = ? WHERE id = ?";

enum err device_put(struct store_conn *c, const struct device *d,
                    const struct id *account, int64_t now_ms)
{
    struct query *q;

    if (!d->is_new) {
        q = query_open(c, device_seen_sql);
        query_bind_int(q, now_ms);
        query_bind_id(q, &d->id);
        return query_finish(q);
    }
    q = query_open(c, device_new_sql);
    query_bind_id(q, &d->id);
    bind_hash(q, (struct text){ d->token, DEVICE_TOKEN_LETTERS });
    query_bind_id(q, account);
    query_bind_bytes(q, d->name_record);
    query_bind_int(q, now_ms);
    query_bind_int(q, now_ms);
    return query_finish(q);
}

struct text device_name(struct keeper *k, const struct id *account,
                        const struct id *device, struct text record,
                        struct arena *a)
{
    struct text name = { "", 0 };

    if (keeper_unseal(k, account, "device", device, record, a, &name) != ERR_OK)
        name = (struct text){ "", 0 };
    return name;
}

static const char device_list_sql[] =
    "SELECT d.id AS id, d.name AS name, MAX(l.seen_ms) AS seen_ms"
    "  FROM device d JOIN login l ON l.device = d.id AND l.account = d.account"
    " WHERE d.account = ? AND l.expires_ms > ? AND l.seen_ms > ?"
    " GROUP BY d.id, d.name ORDER BY MAX(l.seen_ms) DESC, d.id LIMIT 100";

json_t *device_list_json(struct store_conn *db, struct keeper *k,
                         const struct id *account, const struct id *here,
                         int64_t now_ms, struct arena *a, enum err *err)
{
    struct query *q = query_open(db, device_list_sql);
    json_t *list = json_array();
    enum query_result r;

    *err = ERR_OK;
    query_bind_id(q, account);
    query_bind_int(q, now_ms);
    query_bind_int(q, now_ms - LOGIN_IDLE_MS);
    while ((r = query_step(q)) == QUERY_ROW) {
        struct id id = query_id(q, "id");
        json_t *o = json_object();

        json_put_id(o, "id", &id);
        json_put_text(o, "name",
                      device_name(k, account, &id, query_bytes(q, "name"), a));
        json_put_bool(o, "here", id_same(&id, here));
        json_put_int(o, "seen_ms", query_int(q, "seen_ms"));
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

static const char device_forget_sql[] = "DELETE FROM device WHERE seen_ms < ?";

enum err device_forget(struct store_conn *c, int64_t now_ms)
{
    struct query *q = query_open(c, device_forget_sql);

    query_bind_int(q, now_ms - DEVICE_FORGET_DAYS * INT64_C(86400000));
    return query_finish(q);
}
