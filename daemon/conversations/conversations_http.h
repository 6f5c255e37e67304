/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/conversations/conversations_http.h: grants of a conversation's
 * secrets. */
#pragma once

#include "daemon/net/route.h"

extern const struct route conversations_routes[];
