/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/accounts/ctap.h: strict reading of CBOR as authenticators write it
 * (CTAP2's canonical form): shortest heads, known lengths, no tags, no
 * floating point, at most CTAP_DEPTH levels. Once something is wrong the
 * reader is bad, every later read fails, and what was asked for stays as it
 * was. Texts are borrowed from what is read. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/text.h"

enum { CTAP_DEPTH = 4 };

enum ctap_type {
    CTAP_NOTHING, /* the end, or the reader is bad */
    CTAP_INT,
    CTAP_BYTES,
    CTAP_TEXT,
    CTAP_ARRAY,
    CTAP_MAP,
    CTAP_SIMPLE /* false, true or null */
};

struct ctap {
    struct text rest; /* not yet read */
    bool bad;
};

struct ctap ctap_begin(struct text bytes);

/* What comes next; reads nothing. */
enum ctap_type ctap_peek(const struct ctap *c);

/* Each reads one item of its type, or makes the reader bad. */
bool ctap_read_int(struct ctap *c, int64_t *out);
bool ctap_read_bytes(struct ctap *c, struct text *out);
bool ctap_read_text(struct ctap *c, struct text *out); /* valid UTF-8 */
bool ctap_read_map(struct ctap *c, size_t *pairs);     /* the pairs follow */
/* Reads one item of any type with all that is in it. */
bool ctap_skip(struct ctap *c);

/* True when all was read and nothing was wrong. */
bool ctap_end(const struct ctap *c);
