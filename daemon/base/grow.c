/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/base/grow.h"

#include <stdlib.h>

enum { FIRST_ROOM = 64 };

void *grow(void *array, size_t count, size_t more, size_t *cap, size_t size)
{
    size_t wanted = *cap == 0 ? FIRST_ROOM : *cap;

    if (*cap > 0 && count + more <= *cap)
        return array;
    while (wanted < count + more)
        wanted *= 2;
    array = reallocarray(array, wanted, size);
    if (array != NULL)
        *cap = wanted;
    return array;
}
