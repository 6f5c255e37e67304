/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/conversations/attachments_http.h: uploading and fetching the sealed
 * chunks of files, each by itself, so that a broken line costs one chunk. */
#pragma once

#include "daemon/net/route.h"

extern const struct route attachments_routes[];
