/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz/ratings_fuzz.c: files of ratings as they may come, CSV or JSON lines,
 * through `rapport score` and `rapport course`. Whatever comes in, every line
 * that goes out is JSON with a value on its scale, and a refusal is said. */
#include <jansson.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/cli/course.h"
#include "daemon/cli/score.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct instrument_set set;

static void must(bool claim)
{
    if (!claim)
        abort();
}

static void load(void)
{
    char why[INSTRUMENT_FILE_WHY_MAX];

    if (set.count == 0)
        must(instrument_set_load(&set, instrument_default_dir(), why) == 0);
}

static void check_lines(const char *out, bool has_value)
{
    for (const char *line = out; *line != '\0';) {
        const char *end = strchr(line, '\n');
        json_error_t error;
        json_t *object, *value;

        must(end != NULL);
        object = json_loadb(line, (size_t)(end - line), JSON_REJECT_DUPLICATES,
                            &error);
        must(json_is_object(object));
        value = json_object_get(object, has_value ? "value" : "total");
        must(json_is_null(value) || json_is_number(value));
        if (json_is_number(value))
            must(json_number_value(value) >= 0 &&
                 json_number_value(value) <= 10);
        json_decref(object);
        line = end + 1;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct course_options options = course_options_defaults();

    if (size == 0)
        return 0;
    load();
    options.explain = true;
    options.prior = "site";
    options.site_people = 3;
    options.ratings.any_order = size % 2 == 0;
    for (int course = 0; course < 2; course++) {
        char *out = NULL, *err = NULL;
        size_t out_len = 0, err_len = 0;
        FILE *in = fmemopen((void *)(uintptr_t)data, size, "rb");
        FILE *out_file = open_memstream(&out, &out_len);
        FILE *err_file = open_memstream(&err, &err_len);
        int status;

        must(in != NULL && out_file != NULL && err_file != NULL);
        status = course == 1
                     ? course_stream(&set, &options, in, out_file, err_file)
                     : score_stream(&set, true, in, out_file, err_file);
        (void)fclose(in);
        (void)fclose(out_file);
        (void)fclose(err_file);
        must(status == 0 || status == 1);
        must((status == 1) == (err_len > 0));
        check_lines(out, course == 1);
        free(out);
        free(err);
    }
    return 0;
}
