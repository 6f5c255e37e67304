/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/alliances/former_http.h: an old sheet turned up: what was locked with
 * it, for whoever shows it. */
#pragma once

#include "daemon/net/route.h"

extern const struct route former_routes[];
