/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/records/proof_json.h"

#include <stdlib.h>

#include "daemon/audit/signer.h"
#include "daemon/base/b64.h"
#include "daemon/base/json.h"
#include "daemon/base/number.h"

static struct text hash_text(const struct merkle_hash *h)
{
    return (struct text){ (const char *)h->bytes, sizeof h->bytes };
}

json_t *head_json(const struct request *q, const struct tree_head *h)
{
    json_t *o = json_object();

    json_put_int(o, "size", h->size);
    json_put_bytes(o, "root", hash_text(&h->root));
    json_put_int(o, "at_ms", h->at_ms);
    json_put_bytes(
        o, "signature",
        (struct text){ (const char *)h->signature, sizeof h->signature });
    json_put_bytes(
        o, "key",
        (struct text){ (const char *)signer_key(q->signer), SIGNER_KEY_BYTES });
    return o;
}

json_t *proof_json(const struct merkle_proof *p)
{
    json_t *list = json_array();

    for (size_t i = 0; i < p->count; i++) {
        char letters[64];

        b64_encode(hash_text(&p->hashes[i]), letters);
        json_array_append_new(list, json_string(letters));
    }
    return list;
}

enum err newest_head(struct request *q, enum tree t, struct tree_head *out)
{
    enum err e = tree_head_last(q->db, t, out);

    if (e != ERR_NOT_FOUND)
        return e;
    *out = (struct tree_head){ .tree = t };
    return ERR_OK;
}

enum err answer_head(struct request *q, enum tree t, struct reply *a)
{
    struct tree_head h;
    enum err e = newest_head(q, t, &h);

    if (e != ERR_OK)
        return e;
    a->body = json_object();
    json_put_take(a->body, "head", h.size > 0 ? head_json(q, &h) : json_null());
    return ERR_OK;
}

static bool read_size(struct request *q, const char *name, int64_t most,
                      int64_t *out, struct reply *a)
{
    struct text text = request_query(q, name);

    if (text.ptr != NULL && number_parse(text, 0, most, out))
        return true;
    a->field = name;
    a->wanted = "how many entries, up to the newest head";
    return false;
}

enum err answer_consistency(struct request *q, enum tree t, struct reply *a)
{
    struct merkle_proof proof;
    struct tree_head h;
    int64_t from, to;
    enum err e = newest_head(q, t, &h);

    if (e != ERR_OK)
        return e;
    if (!read_size(q, "to", h.size, &to, a) ||
        !read_size(q, "from", to, &from, a))
        return ERR_BAD_INPUT;
    e = tree_consistency(q->db, t, from, to, &proof);
    if (e != ERR_OK)
        return e;
    a->body = json_object();
    json_put_take(a->body, "proof", proof_json(&proof));
    return ERR_OK;
}

json_t *entry_json(struct request *q, enum tree t, const struct tree_row *row,
                   const struct tree_head *head, enum err *err)
{
    struct merkle_proof proof;
    json_t *o = json_object();

    *err = ERR_OK;
    json_put_int(o, "seq", row->seq);
    json_put_bytes(o, "entry", row->entry);
    if (row->seq >= head->size) {
        json_put_null(o, "proof");
        return o;
    }
    *err = tree_inclusion(q->db, t, row->seq, head->size, &proof);
    /* A log with holes proves nothing; the device says so. */
    if (*err == ERR_NOT_FOUND) {
        proof.count = 0;
        *err = ERR_OK;
    }
    if (*err != ERR_OK) {
        json_decref(o);
        return NULL;
    }
    json_put_take(o, "proof", proof_json(&proof));
    return o;
}
