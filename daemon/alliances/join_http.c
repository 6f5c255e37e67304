/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/alliances/join_http.h"

#include <sodium.h>
#include <string.h>

#include "daemon/accounts/account.h"
#include "daemon/accounts/second.h"
#include "daemon/accounts/sign_in.h"
#include "daemon/alliances/alliances_store.h"
#include "daemon/alliances/event.h"
#include "daemon/alliances/grant.h"
#include "daemon/alliances/invitation.h"
#include "daemon/alliances/member.h"
#include "daemon/audit/audit.h"
#include "daemon/audit/key_log.h"
#include "daemon/base/json.h"
#include "daemon/keeper/keeper.h"
#include "daemon/store/writer.h"

enum { INTRODUCTION_BYTES = 48 };

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

/* An open invitation, or ERR_GONE: a token we never made and one that is over
 * are the same to whoever holds it. */
static enum err find_open(struct request *q, struct text token,
                          struct invitation *out)
{
    enum err e =
        invitation_find_by_token(q->db, token, q->now_ms, q->arena, out);

    if (e == ERR_NOT_FOUND || (e == ERR_OK && out->state != INVITATION_OPEN))
        return ERR_GONE;
    return e;
}

static enum err put_inviter(struct request *q, const struct invitation *i,
                            json_t *body)
{
    struct account inviter;
    struct text name;
    json_t *o;
    enum err e;

    if (id_is_none(&i->inviter)) {
        json_put_null(body, "therapist");
        return ERR_OK;
    }
    e = account_find(q->db, &i->inviter, q->arena, &inviter);
    if (e != ERR_OK)
        return e;
    e = account_name_unseal(q->keeper, &inviter.id, inviter.name_record,
                            q->arena, &name);
    if (e != ERR_OK)
        return e;
    o = json_object();
    json_put_id(o, "account", &inviter.id);
    json_put_text(o, "name", name);
    json_put_bytes(o, "public_key", inviter.public_key);
    json_put_take(body, "therapist", o);
    return ERR_OK;
}

static enum err put_alliance(struct request *q, const struct invitation *i,
                             json_t *body)
{
    struct member inviter;
    enum err e;

    if (id_is_none(&i->alliance)) {
        json_put_null(body, "alliance");
        json_put_null(body, "conversation");
        return ERR_OK;
    }
    e = alliance_member_find(q->db, &i->alliance, &i->inviter, &inviter);
    if (e == ERR_NOT_FOUND)
        return ERR_GONE; /* whoever invited has left */
    if (e != ERR_OK)
        return e;
    json_put_id(body, "alliance", &inviter.alliance);
    json_put_id(body, "conversation", &inviter.conversation);
    return ERR_OK;
}

static enum err post_look(struct request *q, struct reply *a)
{
    struct json_reader r;
    struct invitation i;
    struct text token;
    enum err e;

    json_read_begin(&r, q->body, q->arena);
    token = read_token(&r);
    if (json_read_end(&r) != ERR_OK)
        return refused(&r, a);
    if ((e = find_open(q, token, &i)) != ERR_OK)
        return e;

    a->body = json_object();
    json_put_take(a->body, "role", json_string(role_name(i.role)));
    if ((e = put_alliance(q, &i, a->body)) != ERR_OK)
        return e;
    if ((e = put_inviter(q, &i, a->body)) != ERR_OK)
        return e;
    if (i.welcome.len == 0)
        json_put_null(a->body, "welcome");
    else
        json_put_bytes(a->body, "welcome", i.welcome);
    json_put_int(a->body, "expires_ms", i.expires_ms);
    return ERR_OK;
}

/* Everything a sign-up writes. */
struct sign_up {
    struct text token, name;
    struct account account;
    struct slot passphrase, recovery;
    struct text introduction;
    struct grants grants;
    struct invitation invitation;
    struct member inviter; /* with an alliance */
    struct audit_note note;
    const struct signer *signer;
    struct sign_in in;
    int64_t now_ms;
    bool name_taken;
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

static void read_sign_up(struct json_reader *r, struct keeper *k,
                         struct sign_up *s)
{
    struct account *a = &s->account;

    s->token = read_token(r);
    a->login =
        json_read_text(r, "login", ACCOUNT_LOGIN_LEAST, ACCOUNT_LOGIN_MOST);
    if (!r->field && !account_login_is_valid(a->login))
        json_read_refuse(r, "login", "small letters, digits and . _ - @");
    s->name = json_read_text(r, "name", 1, ACCOUNT_NAME_MOST);
    if (!r->field && !account_name_is_valid(s->name))
        json_read_refuse(r, "name", "1 to 80 letters");
    slot_read_parameters(r, SLOT_PASSPHRASE, &s->passphrase);
    read_slot(r, "passphrase", k, &s->passphrase);
    s->recovery =
        (struct slot){ .kind = SLOT_RECOVERY, .salt = s->passphrase.salt };
    read_slot(r, "recovery", k, &s->recovery);
    a->public_key =
        json_read_bytes(r, "public_key", 1, ACCOUNT_PUBLIC_KEY_MOST);
    a->sealed_key =
        json_read_bytes(r, "sealed_key", 1, ACCOUNT_SEALED_KEY_MOST);
    if (json_read_has(r, "introduction"))
        s->introduction = json_read_bytes(r, "introduction", INTRODUCTION_BYTES,
                                          INTRODUCTION_BYTES);
    grants_read(r, GRANT_TO_NEWCOMER, 0, &s->grants);
}

/* A link into an alliance needs what the alliance needs; any other must come
 * without. */
static bool fits(struct json_reader *r, const struct sign_up *s)
{
    if (id_is_none(&s->invitation.alliance)) {
        if (s->introduction.len > 0)
            json_read_refuse(r, "introduction", "nothing: no alliance here");
        if (s->grants.count > 0)
            json_read_refuse(r, "grants", "nothing: no alliance here");
    } else {
        if (s->introduction.len == 0)
            json_read_refuse(r, "introduction", "48 bytes");
        if (s->grants.count == 0)
            json_read_refuse(r, "grants", "at least one");
    }
    return r->field == NULL;
}

static enum err join_alliance(struct store_conn *c, struct event_batch *batch,
                              const struct sign_up *s)
{
    const struct id *alliance = &s->invitation.alliance;
    struct event joined = { .alliance = *alliance,
                            .at_ms = s->now_ms,
                            .kind = EVENT_JOINED,
                            .object = s->account.id,
                            .sender = s->account.id };
    bool changed;
    enum err e;

    e = alliance_member_add(c, alliance, &s->account.id, s->account.role,
                            s->introduction, s->now_ms);
    if (e != ERR_OK)
        return e;
    e = grants_put(c, &s->inviter.conversation, &s->account.id, &s->account.id,
                   &s->grants, s->now_ms, &changed);
    if (e != ERR_OK)
        return e;
    return event_add(c, batch, &joined);
}

/* Account, slots, membership, grants, the invitation used and the first
 * sign-in: all or nothing. */
static enum err sign_up_run(struct store_conn *c, struct event_batch *batch,
                            void *payload)
{
    struct sign_up *s = payload;
    enum err e;

    s->name_taken = false;
    if ((e = invitation_use(c, &s->invitation.id, s->now_ms)) != ERR_OK)
        return e;
    e = account_add(c, &s->account, &s->passphrase, &s->recovery, s->now_ms);
    if (e != ERR_OK) {
        s->name_taken = e == ERR_CONFLICT;
        return e;
    }
    e = key_log_add(c, s->signer, &s->account.id, KEY_CREATE,
                    s->account.public_key, TEXT(""), s->now_ms);
    if (e != ERR_OK)
        return e;
    if (!id_is_none(&s->invitation.alliance) &&
        (e = join_alliance(c, batch, s)) != ERR_OK)
        return e;
    e = sign_in_write(c, &s->in);
    return e == ERR_OK ? audit_add(c, &s->note) : e;
}

static enum err find_door(struct request *q, struct sign_up *s)
{
    enum err e = find_open(q, s->token, &s->invitation);

    if (e != ERR_OK || id_is_none(&s->invitation.alliance))
        return e;
    e = alliance_member_find(q->db, &s->invitation.alliance,
                             &s->invitation.inviter, &s->inviter);
    return e == ERR_NOT_FOUND ? ERR_GONE : e;
}

static enum err note_joined(struct request *q, struct sign_up *s)
{
    struct session who = { .account = s->account.id, .role = s->account.role };
    struct audit_what what = { .action = AUDIT_JOINED,
                               .object = s->invitation.alliance };

    memcpy(who.token_hash, s->in.login.hash, sizeof who.token_hash);
    return audit_note_of(q->keeper, &who, &what, q->now_ms, q->arena, &s->note);
}

/* The person's key comes first, because the name is sealed with it; should the
 * rest fail, the key of nobody is destroyed again. */
static enum err post_sign_up(struct request *q, struct reply *a)
{
    struct sign_up s = { .now_ms = q->now_ms, .signer = q->signer };
    struct json_reader r;
    struct text device;
    enum err e;

    json_read_begin(&r, q->body, q->arena);
    read_sign_up(&r, q->keeper, &s);
    device = sign_in_read_device(&r);
    if (json_read_end(&r) != ERR_OK)
        return refused(&r, a);
    if ((e = find_door(q, &s)) != ERR_OK)
        return e;
    if (!fits(&r, &s))
        return refused(&r, a);

    s.account.id = id_new();
    s.account.role = s.invitation.role;
    s.in = (struct sign_in){
        .account = s.account.id,
        .role = s.account.role,
        .owes_factor = second_is_required(q->config, s.account.role),
        .first = true,
    };
    if ((e = keeper_add_person(q->keeper, &s.account.id)) != ERR_OK)
        return e;
    e = account_name_seal(q->keeper, &s.account.id, s.name, q->arena,
                          &s.account.name_record);
    if (e == ERR_OK)
        e = sign_in_prepare(q, device, &s.in);
    if (e == ERR_OK)
        e = note_joined(q, &s);
    if (e == ERR_OK)
        e = event_do(q->writer, q->hub, sign_up_run, &s);
    if (e != ERR_OK) {
        keeper_erase_person(q->keeper, &s.account.id);
        if (s.name_taken) {
            a->field = "login";
            a->wanted = "another name";
            a->text = "Somebody already has this name. Please choose another.";
        }
        return e;
    }
    a->body = json_object();
    json_put_id(a->body, "account", &s.account.id);
    sign_in_cookies(&s.in, a);
    return ERR_OK;
}

const struct route join_routes[] = {
    { METHOD_POST, "/api/accounts", WHO_ANYONE, 256 * 1024, post_sign_up,
      COST_LOGIN },
    { METHOD_POST, "/api/invitations/look", WHO_ANYONE, 1024, post_look,
      COST_LOGIN },
    { 0 },
};
