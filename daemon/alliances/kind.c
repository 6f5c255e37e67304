/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/alliances/kind.h"

#include <string.h>

static const struct {
    const char *name;
    int clients;
} kinds[] = {
    [ALLIANCE_PAIR] = { "pair", 1 },
    [ALLIANCE_COUPLE] = { "couple", 2 },
    [ALLIANCE_SELF] = { "self", 0 },
    [ALLIANCE_NOTES] = { "notes", 0 },
};

enum { KIND_COUNT = sizeof kinds / sizeof kinds[0] };

const char *alliance_kind_name(enum alliance_kind k)
{
    return kinds[k].name;
}

bool alliance_kind_parse(struct text name, enum alliance_kind *out)
{
    for (int i = 0; i < KIND_COUNT; i++)
        if (text_is(name,
                    (struct text){ kinds[i].name, strlen(kinds[i].name) })) {
            *out = (enum alliance_kind)i;
            return true;
        }
    return false;
}

int alliance_kind_clients(enum alliance_kind k)
{
    return kinds[k].clients;
}
