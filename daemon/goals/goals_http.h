/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/goals/goals_http.h: the calls for goals and tasks. */
#pragma once

#include "daemon/net/route.h"

extern const struct route goals_routes[];
