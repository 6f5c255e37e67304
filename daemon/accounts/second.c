/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/accounts/second.h"

#include <sodium.h>
#include <string.h>

#include "daemon/accounts/passkey.h"
#include "daemon/base/json.h"
#include "daemon/store/store.h"

static const char second_find_sql[] =
    "SELECT (SELECT COUNT(*) FROM totp WHERE account = ?"
    "          AND confirmed_ms IS NOT NULL) AS totp,"
    "       (SELECT COUNT(*) FROM passkey WHERE account = ?) AS passkeys";

enum err second_find(struct store_conn *db, const struct id *account,
                     struct second *out)
{
    struct query *q = query_open(db, second_find_sql);
    enum err e = ERR_OK;

    query_bind_id(q, account);
    query_bind_id(q, account);
    if (query_step(q) == QUERY_ROW)
        *out = (struct second){ .totp = query_int(q, "totp") > 0,
                                .passkeys = query_int(q, "passkeys") };
    else
        e = query_err(q);
    query_close(q);
    return e;
}

bool second_is_required(const struct config *c, enum role role)
{
    switch (c->second_factor) {
    case SECOND_FACTOR_OFFERED: return false;
    case SECOND_FACTOR_STAFF: return role == ROLE_THERAPIST;
    case SECOND_FACTOR_EVERYONE: return true;
    }
    return true;
}

enum { KIND_AT = ID_BYTES, DIGEST_AT = KIND_AT + 1, DIGEST_BYTES = 16 };

/* Part of the slot's hash, so that another pass phrase ends the half. */
void half_make(const struct id *account, const struct slot *slot,
               int64_t now_ms, uint8_t out[TICKET_BYTES])
{
    uint8_t about[TICKET_ABOUT] = { 0 };

    memcpy(about, account->bytes, ID_BYTES);
    about[KIND_AT] = (uint8_t)slot->kind;
    crypto_generichash(about + DIGEST_AT, DIGEST_BYTES, slot->auth_hash,
                       sizeof slot->auth_hash, NULL, 0);
    ticket_make(TICKET_HALF, about, now_ms, out);
}

enum err half_check(struct store_conn *db, struct text half, int64_t now_ms,
                    struct arena *a, struct id *account)
{
    uint8_t about[TICKET_ABOUT], digest[DIGEST_BYTES];
    struct slot slot;
    struct id whose;
    enum err e = ticket_check(TICKET_HALF, half, now_ms, about);

    if (e != ERR_OK)
        return e;
    memcpy(whose.bytes, about, ID_BYTES);
    e = slot_find_own(db, &whose, (enum slot_kind)about[KIND_AT], a, &slot);
    if (e != ERR_OK)
        return e == ERR_NOT_FOUND ? ERR_GONE : e;
    crypto_generichash(digest, sizeof digest, slot.auth_hash,
                       sizeof slot.auth_hash, NULL, 0);
    if (sodium_memcmp(digest, about + DIGEST_AT, sizeof digest) != 0)
        return ERR_GONE;
    *account = whose;
    return ERR_OK;
}

void half_about(struct text half, uint8_t about[TICKET_ABOUT])
{
    memset(about, 0, TICKET_ABOUT);
    crypto_generichash(about, 32, (const unsigned char *)half.ptr, half.len,
                       NULL, 0);
}

json_t *half_json(struct store_conn *db, const struct id *account,
                  const struct slot *slot, const struct second *s,
                  int64_t now_ms, enum err *err)
{
    uint8_t half[TICKET_BYTES], challenge[TICKET_BYTES], about[TICKET_ABOUT];
    const struct text bytes = { (const char *)half, sizeof half };
    json_t *o, *ways, *credentials;

    credentials = passkey_credentials_json(db, account, err);
    if (credentials == NULL)
        return NULL;
    half_make(account, slot, now_ms, half);
    half_about(bytes, about);
    ticket_make(TICKET_SECOND, about, now_ms, challenge);
    ways = json_array();
    if (s->totp)
        json_array_append_new(ways, json_string("totp"));
    if (s->passkeys > 0)
        json_array_append_new(ways, json_string("passkey"));
    o = json_object();
    json_put_take(o, "second", ways);
    json_put_bytes(o, "half", bytes);
    json_put_bytes(o, "challenge",
                   (struct text){ (const char *)challenge, sizeof challenge });
    json_put_take(o, "credentials", credentials);
    return o;
}
