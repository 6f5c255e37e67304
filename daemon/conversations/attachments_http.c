/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/conversations/attachments_http.h"

#include "daemon/alliances/event.h"
#include "daemon/alliances/member.h"
#include "daemon/base/config.h"
#include "daemon/base/json.h"
#include "daemon/base/number.h"
#include "daemon/conversations/attachments_store.h"
#include "daemon/store/writer.h"

enum { CHUNK_BODY_MAX = 360 * 1024 /* a sealed chunk as letters, in JSON */ };

/* The file of the path, if the asker is a member of its alliance. */
static enum err find(struct request *q, struct attachment *out)
{
    struct member me;
    struct id id;
    enum err e = request_id(q, 0, &id);

    if (e == ERR_OK)
        e = attachments_find(q->db, &id, out);
    if (e == ERR_OK)
        e = alliance_member_find(q->db, &out->alliance, &q->who.account, &me);
    return e;
}

/* Only who uploads it, and only until its letter is sent. */
static enum err find_own_unsent(struct request *q, struct attachment *out)
{
    enum err e = find(q, out);

    if (e != ERR_OK)
        return e;
    if (!id_same(&out->owner, &q->who.account))
        return ERR_DENIED;
    return id_is_none(&out->message) ? ERR_OK : ERR_CONFLICT;
}

static enum err find_chunk(struct request *q, const struct attachment *f,
                           int64_t *n)
{
    return number_parse(q->params[1], 0, f->chunks - 1, n) ? ERR_OK
                                                           : ERR_NOT_FOUND;
}

static void append_number(int64_t n, void *context)
{
    json_array_append_new(context, json_integer(n));
}

static enum err answer_state(struct request *q, struct reply *a,
                             const struct attachment *f)
{
    json_t *have = json_array();
    enum err e = attachments_list_chunks(q->db, &f->id, append_number, have);

    if (e != ERR_OK) {
        json_decref(have);
        return e;
    }
    a->body = json_object();
    json_put_id(a->body, "id", &f->id);
    json_put_id(a->body, "alliance", &f->alliance);
    json_put_int(a->body, "size", f->size);
    json_put_int(a->body, "chunks", f->chunks);
    json_put_take(a->body, "have", have);
    json_put_bool(a->body, "sent", !id_is_none(&f->message));
    return ERR_OK;
}

struct adding {
    struct attachment attachment;
    int64_t quota_bytes;
};

static enum err add_run(struct store_conn *c, void *payload)
{
    const struct adding *ad = payload;

    return attachments_add(c, &ad->attachment, ad->quota_bytes);
}

static enum err post_attachment(struct request *q, struct reply *a)
{
    const struct config *config = q->config;
    struct adding ad = {
        .attachment = { .owner = q->who.account, .created_ms = q->now_ms },
        .quota_bytes = config->attachments_mib * INT64_C(1048576)
    };
    struct attachment *f = &ad.attachment;
    struct json_reader r;
    struct member me;
    enum err e;

    json_read_begin(&r, q->body, q->arena);
    f->id = json_read_id(&r, "id");
    f->alliance = json_read_id(&r, "alliance");
    f->size = json_read_int(&r, "size", 1, ATTACHMENT_BYTES_MOST);
    f->chunks = json_read_int(&r, "chunks", 1, ATTACHMENT_CHUNKS_MOST);
    if (!r.field && f->chunks != attachment_chunks(f->size))
        json_read_refuse(&r, "chunks", "one for each 262144 bytes");
    if (json_read_end(&r) != ERR_OK) {
        a->field = r.field;
        a->wanted = r.wanted;
        return ERR_BAD_INPUT;
    }
    e = alliance_member_find(q->db, &f->alliance, &q->who.account, &me);
    if (e == ERR_OK)
        e = writer_do(q->writer, add_run, &ad);
    if (e == ERR_TOO_LARGE)
        a->text = "There is no room left for files here. Delete some that "
                  "are not needed any more.";
    return e == ERR_OK ? answer_state(q, a, f) : e;
}

static enum err get_attachment(struct request *q, struct reply *a)
{
    struct attachment f;
    enum err e = find(q, &f);

    return e == ERR_OK ? answer_state(q, a, &f) : e;
}

static enum err delete_run(struct store_conn *c, void *payload)
{
    const struct id *id = payload;
    struct attachment now;
    enum err e = attachments_find(c, id, &now);

    if (e == ERR_OK && !id_is_none(&now.message))
        e = ERR_CONFLICT;
    return e == ERR_OK ? attachments_delete(c, id) : e;
}

static enum err delete_attachment(struct request *q, struct reply *a)
{
    struct attachment f;
    enum err e = find_own_unsent(q, &f);

    if (e == ERR_OK)
        e = writer_do(q->writer, delete_run, &f.id);
    if (e == ERR_CONFLICT)
        a->text = "This file belongs to a message. Delete it there.";
    return e;
}

struct chunk {
    struct id id;
    int64_t n;
    struct text sealed;
};

static enum err chunk_run(struct store_conn *c, void *payload)
{
    const struct chunk *k = payload;

    return attachments_put_chunk(c, &k->id, k->n, k->sealed);
}

static enum err put_chunk(struct request *q, struct reply *a)
{
    struct attachment f;
    struct chunk k;
    struct json_reader r;
    size_t len;
    enum err e = find_own_unsent(q, &f);

    if (e == ERR_OK)
        e = find_chunk(q, &f, &k.n);
    if (e != ERR_OK)
        return e;
    len = (size_t)attachment_sealed_bytes(&f, k.n);
    json_read_begin(&r, q->body, q->arena);
    k.sealed = json_read_bytes(&r, "sealed", len, len);
    if (json_read_end(&r) != ERR_OK) {
        a->field = r.field;
        a->wanted = r.wanted;
        return ERR_BAD_INPUT;
    }
    k.id = f.id;
    return writer_do(q->writer, chunk_run, &k);
}

static enum err get_chunk(struct request *q, struct reply *a)
{
    struct attachment f;
    struct text sealed;
    int64_t n;
    enum err e = find(q, &f);

    if (e == ERR_OK)
        e = find_chunk(q, &f, &n);
    if (e == ERR_OK)
        e = attachments_get_chunk(q->db, q->arena, &f.id, n, &sealed);
    if (e != ERR_OK)
        return e;
    a->body = json_object();
    json_put_bytes(a->body, "sealed", sealed);
    return ERR_OK;
}

const struct route attachments_routes[] = {
    { METHOD_POST, "/api/attachments", WHO_SIGNED_IN, 1024, post_attachment },
    { METHOD_GET, "/api/attachments/:id", WHO_SIGNED_IN, 0, get_attachment },
    { METHOD_DELETE, "/api/attachments/:id", WHO_SIGNED_IN, 0,
      delete_attachment },
    { METHOD_PUT, "/api/attachments/:id/chunks/:n", WHO_SIGNED_IN,
      CHUNK_BODY_MAX, put_chunk },
    { METHOD_GET, "/api/attachments/:id/chunks/:n", WHO_SIGNED_IN, 0,
      get_chunk },
    { 0 },
};
