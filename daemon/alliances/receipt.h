/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/alliances/receipt.h: how far the members of an alliance have got: the
 * newest event one of their devices has, and the newest they have read.
 *
 * That something arrived is told to everybody. That it was read is told only
 * among people who both show it (account, shows_read); one's own number always
 * comes back, because a person's other device counts what is new by it. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "daemon/alliances/member.h"
#include "daemon/base/buf.h"
#include "daemon/net/hub.h"

enum { RECEIPT_HIDDEN = -1 };

struct receipt {
    struct id account;
    int64_t delivered;
    int64_t read; /* RECEIPT_HIDDEN: not for this viewer */
};

/* The receipts of the present members as the viewer may see them. */
enum err receipts_list(struct store_conn *db, const struct id *alliance,
                       const struct id *viewer,
                       struct receipt out[ALLIANCE_MEMBERS_MAX], size_t *count);

/* Appends {"op":"receipt","alliance","account","delivered","read"}. */
void receipt_frame(struct buf *b, const struct id *alliance,
                   const struct receipt *r);

/* The live operation: {"op":"receipt","alliance","delivered","read"}. Numbers
 * only grow, and never beyond the newest event. What is news goes to the
 * followers. */
void receipt_take(struct live_frame *f);
