/* SPDX-License-Identifier: Apache-2.0 */
/* What handlers read out of their request: path parameters and the query. */
#include "daemon/net/route.h"

#include <assert.h>
#include <string.h>

#include "daemon/base/utf8.h"

enum err request_id(const struct request *q, int n, struct id *out)
{
    assert(n >= 0 && n < REQUEST_PARAMS_MAX);
    return id_parse(q->params[n], out) ? ERR_OK : ERR_NOT_FOUND;
}

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* ptr NULL when an escape is cut short, or hides a NUL or bytes that are no
 * text. */
static struct text decoded(struct arena *arena, struct text raw)
{
    struct text none = { NULL, 0 };
    char *out = arena_alloc(arena, raw.len + 1);
    size_t len = 0;

    if (!out)
        return none;
    for (size_t i = 0; i < raw.len; i++) {
        char c = raw.ptr[i];

        if (c == '+') {
            c = ' ';
        } else if (c == '%') {
            int high = i + 2 < raw.len ? hex(raw.ptr[i + 1]) : -1;
            int low = high >= 0 ? hex(raw.ptr[i + 2]) : -1;

            if (low < 0)
                return none;
            c = (char)(high * 16 + low);
            i += 2;
        }
        if (c == '\0')
            return none;
        out[len++] = c;
    }
    out[len] = 0;
    return utf8_is_valid((struct text){ out, len }) ? (struct text){ out, len }
                                                    : none;
}

struct text request_query(const struct request *q, const char *name)
{
    struct text rest = q->query;
    size_t name_len = strlen(name);

    while (rest.len > 0) {
        struct text pair = { rest.ptr, 0 };

        while (pair.len < rest.len && pair.ptr[pair.len] != '&')
            pair.len++;
        rest.ptr += pair.len;
        rest.len -= pair.len;
        if (rest.len > 0) { /* the '&' */
            rest.ptr++;
            rest.len--;
        }
        if (pair.len > name_len && pair.ptr[name_len] == '=' &&
            memcmp(pair.ptr, name, name_len) == 0)
            return decoded(q->arena, (struct text){ pair.ptr + name_len + 1,
                                                    pair.len - name_len - 1 });
    }
    return (struct text){ NULL, 0 };
}
