/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/base/zone_file.h: the offsets of one zone, out of a TZif file (RFC
 * 8536, version 2 or later). Pure: the bytes are an argument and stay lent. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/base/text.h"
#include "daemon/base/zone_rule.h"

struct zone_file {
    struct text times; /* 8 bytes each: when a new offset begins */
    struct text kinds; /* 1 byte each: which offset that is */
    struct text types; /* 6 bytes each: what there is to be chosen from */
    uint32_t time_count, type_count;
    bool has_rule;
    struct zone_rule rule; /* for all that comes after the last time */
};

/* False for anything but a well-formed file without leap seconds. */
bool zone_file_parse(struct text bytes, struct zone_file *out);

/* Seconds east of UTC at an instant in seconds since 1970. */
int32_t zone_file_offset(const struct zone_file *f, int64_t utc);
