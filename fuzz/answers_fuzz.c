/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz/answers_fuzz.c: closing minutes as strangers send them. What is refused
 * names its field; what is accepted is in range, and the sheet as it is handed
 * out again is read as the very same, so that a retry stays a retry. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/checks/checks_answers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct instrument_item items[] = {
    { .id = "goal", .min = 0, .max = 10, .step = 1 },
    { .id = "task", .min = 0, .max = 10, .step = 1 },
    { .id = "bond", .min = 0, .max = 10, .step = 1 },
    { .id = "medium", .min = 0, .max = 10, .step = 1 },
    { .id = "overall", .min = 0, .max = 10, .step = 1 },
};
static const uint8_t total[] = { 0, 1, 2, 4 };
static const struct instrument_score scores[] = {
    { .id = "total",
      .how = INSTRUMENT_MEAN,
      .items = total,
      .item_count = 4,
      .missing_max = 1,
      .factor = 1 },
};
static const struct instrument form = {
    .id = "closing-client",
    .items = items,
    .item_count = 5,
    .scores = scores,
    .score_count = 1,
};

static void must(bool claim)
{
    if (!claim)
        abort();
}

static void check_range(json_t *sheet)
{
    json_t *given = json_object_get(sheet, "items");

    must(json_object_size(given) == form.item_count);
    for (size_t i = 0; i < form.item_count; i++) {
        json_t *value = json_object_get(given, items[i].id);
        must(json_is_null(value) || (json_integer_value(value) >= 0 &&
                                     json_integer_value(value) <= 10));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    json_t *body = json_parse((struct text){ (const char *)data, size });
    json_t *sheet = NULL;
    static struct answers first, again;
    struct json_reader r;
    struct arena arena;

    arena_init(&arena, 4 * 1024 * 1024);
    if (!body)
        goto out;
    if (answers_read(&r, body, &arena, &form, &first) != ERR_OK) {
        must(r.field && r.wanted);
        goto out;
    }
    must(first.goal_count <= ANSWERS_LIST_MAX);
    must(first.task_count <= ANSWERS_LIST_MAX);
    must(first.sealed.len <= ANSWERS_SEALED_MAX);
    must(!first.declined ||
         first.goal_count + first.task_count + first.sealed.len == 0);

    sheet = answers_json(first.declined, first.kept, first.sealed);
    must(sheet != NULL);
    check_range(sheet);
    must(answers_read(&r, sheet, &arena, &form, &again) == ERR_OK);
    must(again.declined == first.declined && text_is(again.kept, first.kept) &&
         text_is(again.sealed, first.sealed));
out:
    json_decref(sheet);
    json_decref(body);
    arena_deinit(&arena);
    return 0;
}
