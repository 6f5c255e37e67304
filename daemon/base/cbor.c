/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/base/cbor.h"

#include <assert.h>

#include "daemon/base/utf8.h"

/* The upper three bits of a value's first byte. */
enum kind { KIND_INT = 0, KIND_BYTES = 2, KIND_TEXT = 3, KIND_ARRAY = 4 };

enum { NULL_BYTE = 0xf6, ONE_BYTE = 24, EIGHT_BYTES = 27 };

static void put_head(struct buf *b, enum kind kind, uint64_t value)
{
    uint8_t head[9];
    size_t more = 0;

    if (value >= ONE_BYTE)
        for (more = 1; more < 8 && value >> (8 * more); more *= 2)
            ;
    head[0] = (uint8_t)(kind << 5);
    if (more == 0)
        head[0] |= (uint8_t)value;
    else
        head[0] |= (uint8_t)(ONE_BYTE + (more > 1) + (more > 2) + (more > 4));
    for (size_t i = 0; i < more; i++)
        head[1 + i] = (uint8_t)(value >> (8 * (more - 1 - i)));
    buf_add(b, head, 1 + more);
}

void cbor_put_int(struct buf *b, int64_t value)
{
    assert(value >= 0);
    put_head(b, KIND_INT, (uint64_t)value);
}

void cbor_put_bytes(struct buf *b, struct text bytes)
{
    put_head(b, KIND_BYTES, bytes.len);
    buf_text(b, bytes);
}

void cbor_put_text(struct buf *b, struct text t)
{
    put_head(b, KIND_TEXT, t.len);
    buf_text(b, t);
}

void cbor_put_null(struct buf *b)
{
    static const uint8_t null_byte = NULL_BYTE;

    buf_add(b, &null_byte, 1);
}

void cbor_put_array(struct buf *b, size_t count)
{
    put_head(b, KIND_ARRAY, count);
}

void cbor_read_begin(struct cbor_reader *r, struct text bytes)
{
    r->rest = bytes;
    r->broken = false;
}

static void skip(struct cbor_reader *r, size_t count)
{
    r->rest.ptr += count;
    r->rest.len -= count;
}

static uint64_t broken(struct cbor_reader *r)
{
    r->broken = true;
    return 0;
}

static uint64_t read_head(struct cbor_reader *r, enum kind kind)
{
    const uint8_t *in = (const uint8_t *)r->rest.ptr;
    uint64_t value = 0;
    size_t more;
    int info;

    if (r->broken || r->rest.len == 0 || in[0] >> 5 != (int)kind)
        return broken(r);
    info = in[0] & 31;
    if (info < ONE_BYTE) {
        skip(r, 1);
        return (uint64_t)info;
    }
    if (info > EIGHT_BYTES)
        return broken(r);
    more = (size_t)1 << (info - ONE_BYTE);
    if (r->rest.len < 1 + more)
        return broken(r);
    for (size_t i = 0; i < more; i++)
        value = value << 8 | in[1 + i];
    /* The shortest spelling only. */
    if (more == 1 ? value < ONE_BYTE : value >> (4 * more) == 0)
        return broken(r);
    skip(r, 1 + more);
    return value;
}

int64_t cbor_read_int(struct cbor_reader *r)
{
    uint64_t value = read_head(r, KIND_INT);

    return value > INT64_MAX ? (int64_t)broken(r) : (int64_t)value;
}

static struct text read_run(struct cbor_reader *r, enum kind kind)
{
    uint64_t len = read_head(r, kind);
    struct text out = { "", 0 };

    if (len > r->rest.len)
        broken(r);
    if (r->broken)
        return out;
    out = (struct text){ r->rest.ptr, (size_t)len };
    skip(r, out.len);
    return out;
}

struct text cbor_read_bytes(struct cbor_reader *r)
{
    return read_run(r, KIND_BYTES);
}

struct text cbor_read_text(struct cbor_reader *r)
{
    struct text t = read_run(r, KIND_TEXT);

    if (utf8_is_valid(t))
        return t;
    broken(r);
    return (struct text){ "", 0 };
}

size_t cbor_read_array(struct cbor_reader *r)
{
    uint64_t count = read_head(r, KIND_ARRAY);

    /* Each value takes a byte at least. */
    return count > r->rest.len ? (size_t)broken(r) : (size_t)count;
}

bool cbor_read_null(struct cbor_reader *r)
{
    if (r->broken || r->rest.len == 0 || (uint8_t)r->rest.ptr[0] != NULL_BYTE)
        return false;
    skip(r, 1);
    return true;
}

bool cbor_read_end(struct cbor_reader *r)
{
    return !r->broken && r->rest.len == 0;
}
