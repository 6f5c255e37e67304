/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/net/router.h: from method and path to the one route that answers.
 * Read-only after router_new, so any thread may ask. */
#pragma once

#include "core/base/text.h"
#include "daemon/base/err.h"
#include "daemon/net/route.h"

struct router;

struct route_match {
    const struct route *route;
    struct text params[REQUEST_PARAMS_MAX]; /* views into the path asked for */
};

/* tables is NULL-terminated, each table ends with path NULL; all must outlive
 * the router. NULL when a route is refused (logged): a path outside /api/, too
 * many parameters, no handler, a body on GET or DELETE, or the same method and
 * shape of path twice. */
struct router *router_new(const struct route *const *tables);
void router_free(struct router *r);

/* ERR_OK with *out filled. ERR_NOT_FOUND when no route has this path;
 * ERR_NO_METHOD when one has, with bit (1 << method) set in *allowed for each
 * method it knows. A word in a route wins over a parameter in another. */
enum err router_find(const struct router *r, enum method method,
                     struct text path, struct route_match *out,
                     unsigned *allowed);
