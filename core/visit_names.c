/* SPDX-License-Identifier: Apache-2.0 */
/* core/visit_names.c: the visit's words on the wire and in the store, from
 * the lists in core/visit.h. */
#include "core/visit.h"

#include "core/base/names.h"

#define NAME(name, text) [name] = (text),
static const char *const states[] = { VISIT_STATES(NAME) };
static const char *const presences[] = { VISIT_PRESENCES(NAME) };
static const char *const events[] = { VISIT_EVENTS(NAME) };
static const char *const whys[] = { VISIT_WHYS(NAME) };
static const char *const rules[] = { VISIT_RULES(NAME) };
static const char *const outcomes[] = { VISIT_OUTCOMES(NAME) };
static const char *const outcome_whys[] = { VISIT_OUTCOME_WHYS(NAME) };
#undef NAME

const char *visit_state_name(enum visit_state s)
{
    return states[s];
}

const char *visit_presence_name(enum visit_presence p)
{
    return presences[p];
}

const char *visit_event_name(enum visit_event_kind k)
{
    return events[k];
}

const char *visit_why_name(enum visit_why w)
{
    return whys[w];
}

const char *visit_rule_name(enum visit_rule r)
{
    return rules[r];
}

const char *visit_outcome_name(enum visit_outcome_kind k)
{
    return outcomes[k];
}

const char *visit_outcome_why_name(enum visit_outcome_why w)
{
    return outcome_whys[w];
}

bool visit_state_parse(struct text t, enum visit_state *out)
{
    const int i = names_find(states, NAMES_COUNT(states), t);

    if (i < 0)
        return false;
    *out = (enum visit_state)i;
    return true;
}

bool visit_presence_parse(struct text t, enum visit_presence *out)
{
    const int i = names_find(presences, NAMES_COUNT(presences), t);

    if (i < 0)
        return false;
    *out = (enum visit_presence)i;
    return true;
}

bool visit_event_parse(struct text t, enum visit_event_kind *out)
{
    const int i = names_find(events, NAMES_COUNT(events), t);

    if (i < 0)
        return false;
    *out = (enum visit_event_kind)i;
    return true;
}

bool visit_why_parse(struct text t, enum visit_why *out)
{
    const int i = names_find(whys, NAMES_COUNT(whys), t);

    if (i < 0)
        return false;
    *out = (enum visit_why)i;
    return true;
}

bool visit_event_is_for_people(enum visit_event_kind k)
{
    return k != VISIT_DROP && k != VISIT_TICK;
}
