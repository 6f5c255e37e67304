/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/net/frame_scan.h"

#include <stdbool.h>
#include <string.h>

enum {
    MASKED = 0x80,
    LAST = 0x80,
    CONTROL = 0x08,
    CLOSE = 0x08,
    AGAINST_THE_RULES = 1002,
    TOO_LARGE = 1009
};

static bool is_close(const struct frame_scan *s)
{
    return (s->head[0] & 0x0f) == CLOSE;
}

/* Bytes after the first two that hold the length. */
static size_t length_bytes(const struct frame_scan *s)
{
    int len = s->head[1] & 0x7f;

    return len == 127 ? 8 : len == 126 ? 2 : 0;
}

static uint64_t length(const struct frame_scan *s)
{
    size_t bytes = length_bytes(s);
    uint64_t len = 0;

    if (bytes == 0)
        return s->head[1] & 0x7f;
    for (size_t i = 0; i < bytes; i++)
        len = len << 8 | s->head[2 + i];
    return len;
}

/* How many bytes of this frame have to be seen; the payload of a close begins
 * with its code. */
static size_t wanted(const struct frame_scan *s)
{
    if (s->have < 2)
        return 2;
    return 2 + length_bytes(s) + 4 + (is_close(s) && length(s) >= 2 ? 2 : 0);
}

/* What the first two bytes tell. */
static int judge_start(const struct frame_scan *s)
{
    bool control = (s->head[0] & CONTROL) != 0;
    int len = s->head[1] & 0x7f;

    if (!(s->head[1] & MASKED))
        return AGAINST_THE_RULES;
    if (control && (!(s->head[0] & LAST) || len > 125))
        return AGAINST_THE_RULES;
    return is_close(s) && len == 1 ? AGAINST_THE_RULES : 0;
}

/* RFC 6455 7.4, and 1012 to 1014, registered since. */
static bool may_send(int code)
{
    return (code >= 1000 && code <= 1014 && code != 1004 && code != 1005 &&
            code != 1006) ||
           (code >= 3000 && code <= 4999);
}

static int judge_whole(const struct frame_scan *s, size_t max)
{
    size_t bytes = length_bytes(s), at = 2 + bytes + 4;
    uint64_t len = length(s);

    if ((bytes == 2 && len < 126) || (bytes == 8 && len < 65536) || len >> 63)
        return AGAINST_THE_RULES;
    if (len > max)
        return TOO_LARGE;
    if (is_close(s) && len >= 2) {
        const unsigned char *mask = s->head + 2 + bytes, *code = s->head + at;

        if (!may_send((code[0] ^ mask[0]) << 8 | (code[1] ^ mask[1])))
            return AGAINST_THE_RULES;
    }
    return 0;
}

int frame_scan_feed(struct frame_scan *s, struct text bytes, size_t max)
{
    while (bytes.len > 0) {
        int why = 0;

        if (s->left > 0) {
            size_t skip = s->left < bytes.len ? (size_t)s->left : bytes.len;

            s->left -= skip;
            bytes.ptr += skip;
            bytes.len -= skip;
            continue;
        }
        s->head[s->have++] = (unsigned char)*bytes.ptr++;
        bytes.len--;
        if (s->have == 2)
            why = judge_start(s);
        if (!why && s->have >= 2 && s->have == wanted(s)) {
            why = judge_whole(s, max);
            s->left = length(s) - (is_close(s) && length(s) >= 2 ? 2 : 0);
            s->have = 0;
        }
        if (why)
            return why;
    }
    return 0;
}
