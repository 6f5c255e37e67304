/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/relay/relay_visit.h: what the relay has to know of a session. */
#pragma once

#include <stdint.h>

#include "core/visit.h"
#include "daemon/base/err.h"
#include "daemon/base/id.h"

struct store_conn;

struct relay_visit {
    struct id alliance;
    struct visit_plan plan;
    enum visit_state state;
};

/* ERR_NOT_FOUND when there is no such session. */
enum err relay_visit_find(struct store_conn *c, const struct id *visit,
                          struct relay_visit *out);

/* May its people use the relay now? VISIT_OK while it is open, and while it is
 * planned from the moment its room opens until it can no longer begin. */
enum visit_rule relay_visit_rule(const struct relay_visit *v, int64_t now_ms);
