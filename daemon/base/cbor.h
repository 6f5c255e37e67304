/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/base/cbor.h: the few kinds of CBOR our logs are written in: whole
 * numbers from 0 on, bytes, text, null, and arrays of known length. Strict:
 * a value has exactly one spelling (RFC 8949, section 4.2.1), so that what was
 * read and is written again gives the same bytes. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/text.h"
#include "daemon/base/buf.h"

void cbor_put_int(struct buf *b, int64_t value); /* 0 or more */
void cbor_put_bytes(struct buf *b, struct text bytes);
void cbor_put_text(struct buf *b, struct text t); /* UTF-8 */
void cbor_put_null(struct buf *b);
void cbor_put_array(struct buf *b, size_t count); /* then count values */

/* Reads values one after the other. Once something is not as asked for, the
 * reader is broken and gives harmless values (0, empty, false). */
struct cbor_reader {
    struct text rest; /* borrowed */
    bool broken;
};

void cbor_read_begin(struct cbor_reader *r, struct text bytes);
int64_t cbor_read_int(struct cbor_reader *r);
struct text cbor_read_bytes(struct cbor_reader *r); /* borrowed */
struct text cbor_read_text(struct cbor_reader *r);  /* borrowed, UTF-8 */
size_t cbor_read_array(struct cbor_reader *r);
/* True, and the value is used up, when null stands next. */
bool cbor_read_null(struct cbor_reader *r);
/* True when all was well and nothing is left. */
bool cbor_read_end(struct cbor_reader *r);
