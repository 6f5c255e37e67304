/* SPDX-License-Identifier: Apache-2.0 */
/* The live socket, frame by frame, polite and not. */
#include "tests/daemon/net_server.h"
#include "tests/daemon/raw.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "daemon/base/clock.h"
#include "tests/check.h"

#define OURS "http://localhost"
#define TOPIC_A "AAAAAAAAAAAAAAAAAAAAAA"

enum { SOON_MS = 3000 };

static bool is(struct text t, const char *literal)
{
    return t.len == strlen(literal) && memcmp(t.ptr, literal, t.len) == 0;
}

static bool begins(struct text t, const char *with)
{
    return t.len >= strlen(with) && memcmp(t.ptr, with, strlen(with)) == 0;
}

static bool hears(struct raw *r, const char *text)
{
    return raw_next_frame(r, SOON_MS) == (0x80 | WS_TEXT) &&
           is(raw_body(r), text);
}

/* A socket that has been greeted. */
static struct raw *greeted(struct net_server *s, const char *token)
{
    struct raw *r = raw_open(net_server_port(s));

    assert_int_equal(raw_upgrade(r, token, OURS), 101);
    assert_int_equal(raw_next_frame(r, SOON_MS), 0x80 | WS_TEXT);
    assert_true(begins(raw_body(r), "{\"op\":\"hello\",\"now_ms\":"));
    return r;
}

static bool still_answers(struct net_server *s)
{
    struct raw *r = greeted(s, "client");
    bool ok;

    raw_text(r, "{\"op\":\"echo\"}");
    ok = hears(r, "{\"op\":\"echo\"}");
    raw_free(r);
    return ok;
}

TEST(only_our_own_pages_of_somebody_signed_in_get_a_socket)
{
    static const struct {
        const char *token, *origin;
        int status;
    } cases[] = {
        { NULL, OURS, 401 },
        { "no/token", OURS, 401 },
        { "client", NULL, 403 },
        { "client", "http://evil.example", 403 },
        { "client", "http://localhost:81", 403 },
        { "client", "null", 403 },
        { "client", OURS, 101 },
    };
    struct net_server *s = net_server_new(NULL);

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct raw *r = raw_open(net_server_port(s));

        CHECK(raw_upgrade(r, cases[i].token, cases[i].origin) ==
              cases[i].status);
        raw_free(r);
    }
    net_server_free(s);
}

TEST(a_token_that_is_not_good_any_more_is_told_so_and_heard_no_further)
{
    struct net_server *s = net_server_new(NULL);
    struct raw *r = raw_open(net_server_port(s));

    CHECK(raw_upgrade(r, "old", OURS) == 101);
    raw_text(r, "{\"op\":\"echo\"}");
    CHECK(raw_close_code(r, SOON_MS) == 4001);
    raw_free(r);
    CHECK(still_answers(s));
    net_server_free(s);
}

TEST(an_upgrade_of_any_other_path_is_refused)
{
    static const char *const paths[] = { "/", "/live/", "/api/hello",
                                         "/index.html" };
    struct net_server *s = net_server_new(NULL);

    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
        struct raw *r = raw_open(net_server_port(s));
        char head[512];

        snprintf(head, sizeof(head),
                 "GET %s HTTP/1.1\r\nHost: localhost\r\nOrigin: " OURS "\r\n"
                 "Cookie: __Host-sid=client\r\nConnection: Upgrade\r\n"
                 "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                 "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
                 paths[i]);
        raw_say(r, (struct text){ head, strlen(head) });
        CHECK(raw_status(r, SOON_MS, false) == 404);
        CHECK(raw_is_closed(r, SOON_MS));
        raw_free(r);
    }
    net_server_free(s);
}

TEST(frames_of_one_socket_keep_their_order_wherever_they_run)
{
    struct net_server *s = net_server_new(NULL);
    struct raw *r = greeted(s, "client");

    raw_text(r, "{\"op\":\"slow_echo\",\"n\":1}");
    raw_text(r, "{\"op\":\"echo\",\"n\":2}");
    raw_text(r, "{\"op\":\"slow_echo\",\"n\":3}");
    raw_text(r, "{\"op\":\"echo\",\"n\":4}");
    CHECK(hears(r, "{\"op\":\"slow_echo\",\"n\":1}"));
    CHECK(hears(r, "{\"op\":\"echo\",\"n\":2}"));
    CHECK(hears(r, "{\"op\":\"slow_echo\",\"n\":3}"));
    CHECK(hears(r, "{\"op\":\"echo\",\"n\":4}"));
    raw_free(r);
    net_server_free(s);
}

TEST(a_frame_in_pieces_is_one_frame_also_with_a_ping_between)
{
    struct net_server *s = net_server_new(NULL);
    struct raw *r = greeted(s, "client");

    raw_frame(r, WS_TEXT, TEXT("{\"op\":"));
    raw_frame(r, 0x80 | WS_PING, TEXT("still there?"));
    raw_frame(r, 0, TEXT("\"ec"));
    raw_frame(r, 0x80, TEXT("ho\"}"));
    CHECK(raw_next_frame(r, SOON_MS) == (0x80 | WS_PONG));
    CHECK(is(raw_body(r), "still there?"));
    CHECK(hears(r, "{\"op\":\"echo\"}"));
    raw_free(r);
    net_server_free(s);
}

TEST(what_is_no_operation_is_refused_and_the_socket_stays)
{
    static const struct {
        const char *frame, *answer; /* what the answer begins with */
    } cases[] = {
        { "{\"op\":\"nothing\",\"ref\":7}",
          "{\"op\":\"refused\",\"ref\":7,\"error\":{\"code\":\"bad_input\"" },
        { "{\"ref\":8}", "{\"op\":\"refused\",\"ref\":8," },
        { "{\"op\":3}", "{\"op\":\"refused\",\"ref\":null," },
        { "{\"op\":\"echo\"", "{\"op\":\"refused\",\"ref\":null," },
        { "[]", "{\"op\":\"refused\",\"ref\":null," },
        { "\"echo\"", "{\"op\":\"refused\",\"ref\":null," },
        { "{\"op\":\"echo\",\"op\":\"echo\"}",
          "{\"op\":\"refused\",\"ref\":null," },
        { "{} {}", "{\"op\":\"refused\",\"ref\":null," },
        { "", "{\"op\":\"refused\",\"ref\":null," },
    };
    struct net_server *s = net_server_new(NULL);
    struct raw *r = greeted(s, "client");

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        raw_text(r, cases[i].frame);
        CHECK(raw_next_frame(r, SOON_MS) == (0x80 | WS_TEXT));
        CHECK(begins(raw_body(r), cases[i].answer));
    }
    raw_text(r, "{\"op\":\"echo\"}");
    CHECK(hears(r, "{\"op\":\"echo\"}"));
    raw_free(r);
    net_server_free(s);
}

/* code: the close frame's, 0 for just hung up, -1 for either. */
static void ends_with(struct net_server *s, const char *why, int first,
                      struct text payload, int code)
{
    struct raw *r = greeted(s, "client");
    int got;

    raw_frame(r, first, payload);
    got = raw_close_code(r, SOON_MS);
    if (got != code && (code != -1 || got == -1)) {
        print_error("%s: close code %d\n", why, got);
        fail();
    }
    raw_free(r);
    assert_true(still_answers(s));
}

TEST(a_frame_against_the_rules_ends_its_socket_and_no_other)
{
    static char big[70 * 1024];
    struct net_server *s = net_server_new(NULL);

    memset(big, 'x', sizeof(big));
    ends_with(s, "binary", 0x80 | WS_BINARY, TEXT("{\"op\":\"echo\"}"), 1003);
    ends_with(s, "not UTF-8", 0x80 | WS_TEXT, TEXT("{\"op\":\"\xff\"}"), 1007);
    ends_with(s, "a surrogate", 0x80 | WS_TEXT, TEXT("\"\xed\xa0\x80\""), 1007);
    ends_with(s, "a character cut short", 0x80 | WS_TEXT, TEXT("\xc3"), 1007);
    ends_with(s, "an RSV bit", 0xc0 | WS_TEXT, TEXT("{}"), 1002);
    ends_with(s, "opcode 3", 0x83, TEXT("{}"), 1002);
    ends_with(s, "opcode 11", 0x8b, TEXT("{}"), 1002);
    ends_with(s, "a ping in pieces", WS_PING, TEXT("a"), 1002);
    ends_with(s, "a ping of 126 bytes", 0x80 | WS_PING,
              (struct text){ big, 126 }, 1002);
    ends_with(s, "a continuation of nothing", 0x80, TEXT("{}"), 1002);
    ends_with(s, "a frame of 70 KiB", 0x80 | WS_TEXT,
              (struct text){ big, sizeof(big) }, 1009);
    ends_with(s, "a close with a code nobody may send", 0x80 | WS_CLOSE,
              TEXT("\x03\xe7"), 1002);
    ends_with(s, "a close", 0x80 | WS_CLOSE, TEXT("\x03\xe8"), 1000);
    ends_with(s, "a close without a code", 0x80 | WS_CLOSE, TEXT(""), 1005);
    net_server_free(s);
}

TEST(pieces_are_counted_together)
{
    static char piece[1000];
    struct net_server *s = net_server_new(NULL);
    struct raw *r = greeted(s, "client");

    memset(piece, 'x', sizeof(piece));
    raw_frame(r, WS_TEXT, (struct text){ piece, sizeof(piece) });
    for (int i = 0; i < 65; i++)
        raw_frame(r, 0, (struct text){ piece, sizeof(piece) });
    CHECK(raw_close_code(r, SOON_MS) == 1009);
    raw_free(r);
    CHECK(still_answers(s));
    net_server_free(s);
}

TEST(a_frame_just_within_the_limit_passes)
{
    static char frame[64 * 1024];
    static const char start[] = "{\"op\":\"echo\",\"x\":\"", end[] = "\"}";
    struct net_server *s = net_server_new(NULL);
    struct raw *r = greeted(s, "client");

    memset(frame, 'x', sizeof(frame));
    memcpy(frame, start, sizeof(start) - 1);
    memcpy(frame + sizeof(frame) - 2, end, 2);
    raw_frame(r, 0x80 | WS_TEXT, (struct text){ frame, sizeof(frame) });
    CHECK(raw_next_frame(r, SOON_MS) == (0x80 | WS_TEXT));
    CHECK(raw_body(r).len == sizeof(frame));
    raw_free(r);
    net_server_free(s);
}

TEST(a_frame_without_a_mask_ends_the_line)
{
    struct net_server *s = net_server_new(NULL);
    struct raw *r = greeted(s, "client");

    raw_frame_unmasked(r, 0x80 | WS_TEXT, TEXT("{\"op\":\"echo\",\"n\":1}"));
    raw_text(r, "{\"op\":\"echo\",\"n\":2}");
    CHECK(raw_close_code(r, SOON_MS) == 1002);
    raw_free(r);
    CHECK(still_answers(s));
    net_server_free(s);
}

TEST(half_a_frame_and_then_silence_harms_nobody)
{
    struct net_server *s = net_server_new(NULL);
    struct raw *r = greeted(s, "client");

    raw_say(r, TEXT("\x81\xfe\xff"));
    CHECK(still_answers(s));
    raw_free(r);
    CHECK(still_answers(s));
    r = greeted(s, "client");
    raw_say(r, TEXT("\x81\xff\xff\xff\xff\xff\xff\xff\xff\xff"
                    "1234abcd"));
    CHECK(raw_close_code(r, SOON_MS) != -1);
    raw_free(r);
    CHECK(still_answers(s));
    net_server_free(s);
}

TEST(signing_out_closes_every_socket_of_that_login)
{
    struct net_server *s = net_server_new(NULL);
    struct raw *a = greeted(s, "client"), *b = greeted(s, "client");
    struct raw *other = greeted(s, "client2");
    struct raw *r = raw_open(net_server_port(s));

    raw_say(r, TEXT("POST /api/logout HTTP/1.1\r\nHost: localhost\r\n"
                    "Origin: " OURS "\r\nContent-Type: application/json\r\n"
                    "Cookie: __Host-sid=client\r\nContent-Length: 2\r\n\r\n"
                    "{}"));
    CHECK(raw_status(r, SOON_MS, false) == 200);
    CHECK(raw_close_code(a, SOON_MS) == 4001);
    CHECK(raw_close_code(b, SOON_MS) == 4001);
    raw_text(other, "{\"op\":\"echo\"}");
    CHECK(hears(other, "{\"op\":\"echo\"}"));
    raw_free(a), raw_free(b), raw_free(other), raw_free(r);
    net_server_free(s);
}

TEST(a_socket_that_does_not_read_is_dropped_and_the_rest_goes_on)
{
    struct net_server *s = net_server_new(NULL);
    struct raw *r = greeted(s, "client");

    /* What the kernel takes for us is some megabytes; then our own queue. */
    for (int i = 0; i < 60; i++)
        raw_text(r, "{\"op\":\"flood\"}");
    CHECK(still_answers(s));
    CHECK(raw_is_closed(r, 8000));
    raw_free(r);
    net_server_free(s);
}

#define FOLLOW "{\"op\":\"follow\",\"alliance\":\"" TOPIC_A "\"}"
#define HERE(yes)                                                              \
    "{\"op\":\"presence\",\"alliance\":\"" TOPIC_A "\",\"account\":"           \
    "\"dGhlcmFwaXN0AAAAAAAAAA\",\"here\":" yes "}"

TEST(those_who_follow_are_told_who_comes_and_goes)
{
    struct net_server *s = net_server_new(NULL);
    struct raw *client = greeted(s, "client");
    struct raw *therapist = greeted(s, "therapist");

    raw_text(client, FOLLOW);
    CHECK(hears(client, "{\"op\":\"followed\"}"));
    raw_text(therapist, FOLLOW);
    CHECK(raw_next_frame(therapist, SOON_MS) == (0x80 | WS_TEXT));
    CHECK(begins(raw_body(therapist), "{\"op\":\"presence\""));
    CHECK(hears(therapist, "{\"op\":\"followed\"}"));
    CHECK(hears(client, HERE("true")));
    raw_free(therapist);
    CHECK(hears(client, HERE("false")));
    CHECK(net_server_absences(s) == 0); /* not before the grace is over */
    for (int i = 0; i < 50 && net_server_absences(s) == 0; i++)
        nanosleep(&(struct timespec){ 0, 100000000 }, NULL);
    CHECK(net_server_absences(s) == 1);
    raw_free(client);
    net_server_free(s);
}

TEST(coming_back_within_the_grace_is_no_absence)
{
    struct net_server *s = net_server_new(NULL);
    struct raw *r = greeted(s, "client");

    raw_text(r, FOLLOW);
    CHECK(hears(r, "{\"op\":\"followed\"}"));
    raw_free(r);
    r = greeted(s, "client");
    raw_text(r, FOLLOW);
    CHECK(hears(r, "{\"op\":\"followed\"}"));
    nanosleep(&(struct timespec){ 3, 600000000 }, NULL);
    CHECK(net_server_absences(s) == 0);
    raw_free(r);
    net_server_free(s);
}

TEST(told_to_stop_it_says_goodbye_to_its_sockets)
{
    struct net_server *s = net_server_new(NULL);
    struct raw *r = greeted(s, "client");

    CHECK(net_server_free(s) < 3000);
    CHECK(raw_close_code(r, 1000) == 1001);
    raw_free(r);
}
