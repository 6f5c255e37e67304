/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/daemon/client.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "daemon/base/b64.h"
#include "daemon/base/id.h"

enum { HEAD_MOST = 16384, ANSWER_MOST = 16 * 1024 * 1024 };

struct client {
    int port;
    char cookie[80], device[80];
    char head[HEAD_MOST];
    json_t *body;
    char header[512]; /* of the last client_header */
};

struct live {
    int fd;
    char *in; /* received and not yet taken */
    size_t len, room;
    json_t *frame; /* lent to the test */
    bool closed;
};

struct client *client_new(int port)
{
    struct client *c = calloc(1, sizeof *c);

    assert_non_null(c);
    c->port = port;
    return c;
}

void client_free(struct client *c)
{
    if (c == NULL)
        return;
    json_decref(c->body);
    free(c);
}

void client_forget(struct client *c)
{
    c->cookie[0] = '\0';
}

void client_forget_device(struct client *c)
{
    c->device[0] = '\0';
}

const char *client_cookie(const struct client *c)
{
    return c->cookie;
}

void client_set_cookie(struct client *c, const char *token)
{
    snprintf(c->cookie, sizeof c->cookie, "%s", token);
}

static int dial(int port, int room)
{
    struct sockaddr_in to = { .sin_family = AF_INET,
                              .sin_port = htons((uint16_t)port),
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    assert_true(fd >= 0);
    if (room > 0)
        setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
    if (connect(fd, (struct sockaddr *)&to, sizeof to) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

static bool put_all(int fd, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t n = send(fd, bytes, len, MSG_NOSIGNAL);

        if (n <= 0)
            return false;
        bytes += n;
        len -= (size_t)n;
    }
    return true;
}

static const char *find_header(const char *head, const char *name, char *out,
                               size_t room)
{
    size_t len = strlen(name);

    for (const char *p = strstr(head, "\r\n"); p; p = strstr(p, "\r\n")) {
        p += 2;
        if (strncasecmp(p, name, len) == 0 && p[len] == ':') {
            const char *value = p + len + 1, *end = strstr(value, "\r\n");

            while (*value == ' ')
                value++;
            snprintf(out, room, "%.*s", end ? (int)(end - value) : 0, value);
            return out;
        }
    }
    out[0] = '\0';
    return out;
}

static void keep_cookie(struct client *c, const char *start, char out[80])
{
    char line[64];
    const char *value;
    size_t len;

    snprintf(line, sizeof line, "\r\nSet-Cookie: %s", start);
    value = strcasestr(c->head, line);
    if (value == NULL)
        return;
    value += strlen(line);
    len = strcspn(value, ";\r");
    snprintf(out, 80, "%.*s", len < 79 ? (int)len : 79, value);
}

/* Reads to the end of the line, splits head from body. Status, 0 if broken. */
static int read_answer(struct client *c, int fd)
{
    size_t len = 0, room = 65536, head_len;
    char *all = malloc(room + 1), *end;
    int status = 0;

    assert_non_null(all);
    for (;;) {
        ssize_t n = recv(fd, all + len, room - len, 0);

        if (n <= 0)
            break;
        len += (size_t)n;
        if (len == room) {
            assert_true(room < ANSWER_MOST);
            all = realloc(all, (room *= 2) + 1);
            assert_non_null(all);
        }
    }
    all[len] = '\0';
    end = strstr(all, "\r\n\r\n");
    if (end && sscanf(all, "HTTP/1.%*d %d", &status) == 1) {
        head_len = (size_t)(end - all) + 2;
        assert_true(head_len < HEAD_MOST);
        memcpy(c->head, all, head_len);
        c->head[head_len] = '\0';
        c->body = json_loadb(end + 4, len - head_len - 2, 0, NULL);
        keep_cookie(c, "__Host-sid=", c->cookie);
        keep_cookie(c, "__Host-dev=", c->device);
    }
    free(all);
    return status;
}

int client_raw(struct client *c, const char *method, const char *path,
               const char *body)
{
    size_t len = body ? strlen(body) : 0, room = len + 2048;
    char *out = malloc(room);
    int fd, head, status = 0;

    assert_non_null(out);
    json_decref(c->body);
    c->body = NULL;
    c->head[0] = '\0';
    head = snprintf(out, room,
                    "%s %s HTTP/1.1\r\nHost: localhost:%d\r\n"
                    "Origin: http://localhost:%d\r\n"
                    "Sec-Fetch-Site: same-origin\r\nConnection: close\r\n",
                    method, path, c->port, c->port);
    if (c->cookie[0] || c->device[0])
        head += snprintf(out + head, room - (size_t)head,
                         "Cookie: __Host-sid=%s; __Host-dev=%s\r\n", c->cookie,
                         c->device);
    if (body)
        head += snprintf(out + head, room - (size_t)head,
                         "Content-Type: application/json\r\n"
                         "Content-Length: %zu\r\n",
                         len);
    head +=
        snprintf(out + head, room - (size_t)head, "\r\n%s", body ? body : "");
    assert_true((size_t)head < room);
    fd = dial(c->port, 0);
    if (fd >= 0) {
        put_all(fd, out, (size_t)head);
        status = read_answer(c, fd);
        close(fd);
    }
    free(out);
    return status;
}

static int with_body(struct client *c, const char *method, const char *path,
                     const char *format, va_list args)
{
    json_error_t error;
    json_t *body = json_vpack_ex(&error, 0, format, args);
    char *text;
    int status;

    if (body == NULL)
        fail_msg("json_pack \"%s\": %s", format, error.text);
    text = json_dumps(body, JSON_COMPACT);
    json_decref(body);
    status = client_raw(c, method, path, text);
    free(text);
    return status;
}

int client_get(struct client *c, const char *path)
{
    return client_raw(c, "GET", path, NULL);
}

int client_delete(struct client *c, const char *path)
{
    return client_raw(c, "DELETE", path, NULL);
}

int client_post(struct client *c, const char *path, const char *format, ...)
{
    va_list args;
    int status;

    va_start(args, format);
    status = with_body(c, "POST", path, format, args);
    va_end(args);
    return status;
}

int client_put(struct client *c, const char *path, const char *format, ...)
{
    va_list args;
    int status;

    va_start(args, format);
    status = with_body(c, "PUT", path, format, args);
    va_end(args);
    return status;
}

json_t *client_body(struct client *c)
{
    return c->body;
}

static const char *of_error(struct client *c, const char *field)
{
    const char *s = json_string_value(
        json_object_get(json_object_get(c->body, "error"), field));

    return s ? s : "";
}

const char *client_code(struct client *c)
{
    return of_error(c, "code");
}

const char *client_field(struct client *c)
{
    return of_error(c, "field");
}

const char *client_text(struct client *c, const char *field)
{
    const char *s = json_string_value(json_object_get(c->body, field));

    return s ? s : "";
}

int64_t client_int(struct client *c, const char *field)
{
    json_t *value = json_object_get(c->body, field);

    return json_is_integer(value) ? json_integer_value(value) : -1;
}

const char *client_header(struct client *c, const char *name)
{
    return find_header(c->head, name, c->header, sizeof c->header);
}

enum { RING = 32, BYTES_MOST = 3000 };

const char *new_id(void)
{
    static _Thread_local char ring[RING][ID_LETTERS + 1];
    static _Thread_local unsigned next;
    char *out = ring[next++ % RING];
    struct id id = id_new();

    id_format(&id, out);
    return out;
}

const char *new_bytes(size_t count)
{
    static _Thread_local char ring[RING][BYTES_MOST / 3 * 4 + 8];
    static _Thread_local unsigned next;
    char *out = ring[next++ % RING], raw[BYTES_MOST];

    assert_true(count <= BYTES_MOST);
    randombytes_buf(raw, count);
    b64_encode((struct text){ raw, count }, out);
    return out;
}

/* --- the live socket ----------------------------------------------------- */

static int64_t ticks_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* One more piece from the wire; false at the end or when time is up. */
static bool read_more(struct live *l, int64_t by_ms)
{
    struct pollfd p = { .fd = l->fd, .events = POLLIN };
    int64_t left = by_ms - ticks_ms();
    ssize_t n;

    if (l->closed || poll(&p, 1, left > 0 ? (int)left : 0) <= 0)
        return false;
    if (l->len == l->room) {
        l->room = l->room ? l->room * 2 : 65536;
        l->in = realloc(l->in, l->room);
        assert_non_null(l->in);
    }
    n = recv(l->fd, l->in + l->len, l->room - l->len, 0);
    if (n <= 0) {
        l->closed = true;
        return false;
    }
    l->len += (size_t)n;
    return true;
}

static void drop(struct live *l, size_t count)
{
    memmove(l->in, l->in + count, l->len - count);
    l->len -= count;
}

static struct live *open_line(struct client *c, int room)
{
    struct live *l = calloc(1, sizeof *l);
    int64_t by_ms = ticks_ms() + 10000;
    char head[1024], *end = NULL;
    int len;

    assert_non_null(l);
    l->fd = dial(c->port, room);
    if (l->fd < 0) {
        free(l);
        return NULL;
    }
    len = snprintf(head, sizeof head,
                   "GET /live HTTP/1.1\r\nHost: localhost:%d\r\n"
                   "Origin: http://localhost:%d\r\nUpgrade: websocket\r\n"
                   "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                   "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                   "%s%s%s\r\n",
                   c->port, c->port, c->cookie[0] ? "Cookie: __Host-sid=" : "",
                   c->cookie, c->cookie[0] ? "\r\n" : "");
    put_all(l->fd, head, (size_t)len);
    while (end == NULL && read_more(l, by_ms))
        end = memmem(l->in, l->len, "\r\n\r\n", 4);
    if (end == NULL || memcmp(l->in, "HTTP/1.1 101", 12) != 0) {
        live_close(l);
        return NULL;
    }
    drop(l, (size_t)(end - l->in) + 4);
    return l;
}

struct live *live_open(struct client *c)
{
    return open_line(c, 0);
}

struct live *live_open_narrow(struct client *c)
{
    return open_line(c, 4096);
}

void live_close(struct live *l)
{
    if (l == NULL)
        return;
    close(l->fd);
    json_decref(l->frame);
    free(l->in);
    free(l);
}

static void say(struct live *l, int opcode, const char *text, size_t len)
{
    unsigned char *frame = malloc(len + 14);
    size_t at = 0;

    assert_non_null(frame);
    frame[at++] = (unsigned char)(0x80 | opcode);
    if (len < 126) {
        frame[at++] = (unsigned char)(0x80 | len);
    } else if (len < 65536) {
        frame[at++] = 0x80 | 126;
        frame[at++] = (unsigned char)(len >> 8);
        frame[at++] = (unsigned char)len;
    } else {
        frame[at++] = 0x80 | 127;
        for (int shift = 56; shift >= 0; shift -= 8)
            frame[at++] = (unsigned char)((uint64_t)len >> shift);
    }
    memset(frame + at, 0, 4); /* a mask of zero changes nothing */
    at += 4;
    memcpy(frame + at, text, len);
    if (!put_all(l->fd, (const char *)frame, at + len))
        l->closed = true;
    free(frame);
}

void live_say_raw(struct live *l, const char *text, size_t len)
{
    say(l, 1, text, len);
}

void live_say(struct live *l, const char *format, ...)
{
    json_error_t error;
    json_t *body;
    char *text;
    va_list args;

    va_start(args, format);
    body = json_vpack_ex(&error, 0, format, args);
    va_end(args);
    if (body == NULL)
        fail_msg("json_pack \"%s\": %s", format, error.text);
    text = json_dumps(body, JSON_COMPACT);
    json_decref(body);
    live_say_raw(l, text, strlen(text));
    free(text);
}

/* The length of head and payload of the first frame, 0 when not all there. */
static size_t frame_len(const struct live *l, size_t *head)
{
    const unsigned char *p = (const unsigned char *)l->in;
    uint64_t len;

    if (l->len < 2)
        return 0;
    len = p[1] & 0x7f;
    *head = len < 126 ? 2 : len == 126 ? 4 : 10;
    if (l->len < *head)
        return 0;
    if (*head > 2) {
        len = 0;
        for (size_t i = 2; i < *head; i++)
            len = len << 8 | p[i];
    }
    return l->len < *head + len ? 0 : (size_t)(*head + len);
}

json_t *live_next(struct live *l, int timeout_ms)
{
    int64_t by_ms = ticks_ms() + timeout_ms;
    size_t head, len;

    json_decref(l->frame);
    l->frame = NULL;
    for (;;) {
        int opcode;

        while ((len = frame_len(l, &head)) == 0)
            if (!read_more(l, by_ms))
                return NULL;
        opcode = l->in[0] & 0x0f;
        if (opcode == 1)
            l->frame = json_loadb(l->in + head, len - head, 0, NULL);
        else if (opcode == 9)
            say(l, 10, l->in + head, len - head);
        else if (opcode == 8)
            l->closed = true;
        drop(l, len);
        if (opcode == 1)
            return l->frame;
        if (opcode == 8)
            return NULL;
    }
}

json_t *live_await(struct live *l, const char *op, int timeout_ms)
{
    int64_t by_ms = ticks_ms() + timeout_ms;

    for (;;) {
        int64_t left = by_ms - ticks_ms();
        json_t *frame = live_next(l, left > 0 ? (int)left : 0);
        const char *got;

        if (frame == NULL)
            return NULL;
        got = json_string_value(json_object_get(frame, "op"));
        if (got && strcmp(got, op) == 0)
            return frame;
    }
}

bool live_is_closed(struct live *l)
{
    return l->closed;
}
