/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/accounts/brake.h: slows down guessing at one account. In memory, one
 * table for the process, any thread; a restart forgets it. (How often one
 * network may try at all is net/limits.h.)
 *
 * The rule. Wrong keys are counted in a row per login name, known or not, so
 * that the answer tells nothing. The first BRAKE_FREE are free; each further
 * one makes the next try wait, 1 s at first and twice as long each time, at
 * most BRAKE_WAIT_MOST_MS. During the wait every try is refused unseen, with
 * the seconds left. A right key clears the count.
 *
 * Nobody can be locked out by somebody else for longer than that one wait:
 * the count never closes an account. A device that has signed in to this
 * account before (device.h) is counted apart, so that strangers cannot slow it
 * down at all; a passkey is not counted. Second steps have a count of their
 * own, with longer waits: six digits can be guessed. */
#pragma once

#include <stdint.h>

#include "core/base/text.h"

enum {
    BRAKE_FREE = 5,
    BRAKE_WAIT_MOST_MS = 60 * 1000,
    BRAKE_SECOND_MOST_MS = 15 * 60 * 1000,
    BRAKE_FORGET_MS = 60 * 60 * 1000 /* a count without news is dropped */
};

/* How long this name (or id of a device) has to wait from now on; 0 = try. */
int64_t brake_wait_ms(struct text login, int64_t now_ms);
/* most_ms: how long a wait may become. How many in a row it is now. */
int brake_wrong(struct text login, int64_t now_ms, int64_t most_ms);
void brake_right(struct text login);
