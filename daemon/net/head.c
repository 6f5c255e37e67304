/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/net/head.h"

#include <string.h>

void head_copy_init(struct head_copy *c)
{
    c->head = (struct head){ .path = { "", 0 } };
    c->query = c->remote = c->forwarded = (struct text){ NULL, 0 };
    c->accept_encoding = c->if_none_match = (struct text){ NULL, 0 };
    c->peer[0] = 0;
    c->used = 0;
}

char *head_free(struct head_copy *c, size_t *room)
{
    *room = HEAD_ROOM - c->used;
    return c->room + c->used;
}

struct text head_keep(struct head_copy *c, int len)
{
    size_t room;
    struct text t = { head_free(c, &room), 0 };

    if (len > 0 && (size_t)len <= room)
        t.len = (size_t)len;
    c->used += t.len;
    return t;
}

static bool goes_as_it_is(unsigned char b)
{
    return b > ' ' && b <= '~' && b != '%' && b != '&' && b != '+';
}

void head_add_query(struct head_copy *c, struct text part)
{
    static const char digits[] = "0123456789ABCDEF";
    size_t room, len = 0;
    char *p = head_free(c, &room);

    if (!c->query.ptr)
        c->query = (struct text){ p, 0 };
    else if (room > 0)
        p[len++] = '&';
    for (size_t i = 0; i < part.len && len + 3 <= room; i++) {
        unsigned char b = (unsigned char)part.ptr[i];

        if (goes_as_it_is(b)) {
            p[len++] = (char)b;
        } else {
            p[len++] = '%';
            p[len++] = digits[b >> 4];
            p[len++] = digits[b & 15];
        }
    }
    c->used += len;
    c->query.len += len;
}

void head_find_remote(struct head_copy *c, bool behind_tls)
{
    struct text peer = { c->peer, strlen(c->peer) };
    struct text last = c->forwarded;
    bool proxy = behind_tls && (strncmp(c->peer, "127.", 4) == 0 ||
                                strcmp(c->peer, "::1") == 0);

    for (size_t i = last.len; i > 0; i--) {
        if (last.ptr[i - 1] == ',' || last.ptr[i - 1] == ' ') {
            last.ptr += i;
            last.len -= i;
            break;
        }
    }
    c->remote = proxy && last.len > 0 ? last : peer;
}
