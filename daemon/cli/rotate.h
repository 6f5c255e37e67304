/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/rotate.h: a new generation of the master key, while the house
 * runs or stands still. */
#pragma once

int cli_rotate(int argc, char **argv);
