/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/base/json.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/base/b64.h"

enum { LEVELS_MAX = 64, WANTED_MAX = 160 };

/* jansson's own limit is deep enough to matter for the stack. In valid JSON
 * this count is exact; what is not valid is refused by the parser anyway. */
static bool is_shallow(struct text t)
{
    int level = 0;
    bool in_string = false;

    for (size_t i = 0; i < t.len; i++) {
        char c = t.ptr[i];
        if (in_string) {
            if (c == '\\')
                i++;
            else if (c == '"')
                in_string = false;
        } else if (c == '"') {
            in_string = true;
        } else if (c == '{' || c == '[') {
            if (++level > LEVELS_MAX)
                return false;
        } else if (c == '}' || c == ']') {
            level--;
        }
    }
    return true;
}

json_t *json_parse(struct text t)
{
    if (t.len == 0 || !is_shallow(t))
        return NULL;
    return json_loadb(t.ptr, t.len, JSON_REJECT_DUPLICATES, NULL);
}

void json_read_begin(struct json_reader *r, json_t *object, struct arena *arena)
{
    *r = (struct json_reader){ .object = object, .arena = arena };
    if (!json_is_object(object)) {
        r->field = "";
        r->wanted = "an object";
    }
}

void json_read_refuse(struct json_reader *r, const char *field,
                      const char *wanted)
{
    if (r->field)
        return;
    r->field = field;
    r->wanted = wanted;
}

static void refuse_format(struct json_reader *r, const char *field,
                          const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void refuse_format(struct json_reader *r, const char *field,
                          const char *format, ...)
{
    char wanted[WANTED_MAX];
    struct text kept;
    va_list args;
    int len;

    if (r->field)
        return;
    va_start(args, format);
    len = vsnprintf(wanted, sizeof wanted, format, args);
    va_end(args);
    assert(len >= 0 && len < WANTED_MAX);
    kept = arena_text(r->arena, (struct text){ wanted, (size_t)len });
    json_read_refuse(r, field, kept.ptr ? kept.ptr : "another value");
}

/* The field's value, NULL when absent or null; marks it as asked for. */
static json_t *look(struct json_reader *r, const char *field)
{
    json_t *value;
    size_t i;

    for (i = 0; i < r->seen_count; i++)
        if (strcmp(r->seen[i], field) == 0)
            break;
    if (i == r->seen_count) {
        assert(r->seen_count < JSON_FIELDS_MAX);
        r->seen[r->seen_count++] = field;
    }
    value = json_object_get(r->object, field);
    return json_is_null(value) ? NULL : value;
}

static struct text string_of(const json_t *value)
{
    return (struct text){ json_string_value(value), json_string_length(value) };
}

struct text json_read_text(struct json_reader *r, const char *field,
                           size_t least, size_t most)
{
    json_t *value = look(r, field);
    struct text t;

    if (!r->field && json_is_string(value)) {
        t = string_of(value);
        if (t.len >= least && t.len <= most)
            return t;
    }
    refuse_format(r, field, "a text of %zu to %zu bytes", least, most);
    return TEXT("");
}

struct text json_read_optional_text(struct json_reader *r, const char *field,
                                    size_t most)
{
    return look(r, field) ? json_read_text(r, field, 0, most) : TEXT("");
}

int64_t json_read_int(struct json_reader *r, const char *field, int64_t least,
                      int64_t most)
{
    json_t *value = look(r, field);

    if (!r->field && json_is_integer(value)) {
        int64_t i = json_integer_value(value);
        if (i >= least && i <= most)
            return i;
    }
    refuse_format(r, field, "a whole number from %lld to %lld",
                  (long long)least, (long long)most);
    return 0;
}

bool json_read_bool(struct json_reader *r, const char *field)
{
    json_t *value = look(r, field);

    if (!r->field && json_is_boolean(value))
        return json_is_true(value);
    json_read_refuse(r, field, "true or false");
    return false;
}

struct id json_read_id(struct json_reader *r, const char *field)
{
    json_t *value = look(r, field);
    struct id id;

    if (!r->field && json_is_string(value) && id_parse(string_of(value), &id))
        return id;
    json_read_refuse(r, field, "an id of 22 letters");
    return (struct id){ { 0 } };
}

struct text json_read_bytes(struct json_reader *r, const char *field,
                            size_t least, size_t most)
{
    json_t *value = look(r, field);
    size_t len;
    char *bytes;

    if (!r->field && json_is_string(value) &&
        json_string_length(value) <= b64_letters(most)) {
        size_t room = b64_room(json_string_length(value));
        bytes = arena_alloc(r->arena, room + 1);
        if (bytes && b64_decode(string_of(value), bytes, room, &len) &&
            len >= least && len <= most)
            return (struct text){ bytes, len };
    }
    refuse_format(r, field, "%zu to %zu bytes as base64url without padding",
                  least, most);
    return TEXT("");
}

json_t *json_read_optional(struct json_reader *r, const char *field)
{
    json_t *value = look(r, field);

    if (r->field || !value)
        return NULL;
    if (json_is_object(value) || json_is_array(value))
        return value;
    json_read_refuse(r, field, "a list or an object");
    return NULL;
}

bool json_read_has(struct json_reader *r, const char *field)
{
    return look(r, field) != NULL;
}

enum err json_read_end(struct json_reader *r)
{
    const char *name;
    json_t *value;

    if (r->field)
        return ERR_BAD_INPUT;
    json_object_foreach(r->object, name, value)
    {
        bool asked = false;
        for (size_t i = 0; i < r->seen_count && !asked; i++)
            asked = strcmp(r->seen[i], name) == 0;
        if (!asked) {
            struct text kept =
                arena_text(r->arena, (struct text){ name, strlen(name) });
            json_read_refuse(r, kept.ptr ? kept.ptr : "", "no such field");
            return ERR_BAD_INPUT;
        }
    }
    return ERR_OK;
}

void json_put_text(json_t *object, const char *field, struct text t)
{
    json_object_set_new(object, field, json_stringn(t.ptr ? t.ptr : "", t.len));
}

void json_put_int(json_t *object, const char *field, int64_t value)
{
    json_object_set_new(object, field, json_integer(value));
}

void json_put_bool(json_t *object, const char *field, bool value)
{
    json_object_set_new(object, field, json_boolean(value));
}

void json_put_id(json_t *object, const char *field, const struct id *id)
{
    char letters[ID_LETTERS + 1];

    id_format(id, letters);
    json_object_set_new(object, field,
                        json_stringn_nocheck(letters, ID_LETTERS));
}

void json_put_bytes(json_t *object, const char *field, struct text bytes)
{
    char some[1024], *letters = some;
    size_t len = b64_letters(bytes.len);

    if (len >= sizeof some)
        letters = malloc(len + 1);
    if (letters) {
        b64_encode(bytes, letters);
        json_object_set_new(object, field, json_stringn_nocheck(letters, len));
    }
    if (letters != some)
        free(letters);
}

void json_put_null(json_t *object, const char *field)
{
    json_object_set_new(object, field, json_null());
}

void json_put_take(json_t *object, const char *field, json_t *value)
{
    json_object_set_new(object, field, value);
}
