/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/audit/signer.h: the house's hand under the heads of its logs: an
 * Ed25519 key in a file of its own (logs.key, 0600), and beside it the newest
 * head of each log (audit.head, keys.head). Both lie with the master key and
 * not with the store, so that whoever can only write to the store can neither
 * sign another past nor cut off the end unseen. Any thread. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "daemon/audit/tree.h"

struct signer;

enum { SIGNER_KEY_BYTES = 32 };

/* dir as for keeper_open. NULL when the key file is damaged, readable by
 * others (logged), or absent and not to be made. */
struct signer *signer_open(const char *dir, bool may_create);
void signer_close(struct signer *s); /* zeroes; NULL is fine */

/* What others check signatures with. */
const uint8_t *signer_key(const struct signer *s);

/* Fills in h->signature: over the CBOR of
 * ["rapport head 1", name, size, root, at_ms]. */
void signer_sign(const struct signer *s, struct tree_head *h);
bool signer_is_right(const uint8_t key[SIGNER_KEY_BYTES],
                     const struct tree_head *h);

/* The newest head put aside; ERR_NOT_FOUND when there is none, ERR_INTERNAL
 * when the file is not what we wrote. */
enum err signer_kept(const struct signer *s, enum tree t,
                     struct tree_head *out);
/* Puts h aside in its place, durably. */
enum err signer_keep(const struct signer *s, const struct tree_head *h);
/* Lays the one put aside under another name, "audit.head.until-SIZE", so that
 * the log may go on from what is there. */
enum err signer_lay_aside(const struct signer *s, enum tree t);
