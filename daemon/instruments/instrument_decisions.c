/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "daemon/instruments/instrument_read.h"

static bool read_op(struct reading *r, const char *what, const char *code,
                    enum instrument_op *op)
{
    for (int i = INSTRUMENT_AT_LEAST; i <= INSTRUMENT_BELOW; i++)
        if (strcmp(code, instrument_op_name((enum instrument_op)i)) == 0) {
            *op = (enum instrument_op)i;
            return true;
        }
    return read_refuse(r, "%s: op is >=, >, <= or <, not %.20s", what, code);
}

static bool read_cut(struct reading *r, const json_t *extension)
{
    const size_t at = r->in->cut_count;
    struct instrument_cut *c = &r->tables->cuts[at];
    const char *score = NULL, *op = NULL;
    const struct part parts[] = {
        { "id", PART_STRING, true, &c->id, NULL },
        { "score", PART_STRING, true, &score, NULL },
        { "op", PART_CODE, true, &op, NULL },
        { "at", PART_NUMBER, true, &c->at, NULL },
        { "source", PART_STRING, true, &c->source, NULL },
    };

    if (at == INSTRUMENT_CUTS_MAX)
        return read_refuse(r, "more than %d cut-offs", INSTRUMENT_CUTS_MAX);
    if (!read_parts(r, "cut-off", extension, parts,
                    sizeof(parts) / sizeof(parts[0])) ||
        !read_op(r, "cut-off", op, &c->op))
        return false;
    if (!instrument_find_score(r->in, score, strlen(score), &c->score))
        return read_refuse(r, "cut-off %.64s: there is no score %.64s", c->id,
                           score);
    r->in->cut_count++;
    return true;
}

static bool read_safety(struct reading *r, const json_t *extension)
{
    const size_t at = r->in->safety_count;
    struct instrument_safety *s = &r->tables->safety[at];
    const char *item = NULL;
    const struct part parts[] = {
        { "id", PART_STRING, true, &s->id, NULL },
        { "item", PART_STRING, true, &item, NULL },
        { "at", PART_NUMBER, true, &s->at, NULL },
        { "source", PART_STRING, true, &s->source, NULL },
    };

    if (at == INSTRUMENT_SAFETY_MAX)
        return read_refuse(r, "more than %d safety items",
                           INSTRUMENT_SAFETY_MAX);
    if (!read_parts(r, "safety", extension, parts,
                    sizeof(parts) / sizeof(parts[0])) ||
        !read_item_name(r, "safety", item, &s->item))
        return false;
    r->in->safety_count++;
    return true;
}

/* --- rules -----------------------------------------------------------------
 */

struct group_taking {
    struct instrument_group *group;
    uint8_t *items;
    double *at;
    double usual; /* for the items without points of their own */
};

static bool take_member(struct reading *r, struct group_taking *t,
                        const char *id, double at)
{
    size_t index;

    if (!read_item_name(r, "group", id, &index))
        return false;
    if (t->group->item_count == INSTRUMENT_ITEMS_MAX)
        return read_refuse(r, "group: too many items");
    t->items[t->group->item_count] = (uint8_t)index;
    t->at[t->group->item_count++] = at;
    return true;
}

static bool take_group_item(struct reading *r, const json_t *part, void *out)
{
    struct group_taking *t = out;

    return take_member(r, t, read_string(part, "valueString"), t->usual);
}

static bool take_item_at(struct reading *r, const json_t *part, void *out)
{
    const char *id = NULL;
    double at = 0;
    const struct part parts[] = {
        { "item", PART_STRING, true, &id, NULL },
        { "at", PART_NUMBER, true, &at, NULL },
    };

    return read_parts(r, "item-at", part, parts, 2) &&
           take_member(r, out, id, at);
}

/* The points of most items of a group; before the items are read. */
static bool find_usual(struct reading *r, const json_t *extension, double *out)
{
    json_t *at;

    if (!read_one(r, extension, "group", "at", &at))
        return false;
    if (at == NULL || !read_number(at, out))
        return read_refuse(r, "group: needs at exactly once");
    return true;
}

static bool take_group(struct reading *r, const json_t *extension, void *out)
{
    struct instrument_rule *rule = out;
    const size_t at = (size_t)(rule - r->tables->rules);
    const size_t k = rule->group_count;
    struct instrument_group *g = &r->tables->groups[at][k];
    struct group_taking t = { .group = g };
    bool has_most = false;
    size_t most = 0, i;
    json_t *part;
    const struct part parts[] = {
        { "id", PART_STRING, true, &g->id, NULL },
        { "at", PART_NUMBER, true, &t.usual, NULL },
        { "least", PART_COUNT, true, &g->least, NULL },
        { "most", PART_COUNT, false, &most, NULL },
        { "item", PART_EACH, false, &t, take_group_item },
        { "item-at", PART_EACH, false, &t, take_item_at },
    };

    if (k == INSTRUMENT_GROUPS_MAX)
        return read_refuse(r, "rule: more than %d groups",
                           INSTRUMENT_GROUPS_MAX);
    t.items = r->tables->group_items[at][k];
    t.at = r->tables->group_at[at][k];
    g->items = t.items;
    g->at = t.at;
    if (!find_usual(r, extension, &t.usual) ||
        !read_parts(r, "group", extension, parts,
                    sizeof(parts) / sizeof(parts[0])))
        return false;
    json_array_foreach(json_object_get(extension, "extension"), i, part)
    {
        has_most |= read_url_is(part, "most");
    }
    g->most = has_most ? most : g->item_count;
    rule->group_count++;
    return true;
}

static bool read_rule(struct reading *r, const json_t *extension)
{
    const size_t at = r->in->rule_count;
    struct instrument_rule *rule = &r->tables->rules[at];
    const struct part parts[] = {
        { "id", PART_STRING, true, &rule->id, NULL },
        { "source", PART_STRING, true, &rule->source, NULL },
        { "group", PART_EACH, true, rule, take_group },
    };

    if (at == INSTRUMENT_RULES_MAX)
        return read_refuse(r, "more than %d rules", INSTRUMENT_RULES_MAX);
    rule->groups = r->tables->groups[at];
    if (!read_parts(r, "rule", extension, parts,
                    sizeof(parts) / sizeof(parts[0])))
        return false;
    r->in->rule_count++;
    return true;
}

bool read_decisions(struct reading *r, const json_t *root)
{
    static const struct {
        const char *url;
        bool (*read)(struct reading *r, const json_t *extension);
    } readers[] = {
        { INSTRUMENT_FHIR_BASE "cut-off", read_cut },
        { INSTRUMENT_FHIR_BASE "safety", read_safety },
        { INSTRUMENT_FHIR_BASE "rule", read_rule },
    };
    json_t *extension;
    size_t i;

    json_array_foreach(json_object_get(root, "extension"), i, extension)
    {
        for (size_t k = 0; k < sizeof(readers) / sizeof(readers[0]); k++)
            if (read_url_is(extension, readers[k].url) &&
                !readers[k].read(r, extension))
                return false;
    }
    return true;
}
