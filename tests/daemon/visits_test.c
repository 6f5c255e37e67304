/* SPDX-License-Identifier: Apache-2.0 */
/* Sessions through the front door: planning without double booking, coming,
 * letting in, ending, and lines that go away. */
#include "tests/check.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "core/visit.h"
#include "daemon/base/clock.h"
#include "daemon/cli/house.h"
#include "daemon/net/server.h"
#include "daemon/store/store.h"
#include "daemon/store/writer.h"
#include "daemon/visits/visits_clock.h"
#include "daemon/visits/visits_http.h"
#include "tests/daemon/house.h"
#include "tests/daemon/session.h"

enum { MINUTE_MS = 60000, HOUR_MS = 3600000 };

static int plan(struct client *c, const char *alliance, const char *wall,
                const char *zone, int minutes)
{
    return client_post(c, "/api/visits", "{s:s, s:s, s:s, s:i, s:s}",
                       "alliance", alliance, "wall", wall, "zone", zone,
                       "minutes", minutes, "medium", "video");
}

/* The wall time in UTC this long from now. */
static const char *wall_in(int64_t ms)
{
    static _Thread_local char ring[8][32];
    static _Thread_local unsigned next;
    char *wall = ring[next++ % 8];
    time_t at = (time_t)((clock_now_ms() + ms) / 1000);
    struct tm tm;

    gmtime_r(&at, &tm);
    strftime(wall, sizeof ring[0], "%Y-%m-%dT%H:%M", &tm);
    return wall;
}

static int read_visit(struct client *c, const char *visit)
{
    return client_get(c, session_path(visit, ""));
}

static bool state_is(struct client *c, const char *visit, const char *state)
{
    CHECK(read_visit(c, visit) == 200);
    return strcmp(client_text(c, "state"), state) == 0;
}

static bool text_field_is(struct client *c, const char *field,
                          const char *value)
{
    return strcmp(client_text(c, field), value) == 0;
}

static const char *chair_text(struct client *c, size_t place, const char *field)
{
    const json_t *chairs = json_object_get(client_body(c), "chairs");
    const json_t *chair = json_array_get(chairs, place);
    const char *found = json_string_value(json_object_get(chair, field));

    return found ? found : "";
}

/* The therapist's chair is 0, the client's 1. */
static bool presence_is(struct client *c, size_t place, const char *presence)
{
    return strcmp(chair_text(c, place, "presence"), presence) == 0;
}

static bool is_null(struct client *c, const char *field)
{
    return json_is_null(json_object_get(client_body(c), field));
}

static size_t list_len(struct client *c, const char *path)
{
    CHECK(client_get(c, path) == 200);
    return json_array_size(json_object_get(client_body(c), "visits"));
}

TEST_HOUSES(a_session_goes_from_planned_to_ended)
{
    struct pair p;
    char visit[32];
    int64_t now_ms = clock_now_ms();

    test_pair(t, &p);
    struct client *th = p.therapist.client, *cl = p.client.client;
    session_plan_now(&p, visit);
    CHECK(text_field_is(th, "state", "planned"));
    CHECK(text_field_is(th, "zone", "Europe/Vienna"));
    CHECK(text_field_is(th, "why", "planned"));
    CHECK(is_null(th, "number") && is_null(th, "started_ms"));
    CHECK(client_int(th, "starts_ms") % MINUTE_MS == 0);
    CHECK(client_int(th, "starts_ms") > now_ms - MINUTE_MS);
    CHECK(strlen(client_text(th, "wall")) == 16);

    CHECK(session_event(cl, visit, "arrive") == 200);
    CHECK(presence_is(cl, 1, "waiting"));
    CHECK(session_event(th, visit, "arrive") == 200);
    CHECK(presence_is(th, 0, "in"));
    CHECK(text_field_is(th, "state", "planned"));
    CHECK(session_event(th, visit, "admit") == 200);
    CHECK(text_field_is(th, "state", "open"));
    CHECK(presence_is(th, 1, "in"));
    CHECK(client_int(th, "number") == 1);
    CHECK(client_int(th, "started_ms") >= now_ms);
    CHECK(session_event(cl, visit, "leave") == 200);
    CHECK(presence_is(cl, 1, "away"));
    CHECK(text_field_is(cl, "state", "open"));
    CHECK(session_event(cl, visit, "arrive") == 200);
    CHECK(presence_is(cl, 1, "in"));

    CHECK(session_event(th, visit, "end") == 200);
    CHECK(text_field_is(th, "state", "ended"));
    CHECK(client_int(th, "ended_ms") >= client_int(th, "started_ms"));
    CHECK(session_event(cl, visit, "arrive") == 409);
    assert_string_equal(client_field(cl), "is_over");

    session_hold(&p, visit);
    CHECK(read_visit(cl, visit) == 200);
    CHECK(client_int(cl, "number") == 2);
    test_pair_free(&p);
}

TEST_HOUSES(what_was_agreed_is_kept_and_meant_in_its_zone)
{
    struct pair p;
    const char *wall = wall_in(INT64_C(40) * 24 * HOUR_MS);
    int64_t utc_ms, kabul_ms;

    test_pair(t, &p);
    struct client *th = p.therapist.client;
    CHECK(plan(th, p.alliance, wall, "Etc/UTC", 50) == 200);
    CHECK(text_field_is(th, "wall", wall));
    utc_ms = client_int(th, "starts_ms");
    CHECK(plan(th, p.alliance, wall, "Asia/Kabul", 50) == 200);
    CHECK(text_field_is(th, "zone", "Asia/Kabul"));
    kabul_ms = client_int(th, "starts_ms");
    CHECK(utc_ms - kabul_ms == 4 * HOUR_MS + 30 * MINUTE_MS);
    test_pair_free(&p);
}

/* The night in the year to come in which Vienna's clocks go from 2 to 3. */
static const char *skipped_wall(void)
{
    static char wall[32];
    time_t at = (time_t)(clock_now_ms() / 1000) + 2 * 86400;
    struct tm tm;

    for (;; at += 86400) {
        gmtime_r(&at, &tm);
        if (tm.tm_mon == 2 && tm.tm_wday == 0 && tm.tm_mday >= 25)
            break;
    }
    strftime(wall, sizeof wall, "%Y-%m-%dT02:30", &tm);
    return wall;
}

TEST_HOUSES(a_plan_that_cannot_be_meant_names_its_field)
{
    const struct {
        const char *wall, *zone;
        int minutes;
        const char *field;
    } rows[] = {
        { "2026-11-24", "Europe/Vienna", 50, "wall" },
        { "2026-11-24 18:00", "Europe/Vienna", 50, "wall" },
        { "2027-02-29T18:00", "Europe/Vienna", 50, "wall" },
        { "2027-02-20T24:00", "Europe/Vienna", 50, "wall" },
        { "+027-02-20T10:00", "Europe/Vienna", 50, "wall" },
        { "tomorrow", "Europe/Vienna", 50, "wall" },
        { "", "Europe/Vienna", 50, "wall" },
        { skipped_wall(), "Europe/Vienna", 50, "wall" },
        { wall_in(-12 * MINUTE_MS), "Etc/UTC", 50, "wall" },
        { wall_in(INT64_C(368) * 24 * HOUR_MS), "Etc/UTC", 50, "wall" },
        { "now", "Europe/Wien", 50, "zone" },
        { "now", "", 50, "zone" },
        { "now", "../../etc/passwd", 50, "zone" },
        { "now", "/etc/localtime", 50, "zone" },
        { wall_in(HOUR_MS), "Mars/Olympus", 50, "zone" },
        { "now", "Etc/UTC", 9, "minutes" },
        { "now", "Etc/UTC", 181, "minutes" },
        { "now", "Etc/UTC", -50, "minutes" },
    };
    struct pair p;

    test_pair(t, &p);
    struct client *th = p.therapist.client;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        CHECK(plan(th, p.alliance, rows[i].wall, rows[i].zone,
                   rows[i].minutes) == 400);
        assert_string_equal(client_field(th), rows[i].field);
    }
    CHECK(list_len(th, "/api/visits") == 0);
    CHECK(plan(th, p.alliance, wall_in(-8 * MINUTE_MS), "Etc/UTC", 10) == 200);
    CHECK(plan(th, p.alliance, wall_in(INT64_C(364) * 24 * HOUR_MS), "Etc/UTC",
               180) == 200);
    test_pair_free(&p);
}

TEST_HOUSES(a_body_that_is_not_a_plan_is_refused)
{
    static const char *const bodies[] = {
        "",
        "{",
        "[]",
        "7",
        "{}",
        "{\"alliance\":\"AAAAAAAAAAAAAAAAAAAAAA\",\"wall\":\"now\",\"zone\":"
        "\"Etc/UTC\",\"minutes\":50,\"medium\":\"smoke\"}",
        "{\"alliance\":\"AAAAAAAAAAAAAAAAAAAAAA\",\"wall\":\"now\",\"zone\":"
        "\"Etc/UTC\",\"minutes\":50,\"medium\":\"video\",\"price\":1}",
        "{\"alliance\":\"AAAAAAAAAAAAAAAAAAAAAA\",\"wall\":\"now\",\"zone\":"
        "\"Etc/UTC\",\"minutes\":\"50\",\"medium\":\"video\"}",
        "{\"alliance\":\"AAAAAAAAAAAAAAAAAAAAAA\",\"wall\":\"now\",\"zone\":"
        "\"Etc/UTC\",\"minutes\":50.0,\"medium\":\"video\"}",
        "{\"alliance\":\"AAAAAAAAAAAAAAAAAAAAAA\",\"wall\":\"now\",\"zone\":"
        "\"Etc/UTC\",\"minutes\":50505050505050505050,\"medium\":\"video\"}",
        "{\"alliance\":\"AAAAAAAAAAAAAAAAAAAAAA\",\"wall\":7,\"zone\":"
        "\"Etc/UTC\",\"minutes\":50,\"medium\":\"video\"}",
        "{\"alliance\":\"\xc3\x28\",\"wall\":\"now\",\"zone\":"
        "\"Etc/UTC\",\"minutes\":50,\"medium\":\"video\"}",
        "{\"alliance\":\"now\",\"wall\":\"now\",\"zone\":"
        "\"Etc/UTC\",\"minutes\":50,\"medium\":\"video\"}",
    };
    struct pair p;
    char visit[32];

    test_pair(t, &p);
    struct client *th = p.therapist.client;
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++)
        CHECK(client_raw(th, "POST", "/api/visits", bodies[i]) == 400);

    session_plan_now(&p, visit);
    CHECK(session_event(th, visit, "drop") == 400);
    assert_string_equal(client_field(th), "event");
    CHECK(session_event(th, visit, "tick") == 400);
    CHECK(session_event(th, visit, "Arrive") == 400);
    CHECK(session_event(th, visit, "") == 400);
    CHECK(client_raw(th, "POST", session_path(visit, "/events"),
                     "{\"event\":\"arrive\",\"role\":\"client\"}") == 400);
    assert_string_equal(client_field(th), "role");
    CHECK(client_raw(th, "POST", session_path(visit, "/events"),
                     "{\"event\":[\"arrive\"]}") == 400);
    CHECK(session_event(th, "x", "arrive") == 404);
    CHECK(state_is(th, visit, "planned"));
    test_pair_free(&p);
}

TEST_HOUSES(a_therapist_is_never_booked_twice)
{
    const int64_t day_ms = INT64_C(24) * HOUR_MS;
    struct pair p;
    struct person second;
    char token[64], alliance[32], conversation[32], visit[32];

    test_pair(t, &p);
    struct client *th = p.therapist.client;
    found(&p.therapist, alliance, conversation);
    invite(th, alliance, token);
    join(t, token, &second);

    CHECK(plan(th, p.alliance, wall_in(day_ms), "Etc/UTC", 50) == 200);
    snprintf(visit, sizeof visit, "%s", client_text(th, "id"));
    CHECK(plan(th, alliance, wall_in(day_ms), "Etc/UTC", 50) == 409);
    CHECK(plan(th, alliance, wall_in(day_ms + 49 * MINUTE_MS), "Etc/UTC", 50) ==
          409);
    CHECK(plan(th, alliance, wall_in(day_ms - 49 * MINUTE_MS), "Etc/UTC", 50) ==
          409);
    CHECK(plan(th, alliance, wall_in(day_ms - 20 * MINUTE_MS), "Etc/UTC",
               180) == 409);
    CHECK(plan(th, alliance, wall_in(day_ms + 20 * MINUTE_MS), "Etc/UTC", 10) ==
          409);
    /* One after the other is fine. */
    CHECK(plan(th, alliance, wall_in(day_ms + 50 * MINUTE_MS), "Etc/UTC", 50) ==
          200);
    CHECK(plan(th, alliance, wall_in(day_ms - 50 * MINUTE_MS), "Etc/UTC", 50) ==
          200);
    /* What is cancelled takes no time. */
    CHECK(session_event(second.client, visit, "cancel") == 404);
    CHECK(session_event(p.client.client, visit, "cancel") == 200);
    CHECK(plan(th, alliance, wall_in(day_ms), "Etc/UTC", 50) == 200);
    client_free(second.client);
    test_pair_free(&p);
}

TEST_HOUSES(a_session_that_runs_late_keeps_its_therapist)
{
    struct pair p;
    char visit[32];

    test_pair(t, &p);
    session_open(&p, visit);
    session_age(t, visit, 2 * HOUR_MS);
    CHECK(plan(p.therapist.client, p.alliance, "now", "Etc/UTC", 50) == 409);
    CHECK(session_event(p.therapist.client, visit, "end") == 200);
    CHECK(plan(p.therapist.client, p.alliance, "now", "Etc/UTC", 50) == 200);
    test_pair_free(&p);
}

struct racer {
    struct client *client;
    const char *alliance, *wall, *visit, *event;
    int status;
};

static void *plan_once(void *context)
{
    struct racer *r = context;

    r->status = plan(r->client, r->alliance, r->wall, "Etc/UTC", 50);
    return NULL;
}

static void *event_once(void *context)
{
    struct racer *r = context;

    r->status = session_event(r->client, r->visit, r->event);
    return NULL;
}

/* The same person on a second device. */
static struct client *twin(struct test_house *t, struct client *c)
{
    struct client *d = test_house_client(t);

    client_set_cookie(d, client_cookie(c));
    return d;
}

TEST_HOUSES(of_two_bookings_at_once_one_is_made)
{
    const char *wall = wall_in(INT64_C(48) * HOUR_MS);
    struct pair p;

    test_pair(t, &p);
    struct client *th = p.therapist.client, *again = twin(t, th);
    struct racer a = { .client = th, .alliance = p.alliance, .wall = wall };
    struct racer b = { .client = again, .alliance = p.alliance, .wall = wall };
    test_at_once(plan_once, &a, &b);
    CHECK((a.status == 200 && b.status == 409) ||
          (a.status == 409 && b.status == 200));
    CHECK(list_len(th, "/api/visits") == 1);
    client_free(again);
    test_pair_free(&p);
}

/* How often the followers were told about a session. */
static size_t visit_events(struct client *c, const char *alliance)
{
    char path[96];
    size_t count = 0;
    json_t *list;

    snprintf(path, sizeof path, "/api/alliances/%s/events?after=0", alliance);
    CHECK(client_get(c, path) == 200);
    list = json_object_get(client_body(c), "events");
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *kind = json_object_get(json_array_get(list, i), "kind");
        count += strcmp(json_string_value(kind), "visit") == 0;
    }
    return count;
}

static struct live *follow(struct client *c, const char *alliance)
{
    struct live *l = live_open(c);

    CHECK(l != NULL);
    live_say(l, "{s:s, s:s, s:i}", "op", "follow", "alliance", alliance,
             "after", 0);
    CHECK(live_await(l, "followed", 5000) != NULL);
    return l;
}

/* The live event is the whole news: nobody has to read the session again. */
TEST_HOUSES(who_follows_is_told_what_a_session_is_now)
{
    struct pair p;
    char visit[32];
    struct live *l;
    json_t *frame, *now, *read;

    test_pair(t, &p);
    struct client *th = p.therapist.client, *cl = p.client.client;
    session_plan_now(&p, visit);
    CHECK(session_event(cl, visit, "arrive") == 200);
    l = follow(cl, p.alliance);

    CHECK(session_event(th, visit, "arrive") == 200);
    frame = live_await(l, "event", 5000);
    assert_non_null(frame);
    now = json_object_get(json_object_get(frame, "event"), "now");
    CHECK(json_equal(now, client_body(th)));
    CHECK(json_equal(json_object_get(now, "seq"),
                     json_object_get(json_object_get(frame, "event"), "seq")));

    /* Read, it is the same. */
    CHECK(read_visit(cl, visit) == 200);
    read = client_body(cl);
    CHECK(json_equal(now, read));
    json_decref(frame);

    /* What is told again later says what happened, not what was. */
    live_say(l, "{s:s, s:s, s:i}", "op", "follow", "alliance", p.alliance,
             "after", 0);
    while ((frame = live_next(l, 5000)) != NULL) {
        const char *op = json_string_value(json_object_get(frame, "op"));
        const bool over = strcmp(op, "followed") == 0;

        CHECK(!json_object_get(json_object_get(frame, "event"), "now"));
        json_decref(frame);
        if (over)
            break;
    }
    CHECK(frame != NULL);
    live_close(l);
    test_pair_free(&p);
}

TEST_HOUSES(of_two_admits_and_two_ends_at_once_one_counts)
{
    struct pair p;
    char visit[32];

    test_pair(t, &p);
    struct client *th = p.therapist.client, *again = twin(t, th);
    session_plan_now(&p, visit);
    CHECK(session_event(p.client.client, visit, "arrive") == 200);
    CHECK(session_event(th, visit, "arrive") == 200);

    struct racer a = { .client = th, .visit = visit, .event = "admit" };
    struct racer b = { .client = again, .visit = visit, .event = "admit" };
    const size_t before = visit_events(th, p.alliance);
    test_at_once(event_once, &a, &b);
    CHECK(a.status == 200 && b.status == 200);
    CHECK(client_int(th, "started_ms") == client_int(again, "started_ms"));
    CHECK(state_is(th, visit, "open"));
    CHECK(client_int(th, "number") == 1);
    CHECK(visit_events(th, p.alliance) == before + 1);

    a.event = b.event = "end";
    test_at_once(event_once, &a, &b);
    CHECK((a.status == 200 && b.status == 409) ||
          (a.status == 409 && b.status == 200));
    assert_string_equal(client_field(a.status == 409 ? th : again), "is_over");
    CHECK(state_is(th, visit, "ended"));
    client_free(again);
    test_pair_free(&p);
}

TEST_HOUSES(a_rule_that_forbids_is_named)
{
    struct pair p;
    char visit[32];

    test_pair(t, &p);
    struct client *th = p.therapist.client, *cl = p.client.client;
    CHECK(plan(th, p.alliance, wall_in(2 * HOUR_MS), "Etc/UTC", 50) == 200);
    snprintf(visit, sizeof visit, "%s", client_text(th, "id"));
    CHECK(session_event(cl, visit, "arrive") == 409);
    assert_string_equal(client_field(cl), "too_early");
    CHECK(session_event(th, visit, "end") == 409);
    assert_string_equal(client_field(th), "only_open");
    CHECK(session_event(th, visit, "cancel") == 200);

    session_plan_now(&p, visit);
    CHECK(session_event(cl, visit, "admit") == 409);
    assert_string_equal(client_field(cl), "only_therapist");
    CHECK(session_event(th, visit, "admit") == 409);
    assert_string_equal(client_field(th), "therapist_not_in");
    CHECK(session_event(th, visit, "arrive") == 200);
    CHECK(session_event(th, visit, "admit") == 409);
    assert_string_equal(client_field(th), "nobody_waiting");
    CHECK(state_is(th, visit, "planned"));
    test_pair_free(&p);
}

TEST_HOUSES(what_belongs_to_others_is_not_there)
{
    struct pair p, other;
    char visit[32], query[96];

    test_pair(t, &p);
    test_pair(t, &other);
    session_open(&p, visit);
    snprintf(query, sizeof query, "/api/visits?alliance=%s", p.alliance);

    struct client *strangers[] = { other.client.client,
                                   other.therapist.client };
    for (int i = 0; i < 2; i++) {
        CHECK(read_visit(strangers[i], visit) == 404);
        CHECK(session_event(strangers[i], visit, "end") == 404);
        CHECK(session_event(strangers[i], visit, "arrive") == 404);
        CHECK(client_get(strangers[i], query) == 404);
        CHECK(list_len(strangers[i], "/api/visits") == 0);
    }
    CHECK(plan(other.therapist.client, p.alliance,
               wall_in(INT64_C(30) * HOUR_MS), "Etc/UTC", 50) == 404);
    CHECK(plan(p.client.client, p.alliance, wall_in(INT64_C(30) * HOUR_MS),
               "Etc/UTC", 50) == 403);
    CHECK(read_visit(p.client.client, new_id()) == 404);
    CHECK(state_is(p.client.client, visit, "open"));
    client_forget(p.client.client);
    CHECK(read_visit(p.client.client, visit) == 401);
    CHECK(session_event(p.client.client, visit, "leave") == 401);
    test_pair_free(&p);
    test_pair_free(&other);
}

TEST_HOUSES(the_list_is_newest_first_and_narrows)
{
    struct pair p;
    struct person second;
    char token[64], alliance[32], conversation[32], query[96], first[32];

    test_pair(t, &p);
    struct client *th = p.therapist.client;
    found(&p.therapist, alliance, conversation);
    invite(th, alliance, token);
    join(t, token, &second);
    CHECK(plan(th, p.alliance, wall_in(INT64_C(72) * HOUR_MS), "Etc/UTC", 50) ==
          200);
    snprintf(first, sizeof first, "%s", client_text(th, "id"));
    CHECK(plan(th, alliance, wall_in(INT64_C(48) * HOUR_MS), "Etc/UTC", 50) ==
          200);
    CHECK(plan(th, p.alliance, wall_in(INT64_C(24) * HOUR_MS), "Etc/UTC", 50) ==
          200);

    CHECK(list_len(th, "/api/visits") == 3);
    json_t *list = json_object_get(client_body(th), "visits");
    int64_t last = INT64_MAX;
    for (size_t i = 0; i < 3; i++) {
        int64_t ms = json_integer_value(
            json_object_get(json_array_get(list, i), "starts_ms"));
        CHECK(ms < last);
        last = ms;
    }
    assert_string_equal(
        json_string_value(json_object_get(json_array_get(list, 0), "id")),
        first);
    snprintf(query, sizeof query, "/api/visits?alliance=%s", p.alliance);
    CHECK(list_len(th, query) == 2);
    CHECK(list_len(p.client.client, "/api/visits") == 2);
    CHECK(list_len(second.client, "/api/visits") == 1);
    CHECK(client_get(th, "/api/visits?alliance=short") == 400);
    client_free(second.client);
    test_pair_free(&p);
}

TEST_HOUSES(a_session_past_its_time_is_over_for_who_comes)
{
    struct pair p;
    char lapsed[32], ended[32];

    test_pair(t, &p);
    session_plan_now(&p, lapsed);
    session_age(t, lapsed, 4 * HOUR_MS);
    CHECK(session_event(p.client.client, lapsed, "arrive") == 409);
    assert_string_equal(client_field(p.client.client), "is_over");
    CHECK(state_is(p.client.client, lapsed, "lapsed"));
    CHECK(text_field_is(p.client.client, "why", "nobody_came"));
    CHECK(is_null(p.client.client, "number"));

    session_open(&p, ended);
    session_age(t, ended, 6 * HOUR_MS);
    CHECK(session_event(p.client.client, ended, "leave") == 200);
    CHECK(state_is(p.client.client, ended, "ended"));
    CHECK(text_field_is(p.client.client, "why", "overtime"));
    CHECK(client_int(p.client.client, "number") == 1);
    test_pair_free(&p);
}

TEST_HOUSES(a_start_finds_nobody_there_and_ends_what_is_due)
{
    struct pair p;
    char open[32], lapsed[32];
    struct house *h = test_house_inside(t);
    struct store_conn *db;
    struct writer *w;
    struct visits_clock *clock;

    test_pair(t, &p);
    session_plan_now(&p, lapsed);
    session_age(t, lapsed, 4 * HOUR_MS);
    session_open(&p, open);

    db = store_connect(house_store(h));
    w = writer_start(house_store(h));
    CHECK(db != NULL && w != NULL);
    clock = visits_clock_start(house_store(h), w, server_hub(house_server(h)),
                               60000);
    CHECK(clock != NULL);
    visits_clock_stop(clock);
    writer_stop(w);
    store_disconnect(db);

    CHECK(state_is(p.client.client, lapsed, "lapsed"));
    CHECK(state_is(p.client.client, open, "open"));
    CHECK(presence_is(p.client.client, 1, "dropped"));
    CHECK(presence_is(p.client.client, 0, "dropped"));
    /* And they come back without a second knock. */
    CHECK(session_event(p.client.client, open, "arrive") == 200);
    CHECK(presence_is(p.client.client, 1, "in"));
    test_pair_free(&p);
}

/* The next event of the kind, or NULL. */
static json_t *await_kind(struct live *l, const char *kind)
{
    json_t *frame;

    while ((frame = live_await(l, "event", 5000)) != NULL) {
        json_t *event = json_object_get(frame, "event");
        const char *k = json_string_value(json_object_get(event, "kind"));
        if (k && strcmp(k, kind) == 0)
            return event;
    }
    return NULL;
}

TEST_HOUSES(a_line_that_goes_away_takes_the_person_along)
{
    struct pair p;
    struct live *th_live, *cl_live, *cl_second;
    char visit[32];
    json_t *event;

    test_pair(t, &p);
    th_live = follow(p.therapist.client, p.alliance);
    cl_live = follow(p.client.client, p.alliance);
    cl_second = follow(p.client.client, p.alliance);
    session_open(&p, visit);
    for (int i = 0; i < 4; i++) { /* plan, arrive, arrive, admit */
        event = await_kind(th_live, "visit");
        CHECK(event != NULL);
        assert_string_equal(json_string_value(json_object_get(event, "object")),
                            visit);
    }

    /* One of two devices: still there. */
    live_close(cl_second);
    CHECK(live_await(th_live, "event", 500) == NULL);
    CHECK(state_is(p.client.client, visit, "open"));
    CHECK(presence_is(p.client.client, 1, "in"));

    live_close(cl_live);
    CHECK(await_kind(th_live, "visit") != NULL);
    CHECK(state_is(p.client.client, visit, "open"));
    CHECK(presence_is(p.client.client, 1, "dropped"));
    CHECK(text_field_is(p.client.client, "why", "client_dropped"));
    CHECK(presence_is(p.client.client, 0, "in"));

    /* The page is loaded again. */
    cl_live = follow(p.client.client, p.alliance);
    CHECK(session_event(p.client.client, visit, "arrive") == 200);
    CHECK(presence_is(p.client.client, 1, "in"));
    live_close(cl_live);
    live_close(th_live);
    test_pair_free(&p);
}

/* Asks until the line of the client is gone, for at most five seconds. */
static bool drops(struct client *c, const char *visit)
{
    for (int i = 0; i < 100; i++) {
        CHECK(read_visit(c, visit) == 200);
        if (presence_is(c, 1, "dropped"))
            return true;
        usleep(50000);
    }
    return false;
}

/* Asks until the field is as wished, for at most five seconds. */
static bool becomes(struct client *c, const char *visit, const char *field,
                    const char *wanted)
{
    for (int i = 0; i < 100; i++) {
        CHECK(read_visit(c, visit) == 200);
        if (text_field_is(c, field, wanted))
            return true;
        usleep(50000);
    }
    return false;
}

TEST_HOUSES(a_device_that_came_and_was_never_heard_of_is_gone_in_time)
{
    struct pair p;
    char visit[32], due[32];
    struct house *h = test_house_inside(t);
    struct visits_clock *clock;
    struct writer *w;
    struct live *l;

    test_pair(t, &p);
    session_plan_now(&p, due);
    session_age(t, due, 100 * MINUTE_MS);
    l = follow(p.therapist.client, p.alliance);
    w = writer_start(house_store(h));
    CHECK(w != NULL);
    clock =
        visits_clock_start(house_store(h), w, server_hub(house_server(h)), 300);
    CHECK(clock != NULL);
    session_open(&p, visit);
    CHECK(drops(p.client.client, visit));
    CHECK(text_field_is(p.client.client, "why", "client_dropped"));
    CHECK(presence_is(p.client.client, 0, "in"));
    CHECK(state_is(p.client.client, due, "planned"));

    /* And what comes due while the house is open ends by itself. */
    session_age(t, due, 60 * MINUTE_MS);
    CHECK(becomes(p.client.client, due, "state", "lapsed"));
    visits_clock_stop(clock);
    writer_stop(w);
    live_close(l);
    test_pair_free(&p);
}

TEST_HOUSES(a_restart_in_the_middle_of_a_session_ends_nothing)
{
    struct pair p;
    char visit[32];

    test_pair(t, &p);
    session_open(&p, visit);
    CHECK(read_visit(p.client.client, visit) == 200);
    int64_t started_ms = client_int(p.client.client, "started_ms");
    test_house_stop(t);
    test_house_start(t);
    struct client *cl = twin(t, p.client.client);
    struct client *th = twin(t, p.therapist.client);

    CHECK(state_is(cl, visit, "open"));
    CHECK(presence_is(cl, 1, "dropped"));
    CHECK(presence_is(cl, 0, "dropped"));
    CHECK(session_event(cl, visit, "arrive") == 200);
    CHECK(session_event(th, visit, "arrive") == 200);
    CHECK(presence_is(th, 1, "in"));
    CHECK(client_int(th, "number") == 1);
    CHECK(client_int(th, "started_ms") == started_ms);
    CHECK(session_event(th, visit, "end") == 200);
    client_free(cl);
    client_free(th);
    test_pair_free(&p);
}

/* The news that the last socket is gone may come after the person is back. */
TEST_HOUSES(who_is_back_before_the_news_of_going_stays)
{
    struct house *h = test_house_inside(t);
    struct arena arena;
    struct request q = { .now_ms = clock_now_ms(), .arena = &arena };
    struct id alliance, account;
    struct pair p;
    struct live *l;
    char visit[32];

    test_pair(t, &p);
    arena_init(&arena, 1024 * 1024);
    q.db = store_connect(house_store(h));
    q.writer = writer_start(house_store(h));
    q.hub = server_hub(house_server(h));
    CHECK(q.db != NULL && q.writer != NULL);
    CHECK(id_parse((struct text){ p.alliance, ID_LETTERS }, &alliance));
    CHECK(id_parse((struct text){ p.client.id, ID_LETTERS }, &account));

    session_open(&p, visit);
    l = follow(p.client.client, p.alliance);
    visits_absent(&q, &alliance, &account);
    CHECK(read_visit(p.client.client, visit) == 200);
    CHECK(presence_is(p.client.client, 1, "in"));

    live_close(l);
    CHECK(drops(p.client.client, visit));
    CHECK(session_event(p.client.client, visit, "arrive") == 200);
    visits_absent(&q, &alliance, &account);
    CHECK(read_visit(p.client.client, visit) == 200);
    CHECK(presence_is(p.client.client, 1, "dropped"));
    writer_stop(q.writer);
    store_disconnect(q.db);
    arena_deinit(&arena);
    test_pair_free(&p);
}

static int report_gap(struct client *c, const char *visit, int64_t now_ms,
                      int64_t from_ms, int64_t until_ms)
{
    return client_post(c, session_path(visit, "/gaps"), "{s:I, s:[{s:I, s:I}]}",
                       "now_ms", (json_int_t)now_ms, "gaps", "from_ms",
                       (json_int_t)from_ms, "until_ms", (json_int_t)until_ms);
}

TEST_HOUSES(lost_time_is_counted_once_and_both_see_the_same)
{
    struct pair p;
    char visit[32];
    int64_t start_ms, now_ms;

    test_pair(t, &p);
    struct client *th = p.therapist.client, *cl = p.client.client;
    session_open(&p, visit);
    session_age(t, visit, 10 * MINUTE_MS);
    CHECK(read_visit(cl, visit) == 200);
    CHECK(client_int(cl, "lost_ms") == 0);
    start_ms = client_int(cl, "started_ms");
    now_ms = clock_now_ms();

    CHECK(report_gap(cl, visit, now_ms, start_ms + 60000, start_ms + 100000) ==
          200);
    CHECK(client_int(cl, "lost_ms") == 40000);
    CHECK(report_gap(cl, visit, now_ms, start_ms + 60000, start_ms + 100000) ==
          200);
    CHECK(client_int(cl, "lost_ms") == 40000);
    /* The other saw a little more of it. */
    CHECK(report_gap(th, visit, now_ms, start_ms + 61000, start_ms + 102000) ==
          200);
    CHECK(client_int(th, "lost_ms") == 42000);
    CHECK(read_visit(cl, visit) == 200);
    CHECK(client_int(cl, "lost_ms") == 42000);
    CHECK(read_visit(th, visit) == 200);
    CHECK(client_int(th, "lost_ms") == 42000);
    /* The same gap grew while the report was on its way. */
    CHECK(report_gap(th, visit, now_ms, start_ms + 61000, start_ms + 110000) ==
          200);
    CHECK(client_int(th, "lost_ms") == 50000);
    test_pair_free(&p);
}

TEST_HOUSES(a_device_whose_clock_is_wrong_names_the_same_time)
{
    struct pair p;
    char visit[32];
    int64_t start_ms, now_ms, hour_ms = HOUR_MS, lost_ms;

    test_pair(t, &p);
    struct client *th = p.therapist.client, *cl = p.client.client;
    session_open(&p, visit);
    session_age(t, visit, 10 * MINUTE_MS);
    CHECK(read_visit(cl, visit) == 200);
    start_ms = client_int(cl, "started_ms");
    now_ms = clock_now_ms();
    CHECK(report_gap(th, visit, now_ms, start_ms + 60000, start_ms + 100000) ==
          200);
    CHECK(report_gap(cl, visit, now_ms + hour_ms, start_ms + hour_ms + 60000,
                     start_ms + hour_ms + 100000) == 200);
    lost_ms = client_int(cl, "lost_ms");
    CHECK(lost_ms >= 40000 && lost_ms < 50000);
    CHECK(report_gap(cl, visit, now_ms + hour_ms + 700,
                     start_ms + hour_ms + 60000,
                     start_ms + hour_ms + 100000) == 200);
    CHECK(client_int(cl, "lost_ms") == lost_ms);
    test_pair_free(&p);
}

TEST_HOUSES(only_time_in_the_session_counts_and_never_more_than_was_agreed)
{
    struct pair p;
    char visit[32];
    int64_t start_ms, now_ms;

    test_pair(t, &p);
    struct client *cl = p.client.client;
    session_plan_now(&p, visit);
    now_ms = clock_now_ms();
    CHECK(report_gap(cl, visit, now_ms, now_ms - 1000, now_ms) == 409);
    assert_string_equal(client_field(cl), "only_open");
    test_pair_free(&p);

    test_pair(t, &p);
    cl = p.client.client;
    session_open(&p, visit);
    session_age(t, visit, 2 * HOUR_MS);
    CHECK(read_visit(cl, visit) == 200);
    start_ms = client_int(cl, "started_ms");
    now_ms = clock_now_ms();
    CHECK(report_gap(cl, visit, now_ms, start_ms - 60000, start_ms) == 200);
    CHECK(client_int(cl, "lost_ms") == 0);
    CHECK(report_gap(cl, visit, now_ms, start_ms - 60000, start_ms + 1000) ==
          200);
    CHECK(client_int(cl, "lost_ms") == 1000);
    CHECK(report_gap(cl, visit, now_ms, now_ms + 60000, now_ms + 90000) == 200);
    CHECK(client_int(cl, "lost_ms") == 1000);
    CHECK(report_gap(cl, visit, now_ms, start_ms + 5, start_ms + 5) == 400);
    CHECK(report_gap(cl, visit, now_ms, start_ms, start_ms + 31 * MINUTE_MS) ==
          400);
    assert_string_equal(client_field(cl), "gaps");
    for (int i = 0; i < 4; i++)
        CHECK(report_gap(cl, visit, now_ms,
                         start_ms + i * (int64_t)25 * MINUTE_MS,
                         start_ms + (i + 1) * (int64_t)25 * MINUTE_MS) == 200);
    CHECK(client_int(cl, "lost_ms") <= 50 * MINUTE_MS);
    CHECK(read_visit(cl, visit) == 200);
    CHECK(client_int(cl, "lost_ms") ==
          client_int(cl, "minutes") * (int64_t)MINUTE_MS);
    test_pair_free(&p);
}
