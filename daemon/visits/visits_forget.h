/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/visits/visits_forget.h: how this feature forgets a person: sessions.
 */
#pragma once

#include "daemon/accounts/forget.h"

extern const struct forget visits_forget;
