/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/arrivals/arrivals_forget.h: how this feature forgets a person: at
 * once, because nothing of it is clinical record. */
#pragma once

#include "daemon/accounts/forget.h"

extern const struct forget arrivals_forget;
