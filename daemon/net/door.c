/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/net/door.h"

#include <string.h>
#include <strings.h>

enum { TOKEN_MAX = 64 };

static bool starts(struct text t, const char *with)
{
    size_t len = strlen(with);

    return t.len >= len && memcmp(t.ptr, with, len) == 0;
}

static bool is(struct text t, const char *word)
{
    return t.len == strlen(word) && starts(t, word);
}

static bool is_any_case(struct text t, const char *word)
{
    return t.len == strlen(word) && strncasecmp(t.ptr, word, t.len) == 0;
}

static struct text from(struct text t, size_t skip)
{
    return (struct text){ t.ptr + skip, t.len - skip };
}

bool door_length(struct text t, uint32_t *out)
{
    uint32_t n = 0;

    while (t.len > 1 && t.ptr[0] == '0')
        t = from(t, 1);
    if (t.len == 0 || t.len > 9)
        return false;
    for (size_t i = 0; i < t.len; i++) {
        if (t.ptr[i] < '0' || t.ptr[i] > '9')
            return false;
        n = n * 10 + (uint32_t)(t.ptr[i] - '0');
    }
    *out = n;
    return true;
}

/* "host:port" without its port; brackets of an IPv6 address stay. */
static struct text without_port(struct text host)
{
    size_t at = host.len;

    while (at > 0 && host.ptr[at - 1] >= '0' && host.ptr[at - 1] <= '9')
        at--;
    if (at < 2 || at == host.len || host.ptr[at - 1] != ':')
        return host;
    return (struct text){ host.ptr, at - 1 };
}

bool door_host(const struct door *d, struct text host)
{
    struct text bare = without_port(host);

    for (const char *const *name = d->hosts; *name; name++)
        if (is_any_case(host, *name) || is_any_case(bare, *name))
            return true;
    return false;
}

bool door_origin(const struct door *d, struct text origin, struct text host)
{
    size_t skip;

    if (starts(origin, "https://"))
        skip = strlen("https://");
    else if (!d->behind_tls && starts(origin, "http://"))
        skip = strlen("http://");
    else
        return false;
    origin = from(origin, skip);
    return origin.len == host.len &&
           strncasecmp(origin.ptr, host.ptr, host.len) == 0;
}

static bool is_token(struct text t)
{
    if (t.len > TOKEN_MAX)
        return false;
    for (size_t i = 0; i < t.len; i++) {
        char c = t.ptr[i];

        if (!((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
              (c >= '0' && c <= '9') || c == '-' || c == '_'))
            return false;
    }
    return true;
}

static struct text cookie_value(struct text cookie, const char *name)
{
    struct text found = { NULL, 0 };

    while (cookie.len > 0) {
        struct text one = { cookie.ptr, 0 };

        while (one.len < cookie.len && one.ptr[one.len] != ';' &&
               one.ptr[one.len] != ',')
            one.len++;
        cookie = from(cookie, one.len < cookie.len ? one.len + 1 : one.len);
        while (one.len > 0 && one.ptr[0] == ' ')
            one = from(one, 1);
        if (!starts(one, name))
            continue;
        if (found.ptr)
            return (struct text){ NULL, 0 };
        found = from(one, strlen(name));
    }
    return is_token(found) ? found : (struct text){ NULL, 0 };
}

struct text door_token(struct text cookie)
{
    return cookie_value(cookie, "__Host-sid=");
}

struct text door_device(struct text cookie)
{
    return cookie_value(cookie, "__Host-dev=");
}

static enum err refuse(struct refusal *why, enum err err, const char *field,
                       const char *wanted)
{
    *why = (struct refusal){ .err = err, .field = field, .wanted = wanted };
    return err;
}

/* What holds for every request, whatever it asks for. */
static enum err check_framing(const struct door *d, const struct head *h,
                              uint32_t *body_len, struct refusal *why)
{
    *body_len = 0;
    if (!is(h->version, "HTTP/1.1") && !is(h->version, "HTTP/1.0"))
        return refuse(why, ERR_BAD_INPUT, "version", "HTTP/1.1");
    if (h->transfer_encoding.ptr)
        return refuse(why, ERR_BAD_INPUT, "Transfer-Encoding",
                      "a body with Content-Length");
    if (h->content_length.ptr && !door_length(h->content_length, body_len))
        return refuse(why, ERR_BAD_INPUT, "Content-Length",
                      "one number, digits only");
    if (!h->host.ptr || !door_host(d, h->host))
        return refuse(why, ERR_BAD_INPUT, "Host",
                      "the name this house is configured for");
    return ERR_OK;
}

/* Browsers say where a request comes from. Without Fetch Metadata (an old
 * browser, or a proxy that drops it) the Origin must be exactly ours. */
static bool comes_from_us(const struct door *d, const struct head *h,
                          bool changes)
{
    if (h->fetch_site.ptr) {
        if (is(h->fetch_site, "same-origin"))
            return true;
        return !changes && is(h->fetch_site, "none"); /* typed by hand */
    }
    if (h->origin.ptr)
        return door_origin(d, h->origin, h->host);
    return !changes;
}

static bool is_json(struct text type)
{
    size_t len = 0;

    while (len < type.len && type.ptr[len] != ';' && type.ptr[len] != ' ')
        len++;
    return is_any_case((struct text){ type.ptr, len }, "application/json");
}

static bool method_of(struct text name, enum method *out)
{
    static const char *const names[] = { [METHOD_GET] = "GET",
                                         [METHOD_POST] = "POST",
                                         [METHOD_PUT] = "PUT",
                                         [METHOD_DELETE] = "DELETE" };

    for (unsigned m = 0; m < sizeof(names) / sizeof(names[0]); m++) {
        if (is(name, names[m])) {
            *out = (enum method)m;
            return true;
        }
    }
    return false;
}

static enum err check_file(const struct head *h, struct pass *out,
                           struct refusal *why)
{
    out->way = DOOR_FILE;
    if (!out->head_only && !is(h->method, "GET")) {
        *why = (struct refusal){ .err = ERR_NO_METHOD,
                                 .allowed = 1u << METHOD_GET };
        return ERR_NO_METHOD;
    }
    if (out->body_len > 0)
        return refuse(why, ERR_TOO_LARGE, NULL, NULL);
    return ERR_OK;
}

static enum err check_route(const struct door *d, const struct head *h,
                            struct pass *out, struct refusal *why)
{
    enum method method = METHOD_GET;
    bool known = method_of(h->method, &method);
    const struct route *route;
    unsigned allowed;
    enum err err;

    out->way = DOOR_ROUTE;
    err = router_find(d->router, method, h->path, &out->match, &allowed);
    if (!err && !known) { /* the path is there, but not for HEAD or PATCH */
        allowed |= 1u << METHOD_GET;
        err = ERR_NO_METHOD;
    }
    if (err) {
        *why = (struct refusal){ .err = err, .allowed = allowed };
        return err;
    }
    route = out->match.route;
    out->method = method;

    if (!comes_from_us(d, h, method != METHOD_GET))
        return refuse(why, ERR_DENIED, "Origin", "the origin of this house");
    if (out->body_len > route->body_max)
        return refuse(why, ERR_TOO_LARGE, NULL, NULL);
    if (route->body_max > 0 && !is_json(h->content_type))
        return refuse(why, ERR_BAD_INPUT, "Content-Type", "application/json");
    if (route->body_max > 0 && out->body_len == 0)
        return refuse(why, ERR_BAD_INPUT, "Content-Length",
                      "a body: a JSON object");
    if (route->who != WHO_ANYONE && out->token.len == 0)
        return refuse(why, ERR_SIGNED_OUT, NULL, NULL);
    return ERR_OK;
}

enum err door_check(const struct door *d, const struct head *h,
                    struct pass *out, struct refusal *why)
{
    enum err err;

    *out =
        (struct pass){ .way = DOOR_FILE, .head_only = is(h->method, "HEAD") };
    err = check_framing(d, h, &out->body_len, why);
    if (err)
        return err;
    out->keep = out->body_len == 0 && (out->head_only || is(h->method, "GET"));
    out->token = door_token(h->cookie);
    out->device = door_device(h->cookie);
    out->host = h->host;
    if (starts(h->path, "/api/") || is(h->path, "/api"))
        return check_route(d, h, out, why);
    return check_file(h, out, why);
}

enum err door_check_live(const struct door *d, const struct head *h,
                         struct text *token, struct refusal *why)
{
    uint32_t body_len;
    enum err err = check_framing(d, h, &body_len, why);

    if (err)
        return err;
    if (!is(h->path, "/live"))
        return refuse(why, ERR_NOT_FOUND, NULL, NULL);
    if (!is(h->method, "GET"))
        return refuse(why, ERR_NO_METHOD, NULL, NULL);
    if (body_len > 0)
        return refuse(why, ERR_TOO_LARGE, NULL, NULL);
    if (!h->origin.ptr || !door_origin(d, h->origin, h->host))
        return refuse(why, ERR_DENIED, "Origin", "the origin of this house");
    *token = door_token(h->cookie);
    if (token->len == 0)
        return refuse(why, ERR_SIGNED_OUT, NULL, NULL);
    return ERR_OK;
}
