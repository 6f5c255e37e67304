/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/base/grow.h: arrays that grow by doubling. */
#pragma once

#include <stddef.h>

/* Room for more elements of size bytes behind the first count. Returns the
 * array, perhaps moved, with its room in *cap; NULL when memory is out, and the
 * array and *cap are as they were. Starts with array NULL and *cap 0; the
 * owner frees the array. */
void *grow(void *array, size_t count, size_t more, size_t *cap, size_t size);
