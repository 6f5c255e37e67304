/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/accounts/totp_http.h"

#include <sodium.h>
#include <string.h>

#include "daemon/accounts/account.h"
#include "daemon/accounts/brake.h"
#include "daemon/accounts/change.h"
#include "daemon/accounts/second.h"
#include "daemon/accounts/totp.h"
#include "daemon/base/buf.h"
#include "daemon/base/config.h"
#include "daemon/base/json.h"
#include "daemon/keeper/keeper.h"

static enum err refused(const struct json_reader *r, struct reply *a)
{
    a->field = r->field;
    a->wanted = r->wanted;
    return ERR_BAD_INPUT;
}

/* Letters and digits stand for themselves in an address, nothing else does. */
static void add_escaped(struct buf *b, struct text t)
{
    for (size_t i = 0; i < t.len; i++) {
        unsigned char c = (unsigned char)t.ptr[i];

        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
            (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_')
            buf_add(b, t.ptr + i, 1);
        else
            buf_format(b, "%%%02X", c);
    }
}

static struct text plain(const char *s)
{
    return (struct text){ s, strlen(s) };
}

/* otpauth://totp/PRACTICE:LOGIN?secret=…, as apps read it from a picture. */
static void put_uri(json_t *body, const struct config *c, struct text login,
                    const char *seed)
{
    struct buf b;

    buf_init(&b, 4096);
    buf_text(&b, TEXT("otpauth://totp/"));
    add_escaped(&b, plain(c->practice));
    buf_text(&b, TEXT(":"));
    add_escaped(&b, login);
    buf_format(&b, "?secret=%s&issuer=", seed);
    add_escaped(&b, plain(c->practice));
    buf_format(&b, "&algorithm=SHA1&digits=%d&period=%d", TOTP_DIGITS,
               TOTP_STEP_S);
    if (buf_ok(&b))
        json_put_text(body, "uri", buf_view(&b));
    sodium_memzero(b.ptr, b.len);
    buf_deinit(&b);
}

struct totp_job {
    struct id account;
    struct text record;
    int64_t counter, now_ms;
};

static enum err begin_run(struct store_conn *c, void *payload)
{
    const struct totp_job *j = payload;

    return totp_put(c, &j->account, j->record, j->now_ms);
}

static enum err post_totp(struct request *q, struct reply *a)
{
    struct totp_job j = { .account = q->who.account, .now_ms = q->now_ms };
    char raw[TOTP_SEED_BYTES], letters[TOTP_SEED_LETTERS + 1];
    const struct text seed = { raw, sizeof raw };
    struct json_reader r;
    struct account me;
    struct totp now;
    enum err e;

    json_read_begin(&r, q->body, q->arena);
    if (json_read_end(&r) != ERR_OK)
        return refused(&r, a);
    if ((e = change_allowed(q, a)) != ERR_OK)
        return e;
    e = totp_find(q->db, q->keeper, &j.account, q->arena, &now);
    if (e == ERR_OK && now.confirmed_ms > 0) {
        a->text = "There is an app already. Take that one away first.";
        return ERR_CONFLICT;
    }
    if (e != ERR_OK && e != ERR_NOT_FOUND)
        return e;
    if ((e = account_find(q->db, &j.account, q->arena, &me)) != ERR_OK)
        return e;
    randombytes_buf(raw, sizeof raw);
    e = keeper_seal(q->keeper, &j.account, "totp", &j.account, seed, q->arena,
                    &j.record);
    if (e == ERR_OK && !totp_spell(seed, letters))
        e = ERR_INTERNAL;
    if (e == ERR_OK)
        e = writer_do(q->writer, begin_run, &j);
    if (e == ERR_OK) {
        a->body = json_object();
        json_put_text(a->body, "seed", plain(letters));
        put_uri(a->body, q->config, me.login, letters);
    }
    sodium_memzero(raw, sizeof raw);
    sodium_memzero(letters, sizeof letters);
    return e;
}

static enum err confirm_run(struct store_conn *c, void *payload)
{
    const struct totp_job *j = payload;
    enum err e = totp_use(c, &j->account, j->counter);

    return e == ERR_OK ? totp_confirm(c, &j->account, j->now_ms) : e;
}

static enum err post_confirm(struct request *q, struct reply *a)
{
    static const struct change added = { .what = TIDING_TOTP_ADDED,
                                         .adds_factor = true };
    struct totp_job j = { .account = q->who.account, .now_ms = q->now_ms };
    struct json_reader r;
    struct totp now;
    struct text code;
    enum err e;

    json_read_begin(&r, q->body, q->arena);
    code = json_read_text(&r, "code", TOTP_DIGITS, TOTP_DIGITS);
    if (json_read_end(&r) != ERR_OK)
        return refused(&r, a);
    e = totp_find(q->db, q->keeper, &j.account, q->arena, &now);
    if (e != ERR_OK)
        return e;
    if (now.confirmed_ms > 0)
        return ERR_CONFLICT;
    /* No brake: the seed was shown to whoever asks. */
    if (!totp_fits(&now, code, q->now_ms, &j.counter)) {
        a->field = "code";
        a->wanted = "the six digits the app shows now";
        return ERR_BAD_INPUT;
    }
    return change_do(q, a, added, confirm_run, &j);
}

static enum err remove_run(struct store_conn *c, void *payload)
{
    const struct totp_job *j = payload;
    bool any;
    enum err e = totp_remove(c, &j->account, &any);

    return e == ERR_OK && !any ? ERR_NOT_FOUND : e;
}

static enum err delete_totp(struct request *q, struct reply *a)
{
    static const struct change removed = { .what = TIDING_TOTP_REMOVED,
                                           .ends_others = true };
    struct totp_job j = { .account = q->who.account };
    struct second have;
    enum err e = second_find(q->db, &j.account, &have);

    if (e != ERR_OK)
        return e;
    if (have.totp && have.passkeys == 0 &&
        second_is_required(q->config, q->who.role)) {
        a->text = "The practice asks for a second step. Add another one "
                  "before you take this away.";
        return ERR_CONFLICT;
    }
    return change_do(q, a, removed, remove_run, &j);
}

const struct route totp_routes[] = {
    { METHOD_POST, "/api/accounts/totp", WHO_ARRIVING, 64, post_totp },
    { METHOD_POST, "/api/accounts/totp/confirm", WHO_ARRIVING, 64,
      post_confirm },
    { METHOD_DELETE, "/api/accounts/totp", WHO_SIGNED_IN, 0, delete_totp },
    { 0 },
};
