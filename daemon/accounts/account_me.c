/* SPDX-License-Identifier: Apache-2.0 */
/* What a person's own device hears about the account: *me*. */
#include "daemon/accounts/account.h"
#include "daemon/accounts/passkey.h"
#include "daemon/accounts/second.h"
#include "daemon/accounts/tiding.h"
#include "daemon/accounts/totp.h"
#include "daemon/base/json.h"

/* Takes value; false and *err kept when there is none. */
static bool put_list(json_t *o, const char *field, json_t *value)
{
    if (value)
        json_put_take(o, field, value);
    return value != NULL;
}

static bool put_totp(struct request *q, const struct id *id, json_t *o,
                     enum err *err)
{
    struct totp t = { .confirmed_ms = 0 };

    *err = totp_find(q->db, q->keeper, id, q->arena, &t);
    if (*err != ERR_OK && *err != ERR_NOT_FOUND)
        return false;
    if (*err == ERR_OK && t.confirmed_ms > 0)
        json_put_int(o, "totp_ms", t.confirmed_ms);
    else
        json_put_null(o, "totp_ms");
    *err = ERR_OK;
    return true;
}

static const char *second_word(const struct request *q,
                               const struct session *who)
{
    if (who->owes_factor)
        return "owed";
    return second_is_required(q->config, who->role) ? "required" : "offered";
}

json_t *account_me_json(struct request *q, const struct session *who,
                        enum err *err)
{
    const struct id *id = &who->account;
    struct arena *a = q->arena;
    struct account me = { 0 };
    struct text name;
    json_t *o;

    if ((*err = account_find(q->db, id, a, &me)) != ERR_OK)
        return NULL;
    *err = account_name_unseal(q->keeper, id, me.name_record, a, &name);
    if (*err != ERR_OK)
        return NULL;
    o = json_object();
    json_put_id(o, "account", &me.id);
    json_put_text(o, "login", me.login);
    json_put_take(o, "role", json_string(role_name(me.role)));
    json_put_text(o, "name", name);
    json_put_int(o, "created_ms", me.created_ms);
    json_put_bytes(o, "public_key", me.public_key);
    json_put_bytes(o, "sealed_key", me.sealed_key);
    json_put_bool(o, "shows_read", me.shows_read);
    json_put_take(o, "second_factor", json_string(second_word(q, who)));
    if (put_list(o, "slots", slot_list_json(q->db, id, err)) &&
        put_totp(q, id, o, err) &&
        put_list(o, "passkeys",
                 passkey_list_json(q->db, q->keeper, id, a, err)) &&
        put_list(o, "tidings",
                 tiding_list_json(q->db, q->keeper, id, &who->device, a, err)))
        return o;
    json_decref(o);
    return NULL;
}
