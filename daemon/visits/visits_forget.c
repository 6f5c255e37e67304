/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/visits/visits_forget.h"

#include <stddef.h>

/* After the checks, which hang on visits. */
static const char *const at_end[] = {
    "DELETE FROM visit_gap WHERE visit IN ("
    "SELECT id FROM visit WHERE alliance IN " FORGET_RECORD ")",
    "DELETE FROM visit_chair WHERE visit IN ("
    "SELECT id FROM visit WHERE alliance IN " FORGET_RECORD ")",
    "DELETE FROM visit WHERE alliance IN " FORGET_RECORD,
    NULL,
};

static const char newest[] =
    "SELECT MAX(COALESCE(ended_ms, started_ms)) AS at_ms FROM visit"
    " WHERE alliance IN " FORGET_MINE;

const struct forget visits_forget = { .at_end = at_end, .newest = newest };
