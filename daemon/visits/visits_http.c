/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/visits/visits_http.h"

#include "core/visit.h"
#include "daemon/alliances/event.h"
#include "daemon/alliances/member.h"
#include "daemon/base/json.h"
#include "daemon/base/log.h"
#include "daemon/base/zone.h"
#include "daemon/visits/chairs_store.h"
#include "daemon/visits/visits_json.h"
#include "daemon/visits/visits_store.h"
#include "daemon/visits/visits_write.h"

enum { BODY_MAX = 2048, MINUTES_MIN = 10, MINUTES_MAX = 180, DELAY_MAX = 60 };

#define MINUTE_MS INT64_C(60000)
#define PAST_MS (10 * MINUTE_MS)
#define AHEAD_MS (366 * 24 * 60 * MINUTE_MS)
#define TOLD_LATE_MS (7 * 24 * 60 * MINUTE_MS) /* a try that failed */

static enum err append(const struct visit_row *row, void *context)
{
    json_array_append_new(context, visits_json(row));
    return ERR_OK;
}

static enum err get_list(struct request *q, struct reply *a)
{
    struct text narrow = request_query(q, "alliance");
    json_t *visits = json_array();
    struct id alliance;
    struct member m;
    enum err e = ERR_OK;

    a->body = json_object();
    json_put_take(a->body, "visits", visits);
    if (narrow.ptr && !id_parse(narrow, &alliance)) {
        a->field = "alliance";
        a->wanted = "an id of 22 letters";
        return ERR_BAD_INPUT;
    }
    if (narrow.ptr)
        e = alliance_member_find(q->db, &alliance, &q->who.account, &m);
    if (e != ERR_OK)
        return e;
    return visits_list(q->db, q->arena, &q->who.account,
                       narrow.ptr ? &alliance : NULL, append, visits);
}

static enum err get_one(struct request *q, struct reply *a)
{
    struct visit_row row;
    struct member m;
    struct id id;
    enum err e = request_id(q, 0, &id);

    if (e == ERR_OK)
        e = visits_find(q->db, q->arena, &id, &row);
    if (e == ERR_OK)
        e = alliance_member_find(q->db, &row.alliance, &q->who.account, &m);
    if (e == ERR_OK)
        a->body = visits_json(&row);
    return e;
}

/* "now" is the minute that has begun: what people agree on has no seconds. */
static void read_now(struct request *q, struct json_reader *r,
                     struct visit_row *row)
{
    int64_t starts_ms = q->now_ms - q->now_ms % MINUTE_MS;
    char wall[WALL_LETTERS + 1];

    if (zone_from_utc(row->zone, starts_ms, wall) != ZONE_OK) {
        json_read_refuse(r, "zone", "a zone like Europe/Vienna");
        return;
    }
    row->wall = arena_text(q->arena, (struct text){ wall, WALL_LETTERS });
    row->plan.starts_ms = starts_ms;
}

/* A wall time that the clock skips that night is refused: nobody can have
 * agreed on it. */
static void read_wall(struct request *q, struct json_reader *r,
                      struct visit_row *row)
{
    char shown[WALL_LETTERS + 1];
    int64_t starts_ms;

    switch (zone_to_utc(row->zone, row->wall, &starts_ms)) {
    case ZONE_UNKNOWN:
        json_read_refuse(r, "zone", "a zone like Europe/Vienna");
        return;
    case ZONE_BAD_WALL:
        json_read_refuse(r, "wall", "a time like 2026-11-24T18:00, or now");
        return;
    case ZONE_OK: break;
    }
    if (zone_from_utc(row->zone, starts_ms, shown) != ZONE_OK ||
        !text_is(row->wall, (struct text){ shown, WALL_LETTERS })) {
        json_read_refuse(r, "wall", "a time that the clock does not skip");
        return;
    }
    if (starts_ms < q->now_ms - PAST_MS || starts_ms > q->now_ms + AHEAD_MS) {
        json_read_refuse(r, "wall", "from 10 minutes ago to a year ahead");
        return;
    }
    row->plan.starts_ms = starts_ms;
}

static enum err post_plan(struct request *q, struct reply *a)
{
    struct visit_booking b = { .now_ms = q->now_ms };
    struct visit_row *row = &b.row;
    struct json_reader r;
    enum err e;

    json_read_begin(&r, q->body, q->arena);
    row->id = id_new();
    row->alliance = json_read_id(&r, "alliance");
    row->planner = q->who.account;
    row->created_ms = q->now_ms;
    row->plan.minutes =
        (int32_t)json_read_int(&r, "minutes", MINUTES_MIN, MINUTES_MAX);
    row->medium = json_read_text(&r, "medium", 1, 16);
    if (!text_is(row->medium, TEXT("video")) &&
        !text_is(row->medium, TEXT("voice")) &&
        !text_is(row->medium, TEXT("text")))
        json_read_refuse(&r, "medium", "video, voice or text");
    row->zone = json_read_text(&r, "zone", 1, ZONE_MAX);
    row->wall = json_read_text(&r, "wall", 1, 64);
    if (!r.field && text_is(row->wall, TEXT("now")))
        read_now(q, &r, row);
    else if (!r.field)
        read_wall(q, &r, row);
    if (json_read_end(&r) != ERR_OK) {
        a->field = r.field;
        a->wanted = r.wanted;
        return ERR_BAD_INPUT;
    }
    if (!row->wall.ptr)
        return ERR_FULL;

    e = event_do(q->writer, q->hub, visits_write_booking, &b);
    a->text = b.text;
    if (e == ERR_OK)
        a->body = visits_json(row);
    return e;
}

static enum err post_event(struct request *q, struct reply *a)
{
    struct visit_step s = { .by = q->who.account, .arena = q->arena };
    struct json_reader r;
    struct text event;
    enum err e = request_id(q, 0, &s.id);

    if (e != ERR_OK)
        return e;
    json_read_begin(&r, q->body, q->arena);
    event = json_read_text(&r, "event", 1, 16);
    if (!visit_event_parse(event, &s.kind) ||
        !visit_event_is_for_people(s.kind))
        json_read_refuse(&r, "event",
                         "arrive, leave, admit, put_back, end, cancel or "
                         "trouble");
    if (json_read_has(&r, "whom"))
        s.whom = json_read_id(&r, "whom");
    s.ago_ms = json_read_has(&r, "ago_ms")
                   ? json_read_int(&r, "ago_ms", 0, TOLD_LATE_MS)
                   : 0;
    if (!r.field && s.ago_ms != 0 && s.kind != VISIT_TROUBLE)
        json_read_refuse(&r, "ago_ms", "nothing, but for trouble");
    if (json_read_end(&r) != ERR_OK) {
        a->field = r.field;
        a->wanted = r.wanted;
        return ERR_BAD_INPUT;
    }

    e = event_do(q->writer, q->hub, visits_write_step, &s);
    if (s.no_whom) {
        a->field = "whom";
        a->wanted = "the account of a client of this session";
    }
    if (e != ERR_OK)
        return e;
    if (s.rule != VISIT_OK) {
        a->field = visit_rule_name(s.rule);
        a->text = visits_rule_text(s.rule);
        return ERR_CONFLICT;
    }
    a->body = visits_json(&s.after);
    return ERR_OK;
}

static enum err post_delay(struct request *q, struct reply *a)
{
    struct visit_delay l = { .by = q->who.account, .arena = q->arena };
    struct json_reader r;
    enum err e = request_id(q, 0, &l.id);

    if (e != ERR_OK)
        return e;
    json_read_begin(&r, q->body, q->arena);
    l.minutes = (int32_t)json_read_int(&r, "minutes", 0, DELAY_MAX);
    if (json_read_end(&r) != ERR_OK) {
        a->field = r.field;
        a->wanted = r.wanted;
        return ERR_BAD_INPUT;
    }
    e = event_do(q->writer, q->hub, visits_write_delay, &l);
    if (e != ERR_OK)
        return e;
    if (l.rule != VISIT_OK) {
        a->field = visit_rule_name(l.rule);
        a->text = visits_rule_text(l.rule);
        return ERR_CONFLICT;
    }
    a->body = visits_json(&l.after);
    return ERR_OK;
}

const struct route visits_routes[] = {
    { METHOD_POST, "/api/visits", WHO_THERAPIST, BODY_MAX, post_plan },
    { METHOD_GET, "/api/visits", WHO_SIGNED_IN, 0, get_list },
    { METHOD_GET, "/api/visits/:id", WHO_SIGNED_IN, 0, get_one },
    { METHOD_POST, "/api/visits/:id/events", WHO_SIGNED_IN, BODY_MAX,
      post_event },
    { METHOD_POST, "/api/visits/:id/delay", WHO_THERAPIST, BODY_MAX,
      post_delay },
    { 0 },
};

struct absence {
    struct request *q;
    const struct id *account;
    struct visit_change changes[8];
    size_t count;
};

static enum err note_absence(const struct visit_row *row, void *context)
{
    struct absence *ab = context;
    const int32_t chair = chairs_find(row, ab->account);

    if (chair < 0 || !visit_is_there(&row->visit.chairs[chair]) ||
        ab->count == sizeof ab->changes / sizeof ab->changes[0])
        return ERR_OK;
    ab->changes[ab->count] = (struct visit_change){
        .id = row->id,
        .hub = ab->q->hub,
        .arena = ab->q->arena,
    };
    ab->changes[ab->count++].gone[chair] = true;
    return ERR_OK;
}

void visits_absent(struct request *q, const struct id *alliance,
                   const struct id *account)
{
    struct absence ab = { .q = q, .account = account };
    enum err e =
        visits_list_live_of(q->db, q->arena, alliance, note_absence, &ab);

    for (size_t i = 0; e == ERR_OK && i < ab.count; i++)
        e = event_do(q->writer, q->hub, visits_write_change, &ab.changes[i]);
    if (e != ERR_OK)
        log_line(LOG_WARN, "visits_absent_failed", "why", err_code(e), NULL);
}
