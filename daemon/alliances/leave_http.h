/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/alliances/leave_http.h: ending a membership. From then on everything
 * of the alliance answers as if it were not there, and its live sockets hear
 * no more of it. What was written stays with those who remain. */
#pragma once

#include "daemon/net/route.h"

extern const struct route leave_routes[];
