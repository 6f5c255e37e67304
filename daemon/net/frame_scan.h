/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/net/frame_scan.h: the frames of a WebSocket client, judged as they
 * come over the wire, for what the library lets pass: frames without a mask,
 * lengths in more bytes than they need, control frames that are too long, close
 * codes nobody may send (RFC 6455 5 and 7.4). Pure; owns nothing. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "core/base/text.h"

enum { FRAME_HEAD_MAX = 14 + 2 }; /* with a close code */

/* All zero before the first frame. */
struct frame_scan {
    uint64_t left; /* bytes of the payload to come */
    uint8_t have;  /* bytes in head */
    unsigned char head[FRAME_HEAD_MAX];
};

/* 0 while all is well, else the code to close with; then nothing more may be
 * read. max: bytes one frame may announce. */
int frame_scan_feed(struct frame_scan *s, struct text bytes, size_t max);
