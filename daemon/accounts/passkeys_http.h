/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/accounts/passkeys_http.h: a person's passkeys: add, name,
 * take away. */
#pragma once

#include "daemon/net/route.h"

extern const struct route passkeys_routes[];
