/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/accounts/login.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/accounts/account.h"
#include "daemon/accounts/device.h"
#include "daemon/base/b64.h"
#include "daemon/net/hub.h"
#include "daemon/store/store.h"
#include "daemon/store/writer.h"

static struct text hash_text(const uint8_t hash[LOGIN_HASH_BYTES])
{
    return (struct text){ (const char *)hash, LOGIN_HASH_BYTES };
}

static void hash_of(struct text token, uint8_t out[LOGIN_HASH_BYTES])
{
    crypto_hash_sha256(out, (const unsigned char *)token.ptr, token.len);
}

void login_new(struct login *out)
{
    char raw[LOGIN_TOKEN_BYTES];

    randombytes_buf(raw, sizeof raw);
    b64_encode((struct text){ raw, sizeof raw }, out->token);
    sodium_memzero(raw, sizeof raw);
    hash_of((struct text){ out->token, LOGIN_TOKEN_LETTERS }, out->hash);
}

static const char login_add_sql[] =
    "INSERT INTO login (token_hash, account, device, owes_factor, created_ms,"
    "  seen_ms, expires_ms) VALUES (?, ?, ?, ?, ?, ?, ?)";

enum err login_add(struct store_conn *c, const struct login *l,
                   const struct id *account, const struct id *device,
                   bool owes_factor, int64_t now_ms)
{
    struct query *q = query_open(c, login_add_sql);

    query_bind_bytes(q, hash_text(l->hash));
    query_bind_id(q, account);
    query_bind_id(q, device);
    query_bind_int(q, owes_factor);
    query_bind_int(q, now_ms);
    query_bind_int(q, now_ms);
    query_bind_int(q, now_ms + LOGIN_MOST_MS);
    return query_finish(q);
}

static const char login_end_sql[] = "DELETE FROM login WHERE token_hash = ?";

enum err login_end(struct store_conn *c, const uint8_t hash[LOGIN_HASH_BYTES])
{
    struct query *q = query_open(c, login_end_sql);

    query_bind_bytes(q, hash_text(hash));
    return query_finish(q);
}

static const char login_end_others_sql[] =
    "DELETE FROM login WHERE account = ? AND token_hash <> ?";

enum err login_end_others(struct store_conn *c, const struct id *account,
                          const uint8_t keep[LOGIN_HASH_BYTES])
{
    struct query *q = query_open(c, login_end_others_sql);

    query_bind_id(q, account);
    query_bind_bytes(q, hash_text(keep));
    return query_finish(q);
}

static const char login_end_device_sql[] =
    "DELETE FROM login WHERE account = ? AND device = ?";

enum err login_end_device(struct store_conn *c, const struct id *account,
                          const struct id *device)
{
    struct query *q = query_open(c, login_end_device_sql);

    query_bind_id(q, account);
    query_bind_id(q, device);
    return query_finish(q);
}

static const char login_end_all_sql[] = "DELETE FROM login WHERE account = ?";

enum err login_end_all(struct store_conn *c, const struct id *account)
{
    struct query *q = query_open(c, login_end_all_sql);

    query_bind_id(q, account);
    return query_finish(q);
}

static enum err read_hashes(struct query *q, uint8_t (*out)[LOGIN_HASH_BYTES],
                            size_t most, size_t *count)
{
    enum query_result r;
    enum err e = ERR_OK;

    *count = 0;
    while (*count < most && (r = query_step(q)) != QUERY_DONE) {
        struct text hash;

        if (r != QUERY_ROW) {
            e = query_err(q);
            break;
        }
        hash = query_bytes(q, "token_hash");
        if (hash.len == LOGIN_HASH_BYTES)
            memcpy(out[(*count)++], hash.ptr, LOGIN_HASH_BYTES);
    }
    query_close(q);
    return e;
}

static const char login_hashes_sql[] =
    "SELECT token_hash FROM login WHERE account = ?"
    " ORDER BY created_ms DESC";

enum err login_hashes(struct store_conn *db, const struct id *account,
                      uint8_t (*out)[LOGIN_HASH_BYTES], size_t most,
                      size_t *count)
{
    struct query *q = query_open(db, login_hashes_sql);

    query_bind_id(q, account);
    return read_hashes(q, out, most, count);
}

static const char login_hashes_on_sql[] =
    "SELECT token_hash FROM login WHERE account = ? AND device = ?";

enum err login_hashes_on(struct store_conn *db, const struct id *account,
                         const struct id *device,
                         uint8_t (*out)[LOGIN_HASH_BYTES], size_t most,
                         size_t *count)
{
    struct query *q = query_open(db, login_hashes_on_sql);

    query_bind_id(q, account);
    query_bind_id(q, device);
    return read_hashes(q, out, most, count);
}

static const char login_find_sql[] =
    "SELECT l.account AS account, l.created_ms AS created_ms,"
    "       l.seen_ms AS seen_ms, l.expires_ms AS expires_ms, a.role AS role,"
    "       l.device AS device, l.owes_factor AS owes_factor"
    "  FROM login l JOIN account a ON a.id = l.account"
    " WHERE l.token_hash = ?";

enum err login_is_fresh(struct store_conn *db,
                        const uint8_t hash[LOGIN_HASH_BYTES], int64_t now_ms)
{
    struct query *q = query_open(db, login_find_sql);
    enum err e = ERR_CONFLICT;

    query_bind_bytes(q, hash_text(hash));
    switch (query_step(q)) {
    case QUERY_ROW:
        if (now_ms - query_int(q, "created_ms") < LOGIN_FRESH_MS)
            e = ERR_OK;
        break;
    case QUERY_DONE: break;
    case QUERY_CONFLICT:
    case QUERY_FAILED: e = query_err(q); break;
    }
    query_close(q);
    return e;
}

struct sight {
    uint8_t hash[LOGIN_HASH_BYTES];
    int64_t now_ms;
};

static const char login_seen_sql[] =
    "UPDATE login SET seen_ms = ? WHERE token_hash = ? AND seen_ms < ?";

static enum err seen_run(struct store_conn *c, void *payload)
{
    const struct sight *s = payload;
    struct query *q = query_open(c, login_seen_sql);

    query_bind_int(q, s->now_ms);
    query_bind_bytes(q, hash_text(s->hash));
    query_bind_int(q, s->now_ms);
    return query_finish(q);
}

static void seen_done(enum err result, void *payload)
{
    (void)result; /* the next request tries again */
    free(payload);
}

static void note_seen(struct writer *w, const uint8_t hash[LOGIN_HASH_BYTES],
                      int64_t now_ms)
{
    struct sight *s = malloc(sizeof *s);

    if (s == NULL)
        return;
    memcpy(s->hash, hash, sizeof s->hash);
    s->now_ms = now_ms;
    writer_submit(w, seen_run, seen_done, s);
}

enum err login_authenticate(struct store_conn *db, struct writer *w,
                            struct text token, int64_t now_ms,
                            struct session *out)
{
    struct session s = { .role = ROLE_NONE };
    struct query *q;
    int64_t seen_ms = 0;
    enum err e = ERR_SIGNED_OUT;

    if (token.len != LOGIN_TOKEN_LETTERS)
        return ERR_SIGNED_OUT;
    hash_of(token, s.token_hash);
    q = query_open(db, login_find_sql);
    query_bind_bytes(q, hash_text(s.token_hash));
    switch (query_step(q)) {
    case QUERY_ROW:
        s.account = query_id(q, "account");
        s.role = role_parse(query_text(q, "role"));
        s.device = query_id(q, "device");
        s.owes_factor = query_int(q, "owes_factor");
        seen_ms = query_int(q, "seen_ms");
        if (now_ms < query_int(q, "expires_ms") &&
            now_ms - seen_ms < LOGIN_IDLE_MS)
            e = ERR_OK;
        break;
    case QUERY_DONE: break;
    case QUERY_CONFLICT:
    case QUERY_FAILED: e = query_err(q); break;
    }
    query_close(q);
    if (e != ERR_OK)
        return e;
    *out = s;
    if (now_ms - seen_ms >= LOGIN_SEEN_EVERY_MS)
        note_seen(w, s.token_hash, now_ms);
    return ERR_OK;
}

struct over {
    int64_t now_ms;
    uint8_t hashes[64][LOGIN_HASH_BYTES];
    size_t count;
};

static const char login_over_sql[] =
    "SELECT token_hash FROM login WHERE expires_ms <= ? OR seen_ms <= ?";

static enum err end_over(struct store_conn *c, void *payload)
{
    const struct over *o = payload;
    enum err e = ERR_OK;

    for (size_t i = 0; i < o->count && e == ERR_OK; i++)
        e = login_end(c, o->hashes[i]);
    return e == ERR_OK ? device_forget(c, o->now_ms) : e;
}

static const char login_there_sql[] =
    "SELECT 1 AS one FROM login WHERE token_hash = ?";

/* Logins that somebody took out of the store beside this program. */
static void end_taken(struct store_conn *db, struct hub *h)
{
    uint8_t hash[LOGIN_HASH_BYTES];
    uint32_t at = 0;

    while (hub_next_login(h, &at, hash)) {
        struct query *q = query_open(db, login_there_sql);

        query_bind_bytes(q, hash_text(hash));
        if (query_step(q) == QUERY_DONE)
            hub_end_login(h, hash);
        query_close(q);
    }
}

void login_sweep(struct store_conn *db, struct writer *w, struct hub *h,
                 int64_t now_ms)
{
    struct over o = { .now_ms = now_ms };

    do {
        struct query *q = query_open(db, login_over_sql);

        query_bind_int(q, now_ms);
        query_bind_int(q, now_ms - LOGIN_IDLE_MS);
        if (read_hashes(q, o.hashes, 64, &o.count) != ERR_OK ||
            writer_do(w, end_over, &o) != ERR_OK)
            return;
        for (size_t i = 0; i < o.count; i++)
            hub_end_login(h, o.hashes[i]);
    } while (o.count == 64);
    end_taken(db, h);
}
