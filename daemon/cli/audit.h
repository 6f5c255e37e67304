/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/audit.h: rapport audit verify, list and accept: the logs of the
 * house, for whoever looks after it. */
#pragma once

int cli_audit(int argc, char **argv);
