/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/records/records_http.h: who opened my record, and the proof of it. */
#pragma once

#include "daemon/net/route.h"

extern const struct route records_routes[];
