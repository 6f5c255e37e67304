/* SPDX-License-Identifier: Apache-2.0 */
#include "core/rupture.h"

#include "core/base/names.h"

#define RUPTURE_NAME(name, text) [name] = (text),

const char *rupture_status_name(enum rupture_status s)
{
    static const char *const names[] = { RUPTURE_STATUSES(RUPTURE_NAME) };

    return names[s];
}

const char *rupture_kind_name(enum rupture_kind k)
{
    static const char *const names[] = { RUPTURE_KINDS(RUPTURE_NAME) };

    return names[k];
}

const char *rupture_rule_name(enum rupture_rule r)
{
#define RULE_NAME(name, rule, why) [name] = (rule),
    static const char *const names[] = { RUPTURE_RULES(RULE_NAME) };
#undef RULE_NAME

    return names[r];
}

const char *rupture_rule_why(enum rupture_rule r)
{
#define RULE_WHY(name, rule, why) [name] = (why),
    static const char *const whys[] = { RUPTURE_RULES(RULE_WHY) };
#undef RULE_WHY

    return whys[r];
}

static const char *const methods[] = { RUPTURE_METHODS(RUPTURE_NAME) };

const char *rupture_method_name(enum rupture_method m)
{
    return methods[m];
}

bool rupture_method_parse(struct text t, enum rupture_method *out)
{
    const int i = names_find(methods, NAMES_COUNT(methods), t);

    if (i < 0)
        return false;
    *out = (enum rupture_method)i;
    return true;
}
