/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/base/utf8.h"

static bool is_tail(unsigned char c, unsigned char least, unsigned char most)
{
    return c >= least && c <= most;
}

/* The rows are those of table 3-7 of the Unicode standard. */
size_t utf8_step(struct text t)
{
    const unsigned char *s = (const unsigned char *)t.ptr;
    unsigned char least = 0x80, most = 0xBF;
    size_t len;

    if (t.len == 0)
        return 0;
    if (s[0] < 0x80)
        return 1;
    if (s[0] >= 0xC2 && s[0] <= 0xDF)
        len = 2;
    else if (s[0] >= 0xE0 && s[0] <= 0xEF)
        len = 3;
    else if (s[0] >= 0xF0 && s[0] <= 0xF4)
        len = 4;
    else
        return 0;
    if (t.len < len)
        return 0;

    if (s[0] == 0xE0)
        least = 0xA0;
    else if (s[0] == 0xED)
        most = 0x9F;
    else if (s[0] == 0xF0)
        least = 0x90;
    else if (s[0] == 0xF4)
        most = 0x8F;
    if (!is_tail(s[1], least, most))
        return 0;
    for (size_t i = 2; i < len; i++)
        if (!is_tail(s[i], 0x80, 0xBF))
            return 0;
    return len;
}

bool utf8_is_valid(struct text t)
{
    while (t.len > 0) {
        size_t step = utf8_step(t);
        if (step == 0)
            return false;
        t.ptr += step;
        t.len -= step;
    }
    return true;
}
