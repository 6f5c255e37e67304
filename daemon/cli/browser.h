/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/browser.h: a Chromium of this machine, without a window, led by
 * messages over two pipes (its DevTools protocol). It has a fresh profile in a
 * temporary folder, which goes with it. */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

enum { BROWSER_MESSAGE_MOST = 4 * 1024 * 1024 }; /* bytes */

struct browser;

/* Starts program, found as a shell would. NULL after errno was set: it could
 * not be begun. One that is not there shows as browser_has_ended. */
struct browser *browser_open(const char *program);
/* Ends it, and all it started. NULL is fine. */
void browser_close(struct browser *b);

/* Sends a message; takes it. False when nobody listens. */
bool browser_say(struct browser *b, json_t *message);

/* The next message, owned by the caller; what is no JSON is passed over. NULL
 * when none came until then (steady clock, ms) or the browser has ended. */
json_t *browser_hear(struct browser *b, int64_t until_ms);
bool browser_has_ended(const struct browser *b);
