/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/accounts/erasure_http.h: closing one's own account, as a client. */
#pragma once

#include "daemon/net/route.h"

extern const struct route erasure_routes[];
