/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/second_factor.h: when somebody lost what their second step needs.
 */
#pragma once

int cli_second_factor(int argc, char **argv);
