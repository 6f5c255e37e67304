/* SPDX-License-Identifier: Apache-2.0 */
/* Sessions of a couple through the front door, what became of a session for
 * whom, and what those who wait are told of the therapist. */
#include "tests/check.h"

#include <stdio.h>
#include <string.h>

#include "core/visit.h"
#include "daemon/base/clock.h"
#include "daemon/cli/house.h"
#include "daemon/net/server.h"
#include "daemon/store/store.h"
#include "daemon/store/writer.h"
#include "daemon/visits/visits_clock.h"
#include "tests/daemon/couple.h"
#include "tests/daemon/house.h"
#include "tests/daemon/session.h"

#define MINUTE_MS INT64_C(60000)

static int plan_now(struct client *c, const char *alliance, char visit[32])
{
    int status = client_post(c, "/api/visits", "{s:s, s:s, s:s, s:i, s:s}",
                             "alliance", alliance, "wall", "now", "zone",
                             "Europe/Vienna", "minutes", 50, "medium", "video");

    if (status == 200)
        snprintf(visit, 32, "%s", client_text(c, "id"));
    return status;
}

static int event_of(struct client *c, const char *visit, const char *event,
                    const char *whom)
{
    return client_post(c, session_path(visit, "/events"), "{s:s, s:s}", "event",
                       event, "whom", whom);
}

static json_t *chair_of(struct client *c, const char *visit,
                        const char *account)
{
    json_t *one;
    size_t i;

    CHECK(client_get(c, session_path(visit, "")) == 200);
    json_array_foreach(json_object_get(client_body(c), "chairs"), i, one)
    {
        const char *whose = json_string_value(json_object_get(one, "account"));
        if (whose && strcmp(whose, account) == 0)
            return one;
    }
    return NULL;
}

static bool chair_is(struct client *c, const char *visit,
                     const struct person *p, const char *field,
                     const char *value)
{
    const char *found =
        json_string_value(json_object_get(chair_of(c, visit, p->id), field));

    return found && strcmp(found, value) == 0;
}

static bool presence_is(struct client *c, const char *visit,
                        const struct person *p, const char *value)
{
    return chair_is(c, visit, p, "presence", value);
}

static bool outcome_is(struct client *c, const char *visit,
                       const struct person *p, const char *kind,
                       const char *why)
{
    return chair_is(c, visit, p, "outcome", kind) &&
           chair_is(c, visit, p, "outcome_why", why);
}

TEST_HOUSES(a_couple_comes_in_one_by_one)
{
    struct couple c;
    char visit[32];

    test_couple(t, &c);
    struct client *th = c.therapist.client;
    struct client *anna = c.anna.client, *ben = c.ben.client;
    CHECK(plan_now(anna, c.joint, visit) == 403);
    CHECK(plan_now(th, c.joint, visit) == 200);
    CHECK(json_array_size(json_object_get(client_body(th), "chairs")) == 3);
    CHECK(presence_is(anna, visit, &c.therapist, "away"));
    CHECK(strcmp(json_string_value(json_object_get(
                     json_array_get(
                         json_object_get(client_body(anna), "chairs"), 0),
                     "role")),
                 "therapist") == 0);

    CHECK(session_event(anna, visit, "arrive") == 200);
    CHECK(session_event(ben, visit, "arrive") == 200);
    CHECK(session_event(th, visit, "arrive") == 200);
    CHECK(presence_is(ben, visit, &c.anna, "waiting"));

    /* With two who wait it has to be said whom. */
    CHECK(session_event(th, visit, "admit") == 400);
    assert_string_equal(client_field(th), "whom");
    CHECK(event_of(th, visit, "admit", new_id()) == 400);
    CHECK(event_of(th, visit, "admit", c.therapist.id) == 400);
    CHECK(event_of(anna, visit, "admit", c.ben.id) == 409);
    assert_string_equal(client_field(anna), "only_therapist");
    CHECK(event_of(th, visit, "admit", c.anna.id) == 200);
    CHECK(presence_is(th, visit, &c.anna, "in"));
    CHECK(presence_is(th, visit, &c.ben, "waiting"));
    CHECK(event_of(th, visit, "admit", c.ben.id) == 200);
    CHECK(presence_is(th, visit, &c.ben, "in"));

    CHECK(event_of(th, visit, "put_back", c.anna.id) == 200);
    CHECK(presence_is(ben, visit, &c.anna, "waiting"));
    CHECK(presence_is(ben, visit, &c.ben, "in"));
    CHECK(session_event(ben, visit, "leave") == 200);
    CHECK(session_event(ben, visit, "arrive") == 200);
    CHECK(presence_is(anna, visit, &c.ben, "in"));
    CHECK(session_event(anna, visit, "end") == 409);
    CHECK(session_event(th, visit, "end") == 200);
    CHECK(outcome_is(anna, visit, &c.anna, "met", "was_together"));
    CHECK(outcome_is(anna, visit, &c.therapist, "met", "was_together"));
    test_couple_free(&c);
}

TEST_HOUSES(one_of_a_couple_does_not_call_it_off_for_the_other)
{
    struct couple c;
    char visit[32];

    test_couple(t, &c);
    CHECK(plan_now(c.therapist.client, c.joint, visit) == 200);
    CHECK(session_event(c.anna.client, visit, "cancel") == 409);
    assert_string_equal(client_field(c.anna.client), "only_therapist");
    CHECK(session_event(c.therapist.client, visit, "cancel") == 200);
    CHECK(outcome_is(c.ben.client, visit, &c.ben, "called_off",
                     "was_called_off"));
    test_couple_free(&c);
}

TEST_HOUSES(the_private_space_of_one_knows_two_chairs_and_not_the_partner)
{
    struct couple c;
    char visit[32];

    test_couple(t, &c);
    CHECK(plan_now(c.therapist.client, c.annas, visit) == 200);
    CHECK(json_array_size(
              json_object_get(client_body(c.therapist.client), "chairs")) == 2);
    CHECK(client_get(c.ben.client, session_path(visit, "")) == 404);
    CHECK(session_event(c.ben.client, visit, "arrive") == 404);
    CHECK(event_of(c.therapist.client, visit, "admit", c.ben.id) == 400);
    test_couple_free(&c);
}

TEST_HOUSES(a_session_planned_before_the_client_has_joined_has_a_free_chair)
{
    struct couple c;
    char joint[32], visit[32];

    test_couple(t, &c);
    struct client *th = c.therapist.client;
    CHECK(space(&c.therapist, "pair", NULL, joint) == 200);
    CHECK(plan_now(th, joint, visit) == 200);
    CHECK(json_is_null(json_object_get(
        json_array_get(json_object_get(client_body(th), "chairs"), 1),
        "account")));
    CHECK(session_event(th, visit, "arrive") == 200);
    test_couple_free(&c);
}

/* The session becomes over by itself once somebody asks. */
static void lapse(struct test_house *t, struct client *c, const char *visit)
{
    session_age(t, visit, 200 * MINUTE_MS);
    CHECK(session_event(c, visit, "arrive") == 409);
}

TEST_HOUSES(whoever_never_came_missed_it_unless_a_try_failed)
{
    struct couple c;
    char visit[32];

    test_couple(t, &c);
    struct client *th = c.therapist.client;
    CHECK(plan_now(th, c.joint, visit) == 200);
    CHECK(outcome_is(th, visit, &c.anna, "pending", "not_over"));
    CHECK(session_event(th, visit, "arrive") == 200);
    CHECK(session_event(c.anna.client, visit, "trouble") == 200);
    CHECK(json_is_true(
        json_object_get(chair_of(th, visit, c.anna.id), "trouble")));
    lapse(t, th, visit);
    CHECK(outcome_is(th, visit, &c.therapist, "came", "waited"));
    CHECK(outcome_is(th, visit, &c.anna, "technical", "device_trouble"));
    CHECK(outcome_is(th, visit, &c.ben, "missed", "did_not_come"));

    /* Ben's device has a line again: it tried an hour after the start. */
    CHECK(client_post(c.ben.client, session_path(visit, "/events"),
                      "{s:s, s:I}", "event", "trouble", "ago_ms",
                      (json_int_t)(140 * MINUTE_MS)) == 200);
    CHECK(outcome_is(th, visit, &c.ben, "technical", "device_trouble"));
    /* A try after the time is none. */
    CHECK(session_event(c.therapist.client, visit, "trouble") == 409);
    assert_string_equal(client_field(c.therapist.client), "time_is_over");
    CHECK(client_post(c.ben.client, session_path(visit, "/events"),
                      "{s:s, s:i}", "event", "arrive", "ago_ms", 5) == 400);
    assert_string_equal(client_field(c.ben.client), "ago_ms");
    test_couple_free(&c);
}

/* The house was last awake at at_ms. */
static void sleep_since(struct test_house *t, int64_t at_ms)
{
    struct store_conn *db = store_connect(house_store(test_house_inside(t)));
    struct query *q = query_open(db, "UPDATE awake SET at_ms = ?");

    query_bind_int(q, at_ms);
    CHECK(query_finish(q) == ERR_OK);
    store_disconnect(db);
}

/* As the house does when it starts. */
static void wake(struct test_house *t)
{
    struct house *h = test_house_inside(t);
    struct writer *w = writer_start(house_store(h));
    struct visits_clock *clock;

    CHECK(w != NULL);
    clock = visits_clock_start(house_store(h), w, server_hub(house_server(h)),
                               60000);
    CHECK(clock != NULL);
    visits_clock_stop(clock);
    writer_stop(w);
}

TEST_HOUSES(what_the_house_slept_through_is_nobodys_absence)
{
    struct pair p;
    char hit[32], met[32];

    test_pair(t, &p);
    struct client *cl = p.client.client;
    session_hold(&p, met);
    session_plan_now(&p, hit);

    /* A short nap is bridged by the devices. */
    sleep_since(t, clock_now_ms() - VISIT_OUTAGE_MS / 2);
    wake(t);
    lapse(t, cl, hit);
    CHECK(outcome_is(cl, hit, &p.client, "missed", "did_not_come"));

    session_plan_now(&p, hit);
    sleep_since(t, clock_now_ms() - 5 * MINUTE_MS);
    wake(t);
    lapse(t, cl, hit);
    CHECK(outcome_is(cl, hit, &p.client, "technical", "house_outage"));
    CHECK(outcome_is(cl, hit, &p.therapist, "technical", "house_outage"));
    CHECK(outcome_is(cl, met, &p.client, "met", "was_together"));

    /* And one that nobody could come to from beginning to end. */
    session_plan_now(&p, hit);
    session_age(t, hit, 200 * MINUTE_MS);
    sleep_since(t, clock_now_ms() - 240 * MINUTE_MS);
    wake(t);
    CHECK(outcome_is(cl, hit, &p.client, "technical", "house_outage"));
    CHECK(strcmp(client_text(cl, "state"), "lapsed") == 0);
    test_pair_free(&p);
}

TEST_HOUSES(a_house_that_starts_again_after_a_while_knows_that_it_was_away)
{
    struct pair p;
    char visit[32];
    struct person cl;

    test_pair(t, &p);
    session_plan_now(&p, visit);
    cl = p.client;
    sleep_since(t, clock_now_ms() - 5 * MINUTE_MS);
    test_house_stop(t);
    test_house_start(t);
    cl.client = test_house_client(t);
    client_set_cookie(cl.client, client_cookie(p.client.client));
    lapse(t, cl.client, visit);
    CHECK(outcome_is(cl.client, visit, &cl, "technical", "house_outage"));
    client_free(cl.client);
    test_pair_free(&p);
}

TEST_HOUSES(the_therapist_says_to_begin_later_and_only_before_it_began)
{
    struct pair p;
    char visit[32];

    test_pair(t, &p);
    struct client *th = p.therapist.client, *cl = p.client.client;
    session_plan_now(&p, visit);
    CHECK(client_int(th, "delay_minutes") == 0);
    CHECK(client_post(th, session_path(visit, "/delay"), "{s:i}", "minutes",
                      61) == 400);
    CHECK(client_post(th, session_path(visit, "/delay"), "{s:i}", "minutes",
                      5) == 200);
    CHECK(client_get(cl, session_path(visit, "")) == 200);
    CHECK(client_int(cl, "delay_minutes") == 5);
    CHECK(session_event(cl, visit, "arrive") == 200);
    CHECK(session_event(th, visit, "arrive") == 200);
    CHECK(session_event(th, visit, "admit") == 200);
    CHECK(client_post(th, session_path(visit, "/delay"), "{s:i}", "minutes",
                      10) == 409);
    assert_string_equal(client_field(th), "only_planned");
    test_pair_free(&p);
}

static bool is_elsewhere(struct client *c, const char *visit)
{
    CHECK(client_get(c, session_path(visit, "")) == 200);
    return json_is_true(json_object_get(client_body(c), "therapist_elsewhere"));
}

TEST_HOUSES(who_waits_is_told_that_the_therapist_is_in_another_session)
{
    struct couple c;
    char annas[32], bens[32];
    struct live *l;

    test_couple(t, &c);
    struct client *th = c.therapist.client, *ben = c.ben.client;
    CHECK(plan_now(th, c.annas, annas) == 200);
    session_age(t, annas, 50 * MINUTE_MS);
    CHECK(plan_now(th, c.bens, bens) == 200);
    CHECK(session_event(ben, bens, "arrive") == 200);
    CHECK(!is_elsewhere(ben, bens));
    l = live_open(ben);
    CHECK(l != NULL);
    live_say(l, "{s:s, s:s, s:i}", "op", "follow", "alliance", c.bens, "after",
             0);
    CHECK(live_await(l, "followed", 5000) != NULL);

    CHECK(session_event(c.anna.client, annas, "arrive") == 200);
    CHECK(session_event(th, annas, "arrive") == 200);
    CHECK(event_of(th, annas, "admit", c.anna.id) == 200);
    CHECK(live_await(l, "event", 5000) != NULL);
    CHECK(is_elsewhere(ben, bens));
    CHECK(!is_elsewhere(c.anna.client, annas));
    CHECK(session_event(th, annas, "end") == 200);
    CHECK(live_await(l, "event", 5000) != NULL);
    CHECK(!is_elsewhere(ben, bens));
    live_close(l);
    test_couple_free(&c);
}

static int close_with(struct client *c, const char *visit, const char *form,
                      int bond)
{
    return client_put(c, session_path(visit, "/closing"),
                      "{s:s, s:s, s:{s:n, s:n, s:i, s:n, s:n}, s:[], s:[],"
                      " s:n}",
                      "state", "answered", "instrument", form, "items", "goal",
                      "task", "bond", bond, "medium", "overall", "goals",
                      "tasks", "sealed");
}

/* How many of the others' answers the asker reads; *bond of the first. */
static size_t theirs_of(struct client *c, const char *visit, int *bond)
{
    json_t *theirs, *answers;

    CHECK(client_get(c, session_path(visit, "/closing")) == 200);
    theirs = json_object_get(client_body(c), "theirs");
    answers = json_object_get(json_array_get(theirs, 0), "answers");
    *bond = (int)json_integer_value(
        json_object_get(json_object_get(answers, "items"), "bond"));
    return json_array_size(theirs);
}

static size_t checks_of(struct client *c, const char *alliance)
{
    char path[96];

    snprintf(path, sizeof path, "/api/checks?alliance=%s", alliance);
    CHECK(client_get(c, path) == 200);
    return json_array_size(json_object_get(client_body(c), "checks"));
}

TEST_HOUSES(what_one_of_a_couple_says_at_the_end_is_for_the_therapist_alone)
{
    struct couple c;
    char visit[32];
    int bond;

    test_couple(t, &c);
    struct client *th = c.therapist.client;
    struct client *anna = c.anna.client, *ben = c.ben.client;
    CHECK(plan_now(th, c.joint, visit) == 200);
    CHECK(session_event(anna, visit, "arrive") == 200);
    CHECK(session_event(th, visit, "arrive") == 200);
    CHECK(event_of(th, visit, "admit", c.anna.id) == 200);
    CHECK(session_event(th, visit, "end") == 200);

    CHECK(close_with(anna, visit, "closing-client", 3) == 200);
    CHECK(close_with(ben, visit, "closing-client", 4) == 200);
    CHECK(theirs_of(anna, visit, &bond) == 0);
    CHECK(theirs_of(th, visit, &bond) == 0);
    CHECK(close_with(th, visit, "closing-therapist", 7) == 200);
    CHECK(theirs_of(anna, visit, &bond) == 1 && bond == 7);
    CHECK(theirs_of(ben, visit, &bond) == 1 && bond == 7);
    CHECK(theirs_of(th, visit, &bond) == 2);
    CHECK(checks_of(anna, c.joint) == 2);
    CHECK(checks_of(ben, c.joint) == 2);
    CHECK(checks_of(th, c.joint) == 3);
    test_couple_free(&c);
}
