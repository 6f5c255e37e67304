/* SPDX-License-Identifier: Apache-2.0 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "daemon/instruments/instrument_read.h"

/* What a site may say in its own words; everything else is the key. */
static const char *const words[] = { "text",        "copyright", "title",
                                     "description", "prefix",    "language",
                                     "publisher",   NULL };

static bool are_words(const char *field)
{
    for (size_t i = 0; words[i] != NULL; i++)
        if (strcmp(field, words[i]) == 0)
            return true;
    return false;
}

static bool is_display(const json_t *item)
{
    const char *type = read_string(item, "type");

    return type != NULL && strcmp(type, "display") == 0;
}

/* Takes the words of site into ours. A field that is neither words nor what
 * ours already says, nor `but`, is refused. */
static bool merge_words(struct reading *r, json_t *ours, json_t *site,
                        const char *what, const char *but)
{
    const char *field;
    json_t *value;

    json_object_foreach(site, field, value)
    {
        if (strcmp(field, but) == 0 ||
            json_equal(json_object_get(ours, field), value))
            continue;
        if (!are_words(field))
            return read_refuse(r,
                               "%.64s: %.32s is part of the key; a site "
                               "may only add words",
                               what, field);
        if (!json_is_string(value) || json_string_length(value) == 0)
            return read_refuse(r, "%.64s: %.32s is no text", what, field);
        json_object_set(ours, field, value);
    }
    return true;
}

/* Below a question stand only the words at the ends of its scale. */
static bool merge_ends(struct reading *r, json_t *ours, const json_t *site,
                       const char *id)
{
    json_t *ends = json_object_get(site, "item"), *end;
    size_t i;

    if (ends == NULL || json_equal(json_object_get(ours, "item"), ends))
        return true;
    json_array_foreach(ends, i, end)
    {
        if (!is_display(end) || json_object_get(end, "item") != NULL)
            return read_refuse(r,
                               "%.64s: only words for display may stand "
                               "below it",
                               id);
    }
    json_object_set(ours, "item", ends);
    return true;
}

static json_t *find_item(const json_t *items, const char *id)
{
    json_t *item;
    size_t i;

    json_array_foreach(items, i, item)
    {
        const char *found = read_string(item, "linkId");

        if (found != NULL && strcmp(found, id) == 0)
            return item;
    }
    return NULL;
}

static bool merge_items(struct reading *r, json_t *ours, const json_t *site)
{
    json_t *mine = json_object_get(ours, "item"), *item, *leads;
    size_t i, lead_count = 0;

    leads = json_array();
    json_array_foreach(json_object_get(site, "item"), i, item)
    {
        const char *id = read_string(item, "linkId");
        json_t *own = id == NULL ? NULL : find_item(mine, id);
        bool fine = true;

        if (id == NULL)
            fine = read_refuse(r, "item[%zu]: no linkId", i);
        else if (own != NULL)
            fine = merge_words(r, own, item, id, "item") &&
                   merge_ends(r, own, item, id);
        else if (is_display(item))
            json_array_append(leads, item);
        else
            fine = read_refuse(r, "there is no item %.64s in the key", id);
        if (!fine) {
            json_decref(leads);
            return false;
        }
    }
    lead_count = json_array_size(leads);
    for (i = 0; i < lead_count; i++)
        json_array_insert(mine, i, json_array_get(leads, i));
    json_decref(leads);
    return true;
}

/* The words are there now: all of them, or it is refused. */
static bool unmark(struct reading *r, const struct instrument *in, json_t *ours)
{
    json_t *all = json_object_get(ours, "extension");
    size_t i = 0;

    for (size_t k = 0; k < in->item_count; k++) {
        const char *id = in->items[k].id;

        if (read_string(find_item(json_object_get(ours, "item"), id), "text") ==
            NULL)
            return read_refuse(r, "item %.64s has no words", id);
    }
    while (i < json_array_size(all))
        if (read_url_is(json_array_get(all, i), INSTRUMENT_FHIR_BASE "text"))
            json_array_remove(all, i);
        else
            i++;
    return true;
}

static bool same(struct reading *r, const json_t *site, const char *field,
                 const char *ours)
{
    const char *found = read_string(site, field);

    return (found != NULL && strcmp(found, ours) == 0) ||
           read_refuse(r, "its %s is %.64s, the key's is %.64s", field,
                       found == NULL ? "missing" : found, ours);
}

struct instrument_file *
instrument_file_with_words(const struct instrument_file *key, json_t *site,
                           char why[static INSTRUMENT_FILE_WHY_MAX])
{
    json_t *merged = json_deep_copy(key->questionnaire);
    struct reading r = { .why = why };
    struct instrument_file *f = NULL;

    if (merged == NULL)
        (void)read_refuse(&r, "out of memory");
    else if (same(&r, site, "id", key->in.id) &&
             same(&r, site, "version", key->in.version) &&
             merge_words(&r, merged, site, key->in.id, "item") &&
             merge_items(&r, merged, site) && unmark(&r, &key->in, merged))
        f = instrument_file_read(merged, why);
    json_decref(merged);
    return f;
}
