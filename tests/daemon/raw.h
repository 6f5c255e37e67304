/* SPDX-License-Identifier: Apache-2.0 */
/* tests/daemon/raw.h: a socket that says exactly what it is told, byte for
 * byte, and takes apart what comes back. For hostile input; client.h is the
 * polite one. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/base/text.h"

struct raw;

struct raw *raw_open(int port); /* fails the test when it cannot connect */
void raw_free(struct raw *r);

/* What the server does not take any more is not an error here. */
void raw_say(struct raw *r, struct text bytes);

/* Reads one whole answer: its status, or 0 when the line ends or nothing
 * whole has come within timeout_ms. head_only: it has no body. */
int raw_status(struct raw *r, int timeout_ms, bool head_only);
/* Of the answer read last, valid until the next one. */
struct text raw_body(const struct raw *r);
/* The value of a header, name in lower case; len 0 when absent. */
struct text raw_header(const struct raw *r, const char *name);

/* True when the server hangs up within timeout_ms; bytes on the way are
 * thrown away. */
bool raw_is_closed(struct raw *r, int timeout_ms);

/* --- as WebSocket --- */

/* GET /live with this cookie token (NULL: none) and origin; its status. */
int raw_upgrade(struct raw *r, const char *token, const char *origin);

enum { WS_TEXT = 1, WS_BINARY = 2, WS_CLOSE = 8, WS_PING = 9, WS_PONG = 10 };

/* A masked frame; first is its first byte (FIN, RSV, opcode). */
void raw_frame(struct raw *r, int first, struct text payload);
void raw_frame_unmasked(struct raw *r, int first, struct text payload);
void raw_text(struct raw *r, const char *text); /* final, whole */

/* The next frame's first byte, 0 at the end of the line or of timeout_ms; the
 * payload is raw_body. */
int raw_next_frame(struct raw *r, int timeout_ms);
/* Skips frames until a close frame: its code, 1005 when it has none, 0 when
 * the line ended without one, -1 when it stayed open. */
int raw_close_code(struct raw *r, int timeout_ms);
