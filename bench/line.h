/* SPDX-License-Identifier: Apache-2.0 */
/* bench/line.h: one live socket of somebody who is signed in. Everything that
 * goes wrong ends the bench. */
#pragma once

#include <stddef.h>

#include "core/base/text.h"

enum { LINE_ROOM = 16 * 1024 }; /* bytes: the longest frame, with its head */

struct line {
    int fd;
    size_t filled, taken; /* of in: read from the wire, given out */
    unsigned char in[LINE_ROOM];
};

/* Connects, shows the login's cookie and follows the alliance. */
void line_open(struct line *l, int port, const char *cookie,
               const char *alliance);
void line_close(struct line *l);

/* Sends a text frame of fewer than LINE_ROOM bytes. */
void line_say(struct line *l, struct text text);

/* Waits for more from the wire and reads it once. */
void line_read(struct line *l);

/* The next whole text frame of what was read, lent until line_read; NULL:
 * none. A ping on the way is answered. */
struct text line_next(struct line *l);
