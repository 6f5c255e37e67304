/* SPDX-License-Identifier: Apache-2.0 */
/* What a client says before a session, through the front door: whose it is,
 * which one counts, and that it is gone on its day. */
#include "tests/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daemon/base/b64.h"
#include "daemon/cli/house.h"
#include "daemon/store/store.h"
#include "tests/daemon/house.h"
#include "tests/daemon/session.h"

#define HOUR_MS INT64_C(3600000)

static int arrive(struct client *c, const char *visit, int revision,
                  const char *sealed)
{
    return client_put(c, session_path(visit, "/arrival"), "{s:i, s:s}",
                      "revision", revision, "sealed", sealed);
}

/* How many the asker is given. */
static size_t given(struct client *c, const char *visit)
{
    CHECK(client_get(c, session_path(visit, "/arrivals")) == 200);
    return json_array_size(json_object_get(client_body(c), "arrivals"));
}

/* Of the first of the last list. */
static json_t *first(struct client *c)
{
    return json_array_get(json_object_get(client_body(c), "arrivals"), 0);
}

static const char *first_text(struct client *c, const char *field)
{
    return json_string_value(json_object_get(first(c), field));
}

/* Rows of the table, whoever may read them. */
static int64_t rows(struct test_house *t)
{
    struct store_conn *db = store_connect(house_store(test_house_inside(t)));
    struct query *q;
    int64_t n;

    CHECK(db != NULL);
    q = query_open(db, "SELECT COUNT(*) AS n FROM arrival");
    CHECK(query_step(q) == QUERY_ROW);
    n = query_int(q, "n");
    query_close(q);
    store_disconnect(db);
    return n;
}

TEST_HOUSES(the_therapist_reads_what_the_client_said_and_the_client_their_own)
{
    const char *words = new_bytes(300);
    char visit[32];
    struct pair p;

    test_pair(t, &p);
    session_plan_now(&p, visit);
    CHECK(given(p.therapist.client, visit) == 0);
    CHECK(arrive(p.client.client, visit, 1, words) == 200);
    CHECK(given(p.therapist.client, visit) == 1);
    CHECK(strcmp(first_text(p.therapist.client, "account"), p.client.id) == 0);
    CHECK(strcmp(first_text(p.therapist.client, "sealed"), words) == 0);
    CHECK(given(p.client.client, visit) == 1);
    CHECK(strcmp(first_text(p.client.client, "sealed"), words) == 0);
    test_pair_free(&p);
}

TEST_HOUSES(the_newest_revision_counts_and_a_repeated_one_is_the_same)
{
    const char *better = new_bytes(300);
    char visit[32];
    struct pair p;

    test_pair(t, &p);
    session_plan_now(&p, visit);
    CHECK(arrive(p.client.client, visit, 2, better) == 409);
    CHECK(arrive(p.client.client, visit, 1, new_bytes(300)) == 200);
    CHECK(arrive(p.client.client, visit, 2, better) == 200);
    CHECK(arrive(p.client.client, visit, 2, better) == 200);
    CHECK(arrive(p.client.client, visit, 2, new_bytes(300)) == 409);
    CHECK(arrive(p.client.client, visit, 1, new_bytes(300)) == 409);
    CHECK(arrive(p.client.client, visit, 4, new_bytes(300)) == 409);
    CHECK(given(p.therapist.client, visit) == 1);
    CHECK(strcmp(first_text(p.therapist.client, "sealed"), better) == 0);
    CHECK(rows(t) == 1);
    test_pair_free(&p);
}

TEST_HOUSES(the_other_is_told_that_something_was_said_and_not_what)
{
    char visit[32];
    struct pair p;
    struct live *l;
    json_t *event;

    test_pair(t, &p);
    session_plan_now(&p, visit);
    l = live_open(p.therapist.client);
    live_say(l, "{s:s, s:s, s:i}", "op", "follow", "alliance", p.alliance,
             "after", 100);
    CHECK(live_await(l, "followed", 5000) != NULL);
    CHECK(arrive(p.client.client, visit, 1, new_bytes(300)) == 200);
    event = json_object_get(live_await(l, "event", 5000), "event");
    CHECK(strcmp(json_string_value(json_object_get(event, "kind")),
                 "arrival") == 0);
    CHECK(strcmp(json_string_value(json_object_get(event, "object")), visit) ==
          0);
    CHECK(json_is_null(json_object_get(event, "sealed")));
    live_close(l);
    test_pair_free(&p);
}

TEST_HOUSES(nothing_is_said_before_a_session_that_is_over)
{
    char visit[32];
    struct pair p;

    test_pair(t, &p);
    session_hold(&p, visit);
    CHECK(arrive(p.client.client, visit, 1, new_bytes(300)) == 409);
    CHECK(rows(t) == 0);
    test_pair_free(&p);
}

TEST_HOUSES(what_is_too_long_or_no_bytes_at_all_is_refused_by_name)
{
    static char body[32 * 1024];
    char visit[32];
    struct pair p;

    test_pair(t, &p);
    session_plan_now(&p, visit);
    CHECK(arrive(p.client.client, visit, 1, "not base64url!") == 400);
    CHECK(strcmp(client_field(p.client.client), "sealed") == 0);
    CHECK(arrive(p.client.client, visit, 0, new_bytes(60)) == 400);
    CHECK(strcmp(client_field(p.client.client), "revision") == 0);
    memset(body, 'A', sizeof body - 1);
    memcpy(body, "{\"revision\":1,\"sealed\":\"", 24);
    memcpy(body + 24 + 8192 * 4 / 3 + 4, "\"}", 3);
    CHECK(client_raw(p.client.client, "PUT", session_path(visit, "/arrival"),
                     body) == 400);
    CHECK(rows(t) == 0);
    test_pair_free(&p);
}

TEST_HOUSES(a_day_after_the_session_it_is_gone_and_not_an_hour_before)
{
    char visit[32], later[32];
    struct pair p;

    test_pair(t, &p);
    session_open(&p, visit);
    CHECK(arrive(p.client.client, visit, 1, new_bytes(300)) == 200);
    house_sweep(test_house_inside(t));
    CHECK(rows(t) == 1); /* it goes on */
    CHECK(session_event(p.therapist.client, visit, "end") == 200);
    session_plan_now(&p, later);
    CHECK(arrive(p.client.client, later, 1, new_bytes(300)) == 200);

    session_age(t, visit, 23 * HOUR_MS);
    house_sweep(test_house_inside(t));
    CHECK(rows(t) == 2);
    session_age(t, visit, 1 * HOUR_MS);
    house_sweep(test_house_inside(t));
    CHECK(given(p.therapist.client, visit) == 0);
    CHECK(given(p.therapist.client, later) == 1);
    CHECK(rows(t) == 1);
    test_pair_free(&p);
}

TEST_HOUSES(of_a_session_that_did_not_take_place_it_goes_a_day_after_its_time)
{
    char visit[32];
    struct pair p;

    test_pair(t, &p);
    session_plan_now(&p, visit);
    CHECK(arrive(p.client.client, visit, 1, new_bytes(300)) == 200);
    session_age(t, visit, 25 * HOUR_MS);
    /* An event of a person steps what is due first: it has lapsed. */
    CHECK(session_event(p.client.client, visit, "arrive") == 409);
    house_sweep(test_house_inside(t));
    CHECK(rows(t) == 0);
    test_pair_free(&p);
}

TEST_HOUSES(of_a_cancelled_session_it_goes_at_once)
{
    char visit[32];
    struct pair p;

    test_pair(t, &p);
    session_plan_now(&p, visit);
    CHECK(arrive(p.client.client, visit, 1, new_bytes(300)) == 200);
    CHECK(session_event(p.therapist.client, visit, "cancel") == 200);
    house_sweep(test_house_inside(t));
    CHECK(rows(t) == 0);
    test_pair_free(&p);
}

enum { SEALED_BYTES = 300, SWEPT_WITHIN_MS = 10000, LOOK_EVERY_MS = 20 };

/* Whether the file of a stopped house on SQLite holds what these letters are
 * the bytes of. PostgreSQL overwrites when it pleases. */
static bool file_holds(struct test_house *t, const char *letters)
{
    const char *path = test_house_store(t) + strlen("sqlite:");
    char bytes[SEALED_BYTES], *all;
    FILE *f = fopen(path, "rb");
    size_t len, got;
    bool found;

    CHECK(b64_decode((struct text){ letters, strlen(letters) }, bytes,
                     sizeof bytes, &len));
    CHECK(f != NULL && fseek(f, 0, SEEK_END) == 0);
    got = (size_t)ftell(f);
    rewind(f);
    all = malloc(got);
    CHECK(all != NULL && fread(all, 1, got, f) == got);
    found = memmem(all, got, bytes, len) != NULL;
    free(all);
    fclose(f);
    return found;
}

TEST_HOUSES(a_house_that_was_off_at_the_hour_erases_it_by_itself_and_really)
{
    const bool is_file = strncmp(test_house_store(t), "sqlite:", 7) == 0;
    const char *words = new_bytes(SEALED_BYTES);
    char visit[32];
    struct pair p;

    test_pair(t, &p);
    session_open(&p, visit);
    CHECK(arrive(p.client.client, visit, 1, words) == 200);
    CHECK(session_event(p.therapist.client, visit, "end") == 200);
    session_age(t, visit, 25 * HOUR_MS);
    test_house_stop(t);
    CHECK(!is_file || file_holds(t, words));

    test_house_start(t);
    for (int ms = 0; rows(t) > 0 && ms < SWEPT_WITHIN_MS; ms += LOOK_EVERY_MS)
        usleep(LOOK_EVERY_MS * 1000);
    CHECK(rows(t) == 0);
    test_house_stop(t);
    CHECK(!is_file || !file_holds(t, words));
    test_house_start(t);
    test_pair_free(&p);
}
