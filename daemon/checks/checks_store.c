/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/checks/checks_store.h"

#include "daemon/store/store.h"

static const char sql_lock[] =
    "UPDATE visit SET minutes = minutes WHERE id = ?";

enum err checks_lock_visit(struct store_conn *c, const struct id *visit)
{
    struct query *q = query_open(c, sql_lock);
    enum err e;

    query_bind_id(q, visit);
    if (query_step(q) == QUERY_DONE)
        e = query_changes(q) == 1 ? ERR_OK : ERR_NOT_FOUND;
    else
        e = query_err(q);
    query_close(q);
    return e;
}

/* ended_ms counts only for a session that took place and is over. */
static const char sql_visit[] =
    "SELECT id AS visit, alliance, number,"
    " CASE WHEN state = 'ended' THEN ended_ms END AS ended_ms"
    " FROM visit WHERE id = ?";

static struct closing_visit read_visit(struct query *q)
{
    return (struct closing_visit){
        .id = query_id(q, "visit"),
        .alliance = query_id(q, "alliance"),
        .number = query_is_null(q, "number") ? 0 : query_int(q, "number"),
        .ended_ms = query_is_null(q, "ended_ms") ? 0 : query_int(q, "ended_ms"),
    };
}

enum err checks_find_visit(struct store_conn *c, const struct id *visit,
                           struct closing_visit *out)
{
    struct query *q = query_open(c, sql_visit);
    enum query_result r;
    enum err e = ERR_OK;

    query_bind_id(q, visit);
    r = query_step(q);
    if (r == QUERY_ROW)
        *out = read_visit(q);
    else
        e = r == QUERY_DONE ? ERR_NOT_FOUND : query_err(q);
    query_close(q);
    return e;
}

static enum err read_row(struct query *q, struct arena *a, struct closing *row)
{
    *row = (struct closing){
        .visit = read_visit(q),
        .account = query_id(q, "account"),
        .role = text_is(query_text(q, "role"), TEXT("therapist"))
                    ? ROLE_THERAPIST
                    : ROLE_CLIENT,
        .declined = text_is(query_text(q, "given"), TEXT("declined")),
        .kept = arena_text(a, query_bytes(q, "kept")),
        .at_ms = query_int(q, "at_ms"),
    };
    if (!query_is_null(q, "sealed")) {
        row->sealed = arena_text(a, query_bytes(q, "sealed"));
        if (!row->sealed.ptr)
            return ERR_FULL;
    }
    return row->kept.ptr ? ERR_OK : ERR_FULL;
}

static enum err read_all(struct query *q, struct arena *a, checks_each each,
                         void *context)
{
    enum query_result r;
    enum err e = ERR_OK;

    while (e == ERR_OK && (r = query_step(q)) != QUERY_DONE) {
        struct closing row;
        e = r == QUERY_ROW ? read_row(q, a, &row) : query_err(q);
        if (e == ERR_OK)
            e = each(&row, context);
    }
    query_close(q);
    return e;
}

static const char sql_of_visit[] =
    "SELECT c.visit, v.alliance, v.number,"
    " CASE WHEN v.state = 'ended' THEN v.ended_ms END AS ended_ms,"
    " c.account, c.role, c.state AS given, c.kept, c.sealed, c.at_ms"
    " FROM closing c JOIN visit v ON v.id = c.visit"
    " WHERE c.visit = ? ORDER BY c.at_ms, c.account";

enum err checks_list_of_visit(struct store_conn *c, struct arena *a,
                              const struct id *visit, checks_each each,
                              void *context)
{
    struct query *q = query_open(c, sql_of_visit);

    query_bind_id(q, visit);
    return read_all(q, a, each, context);
}

static const char sql_of_alliance[] =
    "SELECT c.visit, v.alliance, v.number,"
    " CASE WHEN v.state = 'ended' THEN v.ended_ms END AS ended_ms,"
    " c.account, c.role, c.state AS given, c.kept, c.sealed, c.at_ms"
    " FROM closing c JOIN visit v ON v.id = c.visit"
    " WHERE v.alliance = ?"
    " ORDER BY v.number, c.visit, c.at_ms, c.account";

enum err checks_list_of_alliance(struct store_conn *c, struct arena *a,
                                 const struct id *alliance, checks_each each,
                                 void *context)
{
    struct query *q = query_open(c, sql_of_alliance);

    query_bind_id(q, alliance);
    return read_all(q, a, each, context);
}

static const char sql_add[] =
    "INSERT INTO closing (visit, account, role, state, kept, sealed, at_ms)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)";

enum err checks_add(struct store_conn *c, const struct closing *row)
{
    struct query *q = query_open(c, sql_add);

    query_bind_id(q, &row->visit.id);
    query_bind_id(q, &row->account);
    query_bind_text(q, row->role == ROLE_THERAPIST ? TEXT("therapist")
                                                   : TEXT("client"));
    query_bind_text(q, row->declined ? TEXT("declined") : TEXT("answered"));
    query_bind_bytes(q, row->kept);
    if (row->sealed.len > 0)
        query_bind_bytes(q, row->sealed);
    else
        query_bind_null(q);
    query_bind_int(q, row->at_ms);
    return query_finish(q);
}

static const char *const sql_may_name[] = {
    [CHECK_GOAL] = "SELECT COUNT(*) AS n FROM goal"
                   " WHERE id = ? AND alliance = ? AND agreed_ms IS NOT NULL"
                   " AND (state = 'agreed' OR changed_ms >= ?)",
    [CHECK_TASK] = "SELECT COUNT(*) AS n FROM task"
                   " WHERE id = ? AND alliance = ? AND agreed_ms IS NOT NULL"
                   " AND (state = 'agreed' OR changed_ms >= ?)",
};

enum err checks_may_name(struct store_conn *c, enum check_object sort,
                         const struct id *id, const struct closing_visit *v,
                         bool *out)
{
    struct query *q = query_open(c, sql_may_name[sort]);
    enum err e = ERR_OK;

    query_bind_id(q, id);
    query_bind_id(q, &v->alliance);
    query_bind_int(q, v->ended_ms);
    if (query_step(q) == QUERY_ROW)
        *out = query_int(q, "n") > 0;
    else
        e = query_err(q);
    query_close(q);
    return e;
}
