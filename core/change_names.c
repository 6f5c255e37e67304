/* SPDX-License-Identifier: Apache-2.0 */
#include "core/change.h"

#define NAME(name, text) [name] = (text),
#define NAME_MORE(name, text, more) [name] = (text),
#define MORE(name, text, more) [name] = (more),

const char *change_method_name(enum change_method m)
{
    static const char *const names[] = { CHANGE_METHODS(NAME_MORE) };

    return names[m];
}

double change_critical(enum change_method m)
{
    static const double values[] = { CHANGE_METHODS(MORE) };

    return values[m];
}

const char *change_status_name(enum change_status s)
{
    static const char *const names[] = { CHANGE_STATUSES(NAME) };

    return names[s];
}

const char *change_direction_name(enum change_direction d)
{
    static const char *const names[] = { CHANGE_DIRECTIONS(NAME) };

    return names[d];
}

const char *change_verdict_name(enum change_verdict v)
{
    static const char *const names[] = { CHANGE_VERDICTS(NAME_MORE) };

    return names[v];
}

const char *change_verdict_why(enum change_verdict v)
{
    static const char *const names[] = { CHANGE_VERDICTS(MORE) };

    return names[v];
}

const char *change_cutoff_name(enum change_cutoff_kind k)
{
    static const char *const names[] = { CHANGE_CUTOFFS(NAME) };

    return names[k];
}

#undef NAME
#undef NAME_MORE
#undef MORE
