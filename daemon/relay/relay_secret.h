/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/relay/relay_secret.h: the secret shared with the relay, from a file
 * or from systemd; never from the command line or the environment. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum { RELAY_SECRET_LEAST = 16, RELAY_SECRET_MOST = 512 };

/* The first line of the file at path, which nobody else may read; with path ""
 * of the systemd credential rapport-relay-secret. False after logging why;
 * then out is wiped. */
bool relay_secret_read(const char *path, char out[RELAY_SECRET_MOST + 1],
                       size_t *len);
