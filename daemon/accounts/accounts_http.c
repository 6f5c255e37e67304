/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/accounts/accounts_http.h"

#include <sodium.h>
#include <string.h>

#include "daemon/accounts/account.h"
#include "daemon/accounts/brake.h"
#include "daemon/accounts/change.h"
#include "daemon/accounts/device.h"
#include "daemon/accounts/login.h"
#include "daemon/accounts/second.h"
#include "daemon/accounts/sign_in.h"
#include "daemon/accounts/slot.h"
#include "daemon/base/json.h"
#include "daemon/keeper/keeper.h"
#include "daemon/net/hub.h"
#include "daemon/store/writer.h"

static enum err refused(const struct json_reader *r, struct reply *a)
{
    a->field = r->field;
    a->wanted = r->wanted;
    return ERR_BAD_INPUT;
}

static struct text read_login(struct json_reader *r)
{
    struct text login =
        json_read_text(r, "login", ACCOUNT_LOGIN_LEAST, ACCOUNT_LOGIN_MOST);

    if (!r->field && !account_login_is_valid(login))
        json_read_refuse(r, "login", "small letters, digits and . _ - @");
    return login;
}

static enum slot_kind read_kind(struct json_reader *r)
{
    enum slot_kind kind = SLOT_PASSPHRASE;

    if (!slot_kind_parse(json_read_text(r, "slot", 1, 16), &kind))
        json_read_refuse(r, "slot", "passphrase or recovery");
    return kind;
}

/* What the device needs before it can make an auth key. Somebody who does not
 * exist has a salt too: the same at every asking, and not told apart by how
 * long it takes, because both things are looked up for everybody. The recovery
 * code is not stretched and uses no salt, so everybody gets the made-up one. */
static enum err post_salt(struct request *q, struct reply *a)
{
    struct json_reader r;
    struct slot slot = { .kind = SLOT_PASSPHRASE };
    uint8_t made_up[SLOT_HASH_BYTES];
    struct text login, salt;
    enum slot_kind kind;
    struct id account;
    enum err e;

    json_read_begin(&r, q->body, q->arena);
    login = read_login(&r);
    kind = read_kind(&r);
    if (json_read_end(&r) != ERR_OK)
        return refused(&r, a);

    keeper_hash(q->keeper, "salt", login, made_up);
    salt = (struct text){ (const char *)made_up, SLOT_SALT_LEAST };
    slot.memory_kib = SLOT_MEMORY_KIB;
    slot.passes = SLOT_PASSES;
    slot.lanes = SLOT_LANES;
    e = slot_find(q->db, login, kind, q->arena, &account, &slot);
    if (e != ERR_OK && e != ERR_NOT_FOUND)
        return e;
    if (e == ERR_OK && kind == SLOT_PASSPHRASE)
        salt = slot.salt;
    if (kind == SLOT_RECOVERY)
        slot.memory_kib = slot.passes = slot.lanes = 0;

    a->body = json_object();
    json_put_int(a->body, "scheme", SLOT_SCHEME);
    json_put_bytes(a->body, "salt", salt);
    json_put_int(a->body, "memory_kib", slot.memory_kib);
    json_put_int(a->body, "passes", slot.passes);
    json_put_int(a->body, "lanes", slot.lanes);
    return ERR_OK;
}

static bool braked(const struct request *q, struct text name, struct reply *a)
{
    int64_t wait_ms = brake_wait_ms(name, q->now_ms);

    if (wait_ms == 0)
        return false;
    a->retry_after_s = (wait_ms + 999) / 1000;
    return true;
}

/* Whose guesses are counted together: those of a device that has signed in to
 * this account before, or else those of everybody who tries this name. (Device
 * ids have no place among names: none begins with a capital.) */
static struct text brake_name(const struct request *q, struct text login,
                              char out[ID_LETTERS + 2])
{
    struct id device;

    if (device_known(q->db, q->device, login, &device) != ERR_OK)
        return login;
    out[0] = 'D';
    id_format(&device, out + 1);
    return (struct text){ out, ID_LETTERS + 1 };
}

/* The first secret was right: in, or on to the second step. */
static enum err let_in(struct request *q, struct reply *a, struct text device,
                       const struct id *account, const struct slot *slot)
{
    struct sign_in s = { .account = *account };
    struct account who;
    struct second have;
    enum err e = second_find(q->db, account, &have);

    if (e != ERR_OK)
        return e;
    if (second_any(&have)) {
        a->body = half_json(q->db, account, slot, &have, q->now_ms, &e);
        return e;
    }
    if ((e = account_find(q->db, account, q->arena, &who)) != ERR_OK)
        return e;
    s.role = who.role;
    s.owes_factor = second_is_required(q->config, who.role);
    e = sign_in_prepare(q, device, &s);
    return e == ERR_OK ? sign_in_finish(q, a, &s, NULL, NULL) : e;
}

static enum err post_login(struct request *q, struct reply *a)
{
    struct json_reader r;
    struct slot slot = { .kind = SLOT_PASSPHRASE };
    uint8_t hash[SLOT_HASH_BYTES];
    struct text login, auth_key, device, brake;
    char room[ID_LETTERS + 2];
    enum slot_kind kind;
    struct id account;
    bool known, right;
    enum err e;

    json_read_begin(&r, q->body, q->arena);
    login = read_login(&r);
    kind = read_kind(&r);
    auth_key = json_read_bytes(&r, "auth_key", SLOT_AUTH_KEY_BYTES,
                               SLOT_AUTH_KEY_BYTES);
    device = sign_in_read_device(&r);
    if (json_read_end(&r) != ERR_OK)
        return refused(&r, a);
    brake = brake_name(q, login, room);
    if (braked(q, brake, a))
        return ERR_TOO_OFTEN;

    e = slot_find(q->db, login, kind, q->arena, &account, &slot);
    if (e != ERR_OK && e != ERR_NOT_FOUND)
        return e;
    /* Hash and compare also for unknown names: same answer, same work. */
    known = e == ERR_OK;
    slot_hash(q->keeper, auth_key, hash);
    right = sodium_memcmp(hash, slot.auth_hash, sizeof hash) == 0;
    if (!known || !right) {
        if (known)
            sign_in_refused(q, &account);
        brake_wrong(brake, q->now_ms, BRAKE_WAIT_MOST_MS);
        a->text = "This name and this secret do not belong together.";
        return ERR_SIGNED_OUT;
    }
    e = let_in(q, a, device, &account, &slot);
    if (e == ERR_OK)
        brake_right(brake);
    return e;
}

static enum err sign_out_run(struct store_conn *c, void *payload)
{
    return login_end(c, payload);
}

static enum err read_nothing(struct request *q, struct reply *a)
{
    struct json_reader r;

    json_read_begin(&r, q->body, q->arena);
    return json_read_end(&r) == ERR_OK ? ERR_OK : refused(&r, a);
}

static enum err post_logout(struct request *q, struct reply *a)
{
    enum err e = read_nothing(q, a);

    if (e == ERR_OK)
        e = writer_do(q->writer, sign_out_run, q->who.token_hash);
    if (e == ERR_OK) {
        hub_end_login(q->hub, q->who.token_hash);
        memcpy(a->set_cookie, "-", 2);
    }
    return e;
}

static enum err get_me(struct request *q, struct reply *a)
{
    enum err e;

    a->body = account_me_json(q, &q->who, &e);
    return e;
}

struct replace {
    struct session who;
    struct slot slot;
    int64_t now_ms;
};

static enum err replace_run(struct store_conn *c, void *payload)
{
    const struct replace *p = payload;

    return slot_put(c, &p->who.account, &p->slot, p->now_ms);
}

/* After a slot changed only this device stays signed in. */
static enum err put_slot(struct request *q, struct reply *a)
{
    struct change change = { .ends_others = true };
    struct json_reader r;
    struct replace p = { .who = q->who, .now_ms = q->now_ms };
    enum slot_kind kind;

    if (!slot_kind_parse(q->params[0], &kind))
        return ERR_NOT_FOUND;
    json_read_begin(&r, q->body, q->arena);
    slot_read_parameters(&r, kind, &p.slot);
    slot_read_keys(&r, q->keeper, &p.slot);
    if (json_read_end(&r) != ERR_OK)
        return refused(&r, a);
    change.what = kind == SLOT_PASSPHRASE ? TIDING_PASSPHRASE : TIDING_RECOVERY;
    return change_do(q, a, change, replace_run, &p);
}

static enum err prove_run(struct store_conn *c, void *payload)
{
    const struct replace *p = payload;

    return slot_prove(c, &p->who.account, p->now_ms);
}

/* The account's own id stands in for its name at the brake: a login name has
 * no upper case letters, so the two cannot meet. */
static enum err post_proved(struct request *q, struct reply *a)
{
    struct replace p = { .who = q->who, .now_ms = q->now_ms };
    char own[ID_LETTERS + 2] = "P";
    struct text brake = { own, ID_LETTERS + 1 };
    struct json_reader r;
    uint8_t hash[SLOT_HASH_BYTES];
    struct text auth_key;
    enum err e;

    json_read_begin(&r, q->body, q->arena);
    auth_key = json_read_bytes(&r, "auth_key", SLOT_AUTH_KEY_BYTES,
                               SLOT_AUTH_KEY_BYTES);
    if (json_read_end(&r) != ERR_OK)
        return refused(&r, a);
    id_format(&q->who.account, own + 1);
    if (braked(q, brake, a))
        return ERR_TOO_OFTEN;
    e = slot_find_own(q->db, &q->who.account, SLOT_RECOVERY, q->arena, &p.slot);
    if (e != ERR_OK)
        return e;
    slot_hash(q->keeper, auth_key, hash);
    if (sodium_memcmp(hash, p.slot.auth_hash, sizeof hash) != 0) {
        brake_wrong(brake, q->now_ms, BRAKE_WAIT_MOST_MS);
        a->field = "auth_key";
        a->wanted = "the recovery code of this account";
        return ERR_BAD_INPUT;
    }
    brake_right(brake);
    return writer_do(q->writer, prove_run, &p);
}

const struct route accounts_routes[] = {
    { METHOD_POST, "/api/accounts/salt", WHO_ANYONE, 1024, post_salt,
      COST_LOGIN },
    { METHOD_POST, "/api/accounts/login", WHO_ANYONE, 1024, post_login,
      COST_LOGIN },
    { METHOD_POST, "/api/accounts/logout", WHO_ARRIVING, 64, post_logout },
    { METHOD_GET, "/api/accounts/me", WHO_ARRIVING, 0, get_me },
    { METHOD_PUT, "/api/accounts/slots/:kind", WHO_SIGNED_IN, 4096, put_slot },
    { METHOD_POST, "/api/accounts/slots/recovery/proved", WHO_ARRIVING, 1024,
      post_proved },
    { 0 },
};
