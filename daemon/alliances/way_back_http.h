/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/alliances/way_back_http.h: making, stopping and using a way back. */
#pragma once

#include "daemon/net/route.h"

extern const struct route way_back_routes[];
