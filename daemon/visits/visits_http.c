/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/visits/visits_http.h"

#include "core/visit.h"
#include "daemon/alliances/event.h"
#include "daemon/alliances/member.h"
#include "daemon/base/json.h"
#include "daemon/base/log.h"
#include "daemon/base/zone.h"
#include "daemon/visits/visits_store.h"
#include "daemon/visits/visits_write.h"

enum { BODY_MAX = 2048, MINUTES_MIN = 10, MINUTES_MAX = 180 };

#define MINUTE_MS INT64_C(60000)
#define PAST_MS (10 * MINUTE_MS)
#define AHEAD_MS (366 * 24 * 60 * MINUTE_MS)

static void put_ms(json_t *o, const char *field, int64_t ms)
{
    if (ms == VISIT_NEVER)
        json_put_null(o, field);
    else
        json_put_int(o, field, ms);
}

static void put_word(json_t *o, const char *field, const char *word)
{
    json_put_take(o, field, json_string(word));
}

static json_t *visit_json(const struct visit_row *row)
{
    const struct visit *v = &row->visit;
    json_t *o = json_object();

    json_put_id(o, "id", &row->id);
    json_put_id(o, "alliance", &row->alliance);
    if (row->number == 0)
        json_put_null(o, "number");
    else
        json_put_int(o, "number", row->number);
    json_put_text(o, "wall", row->wall);
    json_put_text(o, "zone", row->zone);
    json_put_int(o, "starts_ms", row->plan.starts_ms);
    json_put_int(o, "minutes", row->plan.minutes);
    json_put_text(o, "medium", row->medium);
    put_word(o, "state", visit_state_name(v->state));
    put_word(o, "client_presence",
             visit_presence_name(v->presence[VISIT_CLIENT]));
    put_word(o, "therapist_presence",
             visit_presence_name(v->presence[VISIT_THERAPIST]));
    put_ms(o, "started_ms", v->started_ms);
    put_ms(o, "ended_ms", v->ended_ms);
    json_put_int(o, "lost_ms", row->plan.lost_ms);
    put_word(o, "why", visit_why_name(v->why));
    return o;
}

static enum err append(const struct visit_row *row, void *context)
{
    json_array_append_new(context, visit_json(row));
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
        a->body = visit_json(&row);
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
    visit_init(&row->visit);
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
        a->body = visit_json(row);
    return e;
}

static const char *rule_text(enum visit_rule rule)
{
    switch (rule) {
    case VISIT_OK: return NULL;
    case VISIT_TOO_EARLY: return "The room opens 30 minutes before the start.";
    case VISIT_TIME_IS_OVER: return "The time of this session is over.";
    case VISIT_IS_OVER: return "This session is over.";
    case VISIT_ONLY_THERAPIST: return "Only the therapist can do this.";
    case VISIT_ONLY_PLANNED:
        return "This can be done only before the session has begun.";
    case VISIT_ONLY_OPEN: return "The session has not begun yet.";
    case VISIT_THERAPIST_NOT_IN: return "Come into the room first.";
    case VISIT_NOBODY_WAITING: return "Nobody is waiting.";
    case VISIT_NOBODY_IN: return "Nobody is in the room.";
    }
    return NULL;
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
                         "arrive, leave, admit, put_back, end or cancel");
    if (json_read_end(&r) != ERR_OK) {
        a->field = r.field;
        a->wanted = r.wanted;
        return ERR_BAD_INPUT;
    }

    e = event_do(q->writer, q->hub, visits_write_step, &s);
    if (e != ERR_OK)
        return e;
    if (s.rule != VISIT_OK) {
        a->field = visit_rule_name(s.rule);
        a->text = rule_text(s.rule);
        return ERR_CONFLICT;
    }
    a->body = visit_json(&s.after);
    return ERR_OK;
}

const struct route visits_routes[] = {
    { METHOD_POST, "/api/visits", WHO_THERAPIST, BODY_MAX, post_plan },
    { METHOD_GET, "/api/visits", WHO_SIGNED_IN, 0, get_list },
    { METHOD_GET, "/api/visits/:id", WHO_SIGNED_IN, 0, get_one },
    { METHOD_POST, "/api/visits/:id/events", WHO_SIGNED_IN, BODY_MAX,
      post_event },
    { 0 },
};

struct absence {
    struct request *q;
    enum visit_role role;
    struct visit_change changes[8];
    size_t count;
};

static enum err note_absence(const struct visit_row *row, void *context)
{
    struct absence *ab = context;

    if (row->visit.presence[ab->role] == VISIT_AWAY ||
        ab->count == sizeof ab->changes / sizeof ab->changes[0])
        return ERR_OK;
    ab->changes[ab->count] = (struct visit_change){
        .id = row->id,
        .hub = ab->q->hub,
        .arena = ab->q->arena,
    };
    ab->changes[ab->count++].gone[ab->role] = true;
    return ERR_OK;
}

void visits_absent(struct request *q, const struct id *alliance,
                   const struct id *account)
{
    struct absence ab = { .q = q };
    struct member m;
    enum err e = alliance_member_find(q->db, alliance, account, &m);

    if (e == ERR_NOT_FOUND)
        return;
    if (e == ERR_OK) {
        ab.role = m.role == ROLE_THERAPIST ? VISIT_THERAPIST : VISIT_CLIENT;
        e = visits_list_live_of(q->db, q->arena, alliance, note_absence, &ab);
    }
    for (size_t i = 0; e == ERR_OK && i < ab.count; i++)
        e = event_do(q->writer, q->hub, visits_write_change, &ab.changes[i]);
    if (e != ERR_OK)
        log_line(LOG_WARN, "visits_absent_failed", "why", err_code(e), NULL);
}
