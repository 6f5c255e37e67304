/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/relay/relay_http.h: a pass for the relay, for the people of a session
 * while it may be held. */
#pragma once

#include "daemon/net/route.h"

extern const struct route relay_routes[];
