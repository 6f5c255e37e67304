/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of hostile requests (hostile_http.txt) and frames
 * (hostile_frames.txt), each over a line of its own. After every one the house
 * must still answer a polite request. */
#include "tests/daemon/net_server.h"
#include "tests/daemon/raw.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/check.h"

enum { LINE = 8192, ROOM = 256 * 1024, SOON_MS = 4000 };

enum { HTTP_LEAST = 150, FRAMES_LEAST = 90 };

enum { WAITS = 4, WAIT_MS = 60 };

struct hostile {
    char line[LINE];
    char *name, *expect, *rule; /* in line */
    char bytes[ROOM];
    size_t len;
    size_t waits[WAITS]; /* before which bytes */
    int wait_count;
};

static int hex(char c)
{
    return isdigit((unsigned char)c) ? c - '0' : (c | 32) - 'a' + 10;
}

static void add(struct hostile *h, const char *bytes, size_t len)
{
    assert_true(h->len + len <= ROOM);
    memcpy(h->bytes + h->len, bytes, len);
    h->len += len;
}

/* {H} and the like stand for lines most requests need; {a*300} for 300 a. */
static const char *add_short(struct hostile *h, const char *p)
{
    static const struct {
        const char *name, *bytes;
    } known[] = {
        { "{H}", "Host: localhost\r\n" },
        { "{O}", "Origin: http://localhost\r\n" },
        { "{J}", "Content-Type: application/json\r\n" },
        { "{C}", "Cookie: __Host-sid=client\r\n" },
        { "{POST}", "POST /api/echo HTTP/1.1\r\nHost: localhost\r\n"
                    "Origin: http://localhost\r\n"
                    "Content-Type: application/json\r\n"
                    "Cookie: __Host-sid=client\r\n" },
        { "{GET}", "GET /api/hello HTTP/1.1\r\nHost: localhost\r\n" },
    };

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (strncmp(p, known[i].name, strlen(known[i].name)) == 0) {
            add(h, known[i].bytes, strlen(known[i].bytes));
            return p + strlen(known[i].name);
        }
    if (strncmp(p, "{...}", 5) == 0) {
        assert_true(h->wait_count < WAITS);
        h->waits[h->wait_count++] = h->len;
        return p + 5;
    }
    if (p[1] && p[2] == '*') {
        char *end;
        long count = strtol(p + 3, &end, 10);

        assert_true(*end == '}');
        while (count-- > 0)
            add(h, p + 1, 1);
        return end + 1;
    }
    add(h, p, 1);
    return p + 1;
}

static void unescape(struct hostile *h, const char *p)
{
    h->len = 0;
    h->wait_count = 0;
    while (*p) {
        char c;

        if (*p == '{') {
            p = add_short(h, p);
            continue;
        }
        c = *p++;
        if (c == '\\') {
            c = *p++;
            if (c == 'r')
                c = '\r';
            else if (c == 'n')
                c = '\n';
            else if (c == 't')
                c = '\t';
            else if (c == 'x') {
                assert_true(isxdigit((unsigned char)p[0]) &&
                            isxdigit((unsigned char)p[1]));
                c = (char)(hex(p[0]) * 16 + hex(p[1]));
                p += 2;
            }
        }
        add(h, &c, 1);
    }
}

/* The rest of a line behind the next bar, which becomes an end. */
static char *column(char *line)
{
    char *next = strstr(line, " | ");

    assert_non_null(next);
    *next = '\0';
    return next + 3;
}

/* "expect | rule | name | bytes"; false at the end of the file. */
static bool next(FILE *f, struct hostile *h)
{
    while (fgets(h->line, LINE, f)) {
        char *bytes;

        h->line[strcspn(h->line, "\n")] = '\0';
        if (h->line[0] == '#' || h->line[0] == '\0')
            continue;
        h->expect = h->line;
        h->rule = column(h->expect);
        h->name = column(h->rule);
        bytes = column(h->name);
        assert_true(*h->rule != '\0');
        unescape(h, bytes);
        return true;
    }
    return false;
}

static bool answers_politely(int port)
{
    struct raw *r = raw_open(port);
    bool ok;

    raw_say(r, TEXT("GET /api/hello HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    ok = raw_status(r, SOON_MS, false) == 200;
    raw_free(r);
    return ok;
}

/* How long to wait for the nth answer: what the table knows of may take its
 * time, and what it says stays open is not waited for till it ends. */
static int patience_ms(const struct hostile *h, int n, int otherwise_ms)
{
    int known = 0;

    for (const char *p = h->expect; (p = strchr(p, ' ')) != NULL; p++)
        known++;
    if (n < known)
        return SOON_MS;
    return strstr(h->expect, "open") ? 150 : otherwise_ms;
}

static void say(struct raw *r, const struct hostile *h)
{
    size_t from = 0;

    for (int i = 0; i < h->wait_count; i++) {
        raw_say(r, (struct text){ h->bytes + from, h->waits[i] - from });
        nanosleep(&(struct timespec){ 0, WAIT_MS * 1000000L }, NULL);
        from = h->waits[i];
    }
    raw_say(r, (struct text){ h->bytes + from, h->len - from });
}

/* What came of it, in the words of the table: the statuses ("bare": without
 * our headers), then "closed" or "open". */
static void try_http(int port, const struct hostile *h, char out[64])
{
    struct raw *r = raw_open(port);
    size_t used = 0;
    int status;

    out[0] = '\0';
    say(r, h);
    for (int n = 0; used < 48; n++) {
        status = raw_status(r, patience_ms(h, n, 2500), false);
        if (status == 0)
            break;
        used += (size_t)snprintf(out + used, 64 - used, "%d ", status);
        if (status != 101 && raw_header(r, "permissions-policy").len == 0)
            used += (size_t)snprintf(out + used, 64 - used, "bare ");
    }
    snprintf(out + used, 64 - used, "%s",
             raw_is_closed(r, 20) ? "closed" : "open");
    raw_free(r);
}

/* What came back on the socket: "text", "pong", … and last a close code,
 * "gone" (the line ended) or "open". */
static void try_frames(int port, const struct hostile *h, char out[64])
{
    struct raw *r = raw_open(port);
    size_t used = 0;
    int first;

    out[0] = '\0';
    assert_int_equal(raw_upgrade(r, "client", "http://localhost"), 101);
    assert_int_equal(raw_next_frame(r, SOON_MS), 0x80 | WS_TEXT);
    say(r, h);
    for (int n = 0; used < 48; n++) {
        struct text body;

        first = raw_next_frame(r, patience_ms(h, n, SOON_MS));
        if (first == 0)
            break;
        body = raw_body(r);

        if (first == (0x80 | WS_CLOSE)) {
            snprintf(out + used, 64 - used, "%d",
                     body.len >= 2 ? (unsigned char)body.ptr[0] * 256 +
                                         (unsigned char)body.ptr[1]
                                   : 1005);
            raw_free(r);
            return;
        }
        used += (size_t)snprintf(
            out + used, 64 - used, "%s ",
            first == (0x80 | WS_PONG)                              ? "pong"
            : memmem(body.ptr, body.len, "\"refused\"", 9) != NULL ? "refused"
                                                                   : "text");
    }
    snprintf(out + used, 64 - used, "%s",
             raw_is_closed(r, 20) ? "gone" : "open");
    raw_free(r);
}

static void try_all(const char *table,
                    void (*attempt)(int, const struct hostile *, char[64]),
                    int least)
{
    struct net_server *s = net_server_new(NULL);
    struct hostile *h = calloc(1, sizeof *h);
    char path[512], got[64];
    int count = 0, wrong = 0;
    FILE *f;

    snprintf(path, sizeof path, "%s/%s", getenv("HOSTILE"), table);
    f = fopen(path, "r");
    assert_non_null(f);
    for (; next(f, h); count++) {
        attempt(net_server_port(s), h, got);
        if (strcmp(got, h->expect) != 0) {
            print_error("%s | %s | wanted %s\n", got, h->name, h->expect);
            wrong++;
        }
        if (!answers_politely(net_server_port(s))) {
            print_error("%s: no answer to the next one\n", h->name);
            wrong++;
        }
    }
    fclose(f);
    free(h);
    net_server_free(s);
    CHECK(count >= least);
    CHECK(wrong == 0);
}

TEST(each_hostile_request_ends_as_the_table_says)
{
    try_all("hostile_http.txt", try_http, HTTP_LEAST);
}

TEST(each_hostile_frame_ends_as_the_table_says)
{
    try_all("hostile_frames.txt", try_frames, FRAMES_LEAST);
}
