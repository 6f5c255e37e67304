/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/accounts/hello_http.h: what anybody may know about this house: its
 * name, its clock, what its rooms offer, and whom to call when it cannot
 * wait. */
#pragma once

#include "daemon/net/route.h"

extern const struct route hello_routes[];
