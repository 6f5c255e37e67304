/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/alliances/former_grant.h"

#include "daemon/base/json.h"
#include "daemon/store/store.h"

static const char copy_sql[] =
    "INSERT INTO former_grant (account, n, conversation, epoch, granter,"
    "                          sealed)"
    " SELECT member, CAST(? AS BIGINT), conversation, epoch, granter, sealed"
    "   FROM secret_grant WHERE member = ?";
static const char delete_sql[] = "DELETE FROM secret_grant WHERE member = ?";

enum err former_grants_keep(struct store_conn *c, const struct id *account,
                            int64_t n)
{
    struct query *q = query_open(c, copy_sql);
    enum err e;

    query_bind_int(q, n);
    query_bind_id(q, account);
    if ((e = query_finish(q)) != ERR_OK)
        return e;
    q = query_open(c, delete_sql);
    query_bind_id(q, account);
    return query_finish(q);
}

static const char list_sql[] =
    "SELECT g.conversation AS conversation, g.epoch AS epoch,"
    "       g.granter AS granter, g.sealed AS sealed"
    "  FROM former_grant g"
    "  JOIN alliance a ON a.conversation = g.conversation"
    "  JOIN member m ON m.alliance = a.id AND m.account = g.account"
    " WHERE g.account = ? AND g.n = ? AND m.left_ms IS NULL"
    " ORDER BY g.conversation, g.epoch";

json_t *former_grants_json(struct store_conn *db, const struct id *account,
                           int64_t n, enum err *err)
{
    struct query *q = query_open(db, list_sql);
    json_t *list = json_array();
    enum query_result r;

    *err = ERR_OK;
    query_bind_id(q, account);
    query_bind_int(q, n);
    while ((r = query_step(q)) == QUERY_ROW) {
        json_t *o = json_object();
        struct id id = query_id(q, "conversation");

        json_put_id(o, "conversation", &id);
        json_put_int(o, "epoch", query_int(q, "epoch"));
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
