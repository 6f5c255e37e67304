/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/utf8.h"

#include <stdint.h>

bool utf8_is_valid(struct text t)
{
    size_t i = 0;

    while (i < t.len) {
        const uint8_t first = (uint8_t)t.ptr[i++];
        uint8_t low = 0x80, high = 0xBF; /* bounds of the second byte */
        size_t more;

        if (first < 0x80)
            continue;
        if (first >= 0xC2 && first <= 0xDF)
            more = 1;
        else if (first >= 0xE0 && first <= 0xEF)
            more = 2;
        else if (first >= 0xF0 && first <= 0xF4)
            more = 3;
        else
            return false;

        if (first == 0xE0)
            low = 0xA0; /* longer than needed below */
        else if (first == 0xED)
            high = 0x9F; /* surrogates above */
        else if (first == 0xF0)
            low = 0x90;
        else if (first == 0xF4)
            high = 0x8F; /* beyond U+10FFFF above */

        if (t.len - i < more)
            return false;
        for (size_t k = 0; k < more; k++) {
            const uint8_t next = (uint8_t)t.ptr[i++];

            if (next < low || next > high)
                return false;
            low = 0x80;
            high = 0xBF;
        }
    }
    return true;
}
