/* SPDX-License-Identifier: Apache-2.0 */
/* core/visit_names.c: the visit's words on the wire and in the store, from
 * the lists in core/visit.h. */
#include "core/visit.h"

#define NAME(name, text) [name] = (text),
static const char *const states[] = { VISIT_STATES(NAME) };
static const char *const presences[] = { VISIT_PRESENCES(NAME) };
static const char *const events[] = { VISIT_EVENTS(NAME) };
static const char *const whys[] = { VISIT_WHYS(NAME) };
static const char *const rules[] = { VISIT_RULES(NAME) };
static const char *const outcomes[] = { VISIT_OUTCOMES(NAME) };
static const char *const outcome_whys[] = { VISIT_OUTCOME_WHYS(NAME) };
#undef NAME

#define COUNT(names) (sizeof(names) / sizeof((names)[0]))

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

static bool find(const char *const names[], size_t count, struct text t,
                 size_t *index)
{
    for (size_t i = 0; i < count; i++) {
        size_t len = 0;

        while (names[i][len] != '\0')
            len++;
        if (!text_is(t, (struct text){ names[i], len }))
            continue;
        *index = i;
        return true;
    }
    return false;
}

bool visit_state_parse(struct text t, enum visit_state *out)
{
    size_t i;

    if (!find(states, COUNT(states), t, &i))
        return false;
    *out = (enum visit_state)i;
    return true;
}

bool visit_presence_parse(struct text t, enum visit_presence *out)
{
    size_t i;

    if (!find(presences, COUNT(presences), t, &i))
        return false;
    *out = (enum visit_presence)i;
    return true;
}

bool visit_event_parse(struct text t, enum visit_event_kind *out)
{
    size_t i;

    if (!find(events, COUNT(events), t, &i))
        return false;
    *out = (enum visit_event_kind)i;
    return true;
}

bool visit_why_parse(struct text t, enum visit_why *out)
{
    size_t i;

    if (!find(whys, COUNT(whys), t, &i))
        return false;
    *out = (enum visit_why)i;
    return true;
}

bool visit_event_is_for_people(enum visit_event_kind k)
{
    return k != VISIT_DROP && k != VISIT_TICK;
}
