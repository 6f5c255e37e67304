/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/net/intake.h: every byte libwebsockets reads comes through here first
 * (docs/decisions/0016): heads are judged line by line, only lines that
 * somebody here reads are handed on, and what breaks the rules of HTTP or of
 * WebSocket frames ends the connection before the library sees it.
 *
 * For the loop thread alone. */
#pragma once

#include <stdbool.h>

struct intake; /* the connections of one server */

/* behind_tls: how refusals are answered. NULL when out of memory. */
struct intake *intake_new(bool behind_tls);
void intake_free(struct intake *in);

/* From here on, what this thread reads from a connection of in is judged; NULL
 * ends that. */
void intake_here(struct intake *in);

/* A connection begins; false when there is no room for it. One that was there
 * under the same number is forgotten. */
bool intake_begin(struct intake *in, int fd);
void intake_end(struct intake *in, int fd);

/* The library says it has read a head. False when none was handed to it: then
 * it reads on some other way than recv, and nothing it says can be believed. */
bool intake_claim(struct intake *in, int fd);

/* The answer to the head claimed last is on its way. False when what follows
 * on this connection was refused: hang up. */
bool intake_answered(struct intake *in, int fd);
