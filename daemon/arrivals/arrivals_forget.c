/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/arrivals/arrivals_forget.h"

#include <stddef.h>

static const char *const at_once[] = {
    "DELETE FROM arrival WHERE account = ?",
    NULL,
};

/* They hang on sessions, which go at the end. */
static const char *const at_end[] = {
    "DELETE FROM arrival WHERE visit IN"
    " (SELECT id FROM visit WHERE alliance IN " FORGET_RECORD ")",
    NULL,
};

const struct forget arrivals_forget = { .at_once = at_once, .at_end = at_end };
