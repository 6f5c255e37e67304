/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/accounts/erasure.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/accounts/account.h"
#include "daemon/accounts/forget.h"
#include "daemon/accounts/login.h"
#include "daemon/audit/audit.h"
#include "daemon/base/log.h"
#include "daemon/keeper/keeper.h"
#include "daemon/net/hub.h"
#include "daemon/store/store.h"
#include "daemon/store/writer.h"

#define YEAR_MS INT64_C(31557600000) /* of 365.25 days */

enum { LOGINS_MOST = 64, SWEEP_MOST = 32 };

enum err erasure_plan(const struct erasure *r, const struct id *account,
                      int64_t retention_years, struct erasure_plan *out)
{
    struct erasure_plan p = { .until_ms = r->now_ms };
    int64_t newest_ms;
    enum err e = forget_newest(r->db, account, &newest_ms);

    if (e != ERR_OK)
        return e;
    if (newest_ms > 0 && newest_ms + retention_years * YEAR_MS > r->now_ms) {
        p.has_record = true;
        p.until_ms = newest_ms + retention_years * YEAR_MS;
    }
    *out = p;
    return ERR_OK;
}

struct job {
    struct id account;
    int64_t now_ms;
    char login[ACCOUNT_LOGIN_MOST]; /* nobody's; in the place of the old one */
    struct audit_note note;         /* of the end */
};

static const char close_sql[] =
    "UPDATE account SET login = ?, sealed_key = ?, closed_ms = ?"
    " WHERE id = ? AND closed_ms IS NULL";

static enum err close_run(struct store_conn *c, void *payload)
{
    const struct job *j = payload;
    enum err e = forget_at_once(c, &j->account);
    struct query *q;

    if (e != ERR_OK)
        return e;
    q = query_open(c, close_sql);
    query_bind_text(q, (struct text){ j->login, strlen(j->login) });
    query_bind_bytes(q, TEXT(""));
    query_bind_int(q, j->now_ms);
    query_bind_id(q, &j->account);
    return query_finish(q);
}

static const char erased_sql[] =
    "UPDATE account SET name = ?, erased_ms = ? WHERE id = ?";

static enum err end_run(struct store_conn *c, void *payload)
{
    const struct job *j = payload;
    enum err e = close_run(c, payload);
    struct query *q;

    if (e == ERR_OK)
        e = forget_at_end(c, &j->account);
    if (e != ERR_OK)
        return e;
    q = query_open(c, erased_sql);
    query_bind_bytes(q, TEXT(""));
    query_bind_int(q, j->now_ms);
    query_bind_id(q, &j->account);
    e = query_finish(q);
    return e == ERR_OK ? audit_add(c, &j->note) : e;
}

/* That it was done is all that is left: the key for more is gone. */
static enum err note_end(const struct erasure *r, struct job *j)
{
    struct audit_what what = { .action = AUDIT_ERASED, .subject = j->account };
    struct session house = { .role = ROLE_NONE };
    struct arena a;
    enum err e;

    arena_init(&a, 4096);
    e = audit_note_of(r->keeper, &house, &what, r->now_ms, &a, &j->note);
    j->note.box.len = 0; /* also should the key come back with a backup */
    arena_deinit(&a);
    return e;
}

/* The store's part. Sockets are closed once their logins are gone. */
static enum err in_store(const struct erasure *r, const struct id *account,
                         writer_run run)
{
    struct job j = { .account = *account, .now_ms = r->now_ms };
    uint8_t hashes[LOGINS_MOST][LOGIN_HASH_BYTES], noise[12];
    char hex[2 * sizeof noise + 1];
    size_t count = 0;
    enum err e;

    randombytes_buf(noise, sizeof noise);
    sodium_bin2hex(hex, sizeof hex, noise, sizeof noise);
    snprintf(j.login, sizeof j.login, "closed-%s", hex);
    e = login_hashes(r->db, account, hashes, LOGINS_MOST, &count);
    if (e == ERR_OK && run == end_run)
        e = note_end(r, &j);
    if (e == ERR_OK)
        e = writer_do(r->writer, run, &j);
    for (size_t i = 0; e == ERR_OK && r->hub && i < count; i++)
        hub_end_login(r->hub, hashes[i]);
    return e;
}

/* The key first: whatever happens then, nobody reads. */
static enum err end(const struct erasure *r, const struct id *account)
{
    enum err e = keeper_erase_person(r->keeper, account);

    if (e != ERR_OK && e != ERR_NOT_FOUND)
        return e;
    e = in_store(r, account, end_run);
    if (e == ERR_OK)
        log_line(LOG_INFO, "person_erased", NULL);
    return e;
}

enum err erasure_do(const struct erasure *r, const struct id *account,
                    int64_t until_ms)
{
    enum err e = keeper_close_person(r->keeper, account, r->now_ms, until_ms);

    if (e == ERR_OK)
        e = until_ms <= r->now_ms ? end(r, account)
                                  : in_store(r, account, close_run);
    return e;
}

void erasure_sweep(const struct erasure *r)
{
    struct keeper_closed due[SWEEP_MOST];
    size_t count = 0;

    keeper_catch_up(r->keeper);
    if (keeper_closed_list(r->keeper, r->now_ms, due, SWEEP_MOST, &count) !=
        ERR_OK)
        return;
    for (size_t i = 0; i < count; i++)
        end(r, &due[i].person);
}

enum standing { OPEN, CLOSED, GONE };

static enum err stands(const struct erasure *r, const struct id *account,
                       enum standing *out)
{
    struct keeper_closed closed;
    enum err e = keeper_was_erased(r->keeper, account);

    if (e == ERR_OK)
        *out = GONE;
    if (e != ERR_NOT_FOUND)
        return e;
    e = keeper_closed_find(r->keeper, account, &closed);
    if (e != ERR_OK && e != ERR_NOT_FOUND)
        return e;
    *out = e == ERR_OK ? CLOSED : OPEN;
    return ERR_OK;
}

static const char open_accounts_sql[] =
    "SELECT id, closed_ms FROM account"
    " WHERE id > ? AND erased_ms IS NULL ORDER BY id LIMIT ?";

enum { PIECE = 256 };

struct follower {
    struct id id;
    bool closed;
};

static enum err read_piece(struct store_conn *db, const struct id *after,
                           struct follower out[PIECE], size_t *count)
{
    struct query *q = query_open(db, open_accounts_sql);
    size_t n = 0;
    enum err e;

    query_bind_id(q, after);
    query_bind_int(q, PIECE);
    while (n < PIECE && query_step(q) == QUERY_ROW)
        out[n++] =
            (struct follower){ .id = query_id(q, "id"),
                               .closed = !query_is_null(q, "closed_ms") };
    e = query_err(q);
    query_close(q);
    *count = n;
    return e;
}

enum err erasure_follow(const struct erasure *r)
{
    struct follower list[PIECE];
    struct id after = { { 0 } };
    size_t count = PIECE;
    enum err e = ERR_OK;

    while (count == PIECE && e == ERR_OK) {
        e = read_piece(r->db, &after, list, &count);
        for (size_t i = 0; i < count && e == ERR_OK; i++) {
            enum standing s;

            e = stands(r, &list[i].id, &s);
            if (e == ERR_OK && s == GONE)
                e = end(r, &list[i].id);
            else if (e == ERR_OK && s == CLOSED && !list[i].closed)
                e = in_store(r, &list[i].id, close_run);
        }
        if (count > 0)
            after = list[count - 1].id;
    }
    return e;
}

static const char find_sql[] =
    "SELECT id, role FROM account WHERE login = ? OR id = ?";

enum err erasure_find(struct store_conn *db, const char *name,
                      struct id *account)
{
    struct text t = { name, strlen(name) };
    struct id id = { { 0 } };
    struct query *q;
    enum err e = ERR_OK;

    id_parse(t, &id);
    q = query_open(db, find_sql);
    query_bind_text(q, t);
    query_bind_id(q, &id);
    if (query_step(q) != QUERY_ROW)
        e = query_err(q) ? query_err(q) : ERR_NOT_FOUND;
    else if (role_parse(query_text(q, "role")) != ROLE_CLIENT)
        e = ERR_DENIED;
    else
        *account = query_id(q, "id");
    query_close(q);
    return e;
}
