/* SPDX-License-Identifier: Apache-2.0 */
/* The closing minute through the front door: once, in its window, about what
 * was agreed, and blind: nothing tells one that the other has answered. */
#include "tests/check.h"

#include <stdio.h>
#include <stdlib.h>

#include "daemon/checks/checks_blind.h"
#include "daemon/cli/house.h"
#include "daemon/keeper/keeper.h"
#include "daemon/store/store.h"
#include "tests/daemon/house.h"
#include "tests/daemon/session.h"

enum { HOUR_MS = 3600000 };

static const char client_form[] = "closing-client";
static const char therapist_form[] = "closing-therapist";

/* A sheet with this value for the bond; -1: declined. The caller owns it. */
static json_t *sheet(const char *form, int bond)
{
    json_t *items = json_pack("{s:i, s:n, s:i, s:i, s:i}", "goal", 7, "task",
                              "bond", bond, "medium", 9, "overall", 8);

    if (bond < 0) {
        json_decref(items);
        items = json_pack("{s:n, s:n, s:n, s:n, s:n}", "goal", "task", "bond",
                          "medium", "overall");
    }
    return json_pack("{s:s, s:s, s:o, s:[], s:[], s:n}", "state",
                     bond < 0 ? "declined" : "answered", "instrument", form,
                     "items", items, "goals", "tasks", "sealed");
}

static int put_sheet(struct client *c, const char *visit, json_t *s)
{
    return client_put(c, session_path(visit, "/closing"), "o", s);
}

static int answer(struct client *c, const char *visit, const char *form,
                  int bond)
{
    return put_sheet(c, visit, sheet(form, bond));
}

static const char *alliance_path(const char *before, const char *alliance,
                                 const char *after)
{
    static _Thread_local char ring[8][128];
    static _Thread_local unsigned next;
    char *path = ring[next++ % 8];

    snprintf(path, sizeof ring[0], "%s%s%s", before, alliance, after);
    return path;
}

/* What the call answers, as text; "" when it refuses. The caller frees it. */
static char *answer_of(struct client *c, const char *path)
{
    if (client_get(c, path) != 200)
        return strdup("");
    return json_dumps(client_body(c), JSON_SORT_KEYS | JSON_COMPACT);
}

/* Every call in which something of the other's answer could show. */
enum { VIEWS = 7 };

struct views {
    char *text[VIEWS];
};

static struct views look_around(struct client *c, const struct pair *p,
                                const char *visit)
{
    const char *const paths[VIEWS] = {
        session_path(visit, "/closing"),
        session_path(visit, ""),
        "/api/visits",
        "/api/alliances",
        alliance_path("/api/checks?alliance=", p->alliance, ""),
        alliance_path("/api/goals?alliance=", p->alliance, ""),
        alliance_path("/api/alliances/", p->alliance, "/events?after=0"),
    };
    struct views v;

    for (int i = 0; i < VIEWS; i++) {
        v.text[i] = answer_of(c, paths[i]);
        CHECK(v.text[i][0] != '\0');
    }
    return v;
}

static bool same_views(const struct views *a, const struct views *b)
{
    for (int i = 0; i < VIEWS; i++)
        if (strcmp(a->text[i], b->text[i]) != 0)
            return false;
    return true;
}

static void views_free(struct views *v)
{
    for (int i = 0; i < VIEWS; i++)
        free(v->text[i]);
}

/* theirs_state, as this person is told it now. */
static const char *told(struct client *c, const char *visit)
{
    CHECK(client_get(c, session_path(visit, "/closing")) == 200);
    return client_text(c, "theirs_state");
}

static bool has(struct client *c, const char *field)
{
    json_t *value = json_object_get(client_body(c), field);

    CHECK(value != NULL);
    return json_is_array(value) ? json_array_size(value) > 0
                                : !json_is_null(value);
}

/* "mine", or "theirs": of the first whose answers I may read. */
static json_t *answers_of(struct client *c, const char *whose)
{
    json_t *value = json_object_get(client_body(c), whose);

    return json_is_array(value)
               ? json_object_get(json_array_get(value, 0), "answers")
               : value;
}

static int bond_of(struct client *c, const char *whose)
{
    json_t *items = json_object_get(answers_of(c, whose), "items");
    json_t *bond = json_object_get(items, "bond");

    return json_is_integer(bond) ? (int)json_integer_value(bond) : -1;
}

static size_t count_checks(struct client *c, const char *alliance)
{
    CHECK(client_get(c, alliance_path("/api/checks?alliance=", alliance, "")) ==
          200);
    return json_array_size(json_object_get(client_body(c), "checks"));
}

static size_t count_events(struct client *c, const char *alliance,
                           const char *kind)
{
    size_t count = 0;
    json_t *list;

    CHECK(client_get(c, alliance_path("/api/alliances/", alliance,
                                      "/events?after=0")) == 200);
    list = json_object_get(client_body(c), "events");
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *k = json_object_get(json_array_get(list, i), "kind");
        count += strcmp(json_string_value(k), kind) == 0;
    }
    return count;
}

/* First answers, then second, and both are watched at each step. */
static void check_blindness(struct pair *p, const char *visit,
                            struct client *first, const char *first_form,
                            struct client *second, const char *second_form)
{
    struct views before = look_around(second, p, visit), after;

    assert_string_equal(told(second, visit), "none");
    CHECK(!has(second, "mine") && !has(second, "theirs"));

    CHECK(answer(first, visit, first_form, 3) == 200);
    assert_string_equal(client_text(first, "state"), "waiting");
    assert_string_equal(told(first, visit), "waiting");
    CHECK(bond_of(first, "mine") == 3 && !has(first, "theirs"));
    CHECK(count_checks(first, p->alliance) == 1);

    /* Nothing at all has changed for the other one. */
    after = look_around(second, p, visit);
    CHECK(same_views(&before, &after));
    views_free(&before);
    views_free(&after);

    CHECK(answer(second, visit, second_form, 5) == 200);
    assert_string_equal(client_text(second, "state"), "open");
    assert_string_equal(told(second, visit), "open");
    CHECK(bond_of(second, "mine") == 5 && bond_of(second, "theirs") == 3);
    assert_string_equal(told(first, visit), "open");
    CHECK(bond_of(first, "mine") == 3 && bond_of(first, "theirs") == 5);
    CHECK(count_checks(first, p->alliance) == 2);
    CHECK(count_checks(second, p->alliance) == 2);
    CHECK(count_events(first, p->alliance, "closing") == 1);
}

TEST_HOUSES(the_therapist_cannot_tell_that_the_client_has_answered)
{
    struct pair p;
    char visit[32];

    test_pair(t, &p);
    session_hold(&p, visit);
    check_blindness(&p, visit, p.client.client, client_form, p.therapist.client,
                    therapist_form);
    test_pair_free(&p);
}

TEST_HOUSES(the_client_cannot_tell_that_the_therapist_has_answered)
{
    struct pair p;
    char visit[32];

    test_pair(t, &p);
    session_hold(&p, visit);
    check_blindness(&p, visit, p.therapist.client, therapist_form,
                    p.client.client, client_form);
    test_pair_free(&p);
}

TEST_HOUSES(the_live_socket_says_nothing_of_the_first_answer)
{
    struct pair p;
    char visit[32];
    struct live *l;
    json_t *event;

    test_pair(t, &p);
    session_hold(&p, visit);
    l = live_open(p.therapist.client);
    CHECK(l != NULL);
    live_say(l, "{s:s, s:s, s:i}", "op", "follow", "alliance", p.alliance,
             "after", 0);
    CHECK(live_await(l, "followed", 5000) != NULL);
    CHECK(answer(p.client.client, visit, client_form, 3) == 200);
    CHECK(live_await(l, "event", 400) == NULL);
    CHECK(answer(p.therapist.client, visit, therapist_form, 5) == 200);
    event = json_object_get(live_await(l, "event", 5000), "event");
    assert_string_equal(json_string_value(json_object_get(event, "kind")),
                        "closing");
    assert_string_equal(json_string_value(json_object_get(event, "object")),
                        visit);
    CHECK(json_is_null(json_object_get(event, "sender")));
    CHECK(json_is_null(json_object_get(event, "sealed")));
    live_close(l);
    test_pair_free(&p);
}

TEST_HOUSES(declining_is_an_answer)
{
    struct pair p;
    char visit[32];

    test_pair(t, &p);
    session_hold(&p, visit);
    CHECK(answer(p.client.client, visit, client_form, -1) == 200);
    CHECK(answer(p.therapist.client, visit, therapist_form, 6) == 200);
    assert_string_equal(told(p.therapist.client, visit), "open");
    json_t *theirs = answers_of(p.therapist.client, "theirs");
    assert_string_equal(json_string_value(json_object_get(theirs, "state")),
                        "declined");
    assert_string_equal(told(p.client.client, visit), "open");
    CHECK(bond_of(p.client.client, "theirs") == 6);
    test_pair_free(&p);
}

TEST_HOUSES(the_window_opens_with_the_end_and_closes_72_hours_later)
{
    struct pair p;
    char visit[32];

    test_pair(t, &p);
    struct client *cl = p.client.client, *th = p.therapist.client;
    session_plan_now(&p, visit);
    CHECK(answer(cl, visit, client_form, 3) == 409);
    assert_string_equal(told(cl, visit), "none");
    CHECK(!has(cl, "closes_ms"));
    CHECK(session_event(cl, visit, "arrive") == 200);
    CHECK(session_event(th, visit, "arrive") == 200);
    CHECK(session_event(th, visit, "admit") == 200);
    CHECK(answer(cl, visit, client_form, 3) == 409);
    CHECK(session_event(th, visit, "end") == 200);
    int64_t ended_ms = client_int(th, "ended_ms");
    assert_string_equal(told(cl, visit), "none");
    CHECK(client_int(cl, "closes_ms") == ended_ms + 72 * INT64_C(3600000));

    session_age(t, visit, 71 * INT64_C(3600000));
    CHECK(answer(cl, visit, client_form, 3) == 200);
    assert_string_equal(told(th, visit), "none");
    CHECK(count_checks(th, p.alliance) == 0);

    session_age(t, visit, HOUR_MS);
    CHECK(answer(th, visit, therapist_form, 5) == 409);
    assert_string_equal(told(th, visit), "open");
    CHECK(!has(th, "mine") && bond_of(th, "theirs") == 3);
    CHECK(count_checks(th, p.alliance) == 1);
    assert_string_equal(told(cl, visit), "open");
    CHECK(!has(cl, "theirs"));
    test_pair_free(&p);
}

TEST_HOUSES(a_session_that_did_not_take_place_has_no_closing_minute)
{
    struct pair p;
    char cancelled[32], lapsed[32];

    test_pair(t, &p);
    session_plan_now(&p, cancelled);
    CHECK(session_event(p.client.client, cancelled, "cancel") == 200);
    session_plan_now(&p, lapsed);
    session_age(t, lapsed, 4 * HOUR_MS);
    CHECK(session_event(p.client.client, lapsed, "leave") == 200);
    CHECK(answer(p.client.client, cancelled, client_form, 3) == 409);
    CHECK(answer(p.client.client, lapsed, client_form, 3) == 409);
    session_age(t, lapsed, 200 * INT64_C(3600000));
    assert_string_equal(told(p.client.client, lapsed), "none");
    test_pair_free(&p);
}

TEST_HOUSES(an_answer_counts_once_and_a_retry_is_no_second)
{
    struct pair p;
    char visit[32];

    test_pair(t, &p);
    struct client *cl = p.client.client;
    session_hold(&p, visit);
    json_t *mine = sheet(client_form, 3);
    json_object_set_new(mine, "sealed", json_string(new_bytes(500)));
    CHECK(put_sheet(cl, visit, json_deep_copy(mine)) == 200);
    CHECK(put_sheet(cl, visit, json_deep_copy(mine)) == 200);
    assert_string_equal(client_text(cl, "state"), "waiting");

    CHECK(answer(cl, visit, client_form, 4) == 409);
    CHECK(answer(cl, visit, client_form, -1) == 409);
    json_t *other = json_deep_copy(mine);
    json_object_set_new(other, "sealed", json_string(new_bytes(500)));
    CHECK(put_sheet(cl, visit, other) == 409);
    assert_string_equal(told(cl, visit), "waiting");
    CHECK(bond_of(cl, "mine") == 3);

    /* The device was away while the window closed. */
    session_age(t, visit, 73 * INT64_C(3600000));
    CHECK(put_sheet(cl, visit, json_deep_copy(mine)) == 200);
    CHECK(put_sheet(cl, visit, sheet(client_form, 4)) == 409);
    CHECK(count_events(cl, p.alliance, "closing") == 0);

    /* What comes back is what was given. */
    CHECK(client_get(cl, session_path(visit, "/closing")) == 200);
    CHECK(json_equal(json_object_get(client_body(cl), "mine"), mine));
    json_decref(mine);
    test_pair_free(&p);
}

struct racer {
    struct client *client;
    const char *visit, *form;
    int bond, status;
};

static void *answer_once(void *context)
{
    struct racer *r = context;

    r->status = answer(r->client, r->visit, r->form, r->bond);
    return NULL;
}

TEST_HOUSES(both_answering_at_once_opens_it_once)
{
    struct pair p;
    char visit[32];

    test_pair(t, &p);
    for (int i = 1; i <= 5; i++) {
        session_hold(&p, visit);
        struct racer a = { p.client.client, visit, client_form, 3, 0 };
        struct racer b = { p.therapist.client, visit, therapist_form, 5, 0 };
        test_at_once(answer_once, &a, &b);
        CHECK(a.status == 200 && b.status == 200);
        assert_string_equal(told(p.client.client, visit), "open");
        CHECK(bond_of(p.client.client, "theirs") == 5);
        CHECK(count_events(p.client.client, p.alliance, "closing") ==
              (size_t)i);
    }
    test_pair_free(&p);
}

TEST_HOUSES(two_different_answers_at_once_keep_one)
{
    struct pair p;
    char visit[32];

    test_pair(t, &p);
    struct client *again = test_house_client(t);
    client_set_cookie(again, client_cookie(p.client.client));
    session_hold(&p, visit);
    struct racer a = { p.client.client, visit, client_form, 3, 0 };
    struct racer b = { again, visit, client_form, 4, 0 };
    test_at_once(answer_once, &a, &b);
    CHECK((a.status == 200 && b.status == 409) ||
          (a.status == 409 && b.status == 200));
    assert_string_equal(told(again, visit), "waiting");
    CHECK(bond_of(again, "mine") == (a.status == 200 ? 3 : 4));
    client_free(again);
    test_pair_free(&p);
}

TEST_HOUSES(what_belongs_to_others_is_not_there)
{
    struct pair p, other;
    char visit[32];

    test_pair(t, &p);
    test_pair(t, &other);
    session_hold(&p, visit);
    CHECK(answer(p.client.client, visit, client_form, 3) == 200);
    CHECK(answer(p.therapist.client, visit, therapist_form, 5) == 200);

    struct client *strangers[] = { other.client.client,
                                   other.therapist.client };
    for (int i = 0; i < 2; i++) {
        const char *form = i == 0 ? client_form : therapist_form;
        CHECK(client_get(strangers[i], session_path(visit, "/closing")) == 404);
        CHECK(answer(strangers[i], visit, form, 3) == 404);
        /* Not even whether the body would have been right. */
        CHECK(client_put(strangers[i], session_path(visit, "/closing"), "{}") ==
              404);
        CHECK(client_get(strangers[i], alliance_path("/api/checks?alliance=",
                                                     p.alliance, "")) == 404);
    }
    CHECK(answer(p.client.client, new_id(), client_form, 3) == 404);
    CHECK(client_get(p.client.client, "/api/checks") == 400);
    assert_string_equal(client_field(p.client.client), "alliance");
    client_forget(p.client.client);
    CHECK(client_get(p.client.client, session_path(visit, "/closing")) == 401);
    CHECK(client_get(p.client.client, "/api/instruments") == 401);
    test_pair_free(&p);
    test_pair_free(&other);
}

#define ITEMS                                                                  \
    "\"items\":{\"goal\":1,\"task\":2,\"bond\":3,\"medium\":4,\"overall\":5}"
#define HEAD "\"state\":\"answered\",\"instrument\":\"closing-client\","
#define LISTS "\"goals\":[],\"tasks\":[],\"sealed\":null"
#define ID "AAAAAAAAAAAAAAAAAAAAAA"

TEST_HOUSES(wrong_input_names_the_field)
{
    static const struct {
        const char *body, *field;
    } rows[] = {
        { "{}", "state" },
        { "{" ITEMS "," LISTS "}", "state" },
        { "{\"state\":\"maybe\",\"instrument\":\"closing-client\"," ITEMS
          "," LISTS "}",
          "state" },
        { "{\"state\":\"answered\",\"instrument\":\"closing-therapist\"," ITEMS
          "," LISTS "}",
          "instrument" },
        { "{\"state\":\"answered\",\"instrument\":\"none\"," ITEMS "," LISTS
          "}",
          "instrument" },
        { "{" HEAD LISTS "}", "items" },
        { "{" HEAD "\"items\":[1,2,3,4,5]," LISTS "}", "items" },
        { "{" HEAD "\"items\":{\"goal\":11}," LISTS "}", "items.goal" },
        { "{" HEAD "\"items\":{\"task\":-1}," LISTS "}", "items.task" },
        { "{" HEAD "\"items\":{\"bond\":3.5}," LISTS "}", "items.bond" },
        { "{" HEAD "\"items\":{\"bond\":\"3\"}," LISTS "}", "items.bond" },
        { "{" HEAD "\"items\":{\"bond\":true}," LISTS "}", "items.bond" },
        { "{" HEAD "\"items\":{\"hope\":3}," LISTS "}", "items.hope" },
        { "{" HEAD ITEMS ",\"tasks\":[],\"sealed\":null}", "goals" },
        { "{" HEAD ITEMS ",\"goals\":{},\"tasks\":[],\"sealed\":null}",
          "goals" },
        { "{" HEAD ITEMS ",\"goals\":[],\"sealed\":null}", "tasks" },
        { "{" HEAD ITEMS ",\"goals\":[7],\"tasks\":[],\"sealed\":null}",
          "goals.0" },
        { "{" HEAD ITEMS ",\"goals\":[{\"goal\":\"x\",\"value\":1}],"
          "\"tasks\":[],\"sealed\":null}",
          "goals.0.goal" },
        { "{" HEAD ITEMS ",\"goals\":[{\"goal\":\"" ID "\",\"value\":11}],"
          "\"tasks\":[],\"sealed\":null}",
          "goals.0.value" },
        { "{" HEAD ITEMS ",\"goals\":[{\"goal\":\"" ID "\",\"value\":1},"
          "{\"goal\":\"" ID "\",\"value\":2}],\"tasks\":[],\"sealed\":null}",
          "goals.1.goal" },
        { "{" HEAD ITEMS ",\"goals\":[{\"goal\":\"" ID "\",\"value\":1}],"
          "\"tasks\":[],\"sealed\":null}",
          "goals" },
        { "{" HEAD ITEMS ",\"goals\":[],\"tasks\":[{\"task\":\"" ID "\","
          "\"done\":\"yes\",\"helped\":null}],\"sealed\":null}",
          "tasks" },
        { "{" HEAD ITEMS ",\"goals\":[],\"tasks\":[{\"task\":\"" ID "\","
          "\"done\":\"maybe\",\"helped\":null}],\"sealed\":null}",
          "tasks.0.done" },
        { "{" HEAD ITEMS ",\"goals\":[],\"tasks\":[{\"task\":\"" ID "\","
          "\"done\":null,\"helped\":null}],\"sealed\":null}",
          "tasks.0.done" },
        { "{" HEAD ITEMS ",\"goals\":[],\"tasks\":[{\"task\":\"" ID "\","
          "\"done\":\"no\",\"helped\":7}],\"sealed\":null}",
          "tasks.0.helped" },
        { "{" HEAD ITEMS ",\"goals\":[],\"tasks\":[{\"task\":\"" ID "\","
          "\"done\":\"no\",\"helped\":null,\"why\":1}],\"sealed\":null}",
          "tasks.0.why" },
        { "{" HEAD ITEMS ",\"goals\":[],\"tasks\":[],\"sealed\":\"\"}",
          "sealed" },
        { "{" HEAD ITEMS ",\"goals\":[],\"tasks\":[],\"sealed\":\"not b64\"}",
          "sealed" },
        { "{" HEAD ITEMS "," LISTS ",\"mood\":1}", "mood" },
        { "{\"state\":\"declined\",\"instrument\":\"closing-client\"," ITEMS
          "," LISTS "}",
          "state" },
        { "{\"state\":\"declined\",\"instrument\":\"closing-client\","
          "\"items\":{},\"goals\":[],\"tasks\":[],\"sealed\":\"AAAA\"}",
          "state" },
    };
    static const char *const broken[] = {
        "",
        "[]",
        "{" HEAD "\"items\":{\"goal\":11111111111111111111}," LISTS "}",
        "{" HEAD "\"items\":{\"goal\":1e999}," LISTS "}",
        "{" HEAD ITEMS "," ITEMS "," LISTS "}",
        "{" HEAD ITEMS "," LISTS ",\"\xed\xa0\x80\":1}",
        "{" HEAD ITEMS "," LISTS,
    };
    struct pair p;
    char visit[32];

    test_pair(t, &p);
    struct client *cl = p.client.client;
    session_hold(&p, visit);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int status = client_raw(cl, "PUT", session_path(visit, "/closing"),
                                rows[i].body);
        if (status != 400 || strcmp(client_field(cl), rows[i].field) != 0)
            fail_msg("%d at \"%s\", not 400 at \"%s\", for %s", status,
                     client_field(cl), rows[i].field, rows[i].body);
    }
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++)
        CHECK(client_raw(cl, "PUT", session_path(visit, "/closing"),
                         broken[i]) == 400);
    CHECK(answer(p.therapist.client, visit, client_form, 3) == 400);
    assert_string_equal(client_field(p.therapist.client), "instrument");
    assert_string_equal(told(cl, visit), "none");
    CHECK(!has(cl, "mine"));
    test_pair_free(&p);
}

static void propose(struct client *c, const struct pair *p, const char *sort,
                    const char *id)
{
    CHECK(client_post(c, alliance_path("/api/", sort, ""), "{s:s, s:s, s:s}",
                      "id", id, "alliance", p->alliance, "sealed",
                      new_bytes(60)) == 200);
}

static void agree(struct client *c, const char *sort, const char *id,
                  int revision)
{
    char path[96];

    snprintf(path, sizeof path, "/api/%s/%s/agreement", sort, id);
    CHECK(client_post(c, path, "{s:i}", "revision", revision) == 200);
}

static json_t *sheet_about(const char *goal, const char *task)
{
    json_t *s = sheet(client_form, 3);

    if (goal)
        json_array_append_new(
            json_object_get(s, "goals"),
            json_pack("{s:s, s:i}", "goal", goal, "value", 6));
    if (task)
        json_array_append_new(json_object_get(s, "tasks"),
                              json_pack("{s:s, s:s, s:s}", "task", task, "done",
                                        "partly", "helped", "little"));
    return s;
}

TEST_HOUSES(only_what_both_had_agreed_on_can_be_rated)
{
    const char *goal = new_id(), *task = new_id(), *proposed = new_id();
    const char *foreign = new_id(), *set_aside = new_id();
    struct pair p, other;
    char visit[32], path[96];

    test_pair(t, &p);
    test_pair(t, &other);
    struct client *cl = p.client.client, *th = p.therapist.client;
    propose(cl, &p, "goals", goal);
    agree(th, "goals", goal, 1);
    propose(cl, &p, "tasks", task);
    agree(th, "tasks", task, 1);
    propose(cl, &p, "goals", proposed);
    propose(cl, &p, "goals", set_aside);
    agree(th, "goals", set_aside, 1);
    snprintf(path, sizeof path, "/api/goals/%s/end", set_aside);
    CHECK(client_post(th, path, "{s:s}", "how", "set_aside") == 200);
    propose(other.client.client, &other, "goals", foreign);
    agree(other.therapist.client, "goals", foreign, 1);
    session_hold(&p, visit);

    CHECK(put_sheet(cl, visit, sheet_about(proposed, NULL)) == 400);
    assert_string_equal(client_field(cl), "goals");
    CHECK(put_sheet(cl, visit, sheet_about(foreign, NULL)) == 400);
    CHECK(put_sheet(cl, visit, sheet_about(set_aside, NULL)) == 400);
    CHECK(put_sheet(cl, visit, sheet_about(task, NULL)) == 400);
    CHECK(put_sheet(cl, visit, sheet_about(goal, goal)) == 400);
    assert_string_equal(client_field(cl), "tasks");

    /* Both go on working before the answer arrives. */
    snprintf(path, sizeof path, "/api/goals/%s", goal);
    CHECK(client_put(th, path, "{s:i, s:s}", "revision", 1, "sealed",
                     new_bytes(60)) == 200);
    snprintf(path, sizeof path, "/api/tasks/%s/end", task);
    CHECK(client_post(th, path, "{s:s}", "how", "done") == 200);
    json_t *mine = sheet_about(goal, task);
    CHECK(put_sheet(cl, visit, json_deep_copy(mine)) == 200);
    CHECK(client_get(cl, session_path(visit, "/closing")) == 200);
    CHECK(json_equal(json_object_get(client_body(cl), "mine"), mine));
    json_decref(mine);
    test_pair_free(&p);
    test_pair_free(&other);
}

TEST_HOUSES(the_course_lists_session_by_session)
{
    struct pair p;
    char visit[32];

    test_pair(t, &p);
    struct client *cl = p.client.client, *th = p.therapist.client;
    for (int i = 1; i <= 3; i++) {
        session_hold(&p, visit);
        CHECK(answer(th, visit, therapist_form, i) == 200);
        if (i != 2)
            CHECK(answer(cl, visit, client_form, 10 - i) == 200);
    }
    /* Of the second the client knows nothing, the therapist their own. */
    CHECK(count_checks(cl, p.alliance) == 4);
    CHECK(count_checks(th, p.alliance) == 5);
    json_t *list = json_object_get(client_body(th), "checks");
    int64_t last = 0;
    for (size_t i = 0; i < 5; i++) {
        json_t *one = json_array_get(list, i);
        int64_t number = json_integer_value(json_object_get(one, "number"));
        CHECK(number >= last);
        last = number;
        CHECK(json_is_object(json_object_get(one, "answers")));
        CHECK(json_is_integer(json_object_get(one, "at_ms")));
    }
    CHECK(last == 3);
    test_pair_free(&p);
}

static struct client *return_to(struct test_house *t, struct client *c)
{
    struct client *fresh = test_house_client(t);

    client_set_cookie(fresh, client_cookie(c));
    client_free(c);
    return fresh;
}

TEST_HOUSES(a_restart_between_the_two_answers_loses_nothing)
{
    struct pair p;
    char visit[32];

    test_pair(t, &p);
    session_hold(&p, visit);
    CHECK(answer(p.client.client, visit, client_form, 3) == 200);
    test_house_stop(t);
    test_house_start(t);
    p.client.client = return_to(t, p.client.client);
    p.therapist.client = return_to(t, p.therapist.client);

    assert_string_equal(told(p.client.client, visit), "waiting");
    CHECK(bond_of(p.client.client, "mine") == 3);
    assert_string_equal(told(p.therapist.client, visit), "none");
    CHECK(answer(p.therapist.client, visit, therapist_form, 5) == 200);
    assert_string_equal(told(p.client.client, visit), "open");
    CHECK(bond_of(p.client.client, "theirs") == 5);
    test_pair_free(&p);
}

static void erase(struct test_house *t, const char *account)
{
    struct keeper *k;
    struct id id;
    char keys[160];

    snprintf(keys, sizeof keys, "%s/keys", test_house_data(t));
    k = keeper_open(keys, NULL);
    CHECK(k != NULL);
    CHECK(id_parse((struct text){ account, strlen(account) }, &id));
    CHECK(keeper_erase_person(k, &id) == ERR_OK);
    keeper_close(k);
}

TEST_HOUSES(what_an_erased_person_answered_is_gone_and_the_rest_stays)
{
    struct pair p;
    char visit[32];

    test_pair(t, &p);
    session_hold(&p, visit);
    CHECK(answer(p.client.client, visit, client_form, 3) == 200);
    CHECK(answer(p.therapist.client, visit, therapist_form, 5) == 200);
    erase(t, p.client.id);

    struct client *th = p.therapist.client;
    assert_string_equal(told(th, visit), "open");
    CHECK(bond_of(th, "mine") == 5 && !has(th, "theirs"));
    CHECK(count_checks(th, p.alliance) == 1);
    session_hold(&p, visit);
    CHECK(answer(p.client.client, visit, client_form, 3) == 404);
    CHECK(answer(th, visit, therapist_form, 6) == 200);

    /* A house that starts finishes what the erased key began: the record of
     * this client goes, and they are nobody here. */
    test_house_stop(t);
    test_house_start(t);
    p.therapist.client = return_to(t, p.therapist.client);
    p.client.client = return_to(t, p.client.client);
    CHECK(client_get(p.therapist.client, session_path(visit, "/closing")) ==
          404);
    CHECK(client_get(p.client.client, "/api/accounts/me") == 401);
    test_pair_free(&p);
}

static const char sql_kept[] = "SELECT kept FROM closing";

TEST_HOUSES(answers_are_not_readable_in_the_store)
{
    struct pair p;
    char visit[32];
    struct store_conn *c;
    struct query *q;

    test_pair(t, &p);
    session_hold(&p, visit);
    CHECK(answer(p.client.client, visit, client_form, 3) == 200);
    c = store_connect(house_store(test_house_inside(t)));
    CHECK(c != NULL);
    q = query_open(c, sql_kept);
    CHECK(query_step(q) == QUERY_ROW);
    struct text kept = query_bytes(q, "kept");
    CHECK(kept.len > KEEPER_OVERHEAD);
    CHECK(memmem(kept.ptr, kept.len, "bond", 4) == NULL);
    CHECK(memmem(kept.ptr, kept.len, "closing", 7) == NULL);
    CHECK(query_step(q) == QUERY_DONE);
    query_close(q);
    store_disconnect(c);
    test_pair_free(&p);
}

TEST_HOUSES(both_roles_get_the_questionnaires)
{
    struct pair p;

    test_pair(t, &p);
    struct client *people[] = { p.client.client, p.therapist.client };
    for (int i = 0; i < 2; i++) {
        int found = 0;
        CHECK(client_get(people[i], "/api/instruments") == 200);
        json_t *list = json_object_get(client_body(people[i]), "instruments");
        for (size_t j = 0; j < json_array_size(list); j++) {
            json_t *one = json_array_get(list, j);
            const char *id = json_string_value(json_object_get(one, "id"));
            assert_string_equal(
                json_string_value(json_object_get(one, "resourceType")),
                "Questionnaire");
            found +=
                strcmp(id, client_form) == 0 || strcmp(id, therapist_form) == 0;
        }
        CHECK(found == 2);
        CHECK(json_array_size(list) == 2); /* no more than is asked */
    }
    test_pair_free(&p);
}

/* The rule itself, over time and who has answered. */
TEST(blindness_is_one_rule)
{
    const struct id me = { { 1 } }, you = { { 2 } }, third = { { 3 } };
    const struct id members[] = { me, you };
    const struct {
        struct id answered[2];
        size_t count;
        int64_t closes_ms, now_ms;
        enum blind_state state;
        bool taking;
    } rows[] = {
        { { { { 0 } } }, 0, 0, 1000, BLIND_NONE, false },
        { { { { 0 } } }, 0, 2000, 1000, BLIND_NONE, true },
        { { you }, 1, 2000, 1000, BLIND_NONE, true },
        { { me }, 1, 2000, 1000, BLIND_WAITING, true },
        { { me, third }, 2, 2000, 1000, BLIND_WAITING, true },
        { { you, me }, 2, 2000, 1000, BLIND_OPEN, true },
        { { you }, 1, 2000, 1999, BLIND_NONE, true },
        { { you }, 1, 2000, 2000, BLIND_OPEN, false },
        { { { { 0 } } }, 0, 2000, 2000, BLIND_OPEN, false },
        { { me }, 1, 2000, 3000, BLIND_OPEN, false },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct blind_facts f = {
            .members = members,
            .member_count = 2,
            .answered = rows[i].answered,
            .answered_count = rows[i].count,
            .closes_ms = rows[i].closes_ms,
        };
        CHECK(blind_state(&f, &me, rows[i].now_ms) == rows[i].state);
        CHECK(blind_is_taking(&f, rows[i].now_ms) == rows[i].taking);
    }
}
