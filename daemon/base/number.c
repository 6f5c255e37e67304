/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/base/number.h"

#include <stddef.h>

bool number_parse(struct text t, int64_t least, int64_t most, int64_t *out)
{
    bool below = least < 0 && t.len > 0 && t.ptr[0] == '-';
    size_t i = below ? 1 : 0;
    int64_t value = 0;

    if (i == t.len || t.len - i > 19)
        return false;
    for (; i < t.len; i++) {
        int64_t digit = t.ptr[i] - '0';

        if (digit < 0 || digit > 9)
            return false;
        if (__builtin_mul_overflow(value, (int64_t)10, &value) ||
            __builtin_sub_overflow(value, digit, &value))
            return false; /* counted downwards: there is one more there */
    }
    if (!below && __builtin_sub_overflow((int64_t)0, value, &value))
        return false;
    if (value < least || value > most)
        return false;
    *out = value;
    return true;
}
