/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/alliances/member_keys.h"

#include <string.h>

#include "daemon/base/json.h"
#include "daemon/store/store.h"

/* Keys that members had before; what they wrote with them is still here. */
static const char former_sql[] =
    "SELECT m.alliance AS alliance, k.account AS account,"
    "       k.public_key AS public_key, k.until_ms AS until_ms"
    "  FROM member mine"
    "  JOIN member m ON m.alliance = mine.alliance"
    "  JOIN former_key k ON k.account = m.account"
    " WHERE mine.account = ? AND mine.left_ms IS NULL"
    " ORDER BY k.n";
/* The open way back of a client, for their therapist. */
static const char ways_back_sql[] =
    "SELECT m.alliance AS alliance, m.account AS account, w.id AS id,"
    "       w.opens_ms AS opens_ms, w.expires_ms AS expires_ms"
    "  FROM member mine"
    "  JOIN member m ON m.alliance = mine.alliance AND m.role = 'client'"
    "  JOIN way_back w ON w.account = m.account AND w.alliance = m.alliance"
    " WHERE mine.account = ? AND mine.left_ms IS NULL"
    "   AND mine.role = 'therapist' AND w.used_ms IS NULL"
    "   AND w.revoked_ms IS NULL AND w.expires_ms > ?";

/* The member a row is about. */
static json_t *member_of(json_t *by_id, struct query *q)
{
    struct id alliance = query_id(q, "alliance");
    struct id account = query_id(q, "account");
    char letters[ID_LETTERS + 1];
    json_t *entry, *m;
    size_t i;

    id_format(&alliance, letters);
    entry = json_object_get(by_id, letters);
    id_format(&account, letters);
    json_array_foreach(json_object_get(entry, "members"), i, m)
    {
        const char *its = json_string_value(json_object_get(m, "account"));

        if (its && strcmp(its, letters) == 0)
            return m;
    }
    return NULL;
}

static enum err add_former(struct store_conn *db, const struct id *me,
                           json_t *by_id)
{
    struct query *q = query_open(db, former_sql);
    enum query_result r;
    enum err e = ERR_OK;

    query_bind_id(q, me);
    while ((r = query_step(q)) == QUERY_ROW) {
        json_t *m = member_of(by_id, q), *o;

        if (m == NULL)
            continue;
        o = json_object();
        json_put_bytes(o, "public_key", query_bytes(q, "public_key"));
        json_put_int(o, "until_ms", query_int(q, "until_ms"));
        json_array_append_new(json_object_get(m, "former_keys"), o);
    }
    if (r != QUERY_DONE)
        e = query_err(q);
    query_close(q);
    return e;
}

static enum err add_ways_back(struct store_conn *db, const struct id *me,
                              int64_t now_ms, json_t *by_id)
{
    struct query *q = query_open(db, ways_back_sql);
    enum query_result r;
    enum err e = ERR_OK;

    query_bind_id(q, me);
    query_bind_int(q, now_ms);
    while ((r = query_step(q)) == QUERY_ROW) {
        json_t *m = member_of(by_id, q), *o;
        struct id id = query_id(q, "id");

        if (m == NULL)
            continue;
        o = json_object();
        json_put_id(o, "id", &id);
        json_put_int(o, "opens_ms", query_int(q, "opens_ms"));
        json_put_int(o, "expires_ms", query_int(q, "expires_ms"));
        json_put_take(m, "way_back", o);
    }
    if (r != QUERY_DONE)
        e = query_err(q);
    query_close(q);
    return e;
}

enum err member_keys_add(struct store_conn *db, const struct id *me,
                         int64_t now_ms, json_t *by_id)
{
    enum err e = add_former(db, me, by_id);

    return e == ERR_OK ? add_ways_back(db, me, now_ms, by_id) : e;
}
