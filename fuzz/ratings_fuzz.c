/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz/ratings_fuzz.c: files of ratings as they may come, CSV or JSON lines,
 * through `rapport score`, `rapport course` and `rapport rupture` with every
 * rule. Whatever comes in, every line that goes out is JSON with a value on its
 * scale, and a refusal is said. */
#include <jansson.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/cli/course.h"
#include "daemon/cli/rupture.h"
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

static double number_of(const json_t *object, const char *key)
{
    const json_t *found = json_object_get(object, key);

    must(json_is_number(found));
    return json_number_value(found);
}

/* --- what each line must be ----------------------------------------------- */

static void check_score(const json_t *line)
{
    const json_t *total = json_object_get(line, "total");

    must(total == NULL || json_is_null(total) || json_is_number(total));
}

static void check_scale(const json_t *line, double value)
{
    const json_t *parameters = json_object_get(line, "parameters");

    must(value >= number_of(parameters, "min") &&
         value <= number_of(parameters, "max"));
}

static void check_row(const json_t *line)
{
    const json_t *value = json_object_get(line, "value");

    must(json_is_null(value) || json_is_number(value));
    if (json_is_number(value))
        check_scale(line, json_number_value(value));
}

static void check_episode(const json_t *line)
{
    check_scale(line, number_of(line, "lowest"));
    must(number_of(line, "ref") > number_of(line, "lowest"));
}

/* --- the commands --------------------------------------------------------- */

static int score(bool any_order, FILE *in, FILE *out, FILE *err)
{
    return score_stream(&set, any_order, in, out, err);
}

static int course(bool any_order, FILE *in, FILE *out, FILE *err)
{
    struct course_options options = course_options_defaults();

    options.explain = true;
    options.prior = "site";
    options.site_people = 3;
    options.ratings.any_order = any_order;
    return course_stream(&set, &options, in, out, err);
}

static int rupture(bool any_order, FILE *in, FILE *out, FILE *err)
{
    struct rupture_cli_options options = rupture_cli_defaults();

    options.rule.rule = "all";
    options.explain = true;
    options.ratings.any_order = any_order;
    return rupture_stream(&set, &options, in, out, err);
}

static int episodes(bool any_order, FILE *in, FILE *out, FILE *err)
{
    struct rupture_cli_options options = rupture_cli_defaults();

    options.rule.rule = "all";
    options.episodes = true;
    options.closed = !any_order;
    options.ratings.any_order = any_order;
    return rupture_stream(&set, &options, in, out, err);
}

static const struct {
    int (*run)(bool any_order, FILE *in, FILE *out, FILE *err);
    void (*check)(const json_t *line);
} commands[] = {
    { score, check_score },
    { course, check_row },
    { rupture, check_row },
    { episodes, check_episode },
};

static void check_lines(const char *out, void (*check)(const json_t *line))
{
    for (const char *line = out; *line != '\0';) {
        const char *end = strchr(line, '\n');
        json_error_t error;
        json_t *object;

        must(end != NULL);
        object = json_loadb(line, (size_t)(end - line), JSON_REJECT_DUPLICATES,
                            &error);
        must(json_is_object(object));
        check(object);
        json_decref(object);
        line = end + 1;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    load();
    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
        char *out = NULL, *err = NULL;
        size_t out_len = 0, err_len = 0;
        FILE *in = fmemopen((void *)(uintptr_t)data, size, "rb");
        FILE *out_file = open_memstream(&out, &out_len);
        FILE *err_file = open_memstream(&err, &err_len);
        int status;

        must(in != NULL && out_file != NULL && err_file != NULL);
        status = commands[i].run(size % 2 == 0, in, out_file, err_file);
        (void)fclose(in);
        (void)fclose(out_file);
        (void)fclose(err_file);
        must(status == 0 || status == 1);
        must((status == 1) == (err_len > 0));
        check_lines(out, commands[i].check);
        free(out);
        free(err);
    }
    return 0;
}
