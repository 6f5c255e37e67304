/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/visits/visits_http.h: the calls for sessions. */
#pragma once

#include "daemon/net/route.h"

extern const struct route visits_routes[];

/* For server_config.absent: the account's last socket that followed the
 * alliance is gone, so the person is no longer in its sessions. */
void visits_absent(struct request *q, const struct id *alliance,
                   const struct id *account);
