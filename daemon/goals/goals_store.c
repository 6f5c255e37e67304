/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/goals/goals_store.h"

#include <string.h>

#include "daemon/store/store.h"

static const char *const state_names[2][4] = {
    [GOAL_SORT_GOAL] = { "proposed", "agreed", "reached", "set_aside" },
    [GOAL_SORT_TASK] = { "proposed", "agreed", "done", "set_aside" },
};

const char *goal_state_name(enum goal_sort sort, enum goal_state state)
{
    return state_names[sort][state];
}

static struct text text_of(const char *s)
{
    return (struct text){ s, strlen(s) };
}

/* The table checks its states, so another word cannot be read. */
static enum goal_state state_of(enum goal_sort sort, struct text name)
{
    enum goal_state s = GOAL_PROPOSED;

    while (s < GOAL_SET_ASIDE && !text_is(name, text_of(state_names[sort][s])))
        s++;
    return s;
}

static const char *const sql_lock[2] = {
    [GOAL_SORT_GOAL] = "UPDATE goal SET revision = revision WHERE id = ?",
    [GOAL_SORT_TASK] = "UPDATE task SET revision = revision WHERE id = ?",
};

enum err goals_lock(struct store_conn *c, enum goal_sort sort,
                    const struct id *id)
{
    struct query *q = query_open(c, sql_lock[sort]);
    enum query_result r;
    enum err e;

    query_bind_id(q, id);
    r = query_step(q);
    if (r == QUERY_DONE)
        e = query_changes(q) == 1 ? ERR_OK : ERR_NOT_FOUND;
    else
        e = query_err(q);
    query_close(q);
    return e;
}

static const char *const kinds[2] = {
    [GOAL_SORT_GOAL] = "goal",
    [GOAL_SORT_TASK] = "task",
};

static const char sql_agreed[] =
    "SELECT account FROM agreement"
    " WHERE kind = ? AND object = ? AND revision = ?"
    " ORDER BY at_ms, account";

static enum err read_agreed(struct store_conn *c, struct goal *g)
{
    struct query *q = query_open(c, sql_agreed);
    enum query_result r;
    enum err e = ERR_OK;

    g->agreed_count = 0;
    query_bind_text(q, text_of(kinds[g->sort]));
    query_bind_id(q, &g->id);
    query_bind_int(q, g->revision);
    while ((r = query_step(q)) == QUERY_ROW)
        if (g->agreed_count < ALLIANCE_MEMBERS_MAX)
            g->agreed[g->agreed_count++] = query_id(q, "account");
    if (r != QUERY_DONE)
        e = query_err(q);
    query_close(q);
    return e;
}

static enum err read_row(struct query *q, struct arena *a, enum goal_sort sort,
                         struct goal *g)
{
    *g = (struct goal){
        .sort = sort,
        .id = query_id(q, "id"),
        .alliance = query_id(q, "alliance"),
        .writer = query_id(q, "writer"),
        .revision = query_int(q, "revision"),
        .sealed = arena_text(a, query_bytes(q, "sealed")),
        .state = state_of(sort, query_text(q, "state")),
        .agreed_ms =
            query_is_null(q, "agreed_ms") ? 0 : query_int(q, "agreed_ms"),
        .created_ms = query_int(q, "created_ms"),
        .changed_ms = query_int(q, "changed_ms"),
    };
    if (sort == GOAL_SORT_TASK && !query_is_null(q, "goal")) {
        g->serves = true;
        g->goal = query_id(q, "goal");
    }
    return g->sealed.ptr == NULL ? ERR_FULL : ERR_OK;
}

static const char *const sql_find[2] = {
    [GOAL_SORT_GOAL] = "SELECT * FROM goal WHERE id = ?",
    [GOAL_SORT_TASK] = "SELECT * FROM task WHERE id = ?",
};

enum err goals_find(struct store_conn *c, struct arena *a, enum goal_sort sort,
                    const struct id *id, struct goal *out)
{
    struct query *q = query_open(c, sql_find[sort]);
    enum query_result r;
    enum err e;

    query_bind_id(q, id);
    r = query_step(q);
    if (r == QUERY_ROW)
        e = read_row(q, a, sort, out);
    else
        e = r == QUERY_DONE ? ERR_NOT_FOUND : query_err(q);
    query_close(q);
    return e == ERR_OK ? read_agreed(c, out) : e;
}

static const char *const sql_list[2] = {
    [GOAL_SORT_GOAL] =
        "SELECT * FROM goal WHERE alliance = ? ORDER BY created_ms, id",
    [GOAL_SORT_TASK] =
        "SELECT * FROM task WHERE alliance = ? ORDER BY created_ms, id",
};

enum err goals_list(struct store_conn *c, struct arena *a, enum goal_sort sort,
                    const struct id *alliance, goals_each each, void *context)
{
    struct query *q = query_open(c, sql_list[sort]);
    enum query_result r;
    enum err e = ERR_OK;

    query_bind_id(q, alliance);
    while (e == ERR_OK && (r = query_step(q)) != QUERY_DONE) {
        struct goal g;
        if (r != QUERY_ROW) {
            e = query_err(q);
            break;
        }
        e = read_row(q, a, sort, &g);
        if (e == ERR_OK)
            e = read_agreed(c, &g);
        if (e == ERR_OK)
            e = each(&g, context);
    }
    query_close(q);
    return e;
}

static const char *const sql_count[2] = {
    [GOAL_SORT_GOAL] = "SELECT COUNT(*) AS n FROM goal"
                       " WHERE alliance = ? AND state IN"
                       " ('proposed', 'agreed')",
    [GOAL_SORT_TASK] = "SELECT COUNT(*) AS n FROM task"
                       " WHERE alliance = ? AND state IN"
                       " ('proposed', 'agreed')",
};

enum err goals_count_open(struct store_conn *c, enum goal_sort sort,
                          const struct id *alliance, int64_t *out)
{
    struct query *q = query_open(c, sql_count[sort]);
    enum err e = ERR_OK;

    query_bind_id(q, alliance);
    if (query_step(q) == QUERY_ROW)
        *out = query_int(q, "n");
    else
        e = query_err(q);
    query_close(q);
    return e;
}

static const char *const sql_add[2] = {
    [GOAL_SORT_GOAL] = "INSERT INTO goal (id, alliance, writer, revision,"
                       " sealed, state, agreed_ms, created_ms, changed_ms)"
                       " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    [GOAL_SORT_TASK] = "INSERT INTO task (id, alliance, goal, writer,"
                       " revision, sealed, state, agreed_ms, created_ms,"
                       " changed_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
};

static void bind_agreed(struct query *q, const struct goal *g)
{
    if (g->agreed_ms == 0)
        query_bind_null(q);
    else
        query_bind_int(q, g->agreed_ms);
}

enum err goals_add(struct store_conn *c, const struct goal *g)
{
    struct query *q = query_open(c, sql_add[g->sort]);

    query_bind_id(q, &g->id);
    query_bind_id(q, &g->alliance);
    if (g->sort == GOAL_SORT_TASK) {
        if (g->serves)
            query_bind_id(q, &g->goal);
        else
            query_bind_null(q);
    }
    query_bind_id(q, &g->writer);
    query_bind_int(q, g->revision);
    query_bind_bytes(q, g->sealed);
    query_bind_text(q, text_of(goal_state_name(g->sort, g->state)));
    bind_agreed(q, g);
    query_bind_int(q, g->created_ms);
    query_bind_int(q, g->changed_ms);
    return query_finish(q);
}

static const char *const sql_change[2] = {
    [GOAL_SORT_GOAL] = "UPDATE goal SET writer = ?, revision = ?, sealed = ?,"
                       " state = ?, agreed_ms = ?, changed_ms = ?"
                       " WHERE id = ?",
    [GOAL_SORT_TASK] = "UPDATE task SET writer = ?, revision = ?, sealed = ?,"
                       " state = ?, agreed_ms = ?, changed_ms = ?"
                       " WHERE id = ?",
};

enum err goals_change(struct store_conn *c, const struct goal *g)
{
    struct query *q = query_open(c, sql_change[g->sort]);

    query_bind_id(q, &g->writer);
    query_bind_int(q, g->revision);
    query_bind_bytes(q, g->sealed);
    query_bind_text(q, text_of(goal_state_name(g->sort, g->state)));
    bind_agreed(q, g);
    query_bind_int(q, g->changed_ms);
    query_bind_id(q, &g->id);
    return query_finish(q);
}

static const char sql_agree[] =
    "INSERT INTO agreement (kind, object, account, revision, at_ms)"
    " VALUES (?, ?, ?, ?, ?) ON CONFLICT (kind, object, account)"
    " DO UPDATE SET revision = excluded.revision, at_ms = excluded.at_ms";

enum err goals_agree(struct store_conn *c, const struct goal *g,
                     const struct id *account, int64_t at_ms)
{
    struct query *q = query_open(c, sql_agree);

    query_bind_text(q, text_of(kinds[g->sort]));
    query_bind_id(q, &g->id);
    query_bind_id(q, account);
    query_bind_int(q, g->revision);
    query_bind_int(q, at_ms);
    return query_finish(q);
}
