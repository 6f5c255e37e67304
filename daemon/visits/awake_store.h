/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/visits/awake_store.h: when this house was last known to be awake. */
#pragma once

#include <stdint.h>

#include "daemon/base/err.h"

struct store_conn;

/* ERR_NOT_FOUND in a house that never was; *at_ms is then as it was. */
enum err awake_find(struct store_conn *c, int64_t *at_ms);

/* A writer_run; at_ms points to an int64_t. Never goes back. */
enum err awake_write(struct store_conn *c, void *at_ms);
