/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/conversations/signal.h: the live operation "signal", a sealed note to
 * the others in a session that is never stored. */
#pragma once

#include "daemon/net/hub.h"

enum {
    SIGNAL_SEALED_MOST = 36 * 1024 /* bytes: 48 KiB of letters */
};

void signal_relay(struct live_frame *f);
