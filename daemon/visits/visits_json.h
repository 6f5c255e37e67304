/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/visits/visits_json.h: a session as the wire tells it. */
#pragma once

#include <jansson.h>

#include "daemon/visits/visits_store.h"

/* The caller owns it. */
json_t *visits_json(const struct visit_row *row);

/* The rule that forbids something, in words; NULL for VISIT_OK. */
const char *visits_rule_text(enum visit_rule rule);
