/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/instruments/instrument_read.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool read_refuse(struct reading *r, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    (void)vsnprintf(r->why, INSTRUMENT_FILE_WHY_MAX, format, args);
    va_end(args);
    return false;
}

const char *read_string(const json_t *object, const char *field)
{
    return json_string_value(json_object_get(object, field));
}

bool read_url_is(const json_t *extension, const char *url)
{
    const char *found = read_string(extension, "url");

    return found != NULL && strcmp(found, url) == 0;
}

bool read_number(const json_t *extension, double *out)
{
    const json_t *value = json_object_get(extension, "valueInteger");

    if (value != NULL && !json_is_integer(value))
        return false;
    if (value == NULL)
        value = json_object_get(extension, "valueDecimal");
    if (!json_is_number(value))
        return false;
    *out = json_number_value(value);
    return true;
}

bool read_one(struct reading *r, const json_t *owner, const char *name,
              const char *url, json_t **found)
{
    json_t *extension;
    size_t i;

    *found = NULL;
    json_array_foreach(json_object_get(owner, "extension"), i, extension)
    {
        if (!read_url_is(extension, url))
            continue;
        if (*found != NULL)
            return read_refuse(r, "%.64s: extension %s twice", name, url);
        *found = extension;
    }
    return true;
}

static bool is_known(const char *url, const char *const known[])
{
    for (size_t i = 0; known[i] != NULL; i++)
        if (strcmp(url, known[i]) == 0)
            return true;
    return false;
}

bool read_known(struct reading *r, const json_t *owner, const char *name,
                const char *const known[])
{
    const size_t base = sizeof(INSTRUMENT_FHIR_BASE) - 1;
    const json_t *all = json_object_get(owner, "extension");
    json_t *extension;
    size_t i;

    if (all != NULL && !json_is_array(all))
        return read_refuse(r, "%.64s: extension is not a list", name);
    json_array_foreach(all, i, extension)
    {
        const char *url = read_string(extension, "url");

        if (url == NULL)
            return read_refuse(r, "%.64s: an extension without url", name);
        if (strncmp(url, INSTRUMENT_FHIR_BASE, base) == 0 &&
            !is_known(url + base, known))
            return read_refuse(r, "%.64s: unknown extension %.80s", name, url);
    }
    return true;
}

static bool find_ours(struct reading *r, const json_t *owner, const char *name,
                      const char *what, json_t **found)
{
    char url[sizeof(INSTRUMENT_FHIR_BASE) + 32];

    (void)snprintf(url, sizeof(url), INSTRUMENT_FHIR_BASE "%s", what);
    return read_one(r, owner, name, url, found);
}

bool read_flag(struct reading *r, const json_t *owner, const char *name,
               const char *what, bool *out)
{
    const json_t *value;
    json_t *extension;

    if (!find_ours(r, owner, name, what, &extension))
        return false;
    if (extension == NULL)
        return true;
    value = json_object_get(extension, "valueBoolean");
    if (!json_is_boolean(value))
        return read_refuse(r, "%.64s: %s is not true or false", name, what);
    *out = json_is_true(value);
    return true;
}

bool read_choice(struct reading *r, const json_t *owner, const char *what,
                 const char *const codes[2], bool *second)
{
    json_t *extension;
    const char *code;

    if (!find_ours(r, owner, "questionnaire", what, &extension))
        return false;
    if (extension == NULL)
        return true;
    code = read_string(extension, "valueCode");
    if (code == NULL ||
        (strcmp(code, codes[0]) != 0 && strcmp(code, codes[1]) != 0))
        return read_refuse(r, "%s is %s or %s", what, codes[0], codes[1]);
    *second = strcmp(code, codes[1]) == 0;
    return true;
}

/* --- parts -----------------------------------------------------------------
 */

static bool take_text(const json_t *part, const char *field, const char **out)
{
    const char *text = read_string(part, field);

    if (text == NULL)
        return false;
    *out = text;
    return true;
}

static bool take_count(const json_t *part, size_t *out)
{
    const json_t *number = json_object_get(part, "valueInteger");

    if (!json_is_integer(number) || json_integer_value(number) < 0 ||
        json_integer_value(number) >= INSTRUMENT_ITEMS_MAX)
        return false;
    *out = (size_t)json_integer_value(number);
    return true;
}

static bool take_part(struct reading *r, const char *what,
                      const struct part *wanted, const json_t *part)
{
    bool fine = false;

    switch (wanted->kind) {
    case PART_STRING: fine = take_text(part, "valueString", wanted->out); break;
    case PART_CODE: fine = take_text(part, "valueCode", wanted->out); break;
    case PART_NUMBER: fine = read_number(part, wanted->out); break;
    case PART_COUNT: fine = take_count(part, wanted->out); break;
    case PART_EACH: return wanted->each(r, part, wanted->out);
    }
    return fine || read_refuse(r, "%.32s: %s has no value of its type", what,
                               wanted->url);
}

bool read_parts(struct reading *r, const char *what, const json_t *extension,
                const struct part parts[], size_t count)
{
    const json_t *list = json_object_get(extension, "extension");
    size_t i, times[12] = { 0 };
    json_t *part;

    json_array_foreach(list, i, part)
    {
        const char *url = read_string(part, "url");
        size_t at = 0;

        while (at < count && (url == NULL || strcmp(url, parts[at].url) != 0))
            at++;
        if (at == count)
            return read_refuse(r, "%.32s: %.32s is unknown", what,
                               url == NULL ? "a part without url" : url);
        if (times[at]++ > 0 && parts[at].kind != PART_EACH)
            return read_refuse(r, "%.32s: needs %s exactly once", what, url);
        if (!take_part(r, what, &parts[at], part))
            return false;
    }
    for (size_t at = 0; at < count; at++)
        if (parts[at].needed && times[at] == 0)
            return read_refuse(r, "%.32s: needs %s%s", what, parts[at].url,
                               parts[at].kind == PART_EACH ? ""
                                                           : " exactly once");
    return true;
}

bool read_item_name(struct reading *r, const char *what, const char *id,
                    size_t *index)
{
    if (id == NULL)
        return read_refuse(r, "%.32s: an item without its name", what);
    if (!instrument_find_item(r->in, id, strlen(id), index))
        return read_refuse(r, "%.32s: there is no rated item %.64s", what, id);
    return true;
}
