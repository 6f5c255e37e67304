/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/net/live_op.h: from a frame to the operation it asks for. Pure. */
#pragma once

#include "daemon/net/hub.h"

/* The operation named by body's "op"; NULL when there is none. tables is
 * NULL-terminated (or NULL), each table ends with name NULL. */
const struct live_op *live_op_find(const struct live_op *const *tables,
                                   const json_t *body);

/* {"op":"refused",…} with body's "ref", for the caller to free(). NULL when
 * out of memory. body may be NULL. */
char *live_op_refusal(const json_t *body, const char *field,
                      const char *wanted);
