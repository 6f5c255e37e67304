/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/alliances/alliances_forget.h: how this feature forgets a person: an
 * alliance's events, grants and members. */
#pragma once

#include "daemon/accounts/forget.h"

extern const struct forget alliances_forget;
