/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/net/absent.h: telling the features, in a worker, that an account has
 * left a topic and not come back. */
#pragma once

#include "daemon/net/inner.h"

/* Hands every absence that is due to the workers. Loop thread. */
void absent_submit_due(struct server *s, int64_t ticks_ms);
