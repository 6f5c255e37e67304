/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/accounts/slot.h"

#include <string.h>

#include "daemon/keeper/keeper.h"
#include "daemon/store/store.h"

static const char *const kind_names[] = {
    [SLOT_PASSPHRASE] = "passphrase",
    [SLOT_RECOVERY] = "recovery",
};

bool slot_kind_parse(struct text t, enum slot_kind *out)
{
    if (text_is(t, TEXT("passphrase")))
        *out = SLOT_PASSPHRASE;
    else if (text_is(t, TEXT("recovery")))
        *out = SLOT_RECOVERY;
    else
        return false;
    return true;
}

struct text slot_kind_text(enum slot_kind kind)
{
    return (struct text){ kind_names[kind], strlen(kind_names[kind]) };
}

void slot_hash(struct keeper *k, struct text auth_key,
               uint8_t out[SLOT_HASH_BYTES])
{
    keeper_hash(k, "auth", auth_key, out);
}

void slot_read_parameters(struct json_reader *r, enum slot_kind kind,
                          struct slot *out)
{
    bool stretched = kind == SLOT_PASSPHRASE;

    out->kind = kind;
    out->salt = json_read_bytes(r, "salt", SLOT_SALT_LEAST, SLOT_SALT_MOST);
    out->memory_kib =
        json_read_int(r, "memory_kib", stretched ? SLOT_MEMORY_LEAST_KIB : 0,
                      stretched ? SLOT_MEMORY_MOST_KIB : 0);
    out->passes = json_read_int(r, "passes", stretched ? SLOT_PASSES_LEAST : 0,
                                stretched ? SLOT_PASSES_MOST : 0);
    out->lanes = json_read_int(r, "lanes", stretched ? 1 : 0,
                               stretched ? SLOT_LANES_MOST : 0);
}

void slot_read_keys(struct json_reader *r, struct keeper *k, struct slot *out)
{
    struct text auth_key = json_read_bytes(r, "auth_key", SLOT_AUTH_KEY_BYTES,
                                           SLOT_AUTH_KEY_BYTES);

    out->wrapped =
        json_read_bytes(r, "wrapped", SLOT_WRAPPED_LEAST, SLOT_WRAPPED_MOST);
    if (!r->field)
        slot_hash(k, auth_key, out->auth_hash);
}

static const char slot_put_sql[] =
    "INSERT INTO slot (account, kind, scheme, salt, memory_kib, passes, lanes,"
    "                  auth_hash, wrapped, changed_ms, proved_ms)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)"
    " ON CONFLICT (account, kind) DO UPDATE SET"
    "  scheme = excluded.scheme, salt = excluded.salt,"
    "  memory_kib = excluded.memory_kib, passes = excluded.passes,"
    "  lanes = excluded.lanes, auth_hash = excluded.auth_hash,"
    "  wrapped = excluded.wrapped, changed_ms = excluded.changed_ms,"
    "  proved_ms = NULL";

enum err slot_put(struct store_conn *c, const struct id *account,
                  const struct slot *s, int64_t now_ms)
{
    struct query *q = query_open(c, slot_put_sql);

    query_bind_id(q, account);
    query_bind_text(q, slot_kind_text(s->kind));
    query_bind_int(q, SLOT_SCHEME);
    query_bind_bytes(q, s->salt);
    query_bind_int(q, s->memory_kib);
    query_bind_int(q, s->passes);
    query_bind_int(q, s->lanes);
    query_bind_bytes(
        q, (struct text){ (const char *)s->auth_hash, sizeof s->auth_hash });
    query_bind_bytes(q, s->wrapped);
    query_bind_int(q, now_ms);
    return query_finish(q);
}

static const char slot_prove_sql[] =
    "UPDATE slot SET proved_ms = ? WHERE account = ? AND kind = 'recovery'";

enum err slot_prove(struct store_conn *c, const struct id *account,
                    int64_t now_ms)
{
    struct query *q = query_open(c, slot_prove_sql);

    query_bind_int(q, now_ms);
    query_bind_id(q, account);
    return query_finish(q);
}

static bool copy(struct query *q, const char *column, struct arena *a,
                 struct text *out)
{
    *out = arena_text(a, query_bytes(q, column));
    return out->ptr != NULL;
}

static enum err slot_one(struct query *q, enum slot_kind kind, struct arena *a,
                         struct id *account, struct slot *out)
{
    enum err e = ERR_NOT_FOUND;

    switch (query_step(q)) {
    case QUERY_ROW: {
        struct text hash = query_bytes(q, "auth_hash");
        struct slot s = {
            .kind = kind,
            .memory_kib = query_int(q, "memory_kib"),
            .passes = query_int(q, "passes"),
            .lanes = query_int(q, "lanes"),
        };

        if (!query_is_null(q, "proved_ms"))
            s.proved_ms = query_int(q, "proved_ms");
        e = ERR_INTERNAL;
        if (hash.len == sizeof s.auth_hash && copy(q, "salt", a, &s.salt) &&
            copy(q, "wrapped", a, &s.wrapped)) {
            memcpy(s.auth_hash, hash.ptr, hash.len);
            *account = query_id(q, "account");
            *out = s;
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

static const char slot_find_sql[] =
    "SELECT s.account AS account, s.salt AS salt, s.memory_kib AS memory_kib,"
    "       s.passes AS passes, s.lanes AS lanes, s.auth_hash AS auth_hash,"
    "       s.wrapped AS wrapped, s.proved_ms AS proved_ms"
    "  FROM account a JOIN slot s ON s.account = a.id"
    " WHERE a.login = ? AND s.kind = ?";

enum err slot_find(struct store_conn *db, struct text login,
                   enum slot_kind kind, struct arena *a, struct id *account,
                   struct slot *out)
{
    struct query *q = query_open(db, slot_find_sql);

    query_bind_text(q, login);
    query_bind_text(q, slot_kind_text(kind));
    return slot_one(q, kind, a, account, out);
}

static const char slot_find_own_sql[] =
    "SELECT account, salt, memory_kib, passes, lanes, auth_hash, wrapped,"
    "       proved_ms"
    "  FROM slot WHERE account = ? AND kind = ?";

enum err slot_find_own(struct store_conn *db, const struct id *account,
                       enum slot_kind kind, struct arena *a, struct slot *out)
{
    struct query *q = query_open(db, slot_find_own_sql);
    struct id same;

    query_bind_id(q, account);
    query_bind_text(q, slot_kind_text(kind));
    return slot_one(q, kind, a, &same, out);
}

static const char slot_list_sql[] =
    "SELECT kind, salt, memory_kib, passes, lanes, wrapped, proved_ms, scheme"
    "  FROM slot WHERE account = ? ORDER BY kind";

json_t *slot_list_json(struct store_conn *db, const struct id *account,
                       enum err *err)
{
    struct query *q = query_open(db, slot_list_sql);
    json_t *list = json_array();
    enum query_result r;

    *err = ERR_OK;
    query_bind_id(q, account);
    while ((r = query_step(q)) == QUERY_ROW) {
        json_t *o = json_object();

        json_put_text(o, "kind", query_text(q, "kind"));
        json_put_int(o, "scheme", query_int(q, "scheme"));
        json_put_bytes(o, "wrapped", query_bytes(q, "wrapped"));
        json_put_bytes(o, "salt", query_bytes(q, "salt"));
        json_put_int(o, "memory_kib", query_int(q, "memory_kib"));
        json_put_int(o, "passes", query_int(q, "passes"));
        json_put_int(o, "lanes", query_int(q, "lanes"));
        if (query_is_null(q, "proved_ms"))
            json_put_null(o, "proved_ms");
        else
            json_put_int(o, "proved_ms", query_int(q, "proved_ms"));
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
