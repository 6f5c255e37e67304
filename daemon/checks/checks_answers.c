/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/checks/checks_answers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *in_arena(struct arena *a, const char *s)
{
    struct text t = arena_text(a, (struct text){ s, strlen(s) });

    return t.ptr ? t.ptr : "";
}

/* Where the refused thing stands: "items" and "goal" make "items.goal";
 * "goals", 2 and "value" make "goals.2.value". A name that somebody made up
 * may be long, and is not repeated then. */
static const char *path_of(struct arena *a, const char *list, int index,
                           const char *field)
{
    char path[160];

    if (strlen(field) > INSTRUMENT_ID_MAX)
        return list;
    if (index < 0)
        snprintf(path, sizeof path, "%s.%s", list, field);
    else if (field[0] == '\0')
        snprintf(path, sizeof path, "%s.%d", list, index);
    else
        snprintf(path, sizeof path, "%s.%d.%s", list, index, field);
    return in_arena(a, path);
}

/* Closes a reader of something inside; its refusal becomes the outer one's. */
static void end_inner(struct json_reader *outer, struct json_reader *inner,
                      const char *list, int index)
{
    if (json_read_end(inner) != ERR_OK)
        json_read_refuse(outer,
                         path_of(outer->arena, list, index, inner->field),
                         inner->wanted);
}

static void put_or_null(json_t *o, const char *field, json_t *value)
{
    json_put_take(o, field, value ? value : json_null());
}

static const char *wanted_item(struct arena *a,
                               const struct instrument_item *item)
{
    char wanted[80];

    snprintf(wanted, sizeof wanted, "a whole number from %g to %g, or null",
             item->min, item->max);
    return in_arena(a, wanted);
}

/* Items in the instrument's order, each a number or null; whether a number is
 * allowed is for the instrument to say. */
static json_t *read_items(struct json_reader *r, const struct instrument *in,
                          bool *any)
{
    struct rating ratings[INSTRUMENT_ITEMS_MAX];
    struct instrument_result result;
    json_t *given = json_read_optional(r, "items"), *kept = json_object();
    struct json_reader items;
    size_t bad = 0;

    if (!json_is_object(given)) {
        json_read_refuse(r, "items", "an object with one value for each item");
        return kept;
    }
    *any = false;
    json_read_begin(&items, given, r->arena);
    for (size_t i = 0; i < in->item_count; i++) {
        const char *id = in->items[i].id;
        ratings[i] = rating_none(RATING_MISSING);
        if (json_read_has(&items, id)) {
            int64_t value = json_read_int(&items, id, INT32_MIN, INT32_MAX);
            ratings[i] = rating_given((double)value);
            *any = true;
            json_put_int(kept, id, value);
        } else {
            json_put_null(kept, id);
        }
    }
    end_inner(r, &items, "items", -1);
    if (!r->field && instrument_score(in, ratings, in->item_count, &result,
                                      &bad) != INSTRUMENT_OK)
        json_read_refuse(r, path_of(r->arena, "items", -1, in->items[bad].id),
                         wanted_item(r->arena, &in->items[bad]));
    return kept;
}

static json_t *read_choice(struct json_reader *r, const char *field,
                           const char *const words[], const char *wanted)
{
    struct text t = json_read_text(r, field, 1, 16);

    for (; *words; words++)
        if (text_is(t, (struct text){ *words, strlen(*words) }))
            return json_string(*words);
    json_read_refuse(r, field, wanted);
    return NULL;
}

static void read_goal(struct json_reader *one, json_t *kept)
{
    json_t *value = NULL;

    if (json_read_has(one, "value"))
        value = json_integer(json_read_int(one, "value", 0, 10));
    put_or_null(kept, "value", value);
}

static void read_task(struct json_reader *one, json_t *kept)
{
    static const char *const done[] = { "yes", "partly", "no", NULL };
    static const char *const helped[] = { "yes", "little", "no", NULL };
    json_t *value = NULL;

    put_or_null(kept, "done",
                read_choice(one, "done", done, "yes, partly or no"));
    if (json_read_has(one, "helped"))
        value = read_choice(one, "helped", helped, "yes, little, no or null");
    put_or_null(kept, "helped", value);
}

/* "goals" or "tasks": a list of objects that each name one of them, once. */
static json_t *read_list(struct json_reader *r, const char *list,
                         const char *name,
                         void (*read_rest)(struct json_reader *, json_t *),
                         struct id ids[static ANSWERS_LIST_MAX], size_t *count)
{
    json_t *given = json_read_optional(r, list), *kept = json_array();
    size_t len = json_array_size(given);

    *count = 0;
    if (!json_is_array(given) || len > ANSWERS_LIST_MAX) {
        json_read_refuse(r, list, "a list of at most 64");
        return kept;
    }
    for (size_t i = 0; i < len && !r->field; i++) {
        json_t *out = json_object();
        struct json_reader one;
        struct id id;

        json_read_begin(&one, json_array_get(given, i), r->arena);
        id = json_read_id(&one, name);
        json_put_id(out, name, &id);
        read_rest(&one, out);
        json_array_append_new(kept, out);
        end_inner(r, &one, list, (int)i);

        for (size_t j = 0; j < *count; j++)
            if (id_same(&ids[j], &id))
                json_read_refuse(r, path_of(r->arena, list, (int)i, name),
                                 "each of them once");
        ids[(*count)++] = id;
    }
    return kept;
}

static bool read_declined(struct json_reader *r)
{
    struct text state = json_read_text(r, "state", 1, 16);

    if (text_is(state, TEXT("declined")))
        return true;
    if (!text_is(state, TEXT("answered")))
        json_read_refuse(r, "state", "answered or declined");
    return false;
}

enum err answers_read(struct json_reader *r, json_t *body, struct arena *a,
                      const struct instrument *in, struct answers *out)
{
    json_t *kept = json_object();
    struct text id;
    bool any = false;
    char *dump = NULL;
    enum err e;

    *out = (struct answers){ 0 };
    json_read_begin(r, body, a);
    out->declined = read_declined(r);
    id = json_read_text(r, "instrument", 1, INSTRUMENT_ID_MAX);
    if (!text_is(id, (struct text){ in->id, strlen(in->id) }))
        json_read_refuse(r, "instrument", in->id);
    json_put_text(kept, "instrument", id);
    json_put_take(kept, "items", read_items(r, in, &any));
    json_put_take(
        kept, "goals",
        read_list(r, "goals", "goal", read_goal, out->goals, &out->goal_count));
    json_put_take(
        kept, "tasks",
        read_list(r, "tasks", "task", read_task, out->tasks, &out->task_count));
    if (json_read_has(r, "sealed"))
        out->sealed = json_read_bytes(r, "sealed", 1, ANSWERS_SEALED_MAX);
    if (out->declined && (any || out->goal_count > 0 || out->task_count > 0 ||
                          out->sealed.len > 0))
        json_read_refuse(r, "state", "answered, or nothing but null and []");

    e = json_read_end(r);
    if (e != ERR_OK)
        goto out;
    dump = json_dumps(kept, JSON_COMPACT);
    if (dump)
        out->kept = arena_text(a, (struct text){ dump, strlen(dump) });
    if (!out->kept.ptr)
        e = ERR_FULL;
out:
    free(dump);
    json_decref(kept);
    return e;
}

json_t *answers_json(bool declined, struct text kept, struct text sealed)
{
    json_t *rest = json_parse(kept), *o;

    if (!rest)
        return NULL;
    o = json_object();
    json_put_take(o, "state", json_string(declined ? "declined" : "answered"));
    json_object_update(o, rest);
    if (sealed.len > 0)
        json_put_bytes(o, "sealed", sealed);
    else
        json_put_null(o, "sealed");
    json_decref(rest);
    return o;
}
