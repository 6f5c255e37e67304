/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/alliances/member_keys.h: what the list of alliances says about lost
 * keys: the former ones of each member, because they open what was written
 * with them, and to a therapist the open way back of a client. */
#pragma once

#include <jansson.h>
#include <stdint.h>

#include "daemon/base/err.h"
#include "daemon/base/id.h"

struct store_conn;

/* by_id: alliance id → its entry of the list, whose members have their
 * "former_keys" (an empty list) and "way_back" (null) already. */
enum err member_keys_add(struct store_conn *db, const struct id *me,
                         int64_t now_ms, json_t *by_id);
