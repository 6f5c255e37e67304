/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/net/head_scan.h: the head of one request, judged line by line as it
 * came over the wire and before any parser reads it (RFC 9112). Lines nobody
 * here reads are to be left out, so that the parser meets only names it knows.
 * Pure; owns nothing. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/text.h"
#include "daemon/net/door.h"

enum {
    HEAD_BYTES_MAX = 8192, /* of a whole head */
    HEAD_FIELDS_MAX = 256,
    HEAD_KEPT_MAX = 48,       /* of them those that are handed on */
    HEAD_QUERY_PARTS_MAX = 32 /* of a query, between its "&" */
};

enum head_line {
    HEAD_LINE_KEEP, /* hand it on */
    HEAD_LINE_DROP, /* leave it out */
    HEAD_LINE_END,  /* the empty line: hand it on; what follows is known now */
    HEAD_LINE_BAD   /* why is set: read nothing more on this line */
};

struct head_scan {
    uint16_t bytes;  /* of this head so far */
    uint16_t fields; /* of them lines with a field */
    uint16_t kept;
    uint32_t seen; /* bits, of head_scan.c */
    uint32_t body_len;
    const struct refusal *why; /* a constant */
};

/* All zero is the state before a head; this brings it back there. */
void head_scan_reset(struct head_scan *s);

/* Judges one line of *len bytes, its line feed included. A line to be kept may
 * come out shorter, in the same place: blanks around its value are gone. */
enum head_line head_scan_line(struct head_scan *s, char *line, size_t *len);

/* The beginning of a line that is not yet here whole; false (why is set) when
 * it cannot become a good one any more. */
bool head_scan_part(struct head_scan *s, struct text part);

/* After HEAD_LINE_END: whether this head asks for a WebSocket; if so nothing
 * but frames may follow. */
bool head_scan_upgrades(const struct head_scan *s);

/* After HEAD_LINE_END: whether the other side waits to be told to go on before
 * it sends its body. */
bool head_scan_expects(const struct head_scan *s);
