/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/alliances/live_answer.h: how the live socket says no to one frame. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "daemon/base/err.h"
#include "daemon/base/json.h"
#include "daemon/net/hub.h"

/* The number a frame goes by; any thread can answer with it later. */
struct live_ref_number {
    bool given;
    int64_t number;
};

enum { LIVE_REF_MOST = 2147483647 };

/* Reads the frame's "ref". */
struct live_ref_number live_read_ref(struct json_reader *r);

/* {"op":"refused","ref":N|null,"error":{code, text, field?, wanted?}}. r adds
 * field and wanted when the error is ERR_BAD_INPUT; may be NULL. text replaces
 * the error's own sentence when not NULL. */
void live_refuse(struct hub *h, struct live_ref to, struct live_ref_number ref,
                 enum err e, const struct json_reader *r, const char *text);
