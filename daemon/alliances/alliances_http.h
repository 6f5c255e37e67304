/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/alliances/alliances_http.h: my alliances, founding one, inviting into
 * it, and what happened in it. */
#pragma once

#include "daemon/net/route.h"

extern const struct route alliances_routes[];
