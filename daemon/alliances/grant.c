/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/alliances/grant.h"

#include "daemon/alliances/event.h"
#include "daemon/store/store.h"

/* A reader of its own for each entry; what it refuses is passed on under the
 * name of the list, so that the field can be found. */
static void read_one(struct json_reader *list, json_t *value,
                     enum grant_members members, struct grant *out)
{
    struct json_reader r;

    json_read_begin(&r, value, list->arena);
    out->epoch = json_read_int(&r, "epoch", 1, GRANT_EPOCH_MOST);
    if (members == GRANT_TO_MEMBERS)
        out->member = json_read_id(&r, "member");
    else
        json_read_text(&r, "member", 0, 0);
    out->sealed = json_read_bytes(&r, "sealed", 1, GRANT_SEALED_MOST);
    if (json_read_end(&r) != ERR_OK)
        json_read_refuse(list, "grants", "a list of {epoch, member, sealed}");
}

void grants_read(struct json_reader *r, enum grant_members members,
                 size_t least, struct grants *out)
{
    json_t *list = json_read_optional(r, "grants"), *value;
    size_t i, count = list ? json_array_size(list) : 0;

    *out = (struct grants){ NULL, 0 };
    if ((list && !json_is_array(list)) || count < least ||
        count > GRANTS_MOST) {
        json_read_refuse(r, "grants", "a list of {epoch, member, sealed}");
        return;
    }
    if (count == 0)
        return;
    out->list = arena_alloc(r->arena, count * sizeof out->list[0]);
    if (out->list == NULL) {
        json_read_refuse(r, "grants", "a shorter list");
        return;
    }
    json_array_foreach(list, i, value)
        read_one(r, value, members, &out->list[i]);
    out->count = count;
}

static const char grant_find_sql[] =
    "SELECT granter, sealed FROM secret_grant"
    " WHERE conversation = ? AND epoch = ? AND member = ?";

enum before { NONE, SAME, REPLACEABLE, CLOSED };

static enum err look_before(struct store_conn *c, const struct id *conversation,
                            const struct id *granter, const struct grant *g,
                            const struct id *member, enum before *out)
{
    struct query *q = query_open(c, grant_find_sql);
    enum err e = ERR_OK;

    query_bind_id(q, conversation);
    query_bind_int(q, g->epoch);
    query_bind_id(q, member);
    switch (query_step(q)) {
    case QUERY_ROW: {
        struct id earlier = query_id(q, "granter");
        bool same = text_is(query_bytes(q, "sealed"), g->sealed);

        if (id_same(&earlier, granter) && same)
            *out = SAME;
        else if (id_same(member, granter) || id_same(&earlier, granter))
            *out = REPLACEABLE;
        else
            *out = CLOSED;
        break;
    }
    case QUERY_DONE: *out = NONE; break;
    case QUERY_CONFLICT:
    case QUERY_FAILED: e = query_err(q); break;
    }
    query_close(q);
    return e;
}

/* Only to somebody who is in the alliance: the row is made from membership. */
static const char grant_put_sql[] =
    "INSERT INTO secret_grant"
    " (conversation, epoch, member, granter, sealed, at_ms)"
    " SELECT a.conversation, CAST(? AS BIGINT), m.account, ?, ?,"
    "        CAST(? AS BIGINT)"
    "   FROM alliance a JOIN member m ON m.alliance = a.id"
    "  WHERE a.conversation = ? AND m.account = ? AND m.left_ms IS NULL"
    " ON CONFLICT (conversation, epoch, member) DO UPDATE SET"
    "  granter = excluded.granter, sealed = excluded.sealed,"
    "  at_ms = excluded.at_ms";

static enum err put_one(struct store_conn *c, const struct id *conversation,
                        const struct id *granter, const struct grant *g,
                        const struct id *member, int64_t now_ms)
{
    struct query *q = query_open(c, grant_put_sql);
    enum err e = ERR_OK;

    query_bind_int(q, g->epoch);
    query_bind_id(q, granter);
    query_bind_bytes(q, g->sealed);
    query_bind_int(q, now_ms);
    query_bind_id(q, conversation);
    query_bind_id(q, member);
    switch (query_step(q)) {
    case QUERY_ROW:
    case QUERY_DONE:
        if (query_changes(q) == 0)
            e = ERR_NOT_FOUND;
        break;
    case QUERY_CONFLICT: e = ERR_CONFLICT; break;
    case QUERY_FAILED: e = query_err(q); break;
    }
    query_close(q);
    return e;
}

enum err grants_put(struct store_conn *c, const struct id *conversation,
                    const struct id *granter, const struct id *newcomer,
                    const struct grants *grants, int64_t now_ms, bool *changed)
{
    *changed = false;
    for (size_t i = 0; i < grants->count; i++) {
        const struct grant *g = &grants->list[i];
        const struct id *member =
            id_is_none(&g->member) ? newcomer : &g->member;
        enum before before = NONE;
        enum err e = look_before(c, conversation, granter, g, member, &before);

        if (e != ERR_OK)
            return e;
        if (before == CLOSED)
            return ERR_CONFLICT;
        if (before == SAME)
            continue;
        e = put_one(c, conversation, granter, g, member, now_ms);
        if (e != ERR_OK)
            return e;
        *changed = true;
    }
    return ERR_OK;
}

static const char grants_list_sql[] =
    "SELECT epoch, member, granter, sealed FROM secret_grant"
    " WHERE conversation = ? AND member = ? ORDER BY epoch";

json_t *grants_json(struct store_conn *db, const struct id *conversation,
                    const struct id *member, enum err *err)
{
    struct query *q = query_open(db, grants_list_sql);
    json_t *list = json_array();
    enum query_result r;

    *err = ERR_OK;
    query_bind_id(q, conversation);
    query_bind_id(q, member);
    while ((r = query_step(q)) == QUERY_ROW) {
        json_t *o = json_object();
        struct id id = query_id(q, "member");

        json_put_int(o, "epoch", query_int(q, "epoch"));
        json_put_id(o, "member", &id);
        id = query_id(q, "granter");
        json_put_id(o, "granter", &id);
        json_put_bytes(o, "sealed", query_bytes(q, "sealed"));
        json_array_append_new(list, o);
    }
    if (r != QUERY_DONE) {
        *err = query_err(q);
        json_decref(list);
        list = NULL;
    }
    query_close(q);
    return list;
}

static const char grants_newest_sql[] =
    "SELECT COALESCE(MAX(epoch), 0) AS epoch FROM ("
    " SELECT epoch FROM secret_grant WHERE conversation = ?"
    " UNION ALL SELECT epoch FROM former_grant WHERE conversation = ?) g";

enum err grants_newest(struct store_conn *db, const struct id *conversation,
                       int64_t *epoch)
{
    struct query *q = query_open(db, grants_newest_sql);
    enum err e = ERR_OK;

    query_bind_id(q, conversation);
    query_bind_id(q, conversation);
    if (query_step(q) == QUERY_ROW)
        *epoch = query_int(q, "epoch");
    else
        e = query_err(q);
    query_close(q);
    return e;
}

static const char grants_left_hold_sql[] =
    "SELECT 1 AS held FROM alliance a"
    "  JOIN member m ON m.alliance = a.id AND m.left_ms IS NOT NULL"
    "  JOIN secret_grant g ON g.conversation = a.conversation"
    "   AND g.member = m.account AND g.epoch = ?"
    " WHERE a.conversation = ?";

enum err grants_left_hold(struct store_conn *db, const struct id *conversation,
                          int64_t epoch, bool *held)
{
    struct query *q = query_open(db, grants_left_hold_sql);
    enum query_result r;
    enum err e = ERR_OK;

    query_bind_int(q, epoch);
    query_bind_id(q, conversation);
    r = query_step(q);
    if (r == QUERY_ROW || r == QUERY_DONE)
        *held = r == QUERY_ROW;
    else
        e = query_err(q);
    query_close(q);
    return e;
}
