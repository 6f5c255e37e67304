/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/way_back.h: when somebody lost every way into their account. */
#pragma once

int cli_way_back(int argc, char **argv);
