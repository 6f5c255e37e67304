/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/daemon/schema.h"

#include <regex.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

json_t *schema_load_api(void)
{
    json_error_t error;
    json_t *api = json_load_file(RAPPORT_SOURCE "/docs/openapi.json",
                                 JSON_REJECT_DUPLICATES, &error);

    if (!api)
        fail_msg("docs/openapi.json:%d: %s", error.line, error.text);
    return api;
}

json_t *schema_operation(json_t *api, const char *method, const char *path)
{
    json_t *item = json_object_get(json_object_get(api, "paths"), path);

    return json_object_get(item, method);
}

static json_t *schema_of_content(json_t *holder)
{
    return json_object_get(
        json_object_get(json_object_get(holder, "content"), "application/json"),
        "schema");
}

json_t *schema_of_answer(json_t *operation)
{
    return schema_of_content(
        json_object_get(json_object_get(operation, "responses"), "200"));
}

json_t *schema_of_body(json_t *operation)
{
    return schema_of_content(json_object_get(operation, "requestBody"));
}

/* Where we are, for the sentence of a refusal. */
struct place {
    const struct place *outer;
    const char *field; /* NULL: an element */
    size_t index;
};

static size_t write_place(const struct place *p, char *to, size_t room)
{
    size_t len = p->outer ? write_place(p->outer, to, room) : 0;
    int more = 0;

    if (len >= room)
        return room;
    if (p->field)
        more = snprintf(to + len, room - len, ".%s", p->field);
    else if (p->outer)
        more = snprintf(to + len, room - len, "[%zu]", p->index);
    return len + (more > 0 ? (size_t)more : 0);
}

static bool refuse(const struct place *p, char why[static 200],
                   const char *what)
{
    size_t len;

    why[0] = '\0';
    len = write_place(p, why, 200);
    if (len < 200)
        snprintf(why + len, 200 - len, ": %s", what);
    return false;
}

static bool is_type(const char *name, json_t *v)
{
    if (strcmp(name, "object") == 0)
        return json_is_object(v);
    if (strcmp(name, "array") == 0)
        return json_is_array(v);
    if (strcmp(name, "string") == 0)
        return json_is_string(v);
    if (strcmp(name, "integer") == 0)
        return json_is_integer(v);
    if (strcmp(name, "boolean") == 0)
        return json_is_boolean(v);
    if (strcmp(name, "null") == 0)
        return json_is_null(v);
    fail_msg("unknown type %s in a schema", name);
    return false;
}

static bool is_one_of_types(json_t *type, json_t *v)
{
    if (json_is_string(type))
        return is_type(json_string_value(type), v);
    for (size_t i = 0; i < json_array_size(type); i++)
        if (is_type(json_string_value(json_array_get(type, i)), v))
            return true;
    return false;
}

static bool is_one_of(json_t *list, json_t *v)
{
    for (size_t i = 0; i < json_array_size(list); i++)
        if (json_equal(json_array_get(list, i), v))
            return true;
    return false;
}

static bool matches(const char *pattern, json_t *v)
{
    regex_t re;
    bool fits;

    if (!json_is_string(v))
        return true;
    assert_int_equal(regcomp(&re, pattern, REG_EXTENDED | REG_NOSUB), 0);
    fits = regexec(&re, json_string_value(v), 0, NULL, 0) == 0;
    regfree(&re);
    return fits;
}

/* Letters, not bytes, as JSON Schema counts. */
static json_int_t letters(json_t *v)
{
    json_int_t count = 0;

    for (const char *p = json_string_value(v); *p; p++)
        count += ((unsigned char)*p & 0xC0) != 0x80;
    return count;
}

static bool holds(json_t *api, json_t *schema, json_t *v, const struct place *p,
                  char why[static 200]);

static bool holds_ref(json_t *api, const char *ref, json_t *v,
                      const struct place *p, char why[static 200])
{
    static const char prefix[] = "#/components/schemas/";
    json_t *schemas =
        json_object_get(json_object_get(api, "components"), "schemas");
    json_t *schema;

    assert_int_equal(strncmp(ref, prefix, sizeof prefix - 1), 0);
    schema = json_object_get(schemas, ref + sizeof prefix - 1);
    if (!schema)
        fail_msg("%s leads nowhere", ref);
    return holds(api, schema, v, p, why);
}

static bool holds_one(json_t *api, json_t *list, json_t *v,
                      const struct place *p, char why[static 200])
{
    char others[200];
    size_t fitting = 0;

    why[0] = '\0';
    for (size_t i = 0; i < json_array_size(list); i++)
        if (holds(api, json_array_get(list, i), v, p,
                  why[0] == '\0' ? why : others))
            fitting++;
    if (fitting == 1)
        return true;
    return why[0] ? false : refuse(p, why, "fits more than one");
}

static bool holds_fields(json_t *api, json_t *schema, json_t *v,
                         const struct place *p, char why[static 200])
{
    json_t *properties = json_object_get(schema, "properties");
    json_t *required = json_object_get(schema, "required"), *value;
    const char *name;

    if (!json_is_object(v))
        return true;
    for (size_t i = 0; i < json_array_size(required); i++) {
        const struct place here = {
            p, json_string_value(json_array_get(required, i)), 0
        };
        if (!json_object_get(v, here.field))
            return refuse(&here, why, "is missing");
    }
    json_object_foreach(v, name, value)
    {
        const struct place here = { p, name, 0 };
        json_t *inner = json_object_get(properties, name);
        if (inner && !holds(api, inner, value, &here, why))
            return false;
        if (!inner &&
            json_is_false(json_object_get(schema, "additionalProperties")))
            return refuse(&here, why, "is not described");
    }
    return true;
}

static bool holds_items(json_t *api, json_t *items, json_t *v,
                        const struct place *p, char why[static 200])
{
    for (size_t i = 0; i < json_array_size(v); i++) {
        const struct place here = { p, NULL, i };
        if (!holds(api, items, json_array_get(v, i), &here, why))
            return false;
    }
    return true;
}

/* One word of a schema that needs no other to be understood. */
static bool holds_word(const char *word, json_t *wanted, json_t *v)
{
    const json_int_t limit = json_integer_value(wanted);

    if (strcmp(word, "type") == 0)
        return is_one_of_types(wanted, v);
    if (strcmp(word, "enum") == 0)
        return is_one_of(wanted, v);
    if (strcmp(word, "pattern") == 0)
        return matches(json_string_value(wanted), v);
    if (strcmp(word, "minimum") == 0)
        return !json_is_integer(v) || json_integer_value(v) >= limit;
    if (strcmp(word, "maximum") == 0)
        return !json_is_integer(v) || json_integer_value(v) <= limit;
    if (strcmp(word, "minLength") == 0)
        return !json_is_string(v) || letters(v) >= limit;
    if (strcmp(word, "maxLength") == 0)
        return !json_is_string(v) || letters(v) <= limit;
    if (strcmp(word, "maxItems") == 0)
        return !json_is_array(v) || (json_int_t)json_array_size(v) <= limit;
    fail_msg("unknown word %s in a schema", word);
    return false;
}

static bool is_read_elsewhere(const char *word)
{
    static const char *const words[] = { "description", "properties",
                                         "required", "additionalProperties" };

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(words[i], word) == 0)
            return true;
    return false;
}

static bool holds(json_t *api, json_t *schema, json_t *v, const struct place *p,
                  char why[static 200])
{
    const char *word;
    json_t *wanted;

    json_object_foreach(schema, word, wanted)
    {
        bool fits;
        if (is_read_elsewhere(word))
            continue;
        if (strcmp(word, "$ref") == 0)
            fits = holds_ref(api, json_string_value(wanted), v, p, why);
        else if (strcmp(word, "oneOf") == 0)
            fits = holds_one(api, wanted, v, p, why);
        else if (strcmp(word, "items") == 0)
            fits = holds_items(api, wanted, v, p, why);
        else
            fits = holds_word(word, wanted, v) || refuse(p, why, word);
        if (!fits)
            return false;
    }
    return holds_fields(api, schema, v, p, why);
}

bool schema_holds(json_t *api, json_t *schema, json_t *value,
                  char why[static 200])
{
    const struct place top = { NULL, NULL, 0 };

    return holds(api, schema, value, &top, why);
}
