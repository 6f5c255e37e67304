/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/accounts/accounts_forget.h: how this feature forgets a person: the
 * ways into an account. */
#pragma once

#include "daemon/accounts/forget.h"

extern const struct forget accounts_forget;
