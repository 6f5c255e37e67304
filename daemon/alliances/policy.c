/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/alliances/policy.h"

#include "daemon/store/store.h"

/* Closes it. */
static enum err finish_changed(struct query *q)
{
    enum query_result r = query_step(q);
    enum err e = ERR_OK;

    if (r != QUERY_DONE)
        e = r == QUERY_CONFLICT ? ERR_CONFLICT : query_err(q);
    else if (query_changes(q) == 0)
        e = ERR_CONFLICT;
    query_close(q);
    return e;
}

static const char policy_put_sql[] =
    "INSERT INTO policy (alliance, message, seq)"
    " SELECT alliance, object, seq FROM event"
    "  WHERE alliance = ? AND object = ? AND sender = ?"
    "    AND kind = 'message' AND visit IS NULL"
    " ON CONFLICT (alliance) DO UPDATE SET"
    "  message = excluded.message, seq = excluded.seq"
    "  WHERE excluded.seq >= policy.seq";

enum err policy_put(struct store_conn *c, const struct id *alliance,
                    const struct id *therapist, const struct id *message)
{
    struct query *q = query_open(c, policy_put_sql);

    query_bind_id(q, alliance);
    query_bind_id(q, message);
    query_bind_id(q, therapist);
    return finish_changed(q);
}

static const char policy_agree_sql[] =
    "INSERT INTO policy_agreement (alliance, account, message, revision, at_ms)"
    " SELECT p.alliance, m.account, p.message, e.revision, CAST(? AS BIGINT)"
    "   FROM policy p"
    "   JOIN member m ON m.alliance = p.alliance AND m.account = ?"
    "   JOIN event e ON e.alliance = p.alliance AND e.object = p.message"
    "    AND e.kind = 'message'"
    "  WHERE p.alliance = ? AND p.message = ? AND e.revision = ?"
    " ON CONFLICT (alliance, account) DO UPDATE SET"
    "  message = excluded.message, revision = excluded.revision,"
    "  at_ms = excluded.at_ms";

enum err policy_agree(struct store_conn *c, const struct policy_agreement *a)
{
    struct query *q = query_open(c, policy_agree_sql);

    query_bind_int(q, a->at_ms);
    query_bind_id(q, &a->account);
    query_bind_id(q, &a->alliance);
    query_bind_id(q, &a->message);
    query_bind_int(q, a->revision);
    return finish_changed(q);
}

static const char policy_holds_sql[] =
    "SELECT COUNT(*) AS clients, COUNT(g.account) AS agreed"
    "  FROM member m"
    "  LEFT JOIN policy p ON p.alliance = m.alliance"
    "  LEFT JOIN event e ON e.alliance = p.alliance AND e.object = p.message"
    "   AND e.kind = 'message'"
    "  LEFT JOIN policy_agreement g ON g.alliance = m.alliance"
    "   AND g.account = m.account AND g.message = p.message"
    "   AND g.revision = e.revision"
    " WHERE m.alliance = ? AND m.role = 'client' AND m.left_ms IS NULL";

enum err policy_holds(struct store_conn *db, const struct id *alliance,
                      bool *holds)
{
    struct query *q = query_open(db, policy_holds_sql);
    enum err e = ERR_OK;

    query_bind_id(q, alliance);
    if (query_step(q) == QUERY_ROW)
        *holds = query_int(q, "clients") == 2 && query_int(q, "agreed") == 2;
    else
        e = query_err(q);
    query_close(q);
    return e;
}
