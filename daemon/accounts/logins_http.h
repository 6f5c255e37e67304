/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/accounts/logins_http.h: where am I signed in, and what
 * should I hear of. */
#pragma once

#include "daemon/net/route.h"

extern const struct route logins_routes[];
