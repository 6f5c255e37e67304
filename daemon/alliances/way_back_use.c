/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/alliances/way_back_use.h"

#include <sodium.h>
#include <string.h>

#include "daemon/accounts/account.h"
#include "daemon/accounts/reset.h"
#include "daemon/accounts/second.h"
#include "daemon/accounts/sign_in.h"
#include "daemon/alliances/event.h"
#include "daemon/alliances/former_grant.h"
#include "daemon/alliances/member.h"
#include "daemon/alliances/way_back.h"
#include "daemon/audit/audit.h"
#include "daemon/base/json.h"
#include "daemon/net/hub.h"
#include "daemon/store/store.h"
#include "daemon/store/writer.h"

enum { LOGINS_MOST = 64 };

static enum err refused(const struct json_reader *r, struct reply *a)
{
    a->field = r->field;
    a->wanted = r->wanted;
    return ERR_BAD_INPUT;
}

static struct text read_token(struct json_reader *r)
{
    return json_read_bytes(r, "token", INVITATION_TOKEN_BYTES,
                           INVITATION_TOKEN_BYTES);
}

/* One by a therapist is good while both still belong to the alliance. */
static enum err still_given(struct store_conn *db, const struct way_back *w)
{
    struct member m;
    enum err e;

    if (id_is_none(&w->alliance))
        return ERR_OK;
    e = alliance_member_find(db, &w->alliance, &w->giver, &m);
    if (e == ERR_OK)
        e = alliance_member_find(db, &w->alliance, &w->account, &m);
    return e == ERR_NOT_FOUND ? ERR_GONE : e;
}

/* An open one, or ERR_GONE: one we never made and one that is over are the
 * same to whoever holds it. */
static enum err find_open(struct request *q, struct text token,
                          struct way_back *out)
{
    enum err e = way_back_find_by_token(q->db, token, q->now_ms, out);

    if (e == ERR_NOT_FOUND || (e == ERR_OK && out->state != INVITATION_OPEN))
        return ERR_GONE;
    return e == ERR_OK ? still_given(q->db, out) : e;
}

static enum err name_of(struct request *q, const struct id *id,
                        struct account *who, struct text *name)
{
    enum err e = account_find(q->db, id, q->arena, who);

    if (e == ERR_OK)
        e = account_name_unseal(q->keeper, id, who->name_record, q->arena,
                                name);
    return e;
}

enum err way_back_post_look(struct request *q, struct reply *a)
{
    struct account who, giver;
    struct json_reader r;
    struct text token, name, giver_name;
    struct way_back w;
    enum err e;

    json_read_begin(&r, q->body, q->arena);
    token = read_token(&r);
    if (json_read_end(&r) != ERR_OK)
        return refused(&r, a);
    if ((e = find_open(q, token, &w)) == ERR_OK)
        e = name_of(q, &w.account, &who, &name);
    if (e == ERR_OK && !id_is_none(&w.giver))
        e = name_of(q, &w.giver, &giver, &giver_name);
    if (e != ERR_OK)
        return e == ERR_NOT_FOUND ? ERR_GONE : e;
    a->body = json_object();
    json_put_text(a->body, "login", who.login);
    json_put_text(a->body, "name", name);
    json_put_take(a->body, "role", json_string(role_name(who.role)));
    if (id_is_none(&w.giver))
        json_put_null(a->body, "therapist");
    else
        json_put_text(a->body, "therapist", giver_name);
    json_put_int(a->body, "opens_ms", w.opens_ms);
    json_put_int(a->body, "expires_ms", w.expires_ms);
    return ERR_OK;
}

/* Everything that using one writes. */
struct use {
    struct text token;
    struct way_back way;
    struct reset reset;
    struct sign_in in;
    struct audit_note note;
};

static void read_slot(struct json_reader *r, const char *field,
                      struct keeper *k, struct slot *out)
{
    json_t *value = json_read_optional(r, field);
    struct json_reader inner;

    if (value == NULL) {
        json_read_refuse(r, field, "{auth_key, wrapped}");
        return;
    }
    json_read_begin(&inner, value, r->arena);
    slot_read_keys(&inner, k, out);
    if (json_read_end(&inner) != ERR_OK)
        json_read_refuse(r, field, "{auth_key, wrapped}");
}

static void read_use(struct json_reader *r, struct keeper *k, struct use *u)
{
    struct reset *s = &u->reset;

    u->token = read_token(r);
    slot_read_parameters(r, SLOT_PASSPHRASE, &s->passphrase);
    read_slot(r, "passphrase", k, &s->passphrase);
    s->recovery =
        (struct slot){ .kind = SLOT_RECOVERY, .salt = s->passphrase.salt };
    read_slot(r, "recovery", k, &s->recovery);
    s->public_key =
        json_read_bytes(r, "public_key", 1, ACCOUNT_PUBLIC_KEY_MOST);
    s->sealed_key =
        json_read_bytes(r, "sealed_key", 1, ACCOUNT_SEALED_KEY_MOST);
}

/* The link used, the new key, the old one kept, the first sign-in: all or
 * nothing. */
static enum err use_run(struct store_conn *c, void *payload)
{
    struct use *u = payload;
    enum err e = way_back_use(c, &u->way, u->reset.now_ms);

    if (e == ERR_OK)
        e = still_given(c, &u->way);
    if (e == ERR_OK)
        e = reset_do(c, &u->reset);
    if (e == ERR_OK)
        e = former_grants_keep(c, &u->way.account, u->reset.former);
    if (e == ERR_OK)
        e = sign_in_write(c, &u->in);
    return e == ERR_OK ? audit_add(c, &u->note) : e;
}

static const char alliances_sql[] =
    "SELECT a.id AS id, a.conversation AS conversation"
    "  FROM alliance a JOIN member m ON m.alliance = a.id"
    " WHERE m.account = ? AND m.left_ms IS NULL AND a.id > ?"
    " ORDER BY a.id LIMIT 8";

struct telling {
    const struct use *u;
    struct id after;
    size_t told;
};

/* The grants of each alliance have changed: devices read the members and their
 * keys again. A few at a time; whoever misses it reads at the next start. */
static enum err tell_run(struct store_conn *c, struct event_batch *batch,
                         void *payload)
{
    struct telling *t = payload;
    struct event list[EVENT_BATCH_MAX];
    struct query *q = query_open(c, alliances_sql);
    enum query_result r;
    size_t count = 0;
    enum err e = ERR_OK;

    query_bind_id(q, &t->u->way.account);
    query_bind_id(q, &t->after);
    while (count < EVENT_BATCH_MAX && (r = query_step(q)) != QUERY_DONE) {
        if (r != QUERY_ROW) {
            e = query_err(q);
            break;
        }
        list[count++] = (struct event){ .alliance = query_id(q, "id"),
                                        .at_ms = t->u->reset.now_ms,
                                        .kind = EVENT_GRANT,
                                        .object = query_id(q, "conversation"),
                                        .sender = t->u->way.account };
    }
    query_close(q);
    for (size_t i = 0; e == ERR_OK && i < count; i++)
        e = event_add(c, batch, &list[i]);
    t->told = count;
    if (count > 0)
        t->after = list[count - 1].alliance;
    return e;
}

static void tell_everybody(struct request *q, const struct use *u)
{
    struct telling t = { .u = u, .told = EVENT_BATCH_MAX };
    struct id after = { { 0 } };

    while (t.told == EVENT_BATCH_MAX) {
        t.after = after; /* a run may be repeated */
        if (event_do(q->writer, q->hub, tell_run, &t) != ERR_OK)
            return;
        after = t.after;
    }
}

static enum err note_changed(struct request *q, struct use *u)
{
    const struct audit_what what = { .action = AUDIT_KEY_CHANGED,
                                     .object = u->way.alliance };
    struct session who = { .account = u->in.account, .role = u->in.role };

    memcpy(who.token_hash, u->in.login.hash, sizeof who.token_hash);
    return audit_note_of(q->keeper, &who, &what, q->now_ms, q->arena, &u->note);
}

static enum err prepare(struct request *q, struct text device, struct use *u)
{
    struct account who;
    enum err e = account_find(q->db, &u->way.account, q->arena, &who);

    if (e != ERR_OK)
        return e;
    u->reset.account = who.id;
    u->in = (struct sign_in){
        .account = who.id,
        .role = who.role,
        .owes_factor = second_is_required(q->config, who.role),
        .first = true,
    };
    e = sign_in_prepare(q, device, &u->in);
    /* Known devices go, this browser too; it comes back as a new one. */
    if (e == ERR_OK && !u->in.device.is_new)
        e = device_prepare(q->db, q->keeper, &who.id, TEXT(""), device,
                           q->arena, &u->in.device);
    return e == ERR_OK ? note_changed(q, u) : e;
}

/* Those that were signed in are read first, so that their live sockets can be
 * closed too. */
enum err way_back_post_use(struct request *q, struct reply *a)
{
    struct use u = { .reset = { .signer = q->signer, .now_ms = q->now_ms } };
    uint8_t hashes[LOGINS_MOST][LOGIN_HASH_BYTES];
    struct json_reader r;
    struct text device;
    size_t count = 0;
    enum err e;

    json_read_begin(&r, q->body, q->arena);
    read_use(&r, q->keeper, &u);
    device = sign_in_read_device(&r);
    if (json_read_end(&r) != ERR_OK)
        return refused(&r, a);
    if ((e = find_open(q, u.token, &u.way)) == ERR_OK)
        e = prepare(q, device, &u);
    if (e == ERR_OK)
        e = login_hashes(q->db, &u.way.account, hashes, LOGINS_MOST, &count);
    if (e == ERR_OK)
        e = writer_do(q->writer, use_run, &u);
    if (e == ERR_CONFLICT)
        a->text = "This link opens later. Until then the account's own person "
                  "can still stop it.";
    if (e == ERR_OK) {
        for (size_t i = 0; i < count; i++)
            hub_end_login(q->hub, hashes[i]);
        tell_everybody(q, &u);
        a->body = json_object();
        json_put_id(a->body, "account", &u.way.account);
        sign_in_cookies(&u.in, a);
    }
    sodium_memzero(&u.in.login, sizeof u.in.login);
    return e;
}
