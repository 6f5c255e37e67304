/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "daemon/instruments/instrument_read.h"

#define ORDINAL FHIR_BASE "ordinalValue"
#define SLIDER_STEP FHIR_BASE "questionnaire-sliderStepValue"

static bool read_bound(struct reading *r, const json_t *item, const char *id,
                       const char *what, double *out)
{
    char url[sizeof(FHIR_BASE) + 16];
    json_t *extension;

    (void)snprintf(url, sizeof(url), FHIR_BASE "%s", what);
    if (!read_one(r, item, id, url, &extension))
        return false;
    if (extension == NULL)
        return read_refuse(r, "item %.64s: a rated item needs %s", id, what);
    if (!read_number(extension, out))
        return read_refuse(r, "item %.64s: %s is not a number", id, what);
    return true;
}

static bool read_slider(struct reading *r, const json_t *item,
                        struct instrument_item *out)
{
    const char *id = out->id;
    json_t *step;

    if (!read_bound(r, item, id, "minValue", &out->min) ||
        !read_bound(r, item, id, "maxValue", &out->max) ||
        !read_one(r, item, id, SLIDER_STEP, &step))
        return false;
    if (step != NULL && (!read_number(step, &out->step) || out->step <= 0))
        return read_refuse(r, "item %.64s: the step is not a positive number",
                           id);
    return true;
}

/* What an option counts: its ordinalValue, or the whole number it is. */
static bool read_option(struct reading *r, const json_t *option, const char *id,
                        double *value)
{
    static const char *const known[] = { NULL };
    json_t *ordinal;

    if (!read_known(r, option, id, known) ||
        !read_one(r, option, id, ORDINAL, &ordinal))
        return false;
    if (ordinal == NULL &&
        json_is_object(json_object_get(option, "valueCoding")) &&
        !read_one(r, json_object_get(option, "valueCoding"), id, ORDINAL,
                  &ordinal))
        return false;
    if (ordinal != NULL ? read_number(ordinal, value)
                        : read_number(option, value))
        return true;
    return read_refuse(r, "item %.64s: an answerOption without ordinalValue",
                       id);
}

/* Answers go from the first option's value to the last's in equal steps: a
 * list in another order would be printed in another order than it counts. */
static bool read_options(struct reading *r, const json_t *item,
                         struct instrument_item *out)
{
    const json_t *options = json_object_get(item, "answerOption");
    const size_t count = json_array_size(options);
    double before = 0;
    json_t *option;
    size_t i;

    if (count < 2)
        return read_refuse(r, "item %.64s: a choice needs two answerOptions",
                           out->id);
    json_array_foreach(options, i, option)
    {
        double value = 0;

        if (!read_option(r, option, out->id, &value))
            return false;
        if (i == 0)
            out->min = value;
        if (i == 1)
            out->step = value - before;
        if (i > 0 && value <= before)
            return read_refuse(r, "item %.64s: answerOptions do not ascend",
                               out->id);
        if (i > 1 &&
            fabs(value - before - out->step) > SERIES_SLACK * out->step)
            return read_refuse(
                r, "item %.64s: answerOptions have unequal steps", out->id);
        before = value;
    }
    out->max = before;
    return true;
}

/* How each type is rated. NULL: it is not. */
typedef bool read_rated(struct reading *r, const json_t *item,
                        struct instrument_item *out);

static const struct kind {
    const char *type;
    read_rated *read;
    double step; /* unless it says otherwise */
} kinds[] = {
    { "integer", read_slider, 1 }, { "decimal", read_slider, 0 },
    { "choice", read_options, 1 }, { "text", NULL, 0 },
    { "string", NULL, 0 },         { "display", NULL, 0 },
};

static const struct kind *kind_of(const char *type)
{
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if (strcmp(type, kinds[i].type) == 0)
            return &kinds[i];
    return NULL;
}

static bool is_twice(const json_t *items, size_t index, const char *id)
{
    for (size_t i = 0; i < index; i++) {
        const char *other = read_string(json_array_get(items, i), "linkId");

        if (other != NULL && strcmp(other, id) == 0)
            return true;
    }
    return false;
}

static bool read_item(struct reading *r, const json_t *items, size_t index)
{
    static const char *const known[] = { "reversed", "unscored", NULL };
    const json_t *item = json_array_get(items, index);
    const char *id = read_string(item, "linkId");
    const char *type = read_string(item, "type");
    struct instrument_item *out = &r->tables->items[r->in->item_count];
    const struct kind *kind;

    if (id == NULL)
        return read_refuse(r, "item[%zu]: no linkId", index);
    if (type == NULL)
        return read_refuse(r, "item %.64s: no type", id);
    if (!read_known(r, item, id, known))
        return false;
    if (is_twice(items, index, id))
        return read_refuse(r, "%.64s: item_twice", id);
    kind = kind_of(type);
    if (kind == NULL)
        return read_refuse(r, "item %.64s: type %.20s is not supported", id,
                           type);
    if (kind->read == NULL)
        return true;
    if (r->in->item_count == INSTRUMENT_ITEMS_MAX)
        return read_refuse(r, "more than %d rated items", INSTRUMENT_ITEMS_MAX);
    if (r->in->text_absent && json_object_get(item, "text") != NULL)
        return read_refuse(r, "item %.64s: has words, although text is absent",
                           id);
    *out = (struct instrument_item){ .id = id, .step = kind->step };
    if (!kind->read(r, item, out) ||
        !read_flag(r, item, id, "reversed", &out->reversed) ||
        !read_flag(r, item, id, "unscored", &out->unscored))
        return false;
    r->in->item_count++;
    return true;
}

bool read_items(struct reading *r, const json_t *root)
{
    const json_t *items = json_object_get(root, "item");

    if (!json_is_array(items))
        return read_refuse(r, "item is missing or not a list");
    for (size_t i = 0; i < json_array_size(items); i++)
        if (!read_item(r, items, i))
            return false;
    return true;
}
