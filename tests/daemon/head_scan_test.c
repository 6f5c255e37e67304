/* SPDX-License-Identifier: Apache-2.0 */
/* Lines of a head, one by one; whole requests over a line: hostile_http.txt. */
#include "daemon/net/head_scan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/check.h"

#define FIRST "GET / HTTP/1.1\r\n"
#define HOST "Host: localhost\r\n"

/* How the last line of a head is judged; all before it have to be good. What
 * is kept of it goes to kept, of at least 1000 bytes. */
static enum head_line last_of(const char *head, struct head_scan *s, char *kept)
{
    char bytes[1000], *line = bytes;
    enum head_line how = HEAD_LINE_BAD;

    assert_true(strlen(head) < sizeof(bytes));
    memcpy(bytes, head, strlen(head) + 1);
    head_scan_reset(s);
    while (*line) {
        char *next = strchr(line, '\n') + 1;
        size_t len = (size_t)(next - line);

        how = head_scan_line(s, line, &len);
        if (*next)
            assert_true(how == HEAD_LINE_KEEP || how == HEAD_LINE_DROP);
        memcpy(kept, line, len);
        kept[len] = '\0';
        line = next;
    }
    return how;
}

static enum head_line how_last(const char *head)
{
    struct head_scan s;
    char kept[1000];

    return last_of(head, &s, kept);
}

TEST(the_end_of_a_head_tells_what_follows)
{
    struct head_scan s;
    char kept[1000];

    CHECK(last_of(FIRST HOST "\r\n", &s, kept) == HEAD_LINE_END);
    CHECK(s.body_len == 0 && !head_scan_upgrades(&s) && !head_scan_expects(&s));
    CHECK(last_of("POST / HTTP/1.1\r\n" HOST "Content-Length: 0042\r\n"
                  "Expect: 100-Continue\r\n\r\n",
                  &s, kept) == HEAD_LINE_END);
    CHECK(s.body_len == 42 && head_scan_expects(&s));
    CHECK(last_of(FIRST HOST "Upgrade: WebSocket\r\nConnection: a, upgrade\r\n"
                             "Sec-WebSocket-Version: 13\r\n"
                             "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                             "\r\n",
                  &s, kept) == HEAD_LINE_END);
    CHECK(head_scan_upgrades(&s));
}

TEST(only_fields_that_somebody_reads_are_kept)
{
    static const char *const read[] = {
        "Host: a\r\n",           "HOST: a\r\n",
        "Cookie: a=b\r\n",       "Connection: close\r\n",
        "Origin: null\r\n",      "X-Forwarded-For: ::1\r\n",
        "Sec-Fetch-Site: x\r\n", "Content-Type:\r\n",
        "If-None-Match: *\r\n"
    };
    static const char *const unread[] = {
        "X-A: b\r\n", "X:\r\n",       "Range: x\r\n",    "User-Agent: x\r\n",
        "Hos: a\r\n", "Hosts: a\r\n", "Upgrade: h2c\r\n"
    };
    char head[200];

    for (size_t i = 0; i < sizeof(read) / sizeof(read[0]); i++) {
        snprintf(head, sizeof(head), FIRST "%s", read[i]);
        CHECK(how_last(head) == HEAD_LINE_KEEP);
    }
    for (size_t i = 0; i < sizeof(unread) / sizeof(unread[0]); i++) {
        snprintf(head, sizeof(head), FIRST "%s", unread[i]);
        CHECK(how_last(head) == HEAD_LINE_DROP);
    }
}

TEST(what_is_kept_has_no_blanks_around_its_value)
{
    struct head_scan s;
    char kept[1000];

    CHECK(last_of(FIRST "Host:\t localhost \t\r\n", &s, kept) ==
          HEAD_LINE_KEEP);
    CHECK(strcmp(kept, HOST) == 0);
    CHECK(last_of(FIRST "Host:localhost\r\n", &s, kept) == HEAD_LINE_KEEP);
    CHECK(strcmp(kept, "Host:localhost\r\n") == 0);
    CHECK(last_of(FIRST "Host:   \r\n", &s, kept) == HEAD_LINE_KEEP);
    CHECK(strcmp(kept, "Host: \r\n") == 0);
}

TEST(a_line_that_can_be_read_in_two_ways_is_refused)
{
    static const char *const refused[] = {
        "GET / HTTP/1.1\n",
        "GET  / HTTP/1.1\r\n",
        "GET / HTTP/1.1 \r\n",
        " GET / HTTP/1.1\r\n",
        "GET / HTTP/1.1\r\r\n",
        "GET /\r\n",
        "GET /a b HTTP/1.1\r\n",
        "GET http://localhost/ HTTP/1.1\r\n",
        "GET /%0 HTTP/1.1\r\n",
        "GET /%00 HTTP/1.1\r\n",
        "GET /\x80 HTTP/1.1\r\n",
        "get / HTTP/1.1\r\n",
        "G(T / HTTP/1.1\r\n",
        "GET / HTTP/1.2\r\n",
        "GET / http/1.1\r\n",
        FIRST "Foo\r\n",
        FIRST ": b\r\n",
        FIRST "Foo : b\r\n",
        FIRST "Foo\t: b\r\n",
        FIRST " Foo: b\r\n",
        FIRST "Foo: a\rb\r\n",
        FIRST "Foo: a\x01\r\n",
        FIRST "Foo: a\x7f\r\n",
        FIRST "Foo: a\n",
        FIRST "F\xc3\xa9: a\r\n",
        FIRST HOST " folded\r\n",
        FIRST HOST HOST,
        FIRST "Transfer-Encoding: chunked\r\n",
        FIRST "tRANSFER-eNCODING:\r\n",
        FIRST "Content-Length: 1\r\nContent-Length: 1\r\n",
        FIRST "Content-Length: 1, 1\r\n",
        FIRST "Content-Length: +1\r\n",
        FIRST "Content-Length:\r\n",
        FIRST "Content-Length: 1 1\r\n",
        FIRST "Origin: a\r\nOrigin: a\r\n",
        FIRST "Sec-WebSocket-Version: 8\r\n",
        FIRST "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=\r\n",
        FIRST "\r\n",
        FIRST HOST "Upgrade: websocket\r\n\r\n",
        "\r\n\r\n",
    };

    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        if (how_last(refused[i]) != HEAD_LINE_BAD)
            print_error("%s\n", refused[i]);
        CHECK(how_last(refused[i]) == HEAD_LINE_BAD);
    }
}

TEST(a_nul_is_refused_wherever_it_stands)
{
    static const char head[] = FIRST HOST "Cookie: a=b\r\n\r\n";
    char bytes[sizeof(head)];

    for (size_t at = 0; at < sizeof(head) - 1; at++) {
        struct head_scan s;
        char *line = bytes, *end;
        bool refused = false;

        memcpy(bytes, head, sizeof(head));
        bytes[at] = '\0';
        head_scan_reset(&s);
        while (!refused && line < bytes + sizeof(head) - 1 &&
               (end = memchr(line, '\n',
                             (size_t)(bytes + sizeof(head) - 1 - line)))) {
            size_t len = (size_t)(end - line) + 1;

            refused = head_scan_line(&s, line, &len) == HEAD_LINE_BAD;
            line = end + 1;
        }
        if (!refused)
            refused = !head_scan_part(
                &s, (struct text){ line,
                                   (size_t)(bytes + sizeof(head) - 1 - line) });
        CHECK(refused);
    }
}

TEST(a_head_has_an_end)
{
    static char line[HEAD_BYTES_MAX] = "Foo: ";
    struct head_scan s;
    char kept[1000];
    size_t len = sizeof(line) - 1;

    memset(line + 5, 'a', sizeof(line) - 7);
    memcpy(line + len - 2, "\r\n", 2);
    CHECK(last_of(FIRST, &s, kept) == HEAD_LINE_KEEP);
    CHECK(!head_scan_part(&s, (struct text){ line, len }));
    CHECK(head_scan_line(&s, line, &len) == HEAD_LINE_BAD);
    CHECK(s.why->err == ERR_LONG_HEAD);
    head_scan_reset(&s);
    CHECK(!head_scan_part(&s, (struct text){ line, HEAD_BYTES_MAX }));
    CHECK(s.why->err == ERR_LONG_ADDRESS);
    CHECK(last_of(FIRST, &s, kept) == HEAD_LINE_KEEP);
    for (int i = 0; i < HEAD_FIELDS_MAX; i++) {
        char small[] = "X: y\r\n";

        len = sizeof(small) - 1;
        CHECK(head_scan_line(&s, small, &len) == HEAD_LINE_DROP);
    }
    len = 6;
    CHECK(head_scan_line(&s, (char[]){ "X: y\r\n" }, &len) == HEAD_LINE_BAD);
    CHECK(s.why->err == ERR_LONG_HEAD);
}
