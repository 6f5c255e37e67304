/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/house_sandbox.h: what a running house keeps of its rights. Both
 * do nothing when config->sandbox is SANDBOX_OFF, and as much as the kernel
 * can otherwise (`rapport doctor` says how much). False, logged, when
 * something the kernel can was refused: then the house does not run. */
#pragma once

#include <stdbool.h>

#include "daemon/base/config.h"

/* The data folder for writing; the client, the questionnaires, time zones and
 * what a database client reads. After the keys were opened, before threads. */
bool house_sandbox_files(const struct config *c);

/* No new program, process, code or socket. After everything was opened. */
bool house_sandbox_calls(const struct config *c);
