/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/recovery/recovery_http.h: the practice's recovery key over the wire;
 * docs/recovery-key.md. */
#pragma once

#include "daemon/net/route.h"

extern const struct route recovery_routes[];
