/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/conversations/messages_http.h: reading the messages of a session and
 * the letters of an alliance, and giving a letter new words. */
#pragma once

#include "daemon/net/route.h"

extern const struct route messages_routes[];
