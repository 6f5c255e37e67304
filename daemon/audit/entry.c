/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/audit/entry.h"

#include <string.h>

#include "daemon/base/cbor.h"
#include "daemon/keeper/keeper.h"

enum { AUDIT_FIELDS = 9, DETAILS_FIELDS = 6 };

static struct id read_id(struct cbor_reader *r)
{
    struct text t = cbor_read_bytes(r);
    struct id out = { { 0 } };

    if (t.len == sizeof out.bytes)
        memcpy(out.bytes, t.ptr, t.len);
    else
        r->broken = true;
    return out;
}

static struct id read_id_or_null(struct cbor_reader *r)
{
    return cbor_read_null(r) ? (struct id){ { 0 } } : read_id(r);
}

static struct text read_bytes_or_null(struct cbor_reader *r)
{
    return cbor_read_null(r) ? (struct text){ "", 0 } : cbor_read_bytes(r);
}

static void read_head(struct cbor_reader *r, struct text label,
                      struct entry_head *out)
{
    if (!text_is(cbor_read_text(r), label))
        r->broken = true;
    out->seq = cbor_read_int(r);
    out->at_ms = cbor_read_int(r);
    out->subject = read_id_or_null(r);
}

static struct text label_of(enum tree t)
{
    switch (t) {
    case TREE_AUDIT: return TEXT("rapport audit 1");
    case TREE_KEYS: return TEXT("rapport keys 1");
    case TREE_COUNT: break;
    }
    return TEXT("");
}

bool entry_head_read(enum tree t, struct text entry, struct entry_head *out)
{
    struct entry_head head;
    struct cbor_reader r;

    cbor_read_begin(&r, entry);
    if (cbor_read_array(&r) < 4)
        return false;
    read_head(&r, label_of(t), &head);
    if (r.broken)
        return false;
    *out = head;
    return true;
}

bool audit_entry_read(struct text entry, struct audit_entry *out)
{
    struct audit_entry e;
    struct cbor_reader r;

    cbor_read_begin(&r, entry);
    if (cbor_read_array(&r) != AUDIT_FIELDS)
        return false;
    read_head(&r, label_of(TREE_AUDIT), &e.head);
    e.id = read_id(&r);
    e.action = cbor_read_text(&r);
    e.outcome = cbor_read_text(&r);
    e.hash = read_bytes_or_null(&r);
    e.box = read_bytes_or_null(&r);
    if (!cbor_read_end(&r) || (e.hash.len != 0 && e.hash.len != MERKLE_BYTES))
        return false;
    *out = e;
    return true;
}

enum err audit_entry_open(struct keeper *k, const struct audit_entry *e,
                          struct arena *a, struct text *plain)
{
    if (e->box.len == 0)
        return ERR_NOT_FOUND;
    return keeper_unseal(k, &e->head.subject, "audit", &e->id, e->box, a,
                         plain);
}

bool audit_details_read(struct text plain, struct audit_details *out)
{
    struct audit_details d;
    struct cbor_reader r;

    cbor_read_begin(&r, plain);
    if (cbor_read_array(&r) != DETAILS_FIELDS ||
        !text_is(cbor_read_text(&r), TEXT("rapport audit details 1")))
        return false;
    cbor_read_bytes(&r); /* salt */
    d.actor = read_id_or_null(&r);
    d.role = cbor_read_text(&r);
    if (!cbor_read_null(&r))
        cbor_read_bytes(&r); /* login */
    d.object = read_id_or_null(&r);
    if (!cbor_read_end(&r))
        return false;
    *out = d;
    return true;
}
