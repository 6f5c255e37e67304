/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/alliances/release.h"

#include "daemon/accounts/account.h"
#include "daemon/base/arena.h"
#include "daemon/base/json.h"
#include "daemon/store/store.h"

/* Everybody whose word is needed, as `m`, for a joint_release `r`. */
#define NEEDED                                                                 \
    " FROM member m JOIN account p ON p.id = m.account"                        \
    "  LEFT JOIN joint_answer w ON w.joint_release = r.id"                     \
    "   AND w.account = m.account"                                             \
    " WHERE m.alliance = r.alliance AND m.role = 'client'"                     \
    "   AND m.account <> r.asker AND p.closed_ms IS NULL"                      \
    "   AND p.erased_ms IS NULL"

#define RELEASE_COLUMNS                                                        \
    "SELECT r.id AS id, r.alliance AS alliance, r.asker AS asker,"             \
    "       r.at_ms AS at_ms, r.used_ms AS used_ms,"                           \
    "  (SELECT COUNT(*)" NEEDED " AND w.yes IS NULL) AS missing,"              \
    "  (SELECT COUNT(*)" NEEDED " AND w.yes = 0) AS noes,"                     \
    "  (SELECT COALESCE(MAX(w.at_ms), r.at_ms)" NEEDED ") AS since_ms"         \
    "  FROM joint_release r"

#define HAS_PART                                                               \
    " (r.asker = ? OR EXISTS (SELECT 1 FROM member x"                          \
    "   WHERE x.alliance = r.alliance AND x.account = ?"                       \
    "     AND (x.role = 'client' OR x.left_ms IS NULL)))"

static void release_read(struct query *q, struct joint_release *out)
{
    *out = (struct joint_release){
        .id = query_id(q, "id"),
        .alliance = query_id(q, "alliance"),
        .asker = query_id(q, "asker"),
        .at_ms = query_int(q, "at_ms"),
        .facts = { .missing = (int)query_int(q, "missing"),
                   .noes = (int)query_int(q, "noes"),
                   .since_ms = query_int(q, "since_ms"),
                   .used = !query_is_null(q, "used_ms") },
    };
}

static const char release_find_sql[] =
    RELEASE_COLUMNS " WHERE r.id = ? AND" HAS_PART;

enum err release_find(struct store_conn *db, const struct id *id,
                      const struct id *account, struct joint_release *out)
{
    struct query *q = query_open(db, release_find_sql);
    enum query_result r;
    enum err e = ERR_OK;

    query_bind_id(q, id);
    query_bind_id(q, account);
    query_bind_id(q, account);
    r = query_step(q);
    if (r == QUERY_ROW)
        release_read(q, out);
    else
        e = r == QUERY_DONE ? ERR_NOT_FOUND : query_err(q);
    query_close(q);
    return e;
}

static const char answers_drop_sql[] =
    "DELETE FROM joint_answer WHERE joint_release IN"
    " (SELECT id FROM joint_release WHERE alliance = ? AND asker = ?"
    "   AND id <> ? AND used_ms IS NULL)";
static const char releases_drop_sql[] =
    "DELETE FROM joint_release WHERE alliance = ? AND asker = ?"
    " AND id <> ? AND used_ms IS NULL";
static const char release_add_sql[] =
    "INSERT INTO joint_release (id, alliance, asker, at_ms)"
    " VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET at_ms = excluded.at_ms"
    "  WHERE joint_release.asker = excluded.asker"
    "    AND joint_release.alliance = excluded.alliance"
    "    AND joint_release.used_ms IS NULL";

static enum err drop_earlier(struct store_conn *c, const char *sql,
                             const struct joint_release *r)
{
    struct query *q = query_open(c, sql);

    query_bind_id(q, &r->alliance);
    query_bind_id(q, &r->asker);
    query_bind_id(q, &r->id);
    return query_finish(q);
}

/* Closes it. ERR_CONFLICT when it changed nothing. */
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

enum err release_add(struct store_conn *c, const struct joint_release *r)
{
    enum err e = drop_earlier(c, answers_drop_sql, r);
    struct query *q;

    if (e == ERR_OK)
        e = drop_earlier(c, releases_drop_sql, r);
    if (e != ERR_OK)
        return e;
    q = query_open(c, release_add_sql);
    query_bind_id(q, &r->id);
    query_bind_id(q, &r->alliance);
    query_bind_id(q, &r->asker);
    query_bind_int(q, r->at_ms);
    return finish_changed(q);
}

static const char release_answer_sql[] =
    "INSERT INTO joint_answer (joint_release, account, yes, at_ms)"
    " SELECT r.id, m.account, CAST(? AS BIGINT), CAST(? AS BIGINT)"
    "   FROM joint_release r JOIN member m ON m.alliance = r.alliance"
    "  WHERE r.id = ? AND m.account = ? AND m.role = 'client'"
    "    AND m.account <> r.asker"
    " ON CONFLICT (joint_release, account) DO UPDATE SET"
    "  yes = excluded.yes, at_ms = excluded.at_ms";

enum err release_answer(struct store_conn *c, const struct joint_release *r,
                        const struct id *account, bool yes, int64_t now_ms)
{
    struct query *q;
    enum err e;

    if (r->facts.used)
        return ERR_CONFLICT;
    q = query_open(c, release_answer_sql);
    query_bind_int(q, yes ? 1 : 0);
    query_bind_int(q, now_ms);
    query_bind_id(q, &r->id);
    query_bind_id(q, account);
    e = finish_changed(q);
    return e == ERR_CONFLICT ? ERR_NOT_FOUND : e;
}

static const char release_use_sql[] =
    "UPDATE joint_release SET used_ms = ? WHERE id = ? AND used_ms IS NULL";

enum err release_use(struct store_conn *c, const struct joint_release *r,
                     int64_t now_ms)
{
    struct query *q;

    if (release_state_at(&r->facts, now_ms) != RELEASE_GOOD)
        return ERR_CONFLICT;
    q = query_open(c, release_use_sql);
    query_bind_int(q, now_ms);
    query_bind_id(q, &r->id);
    return finish_changed(q);
}

static const char answers_delete_sql[] =
    "DELETE FROM joint_answer WHERE joint_release = ?";
static const char release_delete_sql[] =
    "DELETE FROM joint_release WHERE id = ?";

enum err release_delete(struct store_conn *c, const struct id *id)
{
    struct query *q = query_open(c, answers_delete_sql);
    enum err e;

    query_bind_id(q, id);
    if ((e = query_finish(q)) != ERR_OK)
        return e;
    q = query_open(c, release_delete_sql);
    query_bind_id(q, id);
    return query_finish(q);
}

static const char answers_sql[] =
    "SELECT m.account AS account, w.yes AS yes, r.id AS id"
    "  FROM joint_release r JOIN member m ON m.alliance = r.alliance"
    "  JOIN account p ON p.id = m.account"
    "  LEFT JOIN joint_answer w ON w.joint_release = r.id"
    "   AND w.account = m.account"
    " WHERE r.id = ? AND m.role = 'client' AND m.account <> r.asker"
    "   AND p.closed_ms IS NULL AND p.erased_ms IS NULL"
    " ORDER BY m.joined_ms, m.account";

static enum err put_answers(struct store_conn *db, const struct id *id,
                            json_t *o)
{
    struct query *q = query_open(db, answers_sql);
    json_t *list = json_array();
    enum query_result r;
    enum err e = ERR_OK;

    query_bind_id(q, id);
    while ((r = query_step(q)) == QUERY_ROW) {
        struct id account = query_id(q, "account");
        json_t *one = json_object();

        json_put_id(one, "account", &account);
        if (query_is_null(q, "yes"))
            json_put_null(one, "yes");
        else
            json_put_bool(one, "yes", query_int(q, "yes") == 1);
        json_array_append_new(list, one);
    }
    if (r != QUERY_DONE)
        e = query_err(q);
    query_close(q);
    json_put_take(o, "answers", list);
    return e;
}

/* The name of whoever asks: one who left has no other way to know it. */
static enum err put_asker(struct store_conn *db, struct keeper *k,
                          struct arena *a, const struct id *asker, json_t *o)
{
    struct account account;
    struct text name = TEXT("");
    enum err e = account_find(db, asker, a, &account);

    json_put_id(o, "asker", asker);
    if (e == ERR_OK)
        e = account_name_unseal(k, asker, account.name_record, a, &name);
    if (e == ERR_NOT_FOUND || e == ERR_GONE)
        e = ERR_OK; /* erased */
    json_put_text(o, "name", name);
    return e;
}

static enum err release_json(struct store_conn *db, struct keeper *k,
                             struct arena *a, const struct joint_release *r,
                             int64_t now_ms, json_t *o)
{
    enum release_state state = release_state_at(&r->facts, now_ms);
    enum err e;

    json_put_id(o, "id", &r->id);
    json_put_id(o, "alliance", &r->alliance);
    json_put_int(o, "at_ms", r->at_ms);
    json_put_take(o, "state", json_string(release_state_name(state)));
    if (state == RELEASE_GOOD)
        json_put_int(o, "until_ms", r->facts.since_ms + RELEASE_GOOD_MS);
    else
        json_put_null(o, "until_ms");
    e = put_asker(db, k, a, &r->asker, o);
    return e == ERR_OK ? put_answers(db, &r->id, o) : e;
}

static const char releases_sql[] =
    RELEASE_COLUMNS " WHERE" HAS_PART " ORDER BY r.at_ms DESC, r.id LIMIT 16";

json_t *releases_json(struct store_conn *db, struct keeper *k, struct arena *a,
                      const struct id *account, int64_t now_ms, enum err *err)
{
    struct joint_release found[RELEASES_MOST];
    struct query *q = query_open(db, releases_sql);
    json_t *list = json_array();
    enum query_result r;
    size_t count = 0;

    *err = ERR_OK;
    query_bind_id(q, account);
    query_bind_id(q, account);
    while ((r = query_step(q)) == QUERY_ROW && count < RELEASES_MOST)
        release_read(q, &found[count++]);
    if (r == QUERY_CONFLICT || r == QUERY_FAILED)
        *err = query_err(q);
    query_close(q);
    for (size_t i = 0; *err == ERR_OK && i < count; i++) {
        json_t *o = json_object();

        *err = release_json(db, k, a, &found[i], now_ms, o);
        json_array_append_new(list, o);
    }
    if (*err == ERR_OK)
        return list;
    json_decref(list);
    return NULL;
}
