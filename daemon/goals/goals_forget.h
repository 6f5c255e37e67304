/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/goals/goals_forget.h: how this feature forgets a person: goals, tasks
 * and agreements. */
#pragma once

#include "daemon/accounts/forget.h"

extern const struct forget goals_forget;
