/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/base/zone_file.h"

#include <string.h>

enum { HEADER = 44, TYPE_BYTES = 6, OFFSET_MAX = 26 * 3600, TYPES_MAX = 256 };

/* The six counts of a header, in the order in which they stand there. */
struct counts {
    uint32_t ut, standard, leaps, times, types, letters;
};

static uint32_t read32(const char *at)
{
    const unsigned char *b = (const unsigned char *)at;

    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 |
           b[3];
}

static int64_t read64(const char *at)
{
    return (int64_t)((uint64_t)read32(at) << 32 | read32(at + 4));
}

static bool read_header(struct text t, struct counts *out)
{
    if (t.len < HEADER || memcmp(t.ptr, "TZif", 4) != 0 || t.ptr[4] < '2')
        return false;
    *out = (struct counts){ read32(t.ptr + 20), read32(t.ptr + 24),
                            read32(t.ptr + 28), read32(t.ptr + 32),
                            read32(t.ptr + 36), read32(t.ptr + 40) };
    return true;
}

/* Bytes of the block behind a header; time is 4 or 8 bytes wide. 64 bits
 * hold the sum of six 32-bit counts with room to spare. */
static uint64_t block_bytes(const struct counts *n, uint64_t time)
{
    return n->times * (time + 1) + (uint64_t)n->types * TYPE_BYTES +
           n->letters + n->leaps * (time + 4) + n->standard + n->ut;
}

static struct text skip(struct text t, size_t len)
{
    return (struct text){ t.ptr + len, t.len - len };
}

static bool is_sound(const struct zone_file *f)
{
    for (size_t i = 0; i < f->time_count; i++) {
        if ((unsigned char)f->kinds.ptr[i] >= f->type_count)
            return false;
        if (i > 0 &&
            read64(f->times.ptr + 8 * i) <= read64(f->times.ptr + 8 * (i - 1)))
            return false;
    }
    for (size_t i = 0; i < f->type_count; i++) {
        int32_t offset = (int32_t)read32(f->types.ptr + TYPE_BYTES * i);
        if (offset < -OFFSET_MAX || offset > OFFSET_MAX)
            return false;
    }
    return true;
}

/* Behind the blocks: a line feed, the rule, a line feed. */
static bool read_footer(struct text t, struct zone_file *f)
{
    const char *end;

    if (t.len < 2 || t.ptr[0] != '\n')
        return false;
    end = memchr(t.ptr + 1, '\n', t.len - 1);
    if (!end)
        return false;
    f->has_rule = end > t.ptr + 1;
    return !f->has_rule ||
           zone_rule_parse(
               (struct text){ t.ptr + 1, (size_t)(end - t.ptr - 1) }, &f->rule);
}

bool zone_file_parse(struct text bytes, struct zone_file *out)
{
    struct zone_file f = { .has_rule = false };
    struct counts n;
    uint64_t len;

    /* First the block for readers that know only 32 bits, then ours. */
    if (!read_header(bytes, &n))
        return false;
    len = HEADER + block_bytes(&n, 4);
    if (len > bytes.len)
        return false;
    bytes = skip(bytes, (size_t)len);
    if (!read_header(bytes, &n))
        return false;
    bytes = skip(bytes, HEADER);
    len = block_bytes(&n, 8);
    if (len > bytes.len || n.leaps > 0 || n.types < 1 || n.types > TYPES_MAX)
        return false;

    f.time_count = n.times;
    f.type_count = n.types;
    f.times = (struct text){ bytes.ptr, (size_t)n.times * 8 };
    f.kinds = (struct text){ f.times.ptr + f.times.len, n.times };
    f.types = (struct text){ f.kinds.ptr + n.times, (size_t)n.types * 6 };
    if (!is_sound(&f) || !read_footer(skip(bytes, (size_t)len), &f))
        return false;
    *out = f;
    return true;
}

static int32_t type_offset(const struct zone_file *f, size_t type)
{
    return (int32_t)read32(f->types.ptr + TYPE_BYTES * type);
}

int32_t zone_file_offset(const struct zone_file *f, int64_t utc)
{
    uint32_t low = 0, high = f->time_count; /* first time later than utc */

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (read64(f->times.ptr + 8 * (size_t)middle) <= utc)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == f->time_count && f->has_rule)
        return zone_rule_offset(&f->rule, utc);
    if (low == 0)
        return type_offset(f, 0);
    return type_offset(f, (unsigned char)f->kinds.ptr[low - 1]);
}
