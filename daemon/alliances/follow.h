/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/alliances/follow.h: the live operation "follow": what came after the
 * number a device has, and from then on everything as it happens.
 *
 * Nothing is missed and nothing comes out of order, because the last step is
 * a job of the writer. Events get their number, are committed and are told to
 * the followers in the writer's thread, one job after the other. A follow that
 * is itself such a job reads, inside the transaction, exactly the events of
 * the jobs before it; and when it is told of the commit, the events of the
 * jobs before it have gone out and those of the jobs after it have not. So it
 * sends what it read, then enters the socket among the followers, and the next
 * event the socket gets is the next number. (A crash in between loses only the
 * socket.)
 *
 * What does not fit into FOLLOW_BYTES_MOST is left out, and nothing is read at
 * all while FOLLOW_QUEUE_MOST wait for the device already (it may follow many
 * alliances at once). Instead of "followed" it then gets "resync": it follows
 * again from the last number it has by then, at its own pace, and its queue
 * never overflows. */
#pragma once

#include "daemon/net/hub.h"

enum {
    FOLLOW_BYTES_MOST = 96 * 1024, /* of frames, for one "follow" */
    FOLLOW_QUEUE_MOST = 64 * 1024
};

extern const struct live_op alliances_ops[];
