/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/accounts/accounts_http.h: signing in and out, my account, my slots.
 * Signing up needs an invitation and is in daemon/alliances/join_http.h. */
#pragma once

#include "daemon/net/route.h"

extern const struct route accounts_routes[];
