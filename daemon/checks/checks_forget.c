/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/checks/checks_forget.h"

#include <stddef.h>

static const char *const at_once[] = {
    "DELETE FROM day WHERE account = ?",
    NULL,
};

static const char *const at_end[] = {
    "DELETE FROM closing WHERE account = ?",
    "DELETE FROM closing WHERE visit IN"
    " (SELECT id FROM visit WHERE alliance IN " FORGET_RECORD ")",
    NULL,
};

static const char newest[] =
    "SELECT MAX(at_ms) AS at_ms FROM closing WHERE account = ?";

const struct forget checks_forget = { .at_once = at_once,
                                      .at_end = at_end,
                                      .newest = newest };
