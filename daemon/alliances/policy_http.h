/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/alliances/policy_http.h: the calls about how secrets are held. */
#pragma once

#include "daemon/net/route.h"

extern const struct route policy_routes[];
