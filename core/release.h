/* SPDX-License-Identifier: Apache-2.0 */
/* core/release.h: when a joint record may be taken away. It belongs to both of
 * a couple: every client who was ever in it says yes, or it stays. A release
 * is good for one copy, within RELEASE_GOOD_MS of the last yes. Pure. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define RELEASE_GOOD_MS (INT64_C(7) * 24 * 60 * 60 * 1000)

enum release_state {
    RELEASE_WAITING,  /* somebody has not answered */
    RELEASE_DECLINED, /* somebody said no; they may change their mind */
    RELEASE_GOOD,
    RELEASE_OVER, /* nobody used it in time */
    RELEASE_USED
};

struct release {
    int missing, noes; /* of those whose word is needed; the asker's is given */
    int64_t since_ms;  /* the asking or the last yes, whatever was later */
    bool used;
};

enum release_state release_state_at(const struct release *r, int64_t now_ms);

const char *release_state_name(enum release_state s); /* "waiting" */
