/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/checks/checks_forget.h: how this feature forgets a person: answers and
 * days. */
#pragma once

#include "daemon/accounts/forget.h"

extern const struct forget checks_forget;
