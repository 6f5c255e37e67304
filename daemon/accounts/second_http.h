/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/accounts/second_http.h: the ways in that are more than one secret:
 * the second step of a sign-in, and a passkey alone. */
#pragma once

#include "daemon/net/route.h"

extern const struct route second_routes[];
