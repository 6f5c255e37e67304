/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/visits/gaps_http.h: devices say when a session was without a line;
 * the time is given back. */
#pragma once

#include "daemon/net/route.h"

extern const struct route gaps_routes[];
