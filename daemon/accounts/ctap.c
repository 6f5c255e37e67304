/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/accounts/ctap.h"

#include "daemon/base/utf8.h"

enum {
    MAJOR_UINT,
    MAJOR_NINT,
    MAJOR_BYTES,
    MAJOR_TEXT,
    MAJOR_ARRAY,
    MAJOR_MAP,
    MAJOR_TAG,
    MAJOR_SIMPLE
};

struct ctap ctap_begin(struct text bytes)
{
    return (struct ctap){ .rest = bytes };
}

static bool fail(struct ctap *c)
{
    c->bad = true;
    return false;
}

static struct text take(struct ctap *c, size_t len)
{
    struct text t = { c->rest.ptr, len };

    c->rest.ptr += len;
    c->rest.len -= len;
    return t;
}

enum ctap_type ctap_peek(const struct ctap *c)
{
    static const enum ctap_type types[] = {
        [MAJOR_UINT] = CTAP_INT,    [MAJOR_NINT] = CTAP_INT,
        [MAJOR_BYTES] = CTAP_BYTES, [MAJOR_TEXT] = CTAP_TEXT,
        [MAJOR_ARRAY] = CTAP_ARRAY, [MAJOR_MAP] = CTAP_MAP,
        [MAJOR_TAG] = CTAP_NOTHING, [MAJOR_SIMPLE] = CTAP_SIMPLE,
    };

    if (c->bad || c->rest.len == 0)
        return CTAP_NOTHING;
    return types[(uint8_t)c->rest.ptr[0] >> 5];
}

/* The first byte and the number behind it, in the shortest spelling. */
static bool read_head(struct ctap *c, int *major, uint64_t *value)
{
    uint8_t first;
    size_t more;
    uint64_t v = 0, least;

    if (c->bad || c->rest.len == 0)
        return fail(c);
    first = (uint8_t)c->rest.ptr[0];
    *major = first >> 5;
    if ((first & 31) > 27)
        return fail(c);
    more = (first & 31) < 24 ? 0 : (size_t)1 << ((first & 31) - 24);
    if (c->rest.len < 1 + more)
        return fail(c);
    for (size_t i = 0; i < more; i++)
        v = v << 8 | (uint8_t)c->rest.ptr[1 + i];
    least = more == 0   ? 0
            : more == 1 ? 24
                        : (uint64_t)1 << (more == 2   ? 8
                                          : more == 4 ? 16
                                                      : 32);
    if (more == 0)
        v = first & 31;
    else if (v < least)
        return fail(c);
    take(c, 1 + more);
    *value = v;
    return true;
}

bool ctap_read_int(struct ctap *c, int64_t *out)
{
    uint64_t v;
    int major;

    if (ctap_peek(c) != CTAP_INT || !read_head(c, &major, &v) || v > INT64_MAX)
        return fail(c);
    *out = major == MAJOR_NINT ? -1 - (int64_t)v : (int64_t)v;
    return true;
}

static bool read_string(struct ctap *c, enum ctap_type type, struct text *out)
{
    uint64_t len;
    int major;

    if (ctap_peek(c) != type || !read_head(c, &major, &len) ||
        len > c->rest.len)
        return fail(c);
    *out = take(c, (size_t)len);
    return true;
}

bool ctap_read_bytes(struct ctap *c, struct text *out)
{
    return read_string(c, CTAP_BYTES, out);
}

bool ctap_read_text(struct ctap *c, struct text *out)
{
    struct text t;

    if (!read_string(c, CTAP_TEXT, &t) || !utf8_is_valid(t))
        return fail(c);
    *out = t;
    return true;
}

/* Every item takes a byte at least: a count beyond that is a lie. */
static bool read_count(struct ctap *c, enum ctap_type type, size_t each,
                       size_t *out)
{
    uint64_t count;
    int major;

    if (ctap_peek(c) != type || !read_head(c, &major, &count) ||
        count > c->rest.len / each)
        return fail(c);
    *out = (size_t)count;
    return true;
}

bool ctap_read_map(struct ctap *c, size_t *pairs)
{
    return read_count(c, CTAP_MAP, 2, pairs);
}

static bool skip(struct ctap *c, int depth)
{
    struct text ignored;
    uint64_t value;
    int64_t number;
    size_t count = 0;
    int major;

    if (depth > CTAP_DEPTH)
        return fail(c);
    switch (ctap_peek(c)) {
    case CTAP_INT: return ctap_read_int(c, &number);
    case CTAP_BYTES: return ctap_read_bytes(c, &ignored);
    case CTAP_TEXT: return ctap_read_text(c, &ignored);
    case CTAP_ARRAY:
        if (!read_count(c, CTAP_ARRAY, 1, &count))
            return false;
        break;
    case CTAP_MAP:
        if (!ctap_read_map(c, &count))
            return false;
        count *= 2;
        break;
    case CTAP_SIMPLE:
        if (!read_head(c, &major, &value) || value < 20 || value > 22)
            return fail(c);
        return true;
    case CTAP_NOTHING: return fail(c);
    }
    for (size_t i = 0; i < count; i++)
        if (!skip(c, depth + 1))
            return false;
    return true;
}

bool ctap_skip(struct ctap *c)
{
    return skip(c, 1);
}

bool ctap_end(const struct ctap *c)
{
    return !c->bad && c->rest.len == 0;
}
