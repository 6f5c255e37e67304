/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/accounts/account.h"

#include <string.h>

#include "daemon/base/utf8.h"
#include "daemon/keeper/keeper.h"
#include "daemon/store/store.h"

bool account_login_is_valid(struct text login)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789._-@";

    if (login.len < ACCOUNT_LOGIN_LEAST || login.len > ACCOUNT_LOGIN_MOST)
        return false;
    for (size_t i = 0; i < login.len; i++)
        if (memchr(allowed, login.ptr[i], sizeof allowed - 1) == NULL)
            return false;
    return true;
}

bool account_name_is_valid(struct text name)
{
    size_t letters = 0, step;

    for (size_t i = 0; i < name.len; i += step, letters++) {
        unsigned char c = (unsigned char)name.ptr[i];

        step = utf8_step((struct text){ name.ptr + i, name.len - i });
        if (step == 0 || c < 0x20 || c == 0x7f)
            return false;
    }
    return letters >= 1 && letters <= ACCOUNT_NAME_LETTERS;
}

enum err account_name_seal(struct keeper *k, const struct id *account,
                           struct text name, struct arena *a,
                           struct text *record)
{
    return keeper_seal(k, account, "account", account, name, a, record);
}

enum err account_name_unseal(struct keeper *k, const struct id *account,
                             struct text record, struct arena *a,
                             struct text *name)
{
    if (record.len == 0) /* erased, and with it the name */
        return ERR_NOT_FOUND;
    return keeper_unseal(k, account, "account", account, record, a, name);
}

const char *role_name(enum role role)
{
    switch (role) {
    case ROLE_CLIENT: return "client";
    case ROLE_THERAPIST: return "therapist";
    case ROLE_NONE: break;
    }
    return "";
}

enum role role_parse(struct text t)
{
    if (text_is(t, TEXT("client")))
        return ROLE_CLIENT;
    if (text_is(t, TEXT("therapist")))
        return ROLE_THERAPIST;
    return ROLE_NONE;
}

static const char account_add_sql[] =
    "INSERT INTO account"
    " (id, login, role, name, public_key, sealed_key, created_ms)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)";

enum err account_add(struct store_conn *c, const struct account *a,
                     const struct slot *passphrase, const struct slot *recovery,
                     int64_t now_ms)
{
    struct query *q = query_open(c, account_add_sql);
    const char *role = role_name(a->role);
    enum err e;

    query_bind_id(q, &a->id);
    query_bind_text(q, a->login);
    query_bind_text(q, (struct text){ role, strlen(role) });
    query_bind_bytes(q, a->name_record);
    query_bind_bytes(q, a->public_key);
    query_bind_bytes(q, a->sealed_key);
    query_bind_int(q, now_ms);
    if ((e = query_finish(q)) != ERR_OK)
        return e;
    if ((e = slot_put(c, &a->id, passphrase, now_ms)) != ERR_OK)
        return e;
    return slot_put(c, &a->id, recovery, now_ms);
}

static const char account_find_sql[] =
    "SELECT id, login, role, name, public_key, sealed_key, shows_read,"
    "       created_ms"
    "  FROM account WHERE id = ?";

enum err account_find(struct store_conn *db, const struct id *id,
                      struct arena *a, struct account *out)
{
    struct query *q = query_open(db, account_find_sql);
    enum err e = ERR_NOT_FOUND;

    query_bind_id(q, id);
    switch (query_step(q)) {
    case QUERY_ROW: {
        struct account found = {
            .id = query_id(q, "id"),
            .login = arena_text(a, query_text(q, "login")),
            .role = role_parse(query_text(q, "role")),
            .name_record = arena_text(a, query_bytes(q, "name")),
            .public_key = arena_text(a, query_bytes(q, "public_key")),
            .sealed_key = arena_text(a, query_bytes(q, "sealed_key")),
            .shows_read = query_int(q, "shows_read") != 0,
            .created_ms = query_int(q, "created_ms"),
        };

        e = ERR_INTERNAL;
        if (found.login.ptr && found.name_record.ptr && found.public_key.ptr &&
            found.sealed_key.ptr) {
            *out = found;
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

static const char account_set_shows_read_sql[] =
    "UPDATE account SET shows_read = ? WHERE id = ?";

enum err account_set_shows_read(struct store_conn *c, const struct id *account,
                                bool shows)
{
    struct query *q = query_open(c, account_set_shows_read_sql);

    query_bind_int(q, shows);
    query_bind_id(q, account);
    return query_finish(q);
}

static const char account_set_key_sql[] =
    "UPDATE account SET public_key = ?, sealed_key = ?"
    " WHERE id = ? AND closed_ms IS NULL AND erased_ms IS NULL";

enum err account_set_key(struct store_conn *c, const struct id *account,
                         struct text public_key, struct text sealed_key)
{
    struct query *q = query_open(c, account_set_key_sql);
    enum query_result r;
    enum err e = ERR_OK;

    query_bind_bytes(q, public_key);
    query_bind_bytes(q, sealed_key);
    query_bind_id(q, account);
    r = query_step(q);
    if (r != QUERY_DONE)
        e = r == QUERY_CONFLICT ? ERR_CONFLICT : query_err(q);
    else if (query_changes(q) == 0)
        e = ERR_GONE;
    query_close(q);
    return e;
}

static const char account_any_sql[] = "SELECT id FROM account LIMIT 1";

enum err account_any(struct store_conn *db, bool *any)
{
    struct query *q = query_open(db, account_any_sql);
    enum query_result r = query_step(q);
    enum err e = ERR_OK;

    if (r == QUERY_ROW || r == QUERY_DONE)
        *any = r == QUERY_ROW;
    else
        e = query_err(q);
    query_close(q);
    return e;
}

static const char account_id_sql[] = "SELECT id FROM account WHERE login = ?";

enum err account_id_of(struct store_conn *db, struct text login, struct id *id)
{
    struct query *q = query_open(db, account_id_sql);
    enum err e = ERR_NOT_FOUND;

    query_bind_text(q, login);
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
