/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/records/proof_json.h: heads and proofs of the logs as they go out. */
#pragma once

#include <jansson.h>

#include "daemon/audit/tree.h"
#include "daemon/net/route.h"

/* {size, root, at_ms, signature, key}; the caller owns it. */
json_t *head_json(const struct request *q, const struct tree_head *h);
/* [hash, …]; the caller owns it. */
json_t *proof_json(const struct merkle_proof *p);

/* The whole answer to GET …/head and GET …/consistency?from=&to=. */
enum err answer_head(struct request *q, enum tree t, struct reply *a);
enum err answer_consistency(struct request *q, enum tree t, struct reply *a);

/* The newest head; size 0 when there is none yet. */
enum err newest_head(struct request *q, enum tree t, struct tree_head *out);
/* {seq, entry, proof}; proof null for an entry newer than the head. NULL and
 * *err set on failure; the caller owns it. */
json_t *entry_json(struct request *q, enum tree t, const struct tree_row *row,
                   const struct tree_head *head, enum err *err);
