/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/serve.h: rapport serve. Each subcommand takes argv from its own
 * name on and returns the exit status: 0, 1 (refused), 2 (usage). */
#pragma once

int cli_serve(int argc, char **argv);
int cli_invite_therapist(int argc, char **argv);
