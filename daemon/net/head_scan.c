/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/net/head_scan.h"

#include <string.h>
#include <strings.h>

#define BAD(name, field_, wanted_)                                             \
    static const struct refusal name = { .err = ERR_BAD_INPUT,                 \
                                         .field = (field_),                    \
                                         .wanted = (wanted_) };
BAD(no_line, "head", "lines that end with CRLF")
BAD(no_request, "head", "a first line such as GET /path HTTP/1.1")
BAD(no_target, "path", "one that begins with a slash")
BAD(many_parts, "path", "a query of at most 32 parts")
BAD(no_version, "version", "HTTP/1.1")
BAD(no_field, "head", "fields such as Name: value")
BAD(twice, "head", "this field once")
BAD(no_chunks, "Transfer-Encoding", "a body with Content-Length")
BAD(no_length, "Content-Length", "one number, digits only")
BAD(no_host, "Host", "the name this house is configured for, once")
BAD(no_upgrade, "Upgrade", "the handshake of RFC 6455, version 13")
#undef BAD

static const struct refusal long_target = { .err = ERR_LONG_ADDRESS },
                            long_head = { .err = ERR_LONG_HEAD },
                            other_method = { .err = ERR_UNKNOWN_METHOD },
                            other_version = { .err = ERR_OTHER_VERSION };

enum known {
    HOST,
    CONTENT_LENGTH,
    CONNECTION,
    UPGRADE,
    ORIGIN,
    COOKIE,
    CONTENT_TYPE,
    ACCEPT_ENCODING,
    IF_NONE_MATCH,
    FORWARDED,
    FETCH_SITE,
    WS_KEY,
    WS_VERSION,
    TRANSFER_ENCODING,
    EXPECT,
    /* Not fields of their own: */
    FIRST_LINE,   /* it was good */
    ASKS_UPGRADE, /* Connection names it */
    IS_GET,
    IS_1_0
};

/* The fields that are read here, or by server.c and door.c. */
static const struct {
    const char *name;
    bool once;
} known[] = {
    [HOST] = { "host", true },
    [CONTENT_LENGTH] = { "content-length", true },
    [CONNECTION] = { "connection", false },
    [UPGRADE] = { "upgrade", true },
    [ORIGIN] = { "origin", true },
    [COOKIE] = { "cookie", false },
    [CONTENT_TYPE] = { "content-type", true },
    [ACCEPT_ENCODING] = { "accept-encoding", false },
    [IF_NONE_MATCH] = { "if-none-match", false },
    [FORWARDED] = { "x-forwarded-for", false },
    [FETCH_SITE] = { "sec-fetch-site", true },
    [WS_KEY] = { "sec-websocket-key", true },
    [WS_VERSION] = { "sec-websocket-version", true },
    [TRANSFER_ENCODING] = { "transfer-encoding", false },
    [EXPECT] = { "expect", false },
};

enum { KNOWN = sizeof(known) / sizeof(known[0]) };

static bool has_seen(const struct head_scan *s, int what)
{
    return (s->seen >> what & 1u) != 0;
}

static void see(struct head_scan *s, int what)
{
    s->seen |= 1u << what;
}

static enum head_line bad(struct head_scan *s, const struct refusal *why)
{
    s->why = why;
    return HEAD_LINE_BAD;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* RFC 9110 5.6.2. */
static bool is_token(struct text t)
{
    for (size_t i = 0; i < t.len; i++)
        if (!is_digit(t.ptr[i]) && !is_letter(t.ptr[i]) &&
            (t.ptr[i] == 0 || !strchr("!#$%&'*+-.^_`|~", t.ptr[i])))
            return false;
    return t.len > 0;
}

static bool is_word(struct text t, const char *word)
{
    return t.len == strlen(word) && strncasecmp(t.ptr, word, t.len) == 0;
}

/* A list of tokens between commas. */
static bool names(struct text list, const char *word)
{
    size_t from = 0;

    for (size_t i = 0; i <= list.len; i++) {
        if (i < list.len && list.ptr[i] != ',')
            continue;
        struct text one = { list.ptr + from, i - from };

        while (one.len > 0 && (one.ptr[0] == ' ' || one.ptr[0] == '\t')) {
            one.ptr++;
            one.len--;
        }
        while (one.len > 0 &&
               (one.ptr[one.len - 1] == ' ' || one.ptr[one.len - 1] == '\t'))
            one.len--;
        if (is_word(one, word))
            return true;
        from = i + 1;
    }
    return false;
}

/* Up to the first of a letter; the rest goes behind it, ptr NULL without. */
static struct text cut(struct text *rest, char at)
{
    const char *end = memchr(rest->ptr, at, rest->len);
    struct text part = *rest;

    if (!end) {
        *rest = (struct text){ NULL, 0 };
        return part;
    }
    part.len = (size_t)(end - rest->ptr);
    *rest = (struct text){ end + 1, rest->len - part.len - 1 };
    return part;
}

/* --- the first line ------------------------------------------------------ */

static int hex(char c)
{
    if (is_digit(c))
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* What browsers send in a path or query, which is a little more than RFC 3986
 * has; escapes are whole, and none hides a NUL or the end of a line. */
static const struct refusal *judge_target(struct text t)
{
    int parts = 1;

    if (t.len == 0 || t.ptr[0] != '/')
        return &no_target;
    for (size_t i = 0; i < t.len; i++) {
        char c = t.ptr[i];

        if (c <= ' ' || c > '~' || strchr("\"#<>\\", c))
            return &no_target;
        parts += c == '&' || c == ';';
        if (c != '%')
            continue;
        if (i + 2 >= t.len || hex(t.ptr[i + 1]) < 0 || hex(t.ptr[i + 2]) < 0)
            return &no_target;
        c = (char)(hex(t.ptr[i + 1]) << 4 | hex(t.ptr[i + 2]));
        if (c == '\0' || c == '\r' || c == '\n')
            return &no_target;
    }
    return parts <= HEAD_QUERY_PARTS_MAX ? NULL : &many_parts;
}

static const struct refusal *judge_version(struct text t)
{
    if (t.len != 8 || memcmp(t.ptr, "HTTP/", 5) != 0 || !is_digit(t.ptr[5]) ||
        t.ptr[6] != '.' || !is_digit(t.ptr[7]))
        return &no_version;
    if (t.ptr[5] != '1' || t.ptr[7] > '1')
        return &other_version;
    return NULL;
}

static const struct refusal *judge_method(struct text t)
{
    static const char *const methods[] = { "GET",    "HEAD",  "POST",   "PUT",
                                           "DELETE", "PATCH", "OPTIONS" };

    if (!is_token(t))
        return &no_request;
    for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
        if (t.len == strlen(methods[i]) && !memcmp(t.ptr, methods[i], t.len))
            return NULL;
    return &other_method;
}

static enum head_line request_line(struct head_scan *s, struct text line)
{
    struct text method = cut(&line, ' '), target, version;
    const struct refusal *why;

    if (!line.ptr)
        return bad(s, &no_request);
    target = cut(&line, ' ');
    if (!line.ptr)
        return bad(s, &no_request);
    version = line;
    if ((why = judge_version(version)) || (why = judge_method(method)) ||
        (why = judge_target(target)))
        return bad(s, why);
    see(s, FIRST_LINE);
    if (method.len == 3 && method.ptr[0] == 'G')
        see(s, IS_GET);
    if (version.ptr[7] == '0')
        see(s, IS_1_0);
    return HEAD_LINE_KEEP;
}

/* --- fields -------------------------------------------------------------- */

/* 16 bytes in base64: 22 letters and two equals. */
static bool is_key(struct text t)
{
    if (t.len != 24 || t.ptr[22] != '=' || t.ptr[23] != '=')
        return false;
    for (size_t i = 0; i < 22; i++)
        if (!is_letter(t.ptr[i]) && !is_digit(t.ptr[i]) && t.ptr[i] != '+' &&
            t.ptr[i] != '/')
            return false;
    return true;
}

static enum head_line judge_known(struct head_scan *s, int which,
                                  struct text value)
{
    if (known[which].once && has_seen(s, which))
        return bad(s, which == HOST             ? &no_host
                      : which == CONTENT_LENGTH ? &no_length
                                                : &twice);
    if (which == TRANSFER_ENCODING)
        return bad(s, &no_chunks);
    if (which == CONTENT_LENGTH && !door_length(value, &s->body_len))
        return bad(s, &no_length);
    if (which == EXPECT) {
        if (is_word(value, "100-continue"))
            see(s, EXPECT);
        return HEAD_LINE_DROP;
    }
    /* RFC 9110 7.8: other protocols may be ignored, and all in HTTP/1.0. */
    if (which == UPGRADE &&
        (has_seen(s, IS_1_0) || !is_word(value, "websocket")))
        return HEAD_LINE_DROP;
    if (which == CONNECTION && names(value, "upgrade"))
        see(s, ASKS_UPGRADE);
    if (which == WS_KEY && !is_key(value))
        return bad(s, &no_upgrade);
    if (which == WS_VERSION && !text_is(value, TEXT("13")))
        return bad(s, &no_upgrade);
    see(s, which);
    return ++s->kept > HEAD_KEPT_MAX ? bad(s, &long_head) : HEAD_LINE_KEEP;
}

static enum head_line field_line(struct head_scan *s, struct text line,
                                 struct text *value)
{
    struct text name;

    *value = line;
    name = cut(value, ':');
    if (!value->ptr || !is_token(name))
        return bad(s, &no_field);
    while (value->len > 0 && (value->ptr[0] == ' ' || value->ptr[0] == '\t')) {
        value->ptr++;
        value->len--;
    }
    while (value->len > 0 && (value->ptr[value->len - 1] == ' ' ||
                              value->ptr[value->len - 1] == '\t'))
        value->len--;
    for (size_t i = 0; i < value->len; i++) {
        unsigned char c = (unsigned char)value->ptr[i];

        if ((c < ' ' && c != '\t') || c == 0x7f)
            return bad(s, &no_field);
    }
    if (++s->fields > HEAD_FIELDS_MAX)
        return bad(s, &long_head);
    for (int i = 0; i < KNOWN; i++)
        if (is_word(name, known[i].name))
            return judge_known(s, i, *value);
    return HEAD_LINE_DROP;
}

/* name:value or name: value, with one blank at most, as it is kept. */
static void tighten(char *line, size_t *len, struct text value)
{
    char *p = (char *)memchr(line, ':', *len) + 1;

    if (value.ptr > p)
        *p++ = ' ';
    memmove(p, value.ptr, value.len);
    p += value.len;
    *p++ = '\r';
    *p++ = '\n';
    *len = (size_t)(p - line);
}

static enum head_line end_line(struct head_scan *s)
{
    if (!has_seen(s, HOST))
        return bad(s, &no_host);
    if (has_seen(s, UPGRADE) &&
        (!has_seen(s, ASKS_UPGRADE) || !has_seen(s, WS_KEY) ||
         !has_seen(s, WS_VERSION)))
        return bad(s, &no_upgrade);
    return HEAD_LINE_END;
}

/* --- head_scan.h --------------------------------------------------------- */

void head_scan_reset(struct head_scan *s)
{
    *s = (struct head_scan){ .bytes = 0 };
}

static const struct refusal *too_long(const struct head_scan *s)
{
    return has_seen(s, FIRST_LINE) ? &long_head : &long_target;
}

enum head_line head_scan_line(struct head_scan *s, char *line, size_t *len)
{
    struct text bare = { line, *len }, value = { NULL, 0 };
    enum head_line how;

    if (*len > (size_t)(HEAD_BYTES_MAX - s->bytes))
        return bad(s, too_long(s));
    s->bytes = (uint16_t)(s->bytes + *len);
    if (bare.len < 2 || bare.ptr[bare.len - 1] != '\n' ||
        bare.ptr[bare.len - 2] != '\r')
        return bad(s, &no_line);
    bare.len -= 2;
    if (!has_seen(s, FIRST_LINE)) {
        /* One empty line before it is forgiven (RFC 9112 2.2). */
        if (bare.len == 0 && s->bytes == 2)
            return HEAD_LINE_DROP;
        return request_line(s, bare);
    }
    if (bare.len == 0)
        return end_line(s);
    how = field_line(s, bare, &value);
    if (how == HEAD_LINE_KEEP)
        tighten(line, len, value);
    return how;
}

bool head_scan_part(struct head_scan *s, struct text part)
{
    if (part.len >= (size_t)(HEAD_BYTES_MAX - s->bytes)) {
        s->why = too_long(s);
        return false;
    }
    for (size_t i = 0; i < part.len; i++) {
        unsigned char c = (unsigned char)part.ptr[i];

        if ((c < ' ' && c != '\t' && c != '\r') || c == 0x7f ||
            (c > 0x7f && !has_seen(s, FIRST_LINE))) {
            s->why = &no_line;
            return false;
        }
    }
    return true;
}

bool head_scan_upgrades(const struct head_scan *s)
{
    return has_seen(s, UPGRADE);
}

bool head_scan_expects(const struct head_scan *s)
{
    return has_seen(s, EXPECT) && !has_seen(s, IS_1_0);
}
