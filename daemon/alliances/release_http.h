/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/alliances/release_http.h: the calls about releases of a couple's
 * joint record. */
#pragma once

#include "daemon/net/route.h"

extern const struct route release_routes[];
