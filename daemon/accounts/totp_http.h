/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/accounts/totp_http.h: codes from an app: begin, confirm,
 * take away. */
#pragma once

#include "daemon/net/route.h"

extern const struct route totp_routes[];
