/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/conversations/conversations_http.h: grants of a conversation's
 * secrets, and the messages of one session. */
#pragma once

#include "daemon/net/route.h"

extern const struct route conversations_routes[];
