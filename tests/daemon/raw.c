/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/daemon/raw.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <ctype.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "daemon/base/clock.h"

enum { ROOM = 1024 * 1024 };

struct raw {
    int fd;
    bool ended;
    size_t have, used; /* bytes in room; those of the last answer or frame */
    struct text head, body;
    char room[ROOM];
};

struct raw *raw_open(int port)
{
    struct sockaddr_in to = { .sin_family = AF_INET,
                              .sin_port = htons((uint16_t)port),
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    struct raw *r = calloc(1, sizeof(*r));

    r->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(connect(r->fd, (struct sockaddr *)&to, sizeof(to)), 0);
    return r;
}

void raw_free(struct raw *r)
{
    close(r->fd);
    free(r);
}

void raw_say(struct raw *r, struct text bytes)
{
    while (bytes.len > 0) {
        ssize_t n = send(r->fd, bytes.ptr, bytes.len, MSG_NOSIGNAL);

        if (n <= 0)
            return;
        bytes.ptr += n;
        bytes.len -= (size_t)n;
    }
}

/* Drops what was handed out last. */
static void advance(struct raw *r)
{
    memmove(r->room, r->room + r->used, r->have - r->used);
    r->have -= r->used;
    r->used = 0;
    r->head = r->body = (struct text){ NULL, 0 };
}

static bool read_more(struct raw *r, int64_t until_ms)
{
    int64_t left = until_ms - clock_ticks_ms();
    struct pollfd p = { .fd = r->fd, .events = POLLIN };
    ssize_t n;

    if (r->ended || r->have == ROOM || left < 0 || poll(&p, 1, (int)left) <= 0)
        return false;
    n = recv(r->fd, r->room + r->have, ROOM - r->have, 0);
    if (n <= 0) {
        r->ended = true;
        return false;
    }
    r->have += (size_t)n;
    return true;
}

struct text raw_header(const struct raw *r, const char *name)
{
    const char *p = r->head.ptr, *end = p + r->head.len;
    size_t len = strlen(name);

    while (p && p < end) {
        const char *line_end = memchr(p, '\r', (size_t)(end - p));
        size_t i = 0;

        if (!line_end)
            break;
        while (i < len && tolower((unsigned char)p[i]) == name[i])
            i++;
        if (i == len && p[i] == ':')
            return (struct text){ p + i + 2, (size_t)(line_end - p) - i - 2 };
        p = line_end + 2;
    }
    return (struct text){ NULL, 0 };
}

struct text raw_body(const struct raw *r)
{
    return r->body;
}

static int find_head(struct raw *r)
{
    const char *end = memmem(r->room, r->have, "\r\n\r\n", 4);

    if (!end || r->have < 12 || memcmp(r->room, "HTTP/1.1 ", 9) != 0)
        return 0;
    r->head = (struct text){ r->room, (size_t)(end - r->room) + 2 };
    return (int)strtol(r->room + 9, NULL, 10);
}

int raw_status(struct raw *r, int timeout_ms, bool head_only)
{
    int64_t until = clock_ticks_ms() + timeout_ms;
    size_t body_at, body_len = 0;
    struct text length;
    int status;

    advance(r);
    while ((status = find_head(r)) == 0)
        if (!read_more(r, until))
            return 0;
    body_at = r->head.len + 2;
    length = raw_header(r, "content-length");
    if (!head_only && length.len > 0)
        body_len = (size_t)strtoul(length.ptr, NULL, 10);
    while (r->have < body_at + body_len)
        if (!read_more(r, until))
            return 0;
    r->body = (struct text){ r->room + body_at, body_len };
    r->used = body_at + body_len;
    return status;
}

bool raw_is_closed(struct raw *r, int timeout_ms)
{
    int64_t until = clock_ticks_ms() + timeout_ms;

    do {
        r->used = r->have;
        advance(r);
    } while (read_more(r, until));
    return r->ended;
}

/* --- as WebSocket -------------------------------------------------------- */

int raw_upgrade(struct raw *r, const char *token, const char *origin)
{
    char head[1024];
    int len = snprintf(head, sizeof(head),
                       "GET /live HTTP/1.1\r\n"
                       "Host: localhost\r\n"
                       "Connection: Upgrade\r\n"
                       "Upgrade: websocket\r\n"
                       "Sec-WebSocket-Version: 13\r\n"
                       "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                       "%s%s%s%s%s%s\r\n",
                       token ? "Cookie: __Host-sid=" : "", token ? token : "",
                       token ? "\r\n" : "", origin ? "Origin: " : "",
                       origin ? origin : "", origin ? "\r\n" : "");

    raw_say(r, (struct text){ head, (size_t)len });
    return raw_status(r, 3000, false);
}

static void frame(struct raw *r, int first, struct text payload, bool masked)
{
    static const unsigned char mask[4] = { 0x12, 0x9a, 0x00, 0xff };
    size_t at = 0;
    char *bytes = malloc(payload.len + 14);

    bytes[at++] = (char)first;
    if (payload.len < 126) {
        bytes[at++] = (char)payload.len;
    } else if (payload.len < 65536) {
        bytes[at++] = 126;
        bytes[at++] = (char)(payload.len >> 8);
        bytes[at++] = (char)payload.len;
    } else {
        bytes[at++] = 127;
        for (int shift = 56; shift >= 0; shift -= 8)
            bytes[at++] = (char)((uint64_t)payload.len >> shift);
    }
    if (masked) {
        bytes[1] = (char)(bytes[1] | 0x80);
        memcpy(bytes + at, mask, 4);
        at += 4;
    }
    for (size_t i = 0; i < payload.len; i++)
        bytes[at++] = (char)(payload.ptr[i] ^ (masked ? mask[i % 4] : 0));
    raw_say(r, (struct text){ bytes, at });
    free(bytes);
}

void raw_frame(struct raw *r, int first, struct text payload)
{
    frame(r, first, payload, true);
}

void raw_frame_unmasked(struct raw *r, int first, struct text payload)
{
    frame(r, first, payload, false);
}

void raw_text(struct raw *r, const char *text)
{
    frame(r, 0x80 | WS_TEXT, (struct text){ text, strlen(text) }, true);
}

int raw_next_frame(struct raw *r, int timeout_ms)
{
    int64_t until = clock_ticks_ms() + timeout_ms;
    const unsigned char *b = (const unsigned char *)r->room;
    size_t at = 2, len;

    advance(r);
    while (r->have < 2)
        if (!read_more(r, until))
            return 0;
    len = b[1] & 0x7f;
    if (len >= 126) {
        size_t more = len == 126 ? 2 : 8;

        at += more;
        while (r->have < at)
            if (!read_more(r, until))
                return 0;
        len = 0;
        for (size_t i = 0; i < more; i++)
            len = len << 8 | b[2 + i];
    }
    while (r->have < at + len)
        if (!read_more(r, until))
            return 0;
    r->body = (struct text){ r->room + at, len };
    r->used = at + len;
    return b[0];
}

int raw_close_code(struct raw *r, int timeout_ms)
{
    int64_t until = clock_ticks_ms() + timeout_ms;
    int first;

    while ((first = raw_next_frame(r, (int)(until - clock_ticks_ms()))) != 0) {
        const unsigned char *b = (const unsigned char *)r->body.ptr;

        if (first == (0x80 | WS_CLOSE))
            return r->body.len >= 2 ? b[0] << 8 | b[1] : 1005;
    }
    return r->ended ? 0 : -1;
}
