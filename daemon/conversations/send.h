/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/conversations/send.h: the live operation "send", a durable message,
 * and the table of this feature's operations.
 *
 * "send" is the way every message goes: read in the loop, stored in the
 * writer's next batch, and told after the commit, first to the followers as an
 * event and then to the sender as "sent". The same message id from the same
 * sender again is answered with the number it already has. */
#pragma once

#include "daemon/net/hub.h"

extern const struct live_op conversations_ops[];
