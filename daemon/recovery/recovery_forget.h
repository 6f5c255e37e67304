/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/recovery/recovery_forget.h: how this feature forgets a person: what
 * the practice's recovery key opens. */
#pragma once

#include "daemon/accounts/forget.h"

extern const struct forget recovery_forget;
