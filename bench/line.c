/* SPDX-License-Identifier: Apache-2.0 */
#include "bench/line.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench/served.h"

enum { FIN = 0x80, TEXT_FRAME = 0x1, PING = 0x9, PONG = 0xa, MASKED = 0x80 };
enum { HEAD_MOST = 8, SHORT_MOST = 125, TWO_BYTES = 126 };

static void say(struct line *l, int kind, struct text text)
{
    unsigned char frame[LINE_ROOM];
    size_t at = 0;

    if (text.len > sizeof frame - HEAD_MOST)
        bench_die("a frame is too long");
    frame[at++] = (unsigned char)(FIN | kind);
    if (text.len <= SHORT_MOST) {
        frame[at++] = (unsigned char)(MASKED | text.len);
    } else {
        frame[at++] = MASKED | TWO_BYTES;
        frame[at++] = (unsigned char)(text.len >> 8);
        frame[at++] = (unsigned char)text.len;
    }
    memset(frame + at, 0, 4); /* a mask of zeroes is a mask */
    at += 4;
    memcpy(frame + at, text.ptr, text.len);
    at += text.len;
    if (send(l->fd, frame, at, MSG_NOSIGNAL) != (ssize_t)at)
        bench_die("a socket does not take a small frame");
}

void line_say(struct line *l, struct text text)
{
    say(l, TEXT_FRAME, text);
}

void line_read(struct line *l)
{
    ssize_t got;

    memmove(l->in, l->in + l->taken, l->filled - l->taken);
    l->filled -= l->taken;
    l->taken = 0;
    got = recv(l->fd, l->in + l->filled, sizeof l->in - l->filled, 0);
    if (got <= 0)
        bench_die("the daemon hung up");
    l->filled += (size_t)got;
}

struct text line_next(struct line *l)
{
    for (;;) {
        const unsigned char *in = l->in + l->taken;
        size_t have = l->filled - l->taken, head = 2, len;
        struct text text;
        int kind;

        if (have < head)
            return (struct text){ NULL, 0 };
        len = in[1];
        if (len == TWO_BYTES) {
            head = 4;
            if (have < head)
                return (struct text){ NULL, 0 };
            len = (size_t)in[2] << 8 | in[3];
        }
        if (len + head > sizeof l->in)
            bench_die("the daemon sent a frame that is too long");
        if (have < head + len)
            return (struct text){ NULL, 0 };
        kind = in[0] & 0x0f;
        text = (struct text){ (const char *)in + head, len };
        l->taken += head + len;
        if (kind == TEXT_FRAME)
            return text;
        if (kind == PING)
            say(l, PONG, text);
    }
}

static void await_op(struct line *l, const char *op)
{
    struct text t = line_next(l);

    while (t.ptr == NULL || memmem(t.ptr, t.len, op, strlen(op)) == NULL) {
        if (t.ptr == NULL)
            line_read(l);
        t = line_next(l);
    }
}

/* The head of the answer; frames behind it stay. */
static void upgrade(struct line *l, int port, const char *cookie)
{
    const char *end = NULL;
    char text[1024];

    (void)snprintf(text, sizeof text,
                   "GET /live HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n"
                   "Origin: http://127.0.0.1:%d\r\nUpgrade: websocket\r\n"
                   "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                   "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                   "Cookie: __Host-sid=%s\r\n\r\n",
                   port, port, cookie);
    if (send(l->fd, text, strlen(text), MSG_NOSIGNAL) < 0)
        bench_die("no upgrade");
    while (end == NULL) {
        line_read(l);
        end = memmem(l->in, l->filled, "\r\n\r\n", 4);
    }
    if (memcmp(l->in, "HTTP/1.1 101", 12) != 0)
        bench_die("the upgrade was refused");
    l->taken = (size_t)(end + 4 - (const char *)l->in);
}

void line_open(struct line *l, int port, const char *cookie,
               const char *alliance)
{
    struct sockaddr_in to = { .sin_family = AF_INET,
                              .sin_port = htons((uint16_t)port),
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    char text[128];
    int on = 1, len;

    l->filled = l->taken = 0;
    l->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (l->fd < 0 || connect(l->fd, (struct sockaddr *)&to, sizeof to) != 0)
        bench_die("no connection");
    setsockopt(l->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    upgrade(l, port, cookie);
    len = snprintf(text, sizeof text,
                   "{\"op\":\"follow\",\"alliance\":\"%s\",\"after\":0}",
                   alliance);
    line_say(l, (struct text){ text, (size_t)len });
    await_op(l, "\"followed\"");
}

void line_close(struct line *l)
{
    close(l->fd);
}
