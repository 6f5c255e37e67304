/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/accounts/passkeys_http.h"

#include <string.h>

#include "daemon/accounts/account.h"
#include "daemon/accounts/change.h"
#include "daemon/accounts/passkey.h"
#include "daemon/accounts/second.h"
#include "daemon/accounts/webauthn_read.h"
#include "daemon/base/json.h"
#include "daemon/base/log.h"
#include "daemon/keeper/keeper.h"

enum { ATTESTATION_MOST = 8192, CLIENT_DATA_MOST = 2048 };

static enum err refused(const struct json_reader *r, struct reply *a)
{
    a->field = r->field;
    a->wanted = r->wanted;
    return ERR_BAD_INPUT;
}

static void whom(const struct request *q, uint8_t about[TICKET_ABOUT])
{
    memset(about, 0, TICKET_ABOUT);
    memcpy(about, q->who.token_hash, sizeof q->who.token_hash);
}

static enum err post_begin(struct request *q, struct reply *a)
{
    uint8_t about[TICKET_ABOUT], challenge[TICKET_BYTES];
    struct json_reader r;
    json_t *known;
    enum err e;

    json_read_begin(&r, q->body, q->arena);
    if (json_read_end(&r) != ERR_OK)
        return refused(&r, a);
    if ((e = change_allowed(q, a)) != ERR_OK)
        return e;
    known = passkey_credentials_json(q->db, &q->who.account, &e);
    if (known == NULL)
        return e;
    whom(q, about);
    ticket_make(TICKET_REGISTER, about, q->now_ms, challenge);
    a->body = json_object();
    json_put_bytes(a->body, "challenge",
                   (struct text){ (const char *)challenge, sizeof challenge });
    json_put_take(a->body, "credentials", known);
    return ERR_OK;
}

struct passkey_job {
    struct passkey p;
    int64_t now_ms;
};

static enum err add_run(struct store_conn *c, void *payload)
{
    const struct passkey_job *j = payload;

    return passkey_add(c, &j->p, j->now_ms);
}

static struct text read_name(struct json_reader *r)
{
    struct text name = json_read_text(r, "name", 1, PASSKEY_NAME_MOST);

    if (!r->field && !account_name_is_valid(name))
        json_read_refuse(r, "name", "1 to 80 letters");
    return name;
}

static enum err seal_name(struct request *q, struct passkey *p,
                          struct text name)
{
    return keeper_seal(q->keeper, &q->who.account, "passkey", &p->id, name,
                       q->arena, &p->name_record);
}

static enum err post_passkey(struct request *q, struct reply *a)
{
    static const struct change added = { .what = TIDING_PASSKEY_ADDED,
                                         .adds_factor = true };
    const struct webauthn_house house = webauthn_house_of(q);
    struct passkey_job j = { .now_ms = q->now_ms };
    uint8_t about[TICKET_ABOUT], given[TICKET_ABOUT];
    struct webauthn_creation made;
    struct text name, challenge;
    enum webauthn_fault f;
    struct json_reader r;
    enum err e;

    json_read_begin(&r, q->body, q->arena);
    name = read_name(&r);
    made.client_data = json_read_bytes(&r, "client_data", 1, CLIENT_DATA_MOST);
    made.attestation = json_read_bytes(&r, "attestation", 1, ATTESTATION_MOST);
    if (json_read_has(&r, "wrapped"))
        j.p.wrapped = json_read_bytes(&r, "wrapped", SLOT_WRAPPED_LEAST,
                                      SLOT_WRAPPED_MOST);
    else
        json_read_optional(&r, "wrapped");
    if (json_read_end(&r) != ERR_OK)
        return refused(&r, a);
    challenge = webauthn_challenge(made.client_data, q->arena);
    whom(q, about);
    if (ticket_check(TICKET_REGISTER, challenge, q->now_ms, given) != ERR_OK ||
        memcmp(about, given, sizeof about) != 0) {
        a->text = "That took a little long. Please begin again.";
        return ERR_GONE;
    }
    f = webauthn_create(&house, &made, challenge, q->arena, &j.p.key);
    if (f != WEBAUTHN_OK) {
        log_line(LOG_INFO, "passkey_refused", "why", webauthn_fault_name(f),
                 NULL);
        a->field = "attestation";
        a->wanted = "a passkey made for this house, with finger, face or PIN";
        return ERR_BAD_INPUT;
    }
    j.p.id = id_new();
    j.p.account = q->who.account;
    if ((e = seal_name(q, &j.p, name)) != ERR_OK)
        return e;
    if (!ticket_spend(challenge, q->now_ms))
        return ERR_GONE;
    if ((e = change_do(q, a, added, add_run, &j)) != ERR_OK)
        return e;
    a->body = json_object();
    json_put_id(a->body, "id", &j.p.id);
    return ERR_OK;
}

static enum err rename_run(struct store_conn *c, void *payload)
{
    const struct passkey_job *j = payload;

    return passkey_rename(c, &j->p.account, &j->p.id, j->p.name_record);
}

static enum err put_passkey(struct request *q, struct reply *a)
{
    struct passkey_job j = { .p.account = q->who.account };
    struct json_reader r;
    struct text name;
    enum err e;

    json_read_begin(&r, q->body, q->arena);
    name = read_name(&r);
    if (json_read_end(&r) != ERR_OK)
        return refused(&r, a);
    if ((e = request_id(q, 0, &j.p.id)) != ERR_OK ||
        (e = seal_name(q, &j.p, name)) != ERR_OK)
        return e;
    return writer_do(q->writer, rename_run, &j);
}

static enum err remove_run(struct store_conn *c, void *payload)
{
    const struct passkey_job *j = payload;

    return passkey_remove(c, &j->p.account, &j->p.id);
}

static enum err delete_passkey(struct request *q, struct reply *a)
{
    static const struct change removed = { .what = TIDING_PASSKEY_REMOVED,
                                           .ends_others = true };
    struct passkey_job j = { .p.account = q->who.account };
    struct second have;
    enum err e = request_id(q, 0, &j.p.id);

    if (e == ERR_OK)
        e = second_find(q->db, &j.p.account, &have);
    if (e != ERR_OK)
        return e;
    if (!have.totp && have.passkeys == 1 &&
        second_is_required(q->config, q->who.role)) {
        a->text = "The practice asks for a second step. Add another one "
                  "before you take this away.";
        return ERR_CONFLICT;
    }
    return change_do(q, a, removed, remove_run, &j);
}

const struct route passkeys_routes[] = {
    { METHOD_POST, "/api/accounts/passkeys/begin", WHO_ARRIVING, 64,
      post_begin },
    { METHOD_POST, "/api/accounts/passkeys", WHO_ARRIVING, 32768,
      post_passkey },
    { METHOD_PUT, "/api/accounts/passkeys/:id", WHO_SIGNED_IN, 1024,
      put_passkey },
    { METHOD_DELETE, "/api/accounts/passkeys/:id", WHO_SIGNED_IN, 0,
      delete_passkey },
    { 0 },
};
