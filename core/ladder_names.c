/* SPDX-License-Identifier: Apache-2.0 */
/* core/ladder_names.c: the ladder's words on the wire, from the lists in
 * core/ladder.h. */
#include "core/ladder.h"

#define NAME(name, text) [name] = (text),
static const char *const rungs[] = { LADDER_RUNGS(NAME) };
static const char *const whys[] = { LADDER_WHYS(NAME) };
static const char *const delays[] = { LADDER_DELAYS(NAME) };
#undef NAME

const char *ladder_rung_name(enum ladder_rung r)
{
    return rungs[r];
}

const char *ladder_why_name(enum ladder_why w)
{
    return whys[w];
}

const char *ladder_delay_name(enum ladder_delay d)
{
    return delays[d];
}
