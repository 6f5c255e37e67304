/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/accounts/preferences_http.h: what a person chose for themselves. */
#pragma once

#include "daemon/net/route.h"

extern const struct route preferences_routes[];
