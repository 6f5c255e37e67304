/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/audit/audit.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/base/cbor.h"
#include "daemon/base/log.h"
#include "daemon/keeper/keeper.h"
#include "daemon/store/writer.h"

enum { SALT_BYTES = 16, LOGIN_BYTES = 16, PLAIN_MOST = 256 };

static const char *const action_names[AUDIT_ACTION_COUNT] = {
    [AUDIT_SIGN_IN] = "sign_in",
    [AUDIT_SLOT_CHANGED] = "slot_changed",
    [AUDIT_FACTOR_CHANGED] = "factor_changed",
    [AUDIT_KEY_CHANGED] = "key_changed",
    [AUDIT_CHECKS_READ] = "checks_read",
    [AUDIT_CLOSING_READ] = "closing_read",
    [AUDIT_DAYS_READ] = "days_read",
    [AUDIT_GRANT_GIVEN] = "grant_given",
    [AUDIT_INVITED] = "invited",
    [AUDIT_JOINED] = "joined",
    [AUDIT_LEFT] = "left",
    [AUDIT_EXPORTED] = "exported",
    [AUDIT_ERASED] = "erased",
    [AUDIT_RECOVERY_GRANTED] = "recovery_granted",
    [AUDIT_RECOVERY_KEY_USED] = "recovery_key_used",
    [AUDIT_ROTATED] = "rotated",
    [AUDIT_WAY_BACK_GIVEN] = "way_back_given",
    [AUDIT_WAY_BACK_STOPPED] = "way_back_stopped",
    [AUDIT_RELEASED] = "released",
};

const char *audit_action_name(enum audit_action a)
{
    return action_names[a];
}

static struct text word(const char *w)
{
    return (struct text){ w, strlen(w) };
}

static void put_id(struct buf *b, const struct id *id)
{
    if (id_is_none(id))
        cbor_put_null(b);
    else
        cbor_put_bytes(b, (struct text){ (const char *)id->bytes, ID_BYTES });
}

static const char *role_word(enum role role)
{
    switch (role) {
    case ROLE_CLIENT: return "client";
    case ROLE_THERAPIST: return "therapist";
    case ROLE_NONE: break;
    }
    return "";
}

static void put_details(struct buf *b, const struct session *who,
                        const struct audit_what *what)
{
    char salt[SALT_BYTES];

    randombytes_buf(salt, sizeof salt);
    cbor_put_array(b, 6);
    cbor_put_text(b, TEXT("rapport audit details 1"));
    cbor_put_bytes(b, (struct text){ salt, sizeof salt });
    put_id(b, &who->account);
    cbor_put_text(b, word(role_word(who->role)));
    if (sodium_is_zero(who->token_hash, sizeof who->token_hash))
        cbor_put_null(b);
    else
        cbor_put_bytes(
            b, (struct text){ (const char *)who->token_hash, LOGIN_BYTES });
    put_id(b, &what->object);
}

enum err audit_note_of(struct keeper *k, const struct session *who,
                       const struct audit_what *what, int64_t now_ms,
                       struct arena *a, struct audit_note *out)
{
    struct audit_note n = { .id = id_new(), .what = *what, .at_ms = now_ms };
    struct buf b;
    enum err e;

    if (id_is_none(&n.what.subject))
        n.what.subject = who->account;
    if (id_is_none(&n.what.subject)) {
        *out = n;
        return ERR_OK;
    }
    buf_init(&b, PLAIN_MOST);
    put_details(&b, who, what);
    crypto_hash_sha256(n.hash.bytes, (const uint8_t *)b.ptr, b.len);
    e = buf_ok(&b) ? keeper_seal(k, &n.what.subject, "audit", &n.id,
                                 buf_view(&b), a, &n.box)
                   : ERR_FULL;
    buf_deinit(&b);
    if (e == ERR_NOT_FOUND)
        e = ERR_OK; /* erased: what is left is that something was done */
    if (e == ERR_OK)
        *out = n;
    return e;
}

enum err audit_note(const struct request *q, const struct audit_what *what,
                    struct audit_note *out)
{
    return audit_note_of(q->keeper, &q->who, what, q->now_ms, q->arena, out);
}

static void put_entry(struct buf *b, const struct audit_note *n, int64_t seq)
{
    cbor_put_array(b, 9);
    cbor_put_text(b, TEXT("rapport audit 1"));
    cbor_put_int(b, seq);
    cbor_put_int(b, n->at_ms);
    put_id(b, &n->what.subject);
    put_id(b, &n->id);
    cbor_put_text(b, word(action_names[n->what.action]));
    cbor_put_text(b, n->what.outcome == AUDIT_DONE ? TEXT("done")
                                                   : TEXT("refused"));
    if (n->box.len == 0) {
        cbor_put_null(b);
        cbor_put_null(b);
    } else {
        cbor_put_bytes(b, (struct text){ (const char *)n->hash.bytes,
                                         sizeof n->hash.bytes });
        cbor_put_bytes(b, n->box);
    }
}

enum err audit_add(struct store_conn *c, const struct audit_note *n)
{
    struct buf b;
    int64_t seq = 0;
    enum err e = tree_size(c, TREE_AUDIT, &seq);

    if (e != ERR_OK)
        return e;
    buf_init(&b, TREE_ENTRY_MOST);
    put_entry(&b, n, seq);
    e = buf_ok(&b)
            ? tree_add(c, TREE_AUDIT, seq, buf_view(&b), &n->what.subject)
            : ERR_FULL;
    buf_deinit(&b);
    return e;
}

struct notes {
    struct audit_note *list;
    size_t count;
};

static enum err add_run(struct store_conn *c, void *payload)
{
    const struct notes *n = payload;
    enum err e = ERR_OK;

    for (size_t i = 0; e == ERR_OK && i < n->count; i++)
        e = audit_add(c, &n->list[i]);
    return e;
}

enum err audit_do(const struct request *q, const struct audit_what *what,
                  size_t count)
{
    struct notes n = { .count = count };
    enum err e = ERR_OK;

    if (count == 0)
        return ERR_OK;
    n.list = arena_alloc(q->arena, count * sizeof *n.list);
    if (n.list == NULL)
        return ERR_FULL;
    for (size_t i = 0; e == ERR_OK && i < count; i++)
        e = audit_note(q, &what[i], &n.list[i]);
    return e == ERR_OK ? writer_do(q->writer, add_run, &n) : e;
}

struct later {
    struct keeper *keeper;
    struct session who;
    struct audit_what what;
    int64_t now_ms;
};

static enum err later_run(struct store_conn *c, void *payload)
{
    const struct later *l = payload;
    struct audit_note n;
    struct arena a;
    enum err e;

    arena_init(&a, 64 * 1024);
    e = audit_note_of(l->keeper, &l->who, &l->what, l->now_ms, &a, &n);
    if (e == ERR_OK)
        e = audit_add(c, &n);
    arena_deinit(&a);
    return e;
}

static void later_done(enum err result, void *payload)
{
    const struct later *l = payload;

    if (result != ERR_OK)
        log_line(LOG_ERROR, "audit_not_written", "action",
                 action_names[l->what.action], "why", err_code(result), NULL);
    free(payload);
}

void audit_later(struct writer *w, struct keeper *k, const struct session *who,
                 const struct audit_what *what, int64_t now_ms)
{
    struct later *l = malloc(sizeof *l);

    if (l == NULL) {
        log_line(LOG_ERROR, "audit_not_written", "action",
                 action_names[what->action], "why", "out of memory", NULL);
        return;
    }
    *l = (struct later){ k, *who, *what, now_ms };
    writer_submit(w, later_run, later_done, l);
}
