/* SPDX-License-Identifier: Apache-2.0 */
/* Goals and tasks through the front door: who may, agreement to a wording,
 * final ends, retries. */
#include "tests/check.h"

#include <stdio.h>

#include "tests/daemon/house.h"
#include "tests/daemon/session.h"

static int propose(struct client *c, struct pair *p, const char *id,
                   const char *sealed)
{
    return client_post(c, "/api/goals", "{s:s, s:s, s:s}", "id", id, "alliance",
                       p->alliance, "sealed", sealed);
}

static int propose_task(struct client *c, struct pair *p, const char *id,
                        const char *goal, const char *sealed)
{
    return client_post(c, "/api/tasks", "{s:s, s:s, s:s?, s:s}", "id", id,
                       "alliance", p->alliance, "goal", goal, "sealed", sealed);
}

static const char *path(const char *sort, const char *id, const char *tail)
{
    static _Thread_local char ring[8][128];
    static _Thread_local unsigned next;
    char *to = ring[next++ % 8];

    snprintf(to, sizeof ring[0], "/api/%s/%s%s", sort, id, tail);
    return to;
}

static int agree(struct client *c, const char *sort, const char *id,
                 int revision)
{
    return client_post(c, path(sort, id, "/agreement"), "{s:i}", "revision",
                       revision);
}

static int reword(struct client *c, const char *sort, const char *id,
                  int revision, const char *sealed)
{
    return client_put(c, path(sort, id, ""), "{s:i, s:s}", "revision", revision,
                      "sealed", sealed);
}

static int end(struct client *c, const char *sort, const char *id,
               const char *how)
{
    return client_post(c, path(sort, id, "/end"), "{s:s}", "how", how);
}

static size_t agreed_count(struct client *c)
{
    return json_array_size(json_object_get(client_body(c), "agreed"));
}

static bool agreed_by(struct client *c, const char *account)
{
    json_t *list = json_object_get(client_body(c), "agreed");

    for (size_t i = 0; i < json_array_size(list); i++)
        if (strcmp(json_string_value(json_array_get(list, i)), account) == 0)
            return true;
    return false;
}

/* Reads the list and returns the goal or task of this id; NULL if absent. */
static json_t *listed(struct client *c, struct pair *p, const char *sort,
                      const char *id)
{
    char query[96];
    json_t *list;

    snprintf(query, sizeof query, "/api/goals?alliance=%s", p->alliance);
    CHECK(client_get(c, query) == 200);
    list = json_object_get(client_body(c), sort);
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *one = json_array_get(list, i);
        if (strcmp(json_string_value(json_object_get(one, "id")), id) == 0)
            return one;
    }
    return NULL;
}

static bool field_is(json_t *o, const char *field, const char *value)
{
    const char *s = json_string_value(json_object_get(o, field));

    return s && strcmp(s, value) == 0;
}

TEST_HOUSES(a_goal_is_agreed_when_both_agree_to_the_same_words)
{
    const char *goal = new_id(), *words = new_bytes(300);
    struct pair p;

    test_pair(t, &p);
    CHECK(propose(p.client.client, &p, goal, words) == 200);
    CHECK(strcmp(client_text(p.client.client, "state"), "proposed") == 0);
    CHECK(strcmp(client_text(p.client.client, "writer"), p.client.id) == 0);
    CHECK(strcmp(client_text(p.client.client, "sealed"), words) == 0);
    CHECK(client_int(p.client.client, "revision") == 1);
    CHECK(agreed_count(p.client.client) == 1 &&
          agreed_by(p.client.client, p.client.id));

    CHECK(agree(p.therapist.client, "goals", goal, 1) == 200);
    CHECK(strcmp(client_text(p.therapist.client, "state"), "agreed") == 0);
    CHECK(agreed_count(p.therapist.client) == 2);
    CHECK(field_is(listed(p.client.client, &p, "goals", goal), "state",
                   "agreed"));
    test_pair_free(&p);
}

TEST_HOUSES(new_words_ask_the_other_again)
{
    const char *goal = new_id(), *better = new_bytes(300);
    struct pair p;

    test_pair(t, &p);
    CHECK(propose(p.client.client, &p, goal, new_bytes(300)) == 200);
    CHECK(agree(p.therapist.client, "goals", goal, 1) == 200);
    CHECK(reword(p.therapist.client, "goals", goal, 1, better) == 200);
    CHECK(strcmp(client_text(p.therapist.client, "state"), "proposed") == 0);
    CHECK(strcmp(client_text(p.therapist.client, "writer"), p.therapist.id) ==
          0);
    CHECK(client_int(p.therapist.client, "revision") == 2);
    CHECK(agreed_count(p.therapist.client) == 1);
    CHECK(agreed_by(p.therapist.client, p.therapist.id));

    CHECK(agree(p.client.client, "goals", goal, 1) == 409);
    CHECK(agree(p.client.client, "goals", goal, 2) == 200);
    CHECK(strcmp(client_text(p.client.client, "state"), "agreed") == 0);
    CHECK(strcmp(client_text(p.client.client, "sealed"), better) == 0);
    test_pair_free(&p);
}

TEST_HOUSES(a_wording_of_an_old_revision_is_a_conflict)
{
    const char *goal = new_id();
    struct pair p;

    test_pair(t, &p);
    CHECK(propose(p.client.client, &p, goal, new_bytes(60)) == 200);
    CHECK(reword(p.client.client, "goals", goal, 1, new_bytes(60)) == 200);
    CHECK(reword(p.therapist.client, "goals", goal, 1, new_bytes(60)) == 409);
    CHECK(reword(p.therapist.client, "goals", goal, 3, new_bytes(60)) == 409);
    CHECK(client_int(p.client.client, "revision") == 2);
    test_pair_free(&p);
}

TEST_HOUSES(the_same_request_again_changes_nothing)
{
    const char *goal = new_id(), *words = new_bytes(60);
    const char *better = new_bytes(60);
    struct pair p;
    int64_t seq;

    test_pair(t, &p);
    CHECK(propose(p.client.client, &p, goal, words) == 200);
    CHECK(client_get(p.client.client, "/api/alliances") == 200);
    seq = json_integer_value(json_object_get(
        json_array_get(
            json_object_get(client_body(p.client.client), "alliances"), 0),
        "seq"));
    CHECK(propose(p.client.client, &p, goal, words) == 200);
    CHECK(client_int(p.client.client, "revision") == 1);

    CHECK(reword(p.client.client, "goals", goal, 1, better) == 200);
    CHECK(reword(p.client.client, "goals", goal, 1, better) == 200);
    CHECK(client_int(p.client.client, "revision") == 2);
    CHECK(agree(p.therapist.client, "goals", goal, 2) == 200);
    CHECK(agree(p.therapist.client, "goals", goal, 2) == 200);
    CHECK(end(p.client.client, "goals", goal, "reached") == 200);
    CHECK(end(p.therapist.client, "goals", goal, "reached") == 200);

    /* Three changes since: new words, agreement, end. */
    CHECK(client_get(p.client.client, "/api/alliances") == 200);
    CHECK(
        json_integer_value(json_object_get(
            json_array_get(
                json_object_get(client_body(p.client.client), "alliances"), 0),
            "seq")) == seq + 3);
    test_pair_free(&p);
}

TEST_HOUSES(an_id_in_use_is_a_conflict)
{
    const char *goal = new_id(), *words = new_bytes(60);
    struct pair p, other;

    test_pair(t, &p);
    test_pair(t, &other);
    CHECK(propose(p.client.client, &p, goal, words) == 200);
    CHECK(propose(p.client.client, &p, goal, new_bytes(60)) == 409);
    CHECK(propose(p.therapist.client, &p, goal, words) == 409);
    CHECK(propose(other.client.client, &other, goal, words) == 409);
    test_pair_free(&p);
    test_pair_free(&other);
}

TEST_HOUSES(agreement_to_a_goal_is_none_to_a_task_of_the_same_id)
{
    const char *id = new_id(), *words = new_bytes(60);
    struct pair p;

    test_pair(t, &p);
    CHECK(propose(p.client.client, &p, id, words) == 200);
    CHECK(agree(p.therapist.client, "goals", id, 1) == 200);
    CHECK(propose_task(p.client.client, &p, id, NULL, words) == 200);
    CHECK(strcmp(client_text(p.client.client, "state"), "proposed") == 0);
    CHECK(agreed_count(p.client.client) == 1);
    json_t *task = listed(p.client.client, &p, "tasks", id);
    CHECK(json_array_size(json_object_get(task, "agreed")) == 1);
    CHECK(field_is(task, "state", "proposed"));
    test_pair_free(&p);
}

TEST_HOUSES(an_ended_goal_stays_as_it_is)
{
    const char *goal = new_id();
    struct pair p;

    test_pair(t, &p);
    CHECK(propose(p.client.client, &p, goal, new_bytes(60)) == 200);
    CHECK(end(p.client.client, "goals", goal, "set_aside") == 200);
    CHECK(strcmp(client_text(p.client.client, "state"), "set_aside") == 0);
    CHECK(end(p.client.client, "goals", goal, "reached") == 409);
    CHECK(agree(p.therapist.client, "goals", goal, 1) == 409);
    CHECK(reword(p.therapist.client, "goals", goal, 1, new_bytes(60)) == 409);
    CHECK(field_is(listed(p.client.client, &p, "goals", goal), "state",
                   "set_aside"));
    test_pair_free(&p);
}

TEST_HOUSES(a_task_says_which_goal_of_the_alliance_it_serves)
{
    const char *goal = new_id(), *task = new_id(), *foreign = new_id();
    struct pair p, other;

    test_pair(t, &p);
    test_pair(t, &other);
    CHECK(propose(p.client.client, &p, goal, new_bytes(60)) == 200);
    CHECK(propose(other.client.client, &other, foreign, new_bytes(60)) == 200);

    CHECK(propose_task(p.therapist.client, &p, task, goal, new_bytes(60)) ==
          200);
    CHECK(strcmp(client_text(p.therapist.client, "goal"), goal) == 0);
    CHECK(propose_task(p.therapist.client, &p, new_id(), NULL, new_bytes(60)) ==
          200);
    CHECK(
        json_is_null(json_object_get(client_body(p.therapist.client), "goal")));

    CHECK(propose_task(p.therapist.client, &p, new_id(), foreign,
                       new_bytes(60)) == 400);
    CHECK(strcmp(client_field(p.therapist.client), "goal") == 0);
    CHECK(propose_task(p.therapist.client, &p, new_id(), new_id(),
                       new_bytes(60)) == 400);
    CHECK(strcmp(client_field(p.therapist.client), "goal") == 0);

    CHECK(agree(p.client.client, "tasks", task, 1) == 200);
    CHECK(end(p.client.client, "tasks", task, "reached") == 400);
    CHECK(end(p.client.client, "tasks", task, "done") == 200);
    CHECK(strcmp(client_text(p.client.client, "state"), "done") == 0);
    CHECK(end(p.client.client, "goals", goal, "done") == 400);
    test_pair_free(&p);
    test_pair_free(&other);
}

TEST_HOUSES(what_belongs_to_others_is_not_there)
{
    const char *goal = new_id(), *task = new_id();
    struct pair p, other;
    char query[96];

    test_pair(t, &p);
    test_pair(t, &other);
    CHECK(propose(p.client.client, &p, goal, new_bytes(60)) == 200);
    CHECK(propose_task(p.client.client, &p, task, goal, new_bytes(60)) == 200);

    struct client *strangers[] = { other.client.client,
                                   other.therapist.client };
    for (int i = 0; i < 2; i++) {
        struct client *c = strangers[i];
        snprintf(query, sizeof query, "/api/goals?alliance=%s", p.alliance);
        CHECK(client_get(c, query) == 404);
        CHECK(propose(c, &p, new_id(), new_bytes(60)) == 404);
        CHECK(propose_task(c, &p, new_id(), NULL, new_bytes(60)) == 404);
        CHECK(reword(c, "goals", goal, 1, new_bytes(60)) == 404);
        CHECK(agree(c, "goals", goal, 1) == 404);
        CHECK(end(c, "goals", goal, "reached") == 404);
        CHECK(reword(c, "tasks", task, 1, new_bytes(60)) == 404);
        CHECK(agree(c, "tasks", task, 1) == 404);
        CHECK(end(c, "tasks", task, "done") == 404);
        /* A task is no goal. */
        CHECK(agree(p.therapist.client, "goals", task, 1) == 404);
        CHECK(agree(p.therapist.client, "tasks", goal, 1) == 404);
    }
    client_forget(other.client.client);
    CHECK(propose(other.client.client, &p, new_id(), new_bytes(60)) == 401);
    CHECK(client_get(other.client.client, query) == 401);
    test_pair_free(&p);
    test_pair_free(&other);
}

#define ID "AAAAAAAAAAAAAAAAAAAAAA" /* an id, of nothing */

TEST_HOUSES(wrong_input_names_the_field)
{
    static const struct {
        const char *body, *field;
    } rows[] = {
        { "{\"alliance\":\"" ID "\",\"sealed\":\"AAAA\"}", "id" },
        { "{\"id\":\"" ID "\",\"sealed\":\"AAAA\"}", "alliance" },
        { "{\"id\":\"" ID "\",\"alliance\":\"" ID "\"}", "sealed" },
        { "{\"id\":\"" ID "\",\"alliance\":\"" ID "\",\"sealed\":\"\"}",
          "sealed" },
        { "{\"id\":\"" ID "\",\"alliance\":\"" ID "\",\"sealed\":\"A=\"}",
          "sealed" },
        { "{\"id\":\"" ID "\",\"alliance\":\"" ID "\",\"sealed\":7}",
          "sealed" },
        { "{\"id\":\"" ID "\",\"alliance\":\"" ID "\",\"sealed\":null}",
          "sealed" },
        { "{\"id\":\"" ID "A\",\"alliance\":\"" ID "\",\"sealed\":\"AAAA\"}",
          "id" },
        { "{\"id\":\"" ID "\",\"alliance\":\"" ID
          "\",\"sealed\":\"AAAA\",\"goal\":null}",
          "goal" },
        { "{\"id\":\"" ID "\",\"alliance\":\"" ID
          "\",\"sealed\":\"AAAA\",\"writer\":\"me\"}",
          "writer" },
    };
    static const char *const broken[] = {
        "",
        "{",
        "[]",
        "null",
        "{\"id\":1,\"id\":2}",
        "{\"id\":\"\xff\xfe\"}",
        "{\"id\":\"\\ud800\"}",
        "{\"revision\":99999999999999999999}",
    };
    const char *goal = new_id();
    struct pair p;

    test_pair(t, &p);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        CHECK(client_raw(p.client.client, "POST", "/api/goals", rows[i].body) ==
              400);
        assert_string_equal(client_field(p.client.client), rows[i].field);
    }
    CHECK(propose(p.client.client, &p, goal, new_bytes(60)) == 200);
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
        CHECK(client_raw(p.client.client, "POST", "/api/goals", broken[i]) ==
              400);
        CHECK(client_raw(p.client.client, "POST",
                         path("goals", goal, "/agreement"), broken[i]) == 400);
    }
    CHECK(agree(p.client.client, "goals", goal, 0) == 400);
    CHECK(agree(p.client.client, "goals", goal, -1) == 400);
    CHECK(client_post(p.client.client, path("goals", goal, "/agreement"),
                      "{s:f}", "revision", 1.0) == 400);
    CHECK(end(p.client.client, "goals", goal, "agreed") == 400);
    CHECK(end(p.client.client, "goals", goal, "") == 400);
    CHECK(client_get(p.client.client, "/api/goals") == 400);
    CHECK(client_get(p.client.client, "/api/goals?alliance=x") == 400);
    CHECK(agree(p.client.client, "goals", "x", 1) == 404);
    CHECK(field_is(listed(p.client.client, &p, "goals", goal), "state",
                   "proposed"));
    test_pair_free(&p);
}

struct racer {
    struct client *client;
    const char *goal, *sealed;
    int status;
};

static void *reword_once(void *context)
{
    struct racer *r = context;

    r->status = reword(r->client, "goals", r->goal, 1, r->sealed);
    return NULL;
}

TEST_HOUSES(of_two_new_wordings_at_once_one_is_taken)
{
    const char *goal = new_id();
    struct racer a, b;
    struct pair p;

    test_pair(t, &p);
    CHECK(propose(p.client.client, &p, goal, new_bytes(60)) == 200);
    a = (struct racer){ p.client.client, goal, new_bytes(60), 0 };
    b = (struct racer){ p.therapist.client, goal, new_bytes(60), 0 };
    test_at_once(reword_once, &a, &b);
    CHECK((a.status == 200 && b.status == 409) ||
          (a.status == 409 && b.status == 200));

    json_t *now = listed(p.client.client, &p, "goals", goal);
    CHECK(json_integer_value(json_object_get(now, "revision")) == 2);
    CHECK(field_is(now, "sealed", a.status == 200 ? a.sealed : b.sealed));
    CHECK(field_is(now, "state", "proposed"));
    test_pair_free(&p);
}

static void *agree_once(void *context)
{
    struct racer *r = context;

    r->status = agree(r->client, "goals", r->goal, 2);
    return NULL;
}

TEST_HOUSES(both_agreeing_at_once_agree)
{
    const char *goal = new_id();
    struct racer a, b;
    struct pair p;

    test_pair(t, &p);
    CHECK(propose(p.client.client, &p, goal, new_bytes(60)) == 200);
    CHECK(reword(p.client.client, "goals", goal, 1, new_bytes(60)) == 200);
    a = (struct racer){ p.client.client, goal, NULL, 0 };
    b = (struct racer){ p.therapist.client, goal, NULL, 0 };
    test_at_once(agree_once, &a, &b);
    CHECK(a.status == 200 && b.status == 200);
    CHECK(field_is(listed(p.client.client, &p, "goals", goal), "state",
                   "agreed"));
    test_pair_free(&p);
}

TEST_HOUSES(the_other_is_told_that_a_goal_changed)
{
    const char *goal = new_id();
    struct pair p;
    struct live *l;
    json_t *frame, *event;

    test_pair(t, &p);
    l = live_open(p.therapist.client);
    CHECK(l != NULL);
    live_say(l, "{s:s, s:s, s:i}", "op", "follow", "alliance", p.alliance,
             "after", 0);
    CHECK(live_await(l, "followed", 5000) != NULL);
    CHECK(propose(p.client.client, &p, goal, new_bytes(60)) == 200);
    frame = live_await(l, "event", 5000);
    CHECK(frame != NULL);
    event = json_object_get(frame, "event");
    CHECK(field_is(event, "kind", "goal"));
    CHECK(field_is(event, "object", goal));
    CHECK(field_is(event, "sender", p.client.id));
    CHECK(json_is_null(json_object_get(event, "sealed")));
    live_close(l);
    test_pair_free(&p);
}
