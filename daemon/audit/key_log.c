/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/audit/key_log.h"

#include <string.h>

#include "daemon/audit/heads.h"
#include "daemon/base/cbor.h"
#include "daemon/base/sha256.h"

enum { FIELDS = 9 };

static const char *const kind_names[] = {
    [KEY_CREATE] = "create",
    [KEY_ROTATE] = "rotate",
    [KEY_RESET] = "reset",
};

/* The account's newest entry. */
struct newest {
    bool any;
    int64_t n;
    struct merkle_hash hash;
};

static enum err take_newest(const struct tree_row *row, void *context)
{
    struct newest *v = context;
    struct key_entry e;

    if (!key_entry_read(row->entry, &e))
        return ERR_INTERNAL;
    v->any = true;
    v->n = e.n;
    v->hash = merkle_leaf(row->entry);
    return ERR_OK;
}

static void put_entry(struct buf *b, int64_t seq, int64_t now_ms,
                      const struct id *account, const struct newest *before,
                      enum key_change kind, struct text public_key,
                      struct text signature)
{
    uint8_t hash[SHA256_BYTES];

    sha256_of(public_key, TEXT(""), hash);
    cbor_put_array(b, FIELDS);
    cbor_put_text(b, TEXT("rapport keys 1"));
    cbor_put_int(b, seq);
    cbor_put_int(b, now_ms);
    cbor_put_bytes(b, (struct text){ (const char *)account->bytes, ID_BYTES });
    cbor_put_int(b, before->n + 1);
    cbor_put_text(b,
                  (struct text){ kind_names[kind], strlen(kind_names[kind]) });
    cbor_put_bytes(b, (struct text){ (const char *)hash, sizeof hash });
    if (before->any)
        cbor_put_bytes(
            b, (struct text){ (const char *)before->hash.bytes, MERKLE_BYTES });
    else
        cbor_put_null(b);
    if (signature.len > 0)
        cbor_put_bytes(b, signature);
    else
        cbor_put_null(b);
}

enum err key_log_add(struct store_conn *c, const struct signer *s,
                     const struct id *account, enum key_change kind,
                     struct text public_key, struct text signature,
                     int64_t now_ms)
{
    struct newest before = { .any = false };
    int64_t seq = 0;
    struct buf b;
    enum err e = tree_list_about(c, TREE_KEYS, account, INT64_MAX, 1,
                                 take_newest, &before);

    if (e == ERR_OK && before.any == (kind == KEY_CREATE))
        e = ERR_CONFLICT;
    if (e == ERR_OK)
        e = tree_size(c, TREE_KEYS, &seq);
    if (e != ERR_OK)
        return e;
    buf_init(&b, TREE_ENTRY_MOST);
    put_entry(&b, seq, now_ms, account, &before, kind, public_key, signature);
    e = buf_ok(&b) ? tree_add(c, TREE_KEYS, seq, buf_view(&b), account)
                   : ERR_TOO_LARGE;
    buf_deinit(&b);
    if (e != ERR_OK)
        return e;
    /* A log that was tampered with gets no new head (and says so); people's
     * devices notice. It is no reason to turn somebody away. */
    e = heads_sign(c, s, TREE_KEYS, now_ms);
    return e == ERR_CONFLICT ? ERR_OK : e;
}

static struct text bytes_or_null(struct cbor_reader *r)
{
    return cbor_read_null(r) ? (struct text){ "", 0 } : cbor_read_bytes(r);
}

bool key_entry_read(struct text entry, struct key_entry *out)
{
    struct cbor_reader r;
    struct key_entry e;

    if (!entry_head_read(TREE_KEYS, entry, &e.head))
        return false;
    cbor_read_begin(&r, entry);
    if (cbor_read_array(&r) != FIELDS)
        return false;
    cbor_read_text(&r);
    cbor_read_int(&r);
    cbor_read_int(&r);
    cbor_read_bytes(&r);
    e.n = cbor_read_int(&r);
    e.kind = cbor_read_text(&r);
    e.key_hash = cbor_read_bytes(&r);
    e.previous = bytes_or_null(&r);
    e.signature = bytes_or_null(&r);
    if (!cbor_read_end(&r) || e.key_hash.len != SHA256_BYTES ||
        (e.previous.len != 0 && e.previous.len != MERKLE_BYTES))
        return false;
    *out = e;
    return true;
}
