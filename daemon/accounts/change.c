/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/accounts/change.h"

#include <sodium.h>
#include <string.h>

#include "daemon/accounts/login.h"
#include "daemon/audit/audit.h"
#include "daemon/net/hub.h"

enum { LOGINS_MOST = 256 };

struct job {
    const struct request *q;
    struct change change;
    writer_run run;
    void *payload;
    struct audit_note note;
    struct login renewed;
    bool renews;
};

/* Asked again inside the transaction: the account may have been given a new
 * key meanwhile, and a way into the old one must not take its place. */
static enum err change_run(struct store_conn *c, void *payload)
{
    const struct job *j = payload;
    const struct session *who = &j->q->who;
    enum err e = login_is_fresh(c, who->token_hash, j->q->now_ms);

    if (e == ERR_OK)
        e = j->run(c, j->payload);
    if (e == ERR_OK && j->change.ends_others)
        e = login_end_others(c, &who->account, who->token_hash);
    if (e == ERR_OK && j->renews) {
        e = login_end(c, who->token_hash);
        if (e == ERR_OK)
            e = login_add(c, &j->renewed, &who->account, &who->device, false,
                          j->q->now_ms);
    }
    if (e == ERR_OK)
        e = tiding_add(c, &who->account, j->change.what, &who->device,
                       j->q->now_ms);
    return e == ERR_OK ? audit_add(c, &j->note) : e;
}

enum err change_allowed(const struct request *q, struct reply *a)
{
    enum err e = login_is_fresh(q->db, q->who.token_hash, q->now_ms);

    if (e == ERR_CONFLICT)
        a->text = "Please sign in again first; then you can change this.";
    return e;
}

static bool is_slot(enum tiding what)
{
    return what == TIDING_PASSPHRASE || what == TIDING_RECOVERY;
}

/* Those that were signed in are read first, so that their live sockets can be
 * closed too. */
enum err change_do(struct request *q, struct reply *a, struct change change,
                   writer_run run, void *payload)
{
    struct job j = { .q = q, .change = change, .run = run, .payload = payload };
    const struct audit_what what = { .action = is_slot(change.what)
                                                   ? AUDIT_SLOT_CHANGED
                                                   : AUDIT_FACTOR_CHANGED };
    uint8_t(*hashes)[LOGIN_HASH_BYTES];
    size_t count = 0;
    enum err e = change_allowed(q, a);

    if (e == ERR_OK)
        e = audit_note(q, &what, &j.note);

    if (e != ERR_OK)
        return e;
    hashes = arena_alloc(q->arena, LOGINS_MOST * LOGIN_HASH_BYTES);
    if (hashes == NULL)
        return ERR_INTERNAL;
    if (change.ends_others)
        e = login_hashes(q->db, &q->who.account, hashes, LOGINS_MOST, &count);
    if (e != ERR_OK)
        return e;
    j.renews = change.adds_factor && q->who.owes_factor;
    if (j.renews)
        login_new(&j.renewed);
    e = writer_do(q->writer, change_run, &j);
    for (size_t i = 0; e == ERR_OK && i < count; i++)
        if (memcmp(hashes[i], q->who.token_hash, LOGIN_HASH_BYTES) != 0)
            hub_end_login(q->hub, hashes[i]);
    if (e == ERR_OK && j.renews)
        memcpy(a->set_cookie, j.renewed.token, sizeof j.renewed.token);
    sodium_memzero(&j.renewed, sizeof j.renewed);
    return e;
}
