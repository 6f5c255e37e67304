/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/alliances/former_http.h"

#include <sodium.h>

#include "daemon/accounts/brake.h"
#include "daemon/accounts/former.h"
#include "daemon/alliances/former_grant.h"
#include "daemon/base/json.h"
#include "daemon/base/number.h"

static enum err get_former_keys(struct request *q, struct reply *a)
{
    enum err e;
    json_t *list = former_list_json(q->db, &q->who.account, &e);

    if (list == NULL)
        return e;
    a->body = json_object();
    json_put_take(a->body, "keys", list);
    return ERR_OK;
}

/* Wrong tries are counted for the account, as for a rehearsal: its id stands
 * in for a name, and no name has upper case letters. */
static enum err check(struct request *q, struct reply *a,
                      const struct slot *slot, struct text auth_key)
{
    char own[ID_LETTERS + 2] = "F";
    struct text name = { own, ID_LETTERS + 1 };
    uint8_t hash[SLOT_HASH_BYTES];
    int64_t wait_ms;

    id_format(&q->who.account, own + 1);
    wait_ms = brake_wait_ms(name, q->now_ms);
    if (wait_ms > 0) {
        a->retry_after_s = (wait_ms + 999) / 1000;
        return ERR_TOO_OFTEN;
    }
    slot_hash(q->keeper, auth_key, hash);
    if (sodium_memcmp(hash, slot->auth_hash, sizeof hash) == 0) {
        brake_right(name);
        return ERR_OK;
    }
    brake_wrong(name, q->now_ms, BRAKE_WAIT_MOST_MS);
    a->field = "auth_key";
    a->wanted = "the old pass phrase or recovery code";
    return ERR_BAD_INPUT;
}

static enum err post_former_key(struct request *q, struct reply *a)
{
    struct json_reader r;
    struct text auth_key, sealed_key;
    enum slot_kind kind = SLOT_PASSPHRASE;
    struct slot slot;
    json_t *grants;
    int64_t n;
    enum err e;

    if (!number_parse(q->params[0], 1, FORMER_MOST, &n))
        return ERR_NOT_FOUND;
    json_read_begin(&r, q->body, q->arena);
    if (!slot_kind_parse(json_read_text(&r, "slot", 1, 16), &kind))
        json_read_refuse(&r, "slot", "passphrase or recovery");
    auth_key = json_read_bytes(&r, "auth_key", SLOT_AUTH_KEY_BYTES,
                               SLOT_AUTH_KEY_BYTES);
    if (json_read_end(&r) != ERR_OK) {
        a->field = r.field;
        a->wanted = r.wanted;
        return ERR_BAD_INPUT;
    }
    e = former_find(q->db, &q->who.account, n, kind, q->arena, &slot,
                    &sealed_key);
    if (e == ERR_OK)
        e = check(q, a, &slot, auth_key);
    if (e != ERR_OK)
        return e;
    grants = former_grants_json(q->db, &q->who.account, n, &e);
    if (grants == NULL)
        return e;
    a->body = json_object();
    json_put_bytes(a->body, "sealed_key", sealed_key);
    json_put_bytes(a->body, "wrapped", slot.wrapped);
    json_put_take(a->body, "grants", grants);
    return ERR_OK;
}

const struct route former_routes[] = {
    { METHOD_GET, "/api/accounts/former-keys", WHO_SIGNED_IN, 0,
      get_former_keys },
    { METHOD_POST, "/api/accounts/former-keys/:n", WHO_SIGNED_IN, 1024,
      post_former_key },
    { 0 },
};
