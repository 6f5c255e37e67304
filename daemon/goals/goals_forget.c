/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/goals/goals_forget.h"

#include <stddef.h>

static const char *const at_end[] = {
    "DELETE FROM agreement WHERE kind = 'goal' AND object IN"
    " (SELECT id FROM goal WHERE alliance IN " FORGET_RECORD ")",
    "DELETE FROM agreement WHERE kind = 'task' AND object IN"
    " (SELECT id FROM task WHERE alliance IN " FORGET_RECORD ")",
    "DELETE FROM agreement WHERE account = ?",
    "DELETE FROM task WHERE alliance IN " FORGET_RECORD,
    "DELETE FROM goal WHERE alliance IN " FORGET_RECORD,
    NULL,
};

static const char newest[] =
    "SELECT MAX(changed_ms) AS at_ms FROM goal WHERE alliance IN " FORGET_MINE;

const struct forget goals_forget = { .at_end = at_end, .newest = newest };
