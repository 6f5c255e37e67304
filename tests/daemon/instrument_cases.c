/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/daemon/instrument_cases.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "tests/core/vectors.h"

static const double close_enough = 1e-9;

void cases_load(struct instrument_set *set)
{
    char why[INSTRUMENT_FILE_WHY_MAX], pack[4096];

    if (instrument_set_load(set, instrument_default_dir(), why) != 0)
        fail_msg("%s", why);
    assert_true(instrument_pack_dir("who-5", pack, sizeof(pack)));
    if (instrument_set_add(set, pack, why) != 0)
        fail_msg("%s", why);
}

bool case_is_of(const struct instrument *in, const json_t *one)
{
    const json_t *id = json_object_get(one, "instrument");

    return strcmp(json_string_value(id), in->id) == 0;
}

static bool differs(char what[200], const char *part, const char *id)
{
    (void)snprintf(what, 200, "%s %s", part, id);
    return false;
}

/* A word, or null for none. */
static bool is_word(const char *found, const json_t *wanted)
{
    return found == NULL ? json_is_null(wanted)
                         : json_is_string(wanted) &&
                               strcmp(found, json_string_value(wanted)) == 0;
}

/* true, false, or null for unknown. */
static bool is_verdict(enum instrument_verdict found, const json_t *wanted)
{
    switch (found) {
    case INSTRUMENT_YES: return json_is_true(wanted);
    case INSTRUMENT_NO: return json_is_false(wanted);
    case INSTRUMENT_UNKNOWN: break;
    }
    return json_is_null(wanted);
}

static bool scores_hold(const struct instrument *in, const json_t *expect,
                        const struct instrument_result *r, char what[200])
{
    const json_t *bands = json_object_get(expect, "bands");

    for (size_t i = 0; i < in->score_count; i++) {
        const char *id = in->scores[i].id;
        const json_t *wanted =
            json_object_get(json_object_get(expect, "scores"), id);
        const json_t *value = json_object_get(wanted, "value");
        const size_t band = r->scores[i].band;
        const char *name =
            band == INSTRUMENT_NO_BAND ? NULL : in->scores[i].bands[band].id;

        if (wanted == NULL)
            continue;
        if (r->scores[i].answered != (size_t)json_integer_value(
                                         json_object_get(wanted, "answered")) ||
            r->scores[i].value.kind != vectors_rating(value).kind ||
            (json_is_number(value) &&
             fabs(r->scores[i].value.value - json_number_value(value)) >
                 close_enough))
            return differs(what, "score", id);
        if (json_object_get(bands, id) != NULL &&
            !is_word(name, json_object_get(bands, id)))
            return differs(what, "band of", id);
    }
    return true;
}

static bool rule_holds(const struct instrument *in, const json_t *rules,
                       const struct instrument_result *r, size_t i)
{
    const struct instrument_rule *rule = &in->rules[i];
    const json_t *wanted = json_object_get(rules, rule->id);
    const json_t *met = json_object_get(wanted, "met");

    if (!is_verdict(r->rules[i].holds, json_object_get(wanted, "holds")))
        return false;
    for (size_t k = 0; k < rule->group_count; k++)
        if (r->rules[i].groups[k].met !=
            (size_t)json_integer_value(
                json_object_get(met, rule->groups[k].id)))
            return false;
    return true;
}

static bool decisions_hold(const struct instrument *in, const json_t *expect,
                           const struct instrument_result *r, char what[200])
{
    const json_t *cuts = json_object_get(expect, "cutOffs");
    const json_t *safety = json_object_get(expect, "safety");
    const json_t *rules = json_object_get(expect, "rules");

    for (size_t i = 0; cuts != NULL && i < in->cut_count; i++)
        if (!is_verdict(r->cuts[i], json_object_get(cuts, in->cuts[i].id)))
            return differs(what, "cut-off", in->cuts[i].id);
    for (size_t i = 0; safety != NULL && i < in->safety_count; i++)
        if (!is_verdict(r->safety[i],
                        json_object_get(safety, in->safety[i].id)))
            return differs(what, "safety", in->safety[i].id);
    for (size_t i = 0; rules != NULL && i < in->rule_count; i++)
        if (!rule_holds(in, rules, r, i))
            return differs(what, "rule", in->rules[i].id);
    return true;
}

static bool floors_hold(const struct instrument *in, const json_t *expect,
                        const struct instrument_result *r, char what[200])
{
    const json_t *floors = json_object_get(expect, "floors");

    if (r->floor_count != json_array_size(floors))
        return differs(what, "floors", "");
    for (size_t i = 0; i < r->floor_count; i++)
        if (!is_word(in->items[r->floors[i]].id, json_array_get(floors, i)))
            return differs(what, "floor", in->items[r->floors[i]].id);
    return true;
}

bool case_holds(const struct instrument *in, const json_t *one, char what[200])
{
    const json_t *expect = json_object_get(one, "expect");
    const json_t *answers = json_object_get(one, "answers");
    struct rating sheet[INSTRUMENT_ITEMS_MAX];
    struct instrument_result r = { 0 };
    enum instrument_status status;
    size_t bad = 0, i;
    json_t *answer;

    json_array_foreach(answers, i, answer) sheet[i] = vectors_rating(answer);
    status = instrument_score(in, sheet, json_array_size(answers), &r, &bad);
    if (json_is_true(json_object_get(expect, "ok")))
        return status == INSTRUMENT_OK
                   ? scores_hold(in, expect, &r, what) &&
                         decisions_hold(in, expect, &r, what) &&
                         floors_hold(in, expect, &r, what)
                   : differs(what, "status", instrument_status_name(status));
    if (!is_word(instrument_status_name(status),
                 json_object_get(expect, "why")))
        return differs(what, "status", instrument_status_name(status));
    return status == INSTRUMENT_WRONG_COUNT ||
           is_word(in->items[bad].id, json_object_get(expect, "item")) ||
           differs(what, "item", in->items[bad].id);
}
