/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/visits/visits_store.h"

#include <string.h>

#include "daemon/base/log.h"
#include "daemon/store/store.h"
#include "daemon/visits/chairs_store.h"

/* What read_row reads. */
#define SELECT_VISIT                                                           \
    "SELECT visit.*" CHAIRS_COLUMNS                                            \
    ", CASE WHEN visit.state IN ('planned', 'open') AND EXISTS ("              \
    "SELECT 1 FROM visit_chair oc JOIN visit ov ON ov.id = oc.visit"           \
    " WHERE oc.account = c0.account AND oc.place = 0"                          \
    " AND oc.presence = 'in' AND ov.state = 'open' AND ov.id <> visit.id)"     \
    " THEN 1 ELSE 0 END AS is_elsewhere,"                                      \
    " (SELECT COALESCE(MAX(seq), 0) FROM event"                                \
    " WHERE event.alliance = visit.alliance) AS told_seq"                      \
    " FROM visit" CHAIRS_JOINS

static struct text text_of(const char *s)
{
    return (struct text){ s, strlen(s) };
}

static const char sql_lock[] =
    "UPDATE visit SET minutes = minutes WHERE id = ?";

enum err visits_lock(struct store_conn *c, const struct id *id)
{
    struct query *q = query_open(c, sql_lock);
    enum err e;

    query_bind_id(q, id);
    if (query_step(q) == QUERY_DONE)
        e = query_changes(q) == 1 ? ERR_OK : ERR_NOT_FOUND;
    else
        e = query_err(q);
    query_close(q);
    return e;
}

static int64_t ms_or_never(struct query *q, const char *column)
{
    return query_is_null(q, column) ? VISIT_NEVER : query_int(q, column);
}

static bool read_machine(struct query *q, struct visit_row *row)
{
    struct visit *v = &row->visit;

    v->outage = query_int(q, "outage") != 0;
    v->started_ms = ms_or_never(q, "started_ms");
    v->ended_ms = ms_or_never(q, "ended_ms");
    v->empty_ms = ms_or_never(q, "empty_ms");
    return visit_state_parse(query_text(q, "state"), &v->state) &&
           visit_why_parse(query_text(q, "why"), &v->why) &&
           chairs_read(q, row);
}

static enum err read_row(struct query *q, struct arena *a,
                         struct visit_row *row)
{
    *row = (struct visit_row){
        .id = query_id(q, "id"),
        .alliance = query_id(q, "alliance"),
        .planner = query_id(q, "planner"),
        .number = query_is_null(q, "number") ? 0 : query_int(q, "number"),
        .wall = arena_text(a, query_text(q, "wall")),
        .zone = arena_text(a, query_text(q, "zone")),
        .medium = arena_text(a, query_text(q, "medium")),
        .plan = { .starts_ms = query_int(q, "starts_ms"),
                  .minutes = (int32_t)query_int(q, "minutes"),
                  .lost_ms = query_int(q, "lost_ms") },
        .delay_minutes = (int32_t)query_int(q, "delay_minutes"),
        .is_elsewhere = query_int(q, "is_elsewhere") != 0,
        .told_seq = query_int(q, "told_seq"),
        .created_ms = query_int(q, "created_ms"),
    };
    if (!read_machine(q, row) || !visit_is_possible(&row->plan, &row->visit)) {
        char id[ID_LETTERS + 1];
        id_format(&row->id, id);
        log_line(LOG_ERROR, "visit_row_impossible", "visit", id, NULL);
        return ERR_INTERNAL;
    }
    if (!row->wall.ptr || !row->zone.ptr || !row->medium.ptr)
        return ERR_FULL;
    return ERR_OK;
}

static const char sql_find[] = SELECT_VISIT " WHERE visit.id = ?";

enum err visits_find(struct store_conn *c, struct arena *a, const struct id *id,
                     struct visit_row *out)
{
    struct query *q = query_open(c, sql_find);
    enum query_result r;
    enum err e;

    query_bind_id(q, id);
    r = query_step(q);
    if (r == QUERY_ROW)
        e = read_row(q, a, out);
    else
        e = r == QUERY_DONE ? ERR_NOT_FOUND : query_err(q);
    query_close(q);
    return e;
}

static enum err read_all(struct query *q, struct arena *a, visits_each each,
                         void *context)
{
    enum query_result r;
    enum err e = ERR_OK;

    while (e == ERR_OK && (r = query_step(q)) != QUERY_DONE) {
        struct visit_row row;
        e = r == QUERY_ROW ? read_row(q, a, &row) : query_err(q);
        if (e == ERR_OK)
            e = each(&row, context);
    }
    query_close(q);
    return e;
}

static const char sql_list[] = SELECT_VISIT
    " JOIN member ON member.alliance = visit.alliance"
    " WHERE member.account = ? AND member.left_ms IS NULL"
    " ORDER BY visit.starts_ms DESC, visit.created_ms DESC LIMIT ?";

static const char sql_list_of[] = SELECT_VISIT
    " JOIN member ON member.alliance = visit.alliance"
    " WHERE member.account = ? AND member.left_ms IS NULL"
    " AND visit.alliance = ?"
    " ORDER BY visit.starts_ms DESC, visit.created_ms DESC LIMIT ?";

enum err visits_list(struct store_conn *c, struct arena *a,
                     const struct id *account, const struct id *alliance,
                     visits_each each, void *context)
{
    struct query *q = query_open(c, alliance ? sql_list_of : sql_list);

    query_bind_id(q, account);
    if (alliance)
        query_bind_id(q, alliance);
    query_bind_int(q, VISITS_LIST_MAX);
    return read_all(q, a, each, context);
}

static const char sql_live[] = SELECT_VISIT
    " WHERE visit.state IN ('planned', 'open') ORDER BY visit.starts_ms";

enum err visits_list_live(struct store_conn *c, struct arena *a,
                          visits_each each, void *context)
{
    return read_all(query_open(c, sql_live), a, each, context);
}

static const char sql_live_of[] = SELECT_VISIT
    " WHERE visit.alliance = ? AND visit.state IN ('planned', 'open')"
    " ORDER BY visit.starts_ms";

enum err visits_list_live_of(struct store_conn *c, struct arena *a,
                             const struct id *alliance, visits_each each,
                             void *context)
{
    struct query *q = query_open(c, sql_live_of);

    query_bind_id(q, alliance);
    return read_all(q, a, each, context);
}

static void bind_ms(struct query *q, int64_t ms)
{
    if (ms == VISIT_NEVER)
        query_bind_null(q);
    else
        query_bind_int(q, ms);
}

/* In the order of both statements below. */
static void bind_machine(struct query *q, const struct visit_row *row)
{
    const struct visit *v = &row->visit;

    if (row->number == 0)
        query_bind_null(q);
    else
        query_bind_int(q, row->number);
    query_bind_text(q, text_of(visit_state_name(v->state)));
    query_bind_int(q, v->outage);
    query_bind_int(q, row->delay_minutes);
    query_bind_text(q, text_of(visit_why_name(v->why)));
    bind_ms(q, v->started_ms);
    bind_ms(q, v->ended_ms);
    bind_ms(q, v->empty_ms);
}

static const char sql_add[] =
    "INSERT INTO visit (number, state, outage, delay_minutes, why, started_ms,"
    " ended_ms, empty_ms, id, alliance, planner, wall, zone, starts_ms,"
    " minutes, medium, created_ms)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

enum err visits_add(struct store_conn *c, const struct visit_row *row)
{
    struct query *q = query_open(c, sql_add);
    enum err e;

    bind_machine(q, row);
    query_bind_id(q, &row->id);
    query_bind_id(q, &row->alliance);
    query_bind_id(q, &row->planner);
    query_bind_text(q, row->wall);
    query_bind_text(q, row->zone);
    query_bind_int(q, row->plan.starts_ms);
    query_bind_int(q, row->plan.minutes);
    query_bind_text(q, row->medium);
    query_bind_int(q, row->created_ms);
    e = query_finish(q);
    return e == ERR_OK ? chairs_write(c, row) : e;
}

static const char sql_change[] =
    "UPDATE visit SET number = ?, state = ?, outage = ?, delay_minutes = ?,"
    " why = ?, started_ms = ?, ended_ms = ?, empty_ms = ? WHERE id = ?";

enum err visits_change(struct store_conn *c, const struct visit_row *row)
{
    struct query *q = query_open(c, sql_change);
    enum err e;

    bind_machine(q, row);
    query_bind_id(q, &row->id);
    e = query_finish(q);
    return e == ERR_OK ? chairs_write(c, row) : e;
}

static const char sql_waiting[] =
    "SELECT visit.id AS id, visit.alliance AS alliance FROM visit"
    " JOIN visit_chair c0 ON c0.visit = visit.id AND c0.place = 0"
    " WHERE c0.account = ? AND visit.id <> ? AND visit.state = 'planned'"
    " AND EXISTS (SELECT 1 FROM visit_chair c WHERE c.visit = visit.id"
    " AND c.presence = 'waiting') ORDER BY visit.starts_ms LIMIT ?";

enum err visits_list_waiting(struct store_conn *c, const struct id *therapist,
                             const struct id *but,
                             struct visit_ref out[VISITS_WAITING_MAX],
                             size_t *count)
{
    struct query *q = query_open(c, sql_waiting);
    enum query_result r;
    enum err e;

    *count = 0;
    query_bind_id(q, therapist);
    query_bind_id(q, but);
    query_bind_int(q, VISITS_WAITING_MAX);
    while ((r = query_step(q)) == QUERY_ROW)
        out[(*count)++] =
            (struct visit_ref){ query_id(q, "id"), query_id(q, "alliance") };
    e = r == QUERY_DONE ? ERR_OK : query_err(q);
    query_close(q);
    return e;
}

static const char sql_next_number[] =
    "SELECT COALESCE(MAX(number), 0) + 1 AS n FROM visit WHERE alliance = ?";

enum err visits_next_number(struct store_conn *c, const struct id *alliance,
                            int64_t *out)
{
    struct query *q = query_open(c, sql_next_number);
    enum err e = ERR_OK;

    query_bind_id(q, alliance);
    if (query_step(q) == QUERY_ROW)
        *out = query_int(q, "n");
    else
        e = query_err(q);
    query_close(q);
    return e;
}

static const char sql_lock_therapist[] =
    "UPDATE account SET created_ms = created_ms WHERE id = ?";

enum err visits_lock_therapist(struct store_conn *c, const struct id *account)
{
    struct query *q = query_open(c, sql_lock_therapist);

    query_bind_id(q, account);
    return query_finish(q);
}

/* An open one may have begun early, and may run late. */
static const char sql_booked[] =
    "SELECT COUNT(*) AS n FROM visit JOIN member"
    " ON member.alliance = visit.alliance"
    " WHERE member.account = ? AND member.role = 'therapist'"
    " AND member.left_ms IS NULL AND visit.state IN ('planned', 'open')"
    " AND CASE WHEN visit.started_ms < visit.starts_ms"
    "     THEN visit.started_ms ELSE visit.starts_ms END < ?"
    " AND (visit.starts_ms + visit.minutes * 60000 > ? OR visit.state = ?)";

enum err visits_is_booked(struct store_conn *c, const struct id *therapist,
                          int64_t from_ms, int64_t to_ms, int64_t now_ms,
                          bool *out)
{
    struct query *q = query_open(c, sql_booked);
    enum err e = ERR_OK;

    query_bind_id(q, therapist);
    query_bind_int(q, to_ms);
    query_bind_int(q, from_ms);
    query_bind_text(q, now_ms > from_ms ? TEXT("open") : TEXT(""));
    if (query_step(q) == QUERY_ROW)
        *out = query_int(q, "n") > 0;
    else
        e = query_err(q);
    query_close(q);
    return e;
}
