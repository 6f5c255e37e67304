/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/net/router.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/base/log.h"

/* Sorted so that routes with fewer parameters come first: the first match is
 * then the most literal one. */
struct router {
    size_t count;
    const struct route *routes[];
};

static int params_of(const char *path)
{
    int n = 0;

    for (; *path; path++)
        n += *path == ':';
    return n;
}

/* One step along a path: the word up to the next slash. *rest goes behind the
 * slash; its ptr is NULL once there was none. So "a/" is two words, the second
 * one empty. */
static struct text next_word(struct text *rest)
{
    struct text word = { rest->ptr, 0 };

    while (word.len < rest->len && rest->ptr[word.len] != '/')
        word.len++;
    if (word.len == rest->len)
        *rest = (struct text){ NULL, 0 };
    else
        *rest =
            (struct text){ rest->ptr + word.len + 1, rest->len - word.len - 1 };
    return word;
}

static struct text after_slash(const char *path, size_t len)
{
    return (struct text){ path + 1, len - 1 };
}

static bool matches(const char *pattern, struct text path,
                    struct text params[REQUEST_PARAMS_MAX])
{
    struct text want = after_slash(pattern, strlen(pattern));
    struct text have;
    int n = 0;

    if (path.len == 0 || path.ptr[0] != '/')
        return false;
    have = after_slash(path.ptr, path.len);

    for (;;) {
        struct text w = next_word(&want), h = next_word(&have);

        if (w.len > 0 && w.ptr[0] == ':') {
            if (h.len == 0)
                return false;
            params[n++] = h;
        } else if (!text_is(w, h)) {
            return false;
        }
        if (want.ptr == NULL || have.ptr == NULL)
            return want.ptr == NULL && have.ptr == NULL;
    }
}

/* Two patterns no path can tell apart: same words, parameters in the same
 * places whatever their names. */
static bool same_shape(const char *a, const char *b)
{
    while (*a && *b) {
        if (*a == ':' && *b == ':') {
            a += strcspn(a, "/");
            b += strcspn(b, "/");
        } else if (*a++ != *b++) {
            return false;
        }
    }
    return *a == *b;
}

static const char *wrong_with(const struct route *route)
{
    size_t len = strlen(route->path);

    if (strncmp(route->path, "/api/", 5) != 0)
        return "path must begin with /api/";
    if (route->path[len - 1] == '/' || strstr(route->path, "//"))
        return "path has an empty word";
    if (params_of(route->path) > REQUEST_PARAMS_MAX)
        return "too many parameters";
    if (!route->handle)
        return "no handler";
    if (route->body_max > 0 &&
        (route->method == METHOD_GET || route->method == METHOD_DELETE))
        return "GET and DELETE take no body";
    return NULL;
}

static bool add(struct router *r, const struct route *route)
{
    const char *wrong = wrong_with(route);
    size_t at = r->count;

    for (size_t i = 0; i < r->count && !wrong; i++)
        if (r->routes[i]->method == route->method &&
            same_shape(r->routes[i]->path, route->path))
            wrong = "there is another one of this shape";
    if (wrong) {
        log_line(LOG_ERROR, "route_refused", "path", route->path, "why", wrong,
                 NULL);
        return false;
    }
    while (at > 0 &&
           params_of(r->routes[at - 1]->path) > params_of(route->path)) {
        r->routes[at] = r->routes[at - 1];
        at--;
    }
    r->routes[at] = route;
    r->count++;
    return true;
}

struct router *router_new(const struct route *const *tables)
{
    size_t total = 0;
    struct router *r;

    for (const struct route *const *t = tables; *t; t++)
        for (const struct route *route = *t; route->path; route++)
            total++;
    r = calloc(1, sizeof(*r) + total * sizeof(r->routes[0]));
    if (!r)
        return NULL;
    for (const struct route *const *t = tables; *t; t++) {
        for (const struct route *route = *t; route->path; route++) {
            if (!add(r, route)) {
                free(r);
                return NULL;
            }
        }
    }
    return r;
}

void router_free(struct router *r)
{
    free(r);
}

enum err router_find(const struct router *r, enum method method,
                     struct text path, struct route_match *out,
                     unsigned *allowed)
{
    *allowed = 0;
    for (size_t i = 0; i < r->count; i++) {
        const struct route *route = r->routes[i];
        struct route_match m = { .route = route };

        if (!matches(route->path, path, m.params))
            continue;
        if (route->method == method) {
            *out = m;
            return ERR_OK;
        }
        *allowed |= 1u << route->method;
    }
    return *allowed ? ERR_NO_METHOD : ERR_NOT_FOUND;
}
