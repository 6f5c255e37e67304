/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/checks/checks_http.h: the calls for the closing minute: give mine,
 * read what I may, the course of an alliance, the questionnaires, the days. */
#pragma once

#include "daemon/net/route.h"

extern const struct route checks_routes[];
