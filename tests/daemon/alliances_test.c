/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/check.h"
#include "tests/daemon/house.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "daemon/cli/house.h"
#include "daemon/store/store.h"

/* An address with an id in it: before, id, after. */
static const char *path(const char *before, const char *id, const char *after)
{
    static _Thread_local char out[4][160];
    static _Thread_local unsigned next;
    char *p = out[next++ % 4];

    snprintf(p, sizeof out[0], "%s%s%s", before, id, after);
    return p;
}

static json_t *first_alliance(struct client *c)
{
    assert_int_equal(client_get(c, "/api/alliances"), 200);
    return json_array_get(json_object_get(client_body(c), "alliances"), 0);
}

static const char *text_of(json_t *o, const char *field)
{
    const char *s = json_string_value(json_object_get(o, field));

    return s ? s : "";
}

TEST_HOUSES(a_link_brings_a_client_into_the_alliance)
{
    json_t *a, *members;
    struct pair p;

    test_pair(t, &p);
    a = first_alliance(p.client.client);
    CHECK(strcmp(text_of(a, "id"), p.alliance) == 0);
    CHECK(strcmp(text_of(a, "conversation"), p.conversation) == 0);
    CHECK(strcmp(text_of(a, "kind"), "pair") == 0);
    members = json_object_get(a, "members");
    CHECK(json_array_size(members) == 2);
    CHECK(strcmp(text_of(json_array_get(members, 0), "role"), "therapist") ==
          0);
    CHECK(json_is_null(
        json_object_get(json_array_get(members, 0), "introduction")));
    CHECK(strcmp(text_of(json_array_get(members, 1), "account"), p.client.id) ==
          0);
    CHECK(json_string_length(json_object_get(json_array_get(members, 1),
                                             "introduction")) == 64);
    CHECK(client_get(p.client.client, "/api/accounts/me") == 200);
    CHECK(strcmp(client_text(p.client.client, "role"), "client") == 0);
    test_pair_free(&p);
}

TEST_HOUSES(the_label_is_the_founders_alone_and_invitations_the_therapists)
{
    struct pair p;
    json_t *a;

    test_pair(t, &p);
    a = first_alliance(p.therapist.client);
    CHECK(strcmp(text_of(a, "label"), "Tuesday evening") == 0);
    CHECK(strcmp(text_of(json_object_get(a, "invitation"), "state"), "used") ==
          0);
    a = first_alliance(p.client.client);
    CHECK(json_string_length(json_object_get(a, "label")) == 0);
    CHECK(json_is_null(json_object_get(a, "invitation")));
    test_pair_free(&p);
}

TEST_HOUSES(looking_at_a_link_tells_whom_it_is_from_and_uses_nothing_up)
{
    struct client *c = test_house_client(t);
    char alliance[32], conversation[32], token[64];
    struct person therapist;

    test_therapist(t, &therapist);
    found(&therapist, alliance, conversation);
    invite(therapist.client, alliance, token);
    for (int i = 0; i < 2; i++) {
        json_t *from;

        CHECK(client_post(c, "/api/invitations/look", "{s:s}", "token",
                          token) == 200);
        from = json_object_get(client_body(c), "therapist");
        CHECK(strcmp(client_text(c, "role"), "client") == 0);
        CHECK(strcmp(client_text(c, "alliance"), alliance) == 0);
        CHECK(strcmp(client_text(c, "conversation"), conversation) == 0);
        CHECK(strcmp(text_of(from, "account"), therapist.id) == 0);
        CHECK(strcmp(text_of(from, "name"), "Somebody") == 0);
        CHECK(strlen(text_of(from, "public_key")) == 400);
        CHECK(strlen(client_text(c, "welcome")) > 100);
    }
    test_house_link(t, token);
    CHECK(client_post(c, "/api/invitations/look", "{s:s}", "token", token) ==
          200);
    CHECK(strcmp(client_text(c, "role"), "therapist") == 0);
    CHECK(json_is_null(json_object_get(client_body(c), "therapist")));
    CHECK(json_is_null(json_object_get(client_body(c), "alliance")));
    client_free(c);
    client_free(therapist.client);
}

static int look(struct client *c, const char *token)
{
    return client_post(c, "/api/invitations/look", "{s:s}", "token", token);
}

TEST_HOUSES(a_link_is_gone_once_used_taken_back_or_replaced)
{
    struct client *c = test_house_client(t);
    char alliance[32], conversation[32], first[64], second[64], third[64];
    struct person therapist, client;

    test_therapist(t, &therapist);
    found(&therapist, alliance, conversation);
    invite(therapist.client, alliance, first);
    invite(therapist.client, alliance, second);
    CHECK(look(c, first) == 410);
    CHECK(look(c, second) == 200);

    CHECK(client_delete(
              therapist.client,
              path("/api/invitations/",
                   text_of(json_object_get(first_alliance(therapist.client),
                                           "invitation"),
                           "id"),
                   "")) == 200);
    CHECK(look(c, second) == 410);
    CHECK(sign_up(c, second, "too-late", new_bytes(32), new_bytes(48)) == 410);

    invite(therapist.client, alliance, third);
    join(t, third, &client);
    CHECK(look(c, third) == 410);
    CHECK(sign_up(c, third, "too-late", new_bytes(32), new_bytes(48)) == 410);
    client_free(c);
    client_free(client.client);
    client_free(therapist.client);
}

static void run_sql(struct test_house *t, const char *sql)
{
    struct store_conn *c = store_connect(house_store(test_house_inside(t)));

    CHECK(c != NULL);
    CHECK(store_run(c, sql) == ERR_OK);
    store_disconnect(c);
}

TEST_HOUSES(of_links_made_in_one_millisecond_the_open_one_is_shown)
{
    char alliance[32], conversation[32], token[64];
    struct person therapist;

    test_therapist(t, &therapist);
    found(&therapist, alliance, conversation);
    for (int i = 0; i < 12; i++)
        invite(therapist.client, alliance, token);
    run_sql(t, "UPDATE invitation SET created_ms = 1000"
               " WHERE alliance IS NOT NULL");
    CHECK(strcmp(text_of(json_object_get(first_alliance(therapist.client),
                                         "invitation"),
                         "state"),
                 "open") == 0);
    client_free(therapist.client);
}

TEST_HOUSES(a_link_is_gone_when_its_days_are_over)
{
    struct client *c = test_house_client(t);
    char alliance[32], conversation[32], token[64];
    struct person therapist;

    test_therapist(t, &therapist);
    found(&therapist, alliance, conversation);
    invite(therapist.client, alliance, token);
    run_sql(t, "UPDATE invitation SET expires_ms = 1000");
    CHECK(look(c, token) == 410);
    CHECK(sign_up(c, token, "too-late", new_bytes(32), new_bytes(48)) == 410);
    CHECK(strcmp(text_of(json_object_get(first_alliance(therapist.client),
                                         "invitation"),
                         "state"),
                 "expired") == 0);
    client_free(c);
    client_free(therapist.client);
}

TEST_HOUSES(nobody_else_may_take_back_or_make_a_link)
{
    struct person stranger;
    char id[32];
    struct pair p;

    test_pair(t, &p);
    test_therapist(t, &stranger);
    snprintf(id, sizeof id, "%s",
             text_of(json_object_get(first_alliance(p.therapist.client),
                                     "invitation"),
                     "id"));
    CHECK(client_delete(stranger.client, path("/api/invitations/", id, "")) ==
          404);
    CHECK(client_delete(p.client.client, path("/api/invitations/", id, "")) ==
          403);
    CHECK(client_delete(p.therapist.client,
                        path("/api/invitations/", new_id(), "")) == 404);
    CHECK(client_delete(p.therapist.client, "/api/invitations/none") == 404);
    CHECK(client_delete(p.therapist.client,
                        path("/api/invitations/", id, "")) == 410);
    CHECK(client_post(stranger.client,
                      path("/api/alliances/", p.alliance, "/invitations"),
                      "{s:s, s:s, s:i}", "token_hash", new_bytes(32), "welcome",
                      new_bytes(100), "days", 7) == 404);
    CHECK(client_post(p.therapist.client,
                      path("/api/alliances/", p.alliance, "/invitations"),
                      "{s:s, s:s, s:i}", "token_hash", new_bytes(32), "welcome",
                      new_bytes(100), "days", 7) == 409);
    client_free(stranger.client);
    test_pair_free(&p);
}

TEST_HOUSES(a_link_into_an_alliance_needs_introduction_and_grants)
{
    struct client *c = test_house_client(t);
    char alliance[32], conversation[32], token[64], house[64];
    struct person therapist, client;

    test_therapist(t, &therapist);
    found(&therapist, alliance, conversation);
    invite(therapist.client, alliance, token);
    CHECK(sign_up(c, token, "somebody", new_bytes(32), NULL) == 400);
    CHECK(strcmp(client_field(c), "introduction") == 0);
    test_house_link(t, house);
    CHECK(sign_up(c, house, "somebody", new_bytes(32), new_bytes(48)) == 400);
    CHECK(strcmp(client_field(c), "introduction") == 0);
    CHECK(sign_up(c, token, "somebody", new_bytes(32), new_bytes(47)) == 400);
    join(t, token, &client);
    client_free(c);
    client_free(client.client);
    client_free(therapist.client);
}

struct racer {
    pthread_t thread;
    struct client *client;
    const char *token;
    char login[32];
    int status;
};

static void *race(void *context)
{
    struct racer *r = context;

    r->status =
        sign_up(r->client, r->token, r->login, new_bytes(32), new_bytes(48));
    return NULL;
}

TEST_HOUSES(two_people_with_one_link_do_not_both_get_into_the_alliance)
{
    char alliance[32], conversation[32], token[64];
    struct person therapist;
    struct racer racers[4];
    int in = 0;

    test_therapist(t, &therapist);
    found(&therapist, alliance, conversation);
    invite(therapist.client, alliance, token);
    for (int i = 0; i < 4; i++) {
        racers[i].client = test_house_client(t);
        racers[i].token = token;
        snprintf(racers[i].login, sizeof racers[i].login, "racer-%d", i);
    }
    for (int i = 0; i < 4; i++)
        CHECK(pthread_create(&racers[i].thread, NULL, race, &racers[i]) == 0);
    for (int i = 0; i < 4; i++) {
        pthread_join(racers[i].thread, NULL);
        in += racers[i].status == 200;
        CHECK(racers[i].status == 200 || racers[i].status == 410);
        client_free(racers[i].client);
    }
    CHECK(in == 1);
    CHECK(json_array_size(json_object_get(first_alliance(therapist.client),
                                          "members")) == 2);
    client_free(therapist.client);
}

TEST_HOUSES(an_alliance_needs_its_own_ids_and_a_grant_to_its_founder)
{
    const char *id = new_id(), *conversation = new_id();
    static const char format[] = "{s:s, s:s, s:[{s:i, s:s, s:s}], s:s}";
    struct person p, other;

    test_therapist(t, &p);
    test_therapist(t, &other);
    CHECK(client_post(p.client, "/api/alliances", format, "id", id,
                      "conversation", conversation, "grants", "epoch", 1,
                      "member", other.id, "sealed", new_bytes(100), "label",
                      "") == 400);
    CHECK(strcmp(client_field(p.client), "grants") == 0);
    CHECK(client_post(p.client, "/api/alliances", format, "id", id,
                      "conversation", conversation, "grants", "epoch", 0,
                      "member", p.id, "sealed", new_bytes(100), "label",
                      "") == 400);
    CHECK(client_post(p.client, "/api/alliances", "{s:s, s:s, s:[], s:s}", "id",
                      id, "conversation", conversation, "grants", "label",
                      "") == 400);
    CHECK(client_get(p.client, "/api/alliances") == 200);
    CHECK(json_array_size(
              json_object_get(client_body(p.client), "alliances")) == 0);
    CHECK(client_post(p.client, "/api/alliances", format, "id", id,
                      "conversation", conversation, "grants", "epoch", 1,
                      "member", p.id, "sealed", new_bytes(100), "label",
                      "") == 200);
    CHECK(client_post(other.client, "/api/alliances", format, "id", id,
                      "conversation", new_id(), "grants", "epoch", 1, "member",
                      other.id, "sealed", new_bytes(100), "label", "") == 409);
    CHECK(client_post(other.client, "/api/alliances", format, "id", new_id(),
                      "conversation", conversation, "grants", "epoch", 1,
                      "member", other.id, "sealed", new_bytes(100), "label",
                      "") == 409);
    client_free(p.client);
    client_free(other.client);
}

/* --- events -------------------------------------------------------------- */

/* Sends count messages on l, a few at a time, and waits until each is
 * durable. */
static void send_many(struct live *l, const char *alliance, int count,
                      size_t bytes)
{
    enum { FEW = 16 };

    for (int done = 0; done < count; done += FEW) {
        int few = count - done < FEW ? count - done : FEW;

        for (int i = 0; i < few; i++)
            live_say(l, "{s:s, s:i, s:s, s:n, s:s, s:s, s:s}", "op", "send",
                     "ref", i, "alliance", alliance, "visit", "id", new_id(),
                     "type", "letter", "sealed", new_bytes(bytes));
        for (int i = 0; i < few; i++)
            CHECK(live_await(l, "sent", 10000) != NULL);
    }
}

static struct live *follow(struct client *c, const char *alliance,
                           json_int_t after)
{
    struct live *l = live_open(c);

    CHECK(l != NULL);
    live_say(l, "{s:s, s:s, s:I}", "op", "follow", "alliance", alliance,
             "after", after);
    return l;
}

TEST_HOUSES(events_come_in_pages_in_order_and_without_gaps)
{
    json_int_t after = 0, expected = 1;
    struct live *l;
    struct pair p;
    bool more = true;
    int pages = 0;

    test_pair(t, &p);
    l = follow(p.client.client, p.alliance, 0);
    CHECK(live_await(l, "followed", 3000) != NULL);
    send_many(l, p.alliance, 230, 20);
    while (more) {
        char url[160];
        json_t *events, *e;
        size_t i;

        snprintf(url, sizeof url, "/api/alliances/%s/events?after=%lld",
                 p.alliance, (long long)after);
        CHECK(client_get(p.therapist.client, url) == 200);
        events = json_object_get(client_body(p.therapist.client), "events");
        CHECK(json_array_size(events) <= 200);
        json_array_foreach(events, i, e)
        {
            CHECK(json_integer_value(json_object_get(e, "seq")) == expected);
            CHECK(strcmp(text_of(e, "kind"),
                         expected == 1 ? "joined" : "message") == 0);
            after = expected++;
        }
        more = json_is_true(
            json_object_get(client_body(p.therapist.client), "more"));
        pages++;
    }
    CHECK(expected == 232 && pages == 2);
    CHECK(json_integer_value(json_object_get(first_alliance(p.therapist.client),
                                             "seq")) == 231);
    live_close(l);
    test_pair_free(&p);
}

TEST_HOUSES(after_must_be_the_number_of_an_event)
{
    static const char *const bad[] = { "x", "-1", "1e3", "99999999999999999999",
                                       "",  "1+1" };
    struct pair p;

    test_pair(t, &p);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char url[160];

        snprintf(url, sizeof url, "/api/alliances/%s/events?after=%s",
                 p.alliance, bad[i]);
        CHECK(client_get(p.client.client, url) == 400);
        CHECK(strcmp(client_field(p.client.client), "after") == 0);
    }
    test_pair_free(&p);
}

TEST_HOUSES(following_somebody_elses_alliance_looks_like_following_none)
{
    struct person stranger;
    json_t *frame;
    struct live *l;
    struct pair p;

    test_pair(t, &p);
    test_therapist(t, &stranger);
    for (int i = 0; i < 2; i++) {
        l = follow(stranger.client, i ? p.alliance : new_id(), 0);
        frame = live_await(l, "refused", 3000);
        CHECK(frame != NULL);
        CHECK(strcmp(text_of(json_object_get(frame, "error"), "code"),
                     "not_found") == 0);
        live_close(l);
    }
    client_free(stranger.client);
    test_pair_free(&p);
}

TEST_HOUSES(a_follower_hears_of_somebody_joining)
{
    char alliance[32], conversation[32], token[64];
    struct person therapist, client;
    json_t *frame;
    struct live *l;

    test_therapist(t, &therapist);
    found(&therapist, alliance, conversation);
    invite(therapist.client, alliance, token);
    l = follow(therapist.client, alliance, 0);
    CHECK((frame = live_await(l, "followed", 3000)) != NULL);
    CHECK(json_integer_value(json_object_get(frame, "seq")) == 0);
    join(t, token, &client);
    CHECK((frame = live_await(l, "event", 3000)) != NULL);
    frame = json_object_get(frame, "event");
    CHECK(strcmp(text_of(frame, "kind"), "joined") == 0);
    CHECK(strcmp(text_of(frame, "object"), client.id) == 0);
    CHECK(json_is_null(json_object_get(frame, "sealed")));
    live_close(l);
    client_free(client.client);
    client_free(therapist.client);
}

TEST_HOUSES(a_device_that_was_away_gets_what_it_missed_and_then_the_new)
{
    struct live *sender, *l;
    json_int_t seq = 5;
    json_t *frame;
    struct pair p;

    test_pair(t, &p);
    sender = follow(p.therapist.client, p.alliance, 0);
    CHECK(live_await(sender, "followed", 3000) != NULL);
    send_many(sender, p.alliance, 9, 20); /* with "joined": 1 to 10 */
    l = follow(p.client.client, p.alliance, 5);
    while ((frame = live_next(l, 3000)) != NULL) {
        const char *op = text_of(frame, "op");

        if (strcmp(op, "followed") == 0)
            break;
        if (strcmp(op, "event") == 0)
            CHECK(json_integer_value(json_object_get(
                      json_object_get(frame, "event"), "seq")) == ++seq);
    }
    CHECK(frame && json_integer_value(json_object_get(frame, "seq")) == 10);
    CHECK(seq == 10);
    send_many(sender, p.alliance, 1, 20);
    CHECK((frame = live_await(l, "event", 3000)) != NULL);
    CHECK(json_integer_value(
              json_object_get(json_object_get(frame, "event"), "seq")) == 11);
    live_close(l);
    live_close(sender);
    test_pair_free(&p);
}

struct crowd {
    pthread_t thread;
    struct client *client;
    const char *alliance;
    int count;
};

static void *chatter(void *context)
{
    struct crowd *s = context;
    struct live *l = follow(s->client, s->alliance, 0);

    CHECK(live_await(l, "followed", 10000) != NULL);
    for (int i = 0; i < s->count; i++)
        live_say(l, "{s:s, s:i, s:s, s:n, s:s, s:s, s:s}", "op", "send", "ref",
                 i, "alliance", s->alliance, "visit", "id", new_id(), "type",
                 "letter", "sealed", new_bytes(40));
    for (int i = 0; i < s->count; i++)
        CHECK(live_await(l, "sent", 10000) != NULL);
    live_close(l);
    return NULL;
}

/* Follows from the start, over and over, in the middle of a crowd of writers:
 * whatever is told must be the next number, each time, from 1 to the end. */
TEST_HOUSES(
    while_others_write_a_follower_misses_nothing_and_nothing_comes_twice)
{
    enum { WRITERS = 2, EACH = 150, LAST = 1 + WRITERS * EACH };
    struct crowd writers[WRITERS];
    struct pair p;

    test_pair(t, &p);
    for (int i = 0; i < WRITERS; i++) {
        writers[i] = (struct crowd){ .client = p.therapist.client,
                                     .alliance = p.alliance,
                                     .count = EACH };
        CHECK(pthread_create(&writers[i].thread, NULL, chatter, &writers[i]) ==
              0);
    }
    for (int round = 0; round < 12; round++) {
        json_int_t seq = 0, until = LAST * (round + 1) / 12;
        struct live *l = follow(p.client.client, p.alliance, 0);

        while (seq < until) {
            json_t *frame = live_next(l, 10000);
            const char *op = text_of(frame, "op");

            CHECK(frame != NULL);
            if (strcmp(op, "event") == 0)
                CHECK(json_integer_value(json_object_get(
                          json_object_get(frame, "event"), "seq")) == ++seq);
            else if (strcmp(op, "resync") == 0)
                live_say(l, "{s:s, s:s, s:I}", "op", "follow", "alliance",
                         p.alliance, "after", seq);
        }
        live_close(l);
    }
    for (int i = 0; i < WRITERS; i++)
        pthread_join(writers[i].thread, NULL);
    test_pair_free(&p);
}

TEST_HOUSES(a_long_absence_is_made_good_in_pieces_that_fit_the_queue)
{
    struct live *sender, *l;
    json_int_t seq = 0;
    int pieces = 0;
    json_t *frame;
    struct pair p;

    test_pair(t, &p);
    sender = follow(p.therapist.client, p.alliance, 0);
    CHECK(live_await(sender, "followed", 3000) != NULL);
    send_many(sender, p.alliance, 200, 3000); /* 800 KB of letters */
    l = follow(p.client.client, p.alliance, 0);
    while ((frame = live_next(l, 5000)) != NULL) {
        const char *op = text_of(frame, "op");

        if (strcmp(op, "followed") == 0)
            break;
        if (strcmp(op, "event") == 0) {
            CHECK(json_integer_value(json_object_get(
                      json_object_get(frame, "event"), "seq")) == ++seq);
        } else if (strcmp(op, "resync") == 0) {
            pieces++;
            live_say(l, "{s:s, s:s, s:I}", "op", "follow", "alliance",
                     p.alliance, "after", seq);
        }
    }
    CHECK(frame != NULL && seq == 201);
    CHECK(pieces >= 6);
    live_close(l);
    live_close(sender);
    test_pair_free(&p);
}

/* Follows everything at once over a line that is read slowly. */
TEST_HOUSES(many_alliances_at_once_do_not_overflow_a_slow_line)
{
    enum { MANY = 40 };
    char alliances[MANY][32], conversation[32];
    json_int_t last[MANY] = { 0 };
    struct person therapist;
    struct live *sender, *l;
    int live = 0;

    test_therapist(t, &therapist);
    for (int i = 0; i < MANY; i++) {
        found(&therapist, alliances[i], conversation);
        sender = follow(therapist.client, alliances[i], 0);
        CHECK(live_await(sender, "followed", 3000) != NULL);
        send_many(sender, alliances[i], 30, 3000); /* 120 KB of letters */
        live_close(sender);
    }
    l = live_open_narrow(therapist.client);
    CHECK(l != NULL);
    for (int i = 0; i < MANY; i++)
        live_say(l, "{s:s, s:s, s:i}", "op", "follow", "alliance", alliances[i],
                 "after", 0);
    usleep(300 * 1000);
    while (live < MANY) {
        json_t *frame = live_next(l, 5000);
        const char *op = text_of(frame, "op");
        int which = 0;

        CHECK(frame != NULL);
        while (which < MANY &&
               strcmp(text_of(frame, "alliance"), alliances[which]) != 0)
            which++;
        if (which == MANY)
            continue;
        if (strcmp(op, "event") == 0)
            CHECK(json_integer_value(json_object_get(
                      json_object_get(frame, "event"), "seq")) ==
                  ++last[which]);
        else if (strcmp(op, "resync") == 0)
            live_say(l, "{s:s, s:s, s:I}", "op", "follow", "alliance",
                     alliances[which], "after", last[which]);
        else if (strcmp(op, "followed") == 0)
            live++;
    }
    for (int i = 0; i < MANY; i++)
        CHECK(last[i] == 30);
    live_close(l);
    client_free(therapist.client);
}

TEST_HOUSES(an_event_write_that_fails_tells_nobody_and_leaves_no_gap)
{
    struct live *l;
    json_t *frame;
    struct pair p;

    test_pair(t, &p);
    l = follow(p.client.client, p.alliance, 1);
    CHECK(live_await(l, "followed", 3000) != NULL);
    /* The second grant is to nobody here, so the first is undone too. */
    CHECK(client_post(p.therapist.client,
                      path("/api/conversations/", p.conversation, "/grants"),
                      "{s:[{s:i, s:s, s:s}, {s:i, s:s, s:s}]}", "grants",
                      "epoch", 2, "member", p.client.id, "sealed",
                      new_bytes(100), "epoch", 2, "member", new_id(), "sealed",
                      new_bytes(100)) == 404);
    CHECK(live_await(l, "event", 300) == NULL);
    CHECK(client_post(p.therapist.client,
                      path("/api/conversations/", p.conversation, "/grants"),
                      "{s:[{s:i, s:s, s:s}]}", "grants", "epoch", 2, "member",
                      p.client.id, "sealed", new_bytes(100)) == 200);
    CHECK((frame = live_await(l, "event", 3000)) != NULL);
    CHECK(json_integer_value(
              json_object_get(json_object_get(frame, "event"), "seq")) == 2);
    live_close(l);
    test_pair_free(&p);
}

TEST_HOUSES(the_others_device_is_seen_coming_and_going)
{
    struct live *a, *b;
    json_t *frame;
    struct pair p;

    test_pair(t, &p);
    a = follow(p.therapist.client, p.alliance, 1);
    CHECK(live_await(a, "followed", 3000) != NULL);
    b = follow(p.client.client, p.alliance, 1);
    CHECK((frame = live_await(a, "presence", 3000)) != NULL);
    CHECK(strcmp(text_of(frame, "account"), p.client.id) == 0);
    CHECK(json_is_true(json_object_get(frame, "here")));
    CHECK((frame = live_await(b, "presence", 3000)) != NULL);
    CHECK(strcmp(text_of(frame, "account"), p.therapist.id) == 0);
    live_close(b);
    CHECK((frame = live_await(a, "presence", 5000)) != NULL);
    CHECK(json_is_false(json_object_get(frame, "here")));
    live_close(a);
    test_pair_free(&p);
}
