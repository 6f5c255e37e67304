/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/checks/days_http.h: "how are you today": one value a day, kept with
 * the person's own key, for nobody but the person. The routes stand in
 * checks_routes. */
#pragma once

#include "daemon/net/route.h"

enum err days_put(struct request *q, struct reply *a);
enum err days_get(struct request *q, struct reply *a);
