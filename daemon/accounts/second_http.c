/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/accounts/second_http.h"

#include <stdio.h>
#include <string.h>

#include "daemon/accounts/account.h"
#include "daemon/accounts/brake.h"
#include "daemon/accounts/second.h"
#include "daemon/accounts/sign_in.h"
#include "daemon/accounts/tiding.h"
#include "daemon/accounts/totp.h"
#include "daemon/accounts/webauthn_read.h"
#include "daemon/base/log.h"
#include "daemon/store/writer.h"

static const char no_such[] =
    "This did not fit. Your first step was right; please try the second again.";

static enum err refused(const struct json_reader *r, struct reply *a)
{
    a->field = r->field;
    a->wanted = r->wanted;
    return ERR_BAD_INPUT;
}

/* What the second step shows: a code or a passkey's answer. */
struct step {
    struct text half, code;
    struct passkey_answer passkey;
    bool by_passkey;
    struct sign_in in;
    struct text challenge;
    struct passkey key;
    struct webauthn_key seen;
    int64_t counter;
};

static void read_step(struct json_reader *r, struct step *s)
{
    json_t *passkey;

    s->half = json_read_bytes(r, "half", TICKET_BYTES, TICKET_BYTES);
    s->code = json_read_optional_text(r, "code", TOTP_DIGITS);
    passkey = json_read_optional(r, "passkey");
    s->by_passkey = passkey != NULL;
    if ((passkey != NULL) == (s->code.len > 0))
        json_read_refuse(r, "code", "either a code or a passkey");
    if (passkey && !r->field) {
        struct json_reader inner;

        json_read_begin(&inner, passkey, r->arena);
        passkey_answer_read(&inner, &s->passkey);
        if (json_read_end(&inner) != ERR_OK)
            json_read_refuse(r, "passkey",
                             "{credential, client_data, "
                             "authenticator_data, signature}");
    }
}

static enum err check_code(struct request *q, struct step *s)
{
    struct totp t;
    enum err e = totp_find(q->db, q->keeper, &s->in.account, q->arena, &t);

    if (e == ERR_NOT_FOUND)
        return ERR_SIGNED_OUT;
    if (e != ERR_OK)
        return e;
    if (t.confirmed_ms == 0 ||
        !totp_fits(&t, s->code, q->now_ms, &s->counter) ||
        s->counter <= t.counter)
        return ERR_SIGNED_OUT;
    return ERR_OK;
}

static enum err check_step(struct request *q, struct step *s)
{
    uint8_t about[TICKET_ABOUT];
    enum err e;

    if (!s->by_passkey)
        return check_code(q, s);
    half_about(s->half, about);
    e = passkey_answer_check(q, &s->passkey, TICKET_SECOND, about, &s->key,
                             &s->seen, &s->challenge);
    if (e == ERR_OK && !id_same(&s->key.account, &s->in.account))
        return ERR_SIGNED_OUT;
    return e;
}

static enum err use_run(struct store_conn *c, void *payload)
{
    const struct step *s = payload;

    return s->by_passkey ? passkey_use(c, &s->key.id, &s->seen, s->in.now_ms)
                         : totp_use(c, &s->in.account, s->counter);
}

static enum err tell_run(struct store_conn *c, void *payload)
{
    const struct step *s = payload;

    return tiding_add(c, &s->in.account, TIDING_WRONG_SECOND, NULL,
                      s->in.now_ms);
}

/* Whoever fails here has shown the right first secret, so the person hears of
 * it, once the tries are no longer those of clumsy fingers. */
static enum err wrong(struct request *q, struct reply *a, struct step *s,
                      struct text brake)
{
    a->text = no_such;
    a->field = s->by_passkey ? "passkey" : "code";
    sign_in_refused(q, &s->in.account);
    if (brake_wrong(brake, q->now_ms, BRAKE_SECOND_MOST_MS) == BRAKE_FREE + 1)
        writer_do(q->writer, tell_run, s);
    return ERR_SIGNED_OUT;
}

/* Known devices are counted apart, as everywhere; and apart from the first
 * secret's count, which whoever gets here has just cleared. */
static struct text brake_name(const struct request *q, const struct step *s,
                              const struct account *who, char out[64])
{
    struct id device;
    char letters[ID_LETTERS + 1];
    bool known = device_known(q->db, q->device, who->login, &device) == ERR_OK;

    id_format(known ? &device : &s->in.account, letters);
    snprintf(out, 64, "2%s", letters);
    return (struct text){ out, strlen(out) };
}

static enum err post_second(struct request *q, struct reply *a)
{
    struct step s = { .in.now_ms = q->now_ms };
    struct json_reader r;
    struct account who;
    struct text device, brake;
    int64_t wait_ms;
    char name[64];
    enum err e;

    json_read_begin(&r, q->body, q->arena);
    read_step(&r, &s);
    device = sign_in_read_device(&r);
    if (json_read_end(&r) != ERR_OK)
        return refused(&r, a);
    e = half_check(q->db, s.half, q->now_ms, q->arena, &s.in.account);
    if (e == ERR_GONE)
        a->text = "That took a little long. Please sign in again.";
    if (e == ERR_OK)
        e = account_find(q->db, &s.in.account, q->arena, &who);
    if (e != ERR_OK)
        return e;
    brake = brake_name(q, &s, &who, name);
    if ((wait_ms = brake_wait_ms(brake, q->now_ms)) > 0) {
        a->retry_after_s = (wait_ms + 999) / 1000;
        return ERR_TOO_OFTEN;
    }
    e = check_step(q, &s);
    if (e == ERR_SIGNED_OUT)
        return wrong(q, a, &s, brake);
    if (e != ERR_OK)
        return e;
    s.in.role = who.role;
    if ((e = sign_in_prepare(q, device, &s.in)) != ERR_OK)
        return e;
    if (!ticket_spend(s.half, q->now_ms) ||
        (s.by_passkey && !ticket_spend(s.challenge, q->now_ms)))
        return ERR_GONE;
    e = sign_in_finish(q, a, &s.in, use_run, &s);
    if (e == ERR_CONFLICT) { /* this very code was used a moment ago */
        a->text = no_such;
        e = ERR_SIGNED_OUT;
    }
    if (e == ERR_OK)
        brake_right(brake);
    return e;
}

/* The same for everybody: the browser knows whose passkeys it holds. */
static enum err post_challenge(struct request *q, struct reply *a)
{
    static const uint8_t nobody[TICKET_ABOUT];
    uint8_t challenge[TICKET_BYTES];
    struct json_reader r;

    json_read_begin(&r, q->body, q->arena);
    if (json_read_end(&r) != ERR_OK)
        return refused(&r, a);
    ticket_make(TICKET_SIGN_IN, nobody, q->now_ms, challenge);
    a->body = json_object();
    json_put_bytes(a->body, "challenge",
                   (struct text){ (const char *)challenge, sizeof challenge });
    return ERR_OK;
}

/* A passkey that was verified (finger, face, PIN) is both steps at once. It
 * must be able to open the box, else nothing is gained by being let in. */
static enum err post_passkey(struct request *q, struct reply *a)
{
    static const uint8_t nobody[TICKET_ABOUT];
    struct step s = { .by_passkey = true, .in.now_ms = q->now_ms };
    struct json_reader r;
    struct account who;
    struct text device;
    enum err e;

    json_read_begin(&r, q->body, q->arena);
    passkey_answer_read(&r, &s.passkey);
    device = sign_in_read_device(&r);
    if (json_read_end(&r) != ERR_OK)
        return refused(&r, a);
    a->text = "This passkey does not open an account here.";
    e = passkey_answer_check(q, &s.passkey, TICKET_SIGN_IN, nobody, &s.key,
                             &s.seen, &s.challenge);
    if (e != ERR_OK)
        return e;
    if (s.key.wrapped.len == 0) {
        a->text = "This passkey is a second step only. "
                  "Please begin with your pass phrase.";
        return ERR_SIGNED_OUT;
    }
    s.in.account = s.key.account;
    if ((e = account_find(q->db, &s.in.account, q->arena, &who)) != ERR_OK)
        return e;
    s.in.role = who.role;
    if ((e = sign_in_prepare(q, device, &s.in)) != ERR_OK)
        return e;
    if (!ticket_spend(s.challenge, q->now_ms))
        return ERR_GONE;
    return sign_in_finish(q, a, &s.in, use_run, &s);
}

const struct route second_routes[] = {
    { METHOD_POST, "/api/accounts/login/second", WHO_ANYONE, 16384, post_second,
      COST_LOGIN },
    { METHOD_POST, "/api/accounts/login/passkey", WHO_ANYONE, 16384,
      post_passkey, COST_LOGIN },
    { METHOD_POST, "/api/accounts/passkeys/challenge", WHO_ANYONE, 64,
      post_challenge, COST_LOGIN },
    { 0 },
};
