/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz/cbor_fuzz.c: entries of the logs as somebody may have left them in the
 * store. What the reader takes is written again as the same bytes. */
#include <stdint.h>
#include <stdlib.h>

#include "daemon/base/cbor.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* One value, and what is in it, from the reader to the buffer. False when it
 * is of no kind we know. */
static bool pass_on(struct cbor_reader *r, struct buf *b, int depth)
{
    int kind = r->rest.len > 0 ? (uint8_t)r->rest.ptr[0] >> 5 : -1;
    size_t count;

    if (cbor_read_null(r)) {
        cbor_put_null(b);
        return true;
    }
    switch (kind) {
    case 0: cbor_put_int(b, cbor_read_int(r)); return true;
    case 2: cbor_put_bytes(b, cbor_read_bytes(r)); return true;
    case 3: cbor_put_text(b, cbor_read_text(r)); return true;
    case 4:
        if (depth == 0)
            return false;
        count = cbor_read_array(r);
        cbor_put_array(b, count);
        while (count-- > 0 && !r->broken)
            if (!pass_on(r, b, depth - 1))
                return false;
        return true;
    default: return false;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text in = { (const char *)data, size };
    struct cbor_reader r;
    struct buf b;

    buf_init(&b, size + 16);
    cbor_read_begin(&r, in);
    if (pass_on(&r, &b, 8) && cbor_read_end(&r) &&
        !(buf_ok(&b) && text_is(buf_view(&b), in)))
        abort();
    buf_deinit(&b);
    return 0;
}
