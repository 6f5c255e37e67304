/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/conversations/attachments_store.h"

#include "daemon/alliances/event.h"
#include "daemon/base/arena.h"
#include "daemon/base/json.h"
#include "daemon/store/store.h"
#include "daemon/store/writer.h"

#define DAY_MS INT64_C(86400000)

int64_t attachment_chunks(int64_t size)
{
    return (size + ATTACHMENT_CHUNK_BYTES - 1) / ATTACHMENT_CHUNK_BYTES;
}

int64_t attachment_sealed_bytes(const struct attachment *a, int64_t n)
{
    int64_t rest = a->size - n * ATTACHMENT_CHUNK_BYTES;

    return (rest < ATTACHMENT_CHUNK_BYTES ? rest : ATTACHMENT_CHUNK_BYTES) +
           ATTACHMENT_SEAL_BYTES;
}

static const char find_sql[] = "SELECT alliance, owner, message, size, chunks,"
                               " created_ms FROM attachment WHERE id = ?";

enum err attachments_find(struct store_conn *db, const struct id *id,
                          struct attachment *out)
{
    struct query *q = query_open(db, find_sql);
    enum query_result r;
    enum err e = ERR_OK;

    query_bind_id(q, id);
    r = query_step(q);
    if (r == QUERY_ROW) {
        *out = (struct attachment){ .id = *id,
                                    .alliance = query_id(q, "alliance"),
                                    .owner = query_id(q, "owner"),
                                    .size = query_int(q, "size"),
                                    .chunks = query_int(q, "chunks"),
                                    .created_ms = query_int(q, "created_ms") };
        if (!query_is_null(q, "message"))
            out->message = query_id(q, "message");
    } else {
        e = r == QUERY_DONE ? ERR_NOT_FOUND : query_err(q);
    }
    query_close(q);
    return e;
}

static const char held_sql[] = "SELECT COALESCE(SUM(size), 0) AS held"
                               "  FROM attachment WHERE alliance = ?";

static enum err held_bytes(struct store_conn *c, const struct id *alliance,
                           int64_t *out)
{
    struct query *q = query_open(c, held_sql);
    enum err e = ERR_OK;

    query_bind_id(q, alliance);
    if (query_step(q) == QUERY_ROW)
        *out = query_int(q, "held");
    else
        e = query_err(q);
    query_close(q);
    return e;
}

static const char add_sql[] =
    "INSERT INTO attachment (id, alliance, owner, size, chunks, created_ms)"
    " VALUES (?, ?, ?, ?, ?, ?)";

enum err attachments_add(struct store_conn *c, const struct attachment *a,
                         int64_t quota_bytes)
{
    struct attachment known = { 0 };
    struct query *q;
    int64_t held = 0;
    enum err e = attachments_find(c, &a->id, &known);

    if (e == ERR_OK)
        return id_same(&known.alliance, &a->alliance) &&
                       id_same(&known.owner, &a->owner) && known.size == a->size
                   ? ERR_OK
                   : ERR_CONFLICT;
    if (e != ERR_NOT_FOUND)
        return e;
    e = held_bytes(c, &a->alliance, &held);
    if (e != ERR_OK)
        return e;
    if (held + a->size > quota_bytes)
        return ERR_TOO_LARGE;

    q = query_open(c, add_sql);
    query_bind_id(q, &a->id);
    query_bind_id(q, &a->alliance);
    query_bind_id(q, &a->owner);
    query_bind_int(q, a->size);
    query_bind_int(q, a->chunks);
    query_bind_int(q, a->created_ms);
    return query_finish(q);
}

static const char put_chunk_sql[] =
    "INSERT INTO attachment_chunk (attachment, n, sealed) VALUES (?, ?, ?)"
    " ON CONFLICT (attachment, n) DO NOTHING";

enum err attachments_put_chunk(struct store_conn *c, const struct id *id,
                               int64_t n, struct text sealed)
{
    struct query *q = query_open(c, put_chunk_sql);
    enum err e;

    query_bind_id(q, id);
    query_bind_int(q, n);
    query_bind_bytes(q, sealed);
    e = query_finish(q);
    return e == ERR_CONFLICT ? ERR_NOT_FOUND : e;
}

static const char list_chunks_sql[] =
    "SELECT n FROM attachment_chunk WHERE attachment = ? ORDER BY n";

enum err attachments_list_chunks(struct store_conn *db, const struct id *id,
                                 attachments_each each, void *context)
{
    struct query *q = query_open(db, list_chunks_sql);
    enum query_result r;
    enum err e = ERR_OK;

    query_bind_id(q, id);
    while ((r = query_step(q)) == QUERY_ROW)
        each(query_int(q, "n"), context);
    if (r != QUERY_DONE)
        e = query_err(q);
    query_close(q);
    return e;
}

static const char get_chunk_sql[] =
    "SELECT sealed FROM attachment_chunk WHERE attachment = ? AND n = ?";

enum err attachments_get_chunk(struct store_conn *db, struct arena *a,
                               const struct id *id, int64_t n, struct text *out)
{
    struct query *q = query_open(db, get_chunk_sql);
    enum query_result r;
    enum err e = ERR_OK;

    query_bind_id(q, id);
    query_bind_int(q, n);
    r = query_step(q);
    if (r == QUERY_ROW) {
        struct text copy = arena_text(a, query_bytes(q, "sealed"));

        if (copy.ptr == NULL)
            e = ERR_INTERNAL;
        else
            *out = copy;
    } else {
        e = r == QUERY_DONE ? ERR_NOT_FOUND : query_err(q);
    }
    query_close(q);
    return e;
}

static const char delete_chunks_sql[] =
    "DELETE FROM attachment_chunk WHERE attachment = ?";
static const char delete_sql[] = "DELETE FROM attachment WHERE id = ?";

enum err attachments_delete(struct store_conn *c, const struct id *id)
{
    struct query *q = query_open(c, delete_chunks_sql);
    enum err e;

    query_bind_id(q, id);
    e = query_finish(q);
    if (e != ERR_OK)
        return e;
    q = query_open(c, delete_sql);
    query_bind_id(q, id);
    return query_finish(q);
}

static bool holds(const struct attachment_list *list, const struct id *id)
{
    for (size_t i = 0; i < list->count; i++)
        if (id_same(&list->ids[i], id))
            return true;
    return false;
}

void attachments_read(struct json_reader *r, struct attachment_list *out)
{
    static const char wanted[] = "at most 10 ids, each once";
    json_t *list = json_read_optional(r, "attachments"), *one;
    size_t i;

    out->count = 0;
    if (r->field || list == NULL)
        return;
    if (!json_is_array(list) ||
        json_array_size(list) > ATTACHMENTS_OF_LETTER_MOST) {
        json_read_refuse(r, "attachments", wanted);
        return;
    }
    json_array_foreach(list, i, one)
    {
        struct text letters = { json_string_value(one),
                                json_string_length(one) };
        struct id id;

        if (letters.ptr == NULL || !id_parse(letters, &id) || holds(out, &id)) {
            json_read_refuse(r, "attachments", wanted);
            return;
        }
        out->ids[out->count++] = id;
    }
}

static const char bind_sql[] =
    "UPDATE attachment SET message = ?"
    " WHERE id = ? AND alliance = ? AND owner = ?"
    "   AND (message IS NULL OR message = ?)"
    "   AND chunks = (SELECT COUNT(*) FROM attachment_chunk"
    "                  WHERE attachment = attachment.id)";

static enum err bind_one(struct store_conn *c, const struct id *alliance,
                         const struct id *sender, const struct id *message,
                         const struct id *id)
{
    struct query *q = query_open(c, bind_sql);
    enum query_result r;
    enum err e;

    query_bind_id(q, message);
    query_bind_id(q, id);
    query_bind_id(q, alliance);
    query_bind_id(q, sender);
    query_bind_id(q, message);
    r = query_step(q);
    if (r == QUERY_DONE)
        e = query_changes(q) == 1 ? ERR_OK : ERR_NOT_FOUND;
    else
        e = query_err(q);
    query_close(q);
    return e;
}

static const char bound_sql[] =
    "SELECT id FROM attachment WHERE message = ? AND alliance = ?";

/* What the letter had and has no more. */
static enum err find_dropped(struct store_conn *c, const struct id *alliance,
                             const struct id *message,
                             const struct attachment_list *kept,
                             struct attachment_list *out)
{
    struct query *q = query_open(c, bound_sql);
    enum query_result r;
    enum err e = ERR_OK;

    out->count = 0;
    query_bind_id(q, message);
    query_bind_id(q, alliance);
    while ((r = query_step(q)) == QUERY_ROW) {
        struct id id = query_id(q, "id");

        if (!holds(kept, &id) && out->count < ATTACHMENTS_OF_LETTER_MOST)
            out->ids[out->count++] = id;
    }
    if (r != QUERY_DONE)
        e = query_err(q);
    query_close(q);
    return e;
}

enum err attachments_bind(struct store_conn *c, const struct id *alliance,
                          const struct id *sender, const struct id *message,
                          const struct attachment_list *list)
{
    struct attachment_list dropped;
    enum err e = find_dropped(c, alliance, message, list, &dropped);

    for (size_t i = 0; e == ERR_OK && i < dropped.count; i++)
        e = attachments_delete(c, &dropped.ids[i]);
    for (size_t i = 0; e == ERR_OK && i < list->count; i++)
        e = bind_one(c, alliance, sender, message, &list->ids[i]);
    return e;
}

static const char unsent_sql[] =
    "SELECT id FROM attachment WHERE message IS NULL AND created_ms < ?"
    " ORDER BY created_ms LIMIT 10";

static enum err sweep_run(struct store_conn *c, void *payload)
{
    const struct attachment_list *old = payload;
    enum err e = ERR_OK;

    for (size_t i = 0; e == ERR_OK && i < old->count; i++) {
        struct attachment now;

        /* Its letter may have come meanwhile. */
        e = attachments_find(c, &old->ids[i], &now);
        if (e == ERR_OK && id_is_none(&now.message))
            e = attachments_delete(c, &now.id);
        else if (e == ERR_NOT_FOUND)
            e = ERR_OK;
    }
    return e;
}

void attachments_sweep(struct store_conn *db, struct writer *w, int64_t now_ms)
{
    struct attachment_list old;

    do {
        struct query *q = query_open(db, unsent_sql);

        old.count = 0;
        query_bind_int(q, now_ms - ATTACHMENT_UNSENT_DAYS * DAY_MS);
        while (old.count < ATTACHMENTS_OF_LETTER_MOST &&
               query_step(q) == QUERY_ROW)
            old.ids[old.count++] = query_id(q, "id");
        query_close(q);
    } while (old.count > 0 && writer_do(w, sweep_run, &old) == ERR_OK &&
             old.count == ATTACHMENTS_OF_LETTER_MOST);
}
