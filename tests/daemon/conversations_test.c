/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/check.h"
#include "tests/daemon/house.h"

#include <stdio.h>
#include <stdlib.h>

#include "daemon/alliances/event.h"
#include "daemon/base/b64.h"
#include "daemon/conversations/signal.h"

static const char *text_of(json_t *o, const char *field)
{
    const char *s = json_string_value(json_object_get(o, field));

    return s ? s : "";
}

static const char *code_of(json_t *refused)
{
    return text_of(json_object_get(refused, "error"), "code");
}

static const char *grants_of(const char *conversation)
{
    static _Thread_local char out[96];

    snprintf(out, sizeof out, "/api/conversations/%s/grants", conversation);
    return out;
}

static struct live *follow(struct client *c, const char *alliance)
{
    struct live *l = live_open(c);

    CHECK(l != NULL);
    live_say(l, "{s:s, s:s, s:i}", "op", "follow", "alliance", alliance,
             "after", 1);
    CHECK(live_await(l, "followed", 5000) != NULL);
    return l;
}

static void say(struct live *l, int ref, const char *alliance,
                const char *visit, const char *id, const char *sealed)
{
    live_say(l, "{s:s, s:i, s:s, s:s?, s:s, s:s, s:s}", "op", "send", "ref",
             ref, "alliance", alliance, "visit", visit, "id", id, "type",
             visit ? "chat" : "letter", "sealed", sealed);
}

static void plan_visit(struct pair *p, char visit[32])
{
    CHECK(client_post(p->therapist.client, "/api/visits",
                      "{s:s, s:s, s:s, s:i, s:s}", "alliance", p->alliance,
                      "wall", "now", "zone", "Europe/Vienna", "minutes", 50,
                      "medium", "video") == 200);
    snprintf(visit, 32, "%s", client_text(p->therapist.client, "id"));
    CHECK(strlen(visit) == 22);
}

TEST_HOUSES(a_message_reaches_both_and_its_sender_hears_that_it_is_durable)
{
    const char *id = new_id(), *sealed = new_bytes(500);
    struct live *a, *b;
    json_t *frame, *e;
    json_int_t seq;
    struct pair p;

    test_pair(t, &p);
    a = follow(p.therapist.client, p.alliance);
    b = follow(p.client.client, p.alliance);
    say(a, 41, p.alliance, NULL, id, sealed);
    CHECK((frame = live_await(a, "sent", 5000)) != NULL);
    CHECK(json_integer_value(json_object_get(frame, "ref")) == 41);
    seq = json_integer_value(json_object_get(frame, "seq"));
    CHECK(seq == 2);
    CHECK((frame = live_await(b, "event", 5000)) != NULL);
    CHECK(strcmp(text_of(frame, "alliance"), p.alliance) == 0);
    e = json_object_get(frame, "event");
    CHECK(json_integer_value(json_object_get(e, "seq")) == seq);
    CHECK(strcmp(text_of(e, "kind"), "message") == 0);
    CHECK(strcmp(text_of(e, "object"), id) == 0);
    CHECK(strcmp(text_of(e, "sender"), p.therapist.id) == 0);
    CHECK(json_is_null(json_object_get(e, "visit")));
    CHECK(strcmp(text_of(e, "sealed"), sealed) == 0);
    live_close(a);
    live_close(b);
    test_pair_free(&p);
}

TEST_HOUSES(what_is_told_live_and_what_is_read_later_are_the_same)
{
    char visit[32], url[200];
    json_t *live, *read;
    struct live *a;
    struct pair p;

    test_pair(t, &p);
    plan_visit(&p, visit);
    a = follow(p.client.client, p.alliance);
    say(a, 1, p.alliance, visit, new_id(), new_bytes(300));
    do
        live = json_object_get(live_await(a, "event", 5000), "event");
    while (live && strcmp(text_of(live, "kind"), "message") != 0);
    CHECK(live != NULL);
    snprintf(url, sizeof url, "/api/conversations/%s/messages?visit=%s",
             p.conversation, visit);
    CHECK(client_get(p.therapist.client, url) == 200);
    read = json_object_get(client_body(p.therapist.client), "messages");
    CHECK(json_array_size(read) == 1);
    CHECK(json_equal(json_array_get(read, 0), live));
    live_close(a);
    test_pair_free(&p);
}

TEST_HOUSES(the_same_message_again_is_the_same_message)
{
    const char *id = new_id(), *sealed = new_bytes(100);
    json_int_t seq;
    struct live *a;
    json_t *frame;
    struct pair p;

    test_pair(t, &p);
    a = follow(p.client.client, p.alliance);
    say(a, 1, p.alliance, NULL, id, sealed);
    CHECK((frame = live_await(a, "sent", 5000)) != NULL);
    seq = json_integer_value(json_object_get(frame, "seq"));
    say(a, 2, p.alliance, NULL, id, sealed);
    while ((frame = live_next(a, 5000)) != NULL &&
           strcmp(text_of(frame, "op"), "sent") != 0)
        CHECK(strcmp(text_of(frame, "op"), "event") != 0);
    CHECK(frame && json_integer_value(json_object_get(frame, "ref")) == 2);
    CHECK(json_integer_value(json_object_get(frame, "seq")) == seq);
    say(a, 3, p.alliance, NULL, new_id(), sealed);
    CHECK((frame = live_await(a, "sent", 5000)) != NULL);
    CHECK(json_integer_value(json_object_get(frame, "seq")) == seq + 1);
    live_close(a);
    test_pair_free(&p);
}

TEST_HOUSES(somebody_elses_message_id_cannot_be_taken)
{
    const char *id = new_id();
    struct live *a, *b;
    json_t *frame;
    struct pair p;

    test_pair(t, &p);
    a = follow(p.client.client, p.alliance);
    b = follow(p.therapist.client, p.alliance);
    say(a, 1, p.alliance, NULL, id, new_bytes(100));
    CHECK(live_await(a, "sent", 5000) != NULL);
    say(b, 7, p.alliance, NULL, id, new_bytes(100));
    CHECK((frame = live_await(b, "refused", 5000)) != NULL);
    CHECK(json_integer_value(json_object_get(frame, "ref")) == 7);
    CHECK(strcmp(code_of(frame), "conflict") == 0);
    live_close(a);
    live_close(b);
    test_pair_free(&p);
}

TEST_HOUSES(only_who_follows_may_send_or_signal)
{
    char visit[32];
    json_t *frame;
    struct live *l;
    struct pair p, others;

    test_pair(t, &p);
    test_pair(t, &others);
    plan_visit(&p, visit);
    l = follow(others.therapist.client, others.alliance);
    say(l, 1, p.alliance, NULL, new_id(), new_bytes(100));
    CHECK((frame = live_await(l, "refused", 5000)) != NULL);
    CHECK(strcmp(code_of(frame), "not_found") == 0);
    live_say(l, "{s:s, s:i, s:s, s:s, s:s}", "op", "signal", "ref", 2,
             "alliance", p.alliance, "visit", visit, "sealed", new_bytes(10));
    CHECK((frame = live_await(l, "refused", 5000)) != NULL);
    CHECK(strcmp(code_of(frame), "not_found") == 0);
    live_close(l);
    test_pair_free(&p);
    test_pair_free(&others);
}

TEST_HOUSES(a_visit_of_another_alliance_is_no_visit)
{
    char visit[32];
    json_t *frame;
    struct live *l;
    struct pair p, others;

    test_pair(t, &p);
    test_pair(t, &others);
    plan_visit(&others, visit);
    l = follow(p.client.client, p.alliance);
    say(l, 1, p.alliance, visit, new_id(), new_bytes(100));
    CHECK((frame = live_await(l, "refused", 5000)) != NULL);
    CHECK(strcmp(code_of(frame), "not_found") == 0);
    live_say(l, "{s:s, s:i, s:s, s:s, s:s}", "op", "signal", "ref", 2,
             "alliance", p.alliance, "visit", visit, "sealed", new_bytes(10));
    CHECK((frame = live_await(l, "refused", 5000)) != NULL);
    CHECK(json_integer_value(json_object_get(frame, "ref")) == 2);
    live_close(l);
    test_pair_free(&p);
    test_pair_free(&others);
}

TEST_HOUSES(a_signal_reaches_the_other_devices_and_is_not_stored)
{
    const char *sealed = new_bytes(800);
    char visit[32];
    struct live *a, *b, *again;
    json_int_t before;
    json_t *frame;
    struct pair p;

    test_pair(t, &p);
    plan_visit(&p, visit);
    a = follow(p.client.client, p.alliance);
    again = follow(p.client.client, p.alliance);
    b = follow(p.therapist.client, p.alliance);
    CHECK(client_get(p.client.client, "/api/alliances") == 200);
    before = json_integer_value(json_object_get(
        json_array_get(
            json_object_get(client_body(p.client.client), "alliances"), 0),
        "seq"));
    live_say(a, "{s:s, s:i, s:s, s:s, s:s}", "op", "signal", "ref", 1,
             "alliance", p.alliance, "visit", visit, "sealed", sealed);
    CHECK((frame = live_await(b, "signal", 5000)) != NULL);
    CHECK(strcmp(text_of(frame, "from"), p.client.id) == 0);
    CHECK(strcmp(text_of(frame, "visit"), visit) == 0);
    CHECK(strcmp(text_of(frame, "sealed"), sealed) == 0);
    CHECK(json_object_size(frame) == 5);
    CHECK(live_await(again, "signal", 5000) != NULL);
    CHECK(live_await(a, "signal", 300) == NULL);
    CHECK(client_get(p.client.client, "/api/alliances") == 200);
    CHECK(
        json_integer_value(json_object_get(
            json_array_get(
                json_object_get(client_body(p.client.client), "alliances"), 0),
            "seq")) == before);
    live_close(a);
    live_close(b);
    live_close(again);
    test_pair_free(&p);
}

/* Sealed bytes of a length, as letters; the caller frees them. */
static char *letters_of(size_t bytes)
{
    char *raw = calloc(1, bytes), *out = malloc(b64_letters(bytes) + 1);

    CHECK(raw && out);
    b64_encode((struct text){ raw, bytes }, out);
    free(raw);
    return out;
}

TEST_HOUSES(the_largest_message_and_signal_pass_and_one_byte_more_does_not)
{
    static const size_t sizes[] = { EVENT_SEALED_MAX, EVENT_SEALED_MAX + 1,
                                    SIGNAL_SEALED_MOST,
                                    SIGNAL_SEALED_MOST + 1 };
    char visit[32];
    struct live *a, *b;
    struct pair p;

    test_pair(t, &p);
    plan_visit(&p, visit);
    a = follow(p.client.client, p.alliance);
    b = follow(p.therapist.client, p.alliance);
    for (int i = 0; i < 4; i++) {
        char *sealed = letters_of(sizes[i]);
        bool fits = i % 2 == 0;
        json_t *frame;

        if (i < 2)
            say(a, i, p.alliance, visit, new_id(), sealed);
        else
            live_say(a, "{s:s, s:i, s:s, s:s, s:s}", "op", "signal", "ref", i,
                     "alliance", p.alliance, "visit", visit, "sealed", sealed);
        if (!fits) {
            CHECK((frame = live_await(a, "refused", 5000)) != NULL);
            CHECK(strcmp(text_of(json_object_get(frame, "error"), "field"),
                         "sealed") == 0);
        } else if (i == 0) {
            CHECK(live_await(a, "sent", 5000) != NULL);
        } else {
            CHECK((frame = live_await(b, "signal", 5000)) != NULL);
            CHECK(strcmp(text_of(frame, "sealed"), sealed) == 0);
        }
        free(sealed);
    }
    live_close(a);
    live_close(b);
    test_pair_free(&p);
}

/* Frames that are not as they should be, and the field they are told. The
 * line stays open: one wrong frame is no reason to lose the others. */
TEST_HOUSES(what_is_wrong_in_a_frame_is_named_and_the_line_stays_open)
{
    static const struct {
        const char *frame, *field;
    } rows[] = {
        { "{\"op\":\"send\"}", "ref" },
        { "{\"op\":\"send\",\"ref\":-1}", "ref" },
        { "{\"op\":\"send\",\"ref\":99999999999999999999}", NULL },
        { "{\"op\":\"send\",\"ref\":1}", "alliance" },
        { "{\"op\":\"send\",\"ref\":1,\"alliance\":7}", "alliance" },
        { "{\"op\":\"signal\",\"ref\":1,\"alliance\":"
          "\"AAAAAAAAAAAAAAAAAAAAAA\",\"visit\":null,\"sealed\":\"AA\"}",
          "visit" },
        { "{\"op\":\"send\",\"ref\":1,\"alliance\":"
          "\"AAAAAAAAAAAAAAAAAAAAAA\",\"visit\":null,"
          "\"id\":\"AAAAAAAAAAAAAAAAAAAAAA\",\"type\":\"goal\","
          "\"sealed\":\"AA\"}",
          "type" },
        { "{\"op\":\"send\",\"ref\":1,\"alliance\":"
          "\"AAAAAAAAAAAAAAAAAAAAAA\",\"visit\":null,"
          "\"id\":\"AAAAAAAAAAAAAAAAAAAAAA\",\"type\":\"letter\","
          "\"sealed\":\"A=\"}",
          "sealed" },
        { "{\"op\":\"send\",\"ref\":1,\"alliance\":"
          "\"AAAAAAAAAAAAAAAAAAAAAA\",\"visit\":null,"
          "\"id\":\"AAAAAAAAAAAAAAAAAAAAAA\",\"type\":\"letter\","
          "\"sealed\":\"AA\",\"more\":1}",
          "more" },
        { "{\"op\":\"follow\",\"alliance\":\"AAAAAAAAAAAAAAAAAAAAAA\"}",
          "after" },
        { "{\"op\":\"follow\",\"alliance\":\"AAAAAAAAAAAAAAAAAAAAAA\","
          "\"after\":-1}",
          "after" },
    };
    struct live *l;
    struct pair p;

    test_pair(t, &p);
    l = follow(p.client.client, p.alliance);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        json_t *frame;

        live_say_raw(l, rows[i].frame, strlen(rows[i].frame));
        CHECK((frame = live_await(l, "refused", 5000)) != NULL);
        CHECK(strcmp(code_of(frame), "bad_input") == 0);
        if (rows[i].field)
            CHECK(strcmp(text_of(json_object_get(frame, "error"), "field"),
                         rows[i].field) == 0);
    }
    say(l, 1, p.alliance, NULL, new_id(), new_bytes(10));
    CHECK(live_await(l, "sent", 5000) != NULL);
    live_close(l);
    test_pair_free(&p);
}

TEST_HOUSES(messages_of_a_session_are_for_members_and_of_that_session_alone)
{
    char visit[32], second[32], url[200];
    struct person stranger;
    struct live *a;
    struct pair p;

    test_pair(t, &p);
    test_therapist(t, &stranger);
    plan_visit(&p, visit);
    CHECK(client_post(p.therapist.client, "/api/visits",
                      "{s:s, s:s, s:s, s:i, s:s}", "alliance", p.alliance,
                      "wall", "2026-12-24T18:00", "zone", "Europe/Vienna",
                      "minutes", 50, "medium", "text") == 200);
    snprintf(second, sizeof second, "%s",
             client_text(p.therapist.client, "id"));
    a = follow(p.client.client, p.alliance);
    say(a, 1, p.alliance, visit, new_id(), new_bytes(10));
    say(a, 2, p.alliance, second, new_id(), new_bytes(10));
    say(a, 3, p.alliance, NULL, new_id(), new_bytes(10));
    for (int i = 0; i < 3; i++)
        CHECK(live_await(a, "sent", 5000) != NULL);
    snprintf(url, sizeof url, "/api/conversations/%s/messages?visit=%s",
             p.conversation, second);
    CHECK(client_get(p.client.client, url) == 200);
    CHECK(json_array_size(
              json_object_get(client_body(p.client.client), "messages")) == 1);
    CHECK(client_get(stranger.client, url) == 404);
    snprintf(url, sizeof url, "/api/conversations/%s/messages", p.conversation);
    CHECK(client_get(p.client.client, url) == 400);
    CHECK(strcmp(client_field(p.client.client), "visit") == 0);
    live_close(a);
    client_free(stranger.client);
    test_pair_free(&p);
}

static int grant(struct client *c, const char *conversation, int epoch,
                 const char *member, const char *sealed)
{
    return client_post(c, grants_of(conversation), "{s:[{s:i, s:s, s:s}]}",
                       "grants", "epoch", epoch, "member", member, "sealed",
                       sealed);
}

TEST_HOUSES(each_member_reads_the_grants_to_them_and_no_others)
{
    json_t *grants;
    struct pair p;

    test_pair(t, &p);
    CHECK(grant(p.therapist.client, p.conversation, 2, p.client.id,
                new_bytes(90)) == 200);
    CHECK(client_get(p.client.client, grants_of(p.conversation)) == 200);
    grants = json_object_get(client_body(p.client.client), "grants");
    CHECK(json_array_size(grants) == 2);
    CHECK(json_integer_value(
              json_object_get(json_array_get(grants, 1), "epoch")) == 2);
    CHECK(strcmp(text_of(json_array_get(grants, 1), "granter"),
                 p.therapist.id) == 0);
    CHECK(strcmp(text_of(json_array_get(grants, 0), "granter"), p.client.id) ==
          0);
    CHECK(client_get(p.therapist.client, grants_of(p.conversation)) == 200);
    CHECK(json_array_size(
              json_object_get(client_body(p.therapist.client), "grants")) == 1);
    test_pair_free(&p);
}

TEST_HOUSES(nobody_can_take_a_secret_away_from_somebody_else)
{
    const char *first = new_bytes(90), *own = new_bytes(90);
    struct person stranger;
    json_t *grants;
    struct pair p;

    test_pair(t, &p);
    test_therapist(t, &stranger);
    CHECK(grant(p.therapist.client, p.conversation, 1, p.client.id,
                new_bytes(90)) == 409); /* it is the client's own */
    CHECK(grant(p.therapist.client, p.conversation, 2, p.client.id, first) ==
          200);
    CHECK(grant(p.therapist.client, p.conversation, 2, p.client.id, first) ==
          200);
    CHECK(grant(p.therapist.client, p.conversation, 2, p.client.id,
                new_bytes(90)) == 200); /* it is the therapist's still */
    CHECK(grant(p.client.client, p.conversation, 2, p.client.id, own) == 200);
    CHECK(grant(p.therapist.client, p.conversation, 2, p.client.id, first) ==
          409);
    CHECK(grant(stranger.client, p.conversation, 3, stranger.id, first) == 404);
    CHECK(grant(p.therapist.client, p.conversation, 3, stranger.id, first) ==
          404);
    CHECK(client_get(p.client.client, grants_of(p.conversation)) == 200);
    grants = json_object_get(client_body(p.client.client), "grants");
    CHECK(json_array_size(grants) == 2);
    CHECK(strcmp(text_of(json_array_get(grants, 1), "sealed"), own) == 0);
    client_free(stranger.client);
    test_pair_free(&p);
}

TEST_HOUSES(a_grant_again_is_told_to_nobody)
{
    const char *sealed = new_bytes(90);
    struct live *l;
    struct pair p;

    test_pair(t, &p);
    l = follow(p.client.client, p.alliance);
    CHECK(grant(p.therapist.client, p.conversation, 2, p.client.id, sealed) ==
          200);
    CHECK(live_await(l, "event", 5000) != NULL);
    CHECK(grant(p.therapist.client, p.conversation, 2, p.client.id, sealed) ==
          200);
    CHECK(live_await(l, "event", 300) == NULL);
    live_close(l);
    test_pair_free(&p);
}
