/* SPDX-License-Identifier: Apache-2.0 */
/* What the library gets to read, with the library left out: this program calls
 * recv as it does. */
#include "daemon/net/intake.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/base/text.h"
#include "tests/check.h"

enum { ROOM = 16 * 1024 };

static const char two[] = "POST /a HTTP/1.1\r\nX-A: b\r\nHost:  localhost \r\n"
                          "Content-Length: 4\r\n\r\n\r\n\r\n"
                          "GET /b HTTP/1.1\r\nhost:localhost\r\nFoo: \xff\r\n"
                          "Cookie: c=d\r\n\r\n";
static const char handed[] =
    "POST /a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\n\r\n\r\n"
    "GET /b HTTP/1.1\r\nhost:localhost\r\nCookie: c=d\r\n\r\n";

struct ends {
    struct intake *in;
    int ours, theirs;
    char got[ROOM];
    size_t len;
};

static struct ends *begin(void)
{
    struct ends *e = calloc(1, sizeof(*e));
    int pair[2];

    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair),
                     0);
    e->ours = pair[0];
    e->theirs = pair[1];
    e->in = intake_new(false);
    assert_true(intake_begin(e->in, e->ours));
    intake_here(e->in);
    return e;
}

static void end(struct ends *e)
{
    intake_here(NULL);
    intake_free(e->in);
    close(e->ours);
    close(e->theirs);
    free(e);
}

/* Says bytes and reads what is handed on; what recv says at last. */
static int say(struct ends *e, const char *bytes, size_t len)
{
    char room[ROOM];
    ssize_t n;

    assert_int_equal(send(e->theirs, bytes, len, 0), len);
    while ((n = recv(e->ours, room, sizeof(room), 0)) > 0) {
        assert_true(e->len + (size_t)n <= ROOM);
        memcpy(e->got + e->len, room, (size_t)n);
        e->len += (size_t)n;
    }
    return n == 0 ? 0 : errno;
}

static bool hears(struct ends *e, const char *start)
{
    char room[ROOM];
    ssize_t n = recv(e->theirs, room, sizeof(room), 0);

    return n >= (ssize_t)strlen(start) &&
           memcmp(room, start, strlen(start)) == 0;
}

TEST(however_a_request_is_cut_the_same_is_handed_on)
{
    for (size_t cut = 0; cut < sizeof(two); cut++) {
        struct ends *e = begin();

        say(e, two, cut);
        CHECK(say(e, two + cut, sizeof(two) - 1 - cut) == EAGAIN);
        CHECK(e->len == sizeof(handed) - 1);
        CHECK(memcmp(e->got, handed, e->len) == 0);
        end(e);
    }
}

TEST(a_head_that_was_not_handed_on_cannot_be_claimed)
{
    struct ends *e = begin();

    CHECK(!intake_claim(e->in, e->ours));
    CHECK(!intake_claim(e->in, e->theirs));
    say(e, two, sizeof(two) - 3); /* all but the last empty line */
    CHECK(intake_claim(e->in, e->ours));
    CHECK(!intake_claim(e->in, e->ours));
    say(e, "\r\n", 2);
    CHECK(intake_claim(e->in, e->ours));
    CHECK(!intake_claim(e->in, e->ours));
    end(e);
}

TEST(a_bad_head_is_answered_and_nothing_behind_it_is_read)
{
    struct ends *e = begin();

    CHECK(say(e, TEXT("GET / HTTP/1.1\r\nHost : a\r\n\r\n").ptr, 28) ==
          ECONNRESET);
    CHECK(hears(e, "HTTP/1.1 400 "));
    CHECK(e->len == 0);
    end(e);
}

TEST(an_answer_that_is_owed_comes_first)
{
    struct ends *e = begin();

    say(e, two, sizeof(two) - 1);
    CHECK(intake_claim(e->in, e->ours) && intake_claim(e->in, e->ours));
    CHECK(say(e, "\x01\n", 2) == EAGAIN);
    CHECK(!hears(e, "")); /* it would be taken for that answer */
    CHECK(intake_answered(e->in, e->ours));
    CHECK(!intake_answered(e->in, e->ours)); /* now: hang up */
    end(e);
}

TEST(files_that_are_no_connections_are_left_alone)
{
    struct ends *e = begin();
    char room[ROOM];

    assert_int_equal(send(e->ours, "\x01\n", 2, 0), 2);
    CHECK(recv(e->theirs, room, sizeof(room), 0) == 2);
    intake_here(NULL);
    assert_int_equal(send(e->theirs, "\x01\n", 2, 0), 2);
    CHECK(recv(e->ours, room, sizeof(room), 0) == 2);
    end(e);
}
