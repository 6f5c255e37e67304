/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz/instrument_file_fuzz.c: questionnaires as strangers write them. What is
 * accepted is sound and can be scored; what is refused says why.
 * Input that begins with a brace is a file as it is. Any other is a choice of
 * a questionnaire of ours and a list of edits to it, three bytes each: bytes
 * alone would hardly ever make JSON that goes deeper than the parser. What
 * comes of it is also laid over a key as a practice's words. */
#include <jansson.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/instruments/instrument_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool claim)
{
    if (!claim)
        abort();
}

static void score(const struct instrument *in, bool highest)
{
    struct rating answers[INSTRUMENT_ITEMS_MAX];
    struct instrument_result result;

    for (size_t i = 0; i < in->item_count; i++)
        answers[i] =
            rating_given(highest ? in->items[i].max : in->items[i].min);
    must(instrument_score(in, answers, in->item_count, &result, NULL) ==
         INSTRUMENT_OK);
    for (size_t i = 0; i < in->score_count; i++) {
        const struct scale scale = instrument_scale(in, i);
        const double slack = (scale.max - scale.min) * 1e-9;
        const double value = result.scores[i].value.value;

        must(result.scores[i].value.kind == RATING_GIVEN);
        must(value >= scale.min - slack && value <= scale.max + slack);
        must((result.scores[i].band == INSTRUMENT_NO_BAND) ==
             (in->scores[i].band_count == 0));
    }
    for (size_t i = 0; i < in->cut_count; i++)
        must(result.cuts[i] != INSTRUMENT_UNKNOWN);
    for (size_t i = 0; i < in->safety_count; i++)
        must(result.safety[i] != INSTRUMENT_UNKNOWN);
    for (size_t i = 0; i < in->rule_count; i++) {
        must(result.rules[i].holds != INSTRUMENT_UNKNOWN);
        for (size_t k = 0; k < in->rules[i].group_count; k++)
            must(result.rules[i].groups[k].met <=
                 in->rules[i].groups[k].item_count);
    }
}

static void check(struct text json)
{
    char why[INSTRUMENT_FILE_WHY_MAX];
    struct instrument_file *f = instrument_file_parse(json, why);
    size_t at;

    if (f == NULL) {
        must(strlen(why) > 0 && strlen(why) < sizeof(why));
        return;
    }
    must(instrument_check(&f->in, &at) == INSTRUMENT_SOUND);
    score(&f->in, false);
    score(&f->in, true);
    instrument_file_free(f);
}

/* One of those that together have every part of the extension. */
static json_t *ours(uint8_t which)
{
    static const char *const names[] = { "closing-client", "phq-9", "srs",
                                         "digital-alliance-pulse" };
    static json_t *roots[4];
    json_t **root = &roots[which % 4];
    json_error_t error;
    char path[4096];

    if (*root == NULL) {
        (void)snprintf(path, sizeof(path), "%s/%s.json",
                       instrument_default_dir(), names[which % 4]);
        *root = json_load_file(path, 0, &error);
        must(*root != NULL);
    }
    return json_deep_copy(*root);
}

/* Words for a key, as a practice writes them: taken or refused, never half. */
static void lay_over(json_t *site)
{
    char why[INSTRUMENT_FILE_WHY_MAX];
    json_t *key = ours(2);
    struct instrument_file *f = instrument_file_read(key, why), *merged;

    must(f != NULL);
    merged = instrument_file_with_words(f, site, why);
    must(merged != NULL || strlen(why) > 0);
    if (merged != NULL)
        must(!merged->in.text_absent &&
             merged->in.item_count == f->in.item_count);
    instrument_file_free(merged);
    instrument_file_free(f);
    json_decref(key);
}

static json_t *made_up(uint8_t choice)
{
    switch (choice % 16) {
    case 0: return json_integer(-1);
    case 1: return json_integer(0);
    case 2: return json_integer(1);
    case 3: return json_integer(INT64_MAX);
    case 4: return json_real(0.3);
    case 5: return json_real(-1e308);
    case 6: return json_real(1e308);
    case 7: return json_true();
    case 8: return json_null();
    case 9: return json_string("");
    case 10: return json_string("goal");
    case 11: return json_string("total");
    case 12: return json_string("sum");
    case 13: return json_string("choice");
    case 14: return json_array();
    default: return json_object();
    }
}

/* Walks down from node by the bytes of where, and edits what it finds. */
static void edit(json_t *node, uint8_t where, uint8_t deeper, uint8_t what)
{
    const size_t len =
        json_is_array(node) ? json_array_size(node) : json_object_size(node);
    void *at;

    if (len == 0)
        return;
    if (json_is_array(node)) {
        json_t *child = json_array_get(node, where % len);

        if (deeper > 0 && (json_is_array(child) || json_is_object(child)))
            edit(child, (uint8_t)(where / len + deeper), deeper / 2, what);
        else if (what % 3 == 0)
            must(json_array_remove(node, where % len) == 0);
        else if (what % 3 == 1)
            must(json_array_append_new(node, json_deep_copy(child)) == 0);
        else
            must(json_array_set_new(node, where % len, made_up(what / 3)) == 0);
        return;
    }
    at = json_object_iter(node);
    for (size_t i = 0; i < where % len; i++)
        at = json_object_iter_next(node, at);
    if (deeper > 0 && (json_is_array(json_object_iter_value(at)) ||
                       json_is_object(json_object_iter_value(at))))
        edit(json_object_iter_value(at), (uint8_t)(where / len + deeper),
             deeper / 2, what);
    else if (what % 4 == 0)
        must(json_object_del(node, json_object_iter_key(at)) == 0);
    else
        must(json_object_iter_set_new(node, at, made_up(what / 4)) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    json_t *root;
    char *json;

    if (size > 0 && data[0] == '{') {
        check((struct text){ (const char *)data, size });
        return 0;
    }
    root = ours(size == 0 ? 0 : data[0]);
    for (size_t i = 1; i + 2 < size && i < 60; i += 3)
        edit(root, data[i], data[i + 1], data[i + 2]);
    json = json_dumps(root, JSON_COMPACT);
    must(json != NULL);
    check((struct text){ json, strlen(json) });
    free(json);
    lay_over(root);
    json_decref(root);
    return 0;
}
