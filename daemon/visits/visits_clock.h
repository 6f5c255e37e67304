/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/visits/visits_clock.h: what happens to sessions by itself. A thread
 * of its own looks every pass_ms: sessions end or lapse when
 * their time is over, and a person shown as there whose device has not been
 * heard of for a whole pass is gone. (The live socket says so at once; this
 * catches a device that came and died before it opened one.) Each pass also
 * writes down that the house is awake; where that is long ago, the house was
 * away, and the sessions of that time say so. */
#pragma once

struct hub;
struct store;
struct visits_clock;
struct writer;

enum { VISITS_CLOCK_PASS_MS = 20000 }; /* of a house */

/* Nobody can be there before the first socket is: makes everybody away, then
 * starts the thread. Call before requests are served. NULL when the store
 * cannot be read (logged). All arguments are lent until visits_clock_stop. */
struct visits_clock *visits_clock_start(struct store *s, struct writer *w,
                                        struct hub *h, int pass_ms);
void visits_clock_stop(struct visits_clock *c); /* NULL is fine */
