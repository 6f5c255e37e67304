/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/alliances/join_http.h: through an invitation into the house: looking
 * at a link, and signing up with it. */
#pragma once

#include "daemon/net/route.h"

extern const struct route join_routes[];
