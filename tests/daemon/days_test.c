/* SPDX-License-Identifier: Apache-2.0 */
/* "How are you today" through the front door: one value a day, the last one
 * counts, and it is the person's alone. */
#include "tests/check.h"

#include <stdio.h>
#include <time.h>

#include "daemon/base/clock.h"
#include "daemon/checks/days_store.h"
#include "daemon/cli/house.h"
#include "daemon/keeper/keeper.h"
#include "daemon/store/store.h"
#include "tests/daemon/house.h"

/* The UTC day this many days from now. */
static const char *day_in(int days)
{
    static _Thread_local char ring[8][16];
    static _Thread_local unsigned next;
    char *day = ring[next++ % 8];
    time_t at = (time_t)(clock_now_ms() / 1000) + days * INT64_C(86400);
    struct tm tm;

    gmtime_r(&at, &tm);
    strftime(day, sizeof ring[0], "%Y-%m-%d", &tm);
    return day;
}

static int put_day(struct client *c, const char *day, int value)
{
    char path[96];

    snprintf(path, sizeof path, "/api/days/%s", day);
    return client_put(c, path, "{s:i}", "value", value);
}

static size_t count_days(struct client *c)
{
    CHECK(client_get(c, "/api/days") == 200);
    return json_array_size(json_object_get(client_body(c), "days"));
}

/* Of the answer of count_days. */
static bool day_is(struct client *c, size_t at, const char *day, int value)
{
    json_t *one = json_array_get(json_object_get(client_body(c), "days"), at);

    return strcmp(json_string_value(json_object_get(one, "day")), day) == 0 &&
           json_integer_value(json_object_get(one, "value")) == value;
}

TEST_HOUSES(the_last_value_of_a_day_counts)
{
    struct pair p;

    test_pair(t, &p);
    struct client *cl = p.client.client;
    CHECK(count_days(cl) == 0);
    CHECK(put_day(cl, day_in(-1), 3) == 200);
    CHECK(put_day(cl, day_in(0), 0) == 200);
    CHECK(put_day(cl, day_in(0), 10) == 200);
    CHECK(put_day(cl, day_in(-89), 5) == 200);
    CHECK(put_day(cl, day_in(1), 7) == 200);
    CHECK(count_days(cl) == 4);
    CHECK(day_is(cl, 0, day_in(1), 7));
    CHECK(day_is(cl, 1, day_in(0), 10));
    CHECK(day_is(cl, 2, day_in(-1), 3));
    CHECK(day_is(cl, 3, day_in(-89), 5));
    test_pair_free(&p);
}

TEST_HOUSES(earlier_days_are_found_from_the_day_they_lie_before)
{
    struct pair p;
    char path[96];

    test_pair(t, &p);
    struct client *cl = p.client.client;
    for (int back = 0; back < 3; back++)
        CHECK(put_day(cl, day_in(-back), back) == 200);
    snprintf(path, sizeof path, "/api/days?before=%s", day_in(-1));
    CHECK(client_get(cl, path) == 200);
    CHECK(json_array_size(json_object_get(client_body(cl), "days")) == 1);
    CHECK(day_is(cl, 0, day_in(-2), 2));
    CHECK(client_get(cl, "/api/days?before=yesterday") == 400);
    test_pair_free(&p);
}

TEST_HOUSES(a_day_is_the_persons_alone)
{
    struct pair p, other;

    test_pair(t, &p);
    test_pair(t, &other);
    CHECK(put_day(p.client.client, day_in(0), 4) == 200);
    CHECK(count_days(other.client.client) == 0);
    CHECK(client_get(p.therapist.client, "/api/days") == 403);
    CHECK(put_day(p.therapist.client, day_in(0), 4) == 403);
    client_forget(other.client.client);
    CHECK(client_get(other.client.client, "/api/days") == 401);
    test_pair_free(&p);
    test_pair_free(&other);
}

TEST_HOUSES(what_is_no_day_or_no_value_is_refused)
{
    static const char *const days[] = {
        "today",      "2026-13-01", "2026-02-29",   "2026-1-1",
        "2026-11-31", "1969-12-31", "2026-11-22T1", "2026/11/22",
        "9999-12-31", "2020-01-01", "-026-11-22",   "2026-11-2x",
    };
    static const char *const bodies[] = {
        "",
        "{}",
        "[]",
        "{\"value\":11}",
        "{\"value\":-1}",
        "{\"value\":5.5}",
        "{\"value\":\"5\"}",
        "{\"value\":null}",
        "{\"value\":55555555555555555555}",
        "{\"value\":5,\"why\":1}",
        "{\"value\":5}5",
    };
    struct pair p;
    char path[96];

    test_pair(t, &p);
    struct client *cl = p.client.client;
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) {
        int status = put_day(cl, days[i], 5);
        CHECK(status == 400 || status == 404);
    }
    CHECK(put_day(cl, day_in(2), 5) == 400);
    assert_string_equal(client_field(cl), "day");
    CHECK(put_day(cl, day_in(-91), 5) == 400);
    snprintf(path, sizeof path, "/api/days/%s", day_in(0));
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++)
        CHECK(client_raw(cl, "PUT", path, bodies[i]) == 400);
    CHECK(count_days(cl) == 0);
    test_pair_free(&p);
}

static const char sql_kept[] = "SELECT kept FROM day ORDER BY day";

TEST_HOUSES(the_store_does_not_tell_the_value)
{
    struct pair p;
    size_t len[2];

    test_pair(t, &p);
    CHECK(put_day(p.client.client, day_in(-1), 7) == 200);
    CHECK(put_day(p.client.client, day_in(0), 10) == 200);
    struct store_conn *c = store_connect(house_store(test_house_inside(t)));
    CHECK(c != NULL);
    struct query *q = query_open(c, sql_kept);
    for (int i = 0; i < 2; i++) {
        CHECK(query_step(q) == QUERY_ROW);
        len[i] = query_bytes(q, "kept").len;
    }
    CHECK(len[0] == len[1] && len[0] > KEEPER_OVERHEAD);
    CHECK(query_step(q) == QUERY_DONE);
    query_close(q);
    store_disconnect(c);
    test_pair_free(&p);
}

TEST(a_day_is_one_of_the_calendar)
{
    static const struct {
        const char *day;
        bool is_day;
        int64_t number;
    } rows[] = {
        { "1970-01-01", true, 0 },
        { "1970-12-31", true, 364 },
        { "1972-03-01", true, 790 },
        { "2000-02-29", true, 11016 },
        { "2026-11-22", true, 20779 },
        { "9999-12-31", true, 2932896 },
        { "1900-01-01", false, 0 },
        { "2100-02-29", false, 0 },
        { "2026-00-10", false, 0 },
        { "2026-04-31", false, 0 },
        { "2026-04-00", false, 0 },
        { "2026-4-300", false, 0 },
        { "", false, 0 },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct text day = { rows[i].day, strlen(rows[i].day) };
        int64_t number = -7;
        CHECK(day_parse(day, &number) == rows[i].is_day);
        CHECK(number == (rows[i].is_day ? rows[i].number : -7));
    }
}
