/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/erase.h: rapport erase: a client's account closes by the hand of
 * the practice, as by the client's own (accounts/erasure.h). */
#pragma once

int cli_erase(int argc, char **argv);
