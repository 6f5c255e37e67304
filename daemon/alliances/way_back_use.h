/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/alliances/way_back_use.h: the handlers for whoever holds the link. */
#pragma once

#include "daemon/net/route.h"

enum err way_back_post_look(struct request *q, struct reply *a);
enum err way_back_post_use(struct request *q, struct reply *a);
