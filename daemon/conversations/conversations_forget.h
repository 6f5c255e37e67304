/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/conversations/conversations_forget.h: how this feature forgets a
 * person: files and contracts. */
#pragma once

#include "daemon/accounts/forget.h"

extern const struct forget conversations_forget;
