/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/accounts/sign_in.h"

#include <sodium.h>
#include <string.h>

#include "daemon/accounts/account.h"
#include "daemon/accounts/tiding.h"
#include "daemon/audit/audit.h"
#include "daemon/store/writer.h"

struct text sign_in_read_device(struct json_reader *r)
{
    struct text name = json_read_optional_text(r, "device", DEVICE_NAME_MOST);

    if (!r->field && name.len > 0 && !account_name_is_valid(name))
        json_read_refuse(r, "device", "up to 80 letters");
    return name;
}

enum err sign_in_prepare(struct request *q, struct text device,
                         struct sign_in *s)
{
    s->now_ms = q->now_ms;
    login_new(&s->login);
    return device_prepare(q->db, q->keeper, &s->account, q->device, device,
                          q->arena, &s->device);
}

enum err sign_in_write(struct store_conn *c, const struct sign_in *s)
{
    enum err e = device_put(c, &s->device, &s->account, s->now_ms);

    if (e == ERR_OK && s->device.is_new && !s->first)
        e = tiding_add(c, &s->account, TIDING_DEVICE, &s->device.id, s->now_ms);
    if (e == ERR_OK)
        e = login_add(c, &s->login, &s->account, &s->device.id, s->owes_factor,
                      s->now_ms);
    return e;
}

void sign_in_refused(struct request *q, const struct id *account)
{
    const struct session nobody = { .role = ROLE_NONE };
    const struct audit_what what = { .action = AUDIT_SIGN_IN,
                                     .outcome = AUDIT_REFUSED,
                                     .subject = *account };

    audit_later(q->writer, q->keeper, &nobody, &what, q->now_ms);
}

void sign_in_cookies(struct sign_in *s, struct reply *a)
{
    memcpy(a->set_cookie, s->login.token, sizeof s->login.token);
    memcpy(a->set_device, s->device.token, sizeof s->device.token);
    sodium_memzero(&s->login, sizeof s->login);
}

struct finish {
    const struct sign_in *s;
    enum err (*also)(struct store_conn *c, void *payload);
    void *payload;
    struct audit_note note;
};

static enum err finish_run(struct store_conn *c, void *payload)
{
    const struct finish *f = payload;
    enum err e = f->also ? f->also(c, f->payload) : ERR_OK;

    if (e == ERR_OK)
        e = sign_in_write(c, f->s);
    return e == ERR_OK ? audit_add(c, &f->note) : e;
}

enum err sign_in_finish(struct request *q, struct reply *a, struct sign_in *s,
                        enum err (*also)(struct store_conn *c, void *payload),
                        void *payload)
{
    static const struct audit_what what = { .action = AUDIT_SIGN_IN };
    struct finish f = { .s = s, .also = also, .payload = payload };
    struct session who = { .account = s->account,
                           .role = s->role,
                           .device = s->device.id,
                           .owes_factor = s->owes_factor };
    enum err e;

    memcpy(who.token_hash, s->login.hash, sizeof who.token_hash);
    e = audit_note_of(q->keeper, &who, &what, q->now_ms, q->arena, &f.note);
    if (e == ERR_OK)
        e = writer_do(q->writer, finish_run, &f);
    if (e == ERR_OK)
        a->body = account_me_json(q, &who, &e);
    if (e == ERR_OK)
        sign_in_cookies(s, a);
    sodium_memzero(&s->login, sizeof s->login);
    return e;
}
