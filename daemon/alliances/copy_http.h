/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/alliances/copy_http.h: somebody takes a copy of everything they may
 * read. The copy is made on their device; here it is only written down, for
 * them and, when a therapist takes it, for each client whose record is in it.
 */
#pragma once

#include "daemon/net/route.h"

extern const struct route copy_routes[];
