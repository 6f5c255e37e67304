/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/conversations/contract_http.h: the message contract: when a therapist
 * reads, by when they answer, and who is there while they are away. */
#pragma once

#include "daemon/net/route.h"

extern const struct route contract_routes[];
