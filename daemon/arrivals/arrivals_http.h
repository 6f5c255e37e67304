/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/arrivals/arrivals_http.h: the calls for what a client says before a
 * session. The therapist is given everybody's, a client only their own: of
 * two clients in one alliance neither is given the other's. */
#pragma once

#include "daemon/net/route.h"

extern const struct route arrivals_routes[];
