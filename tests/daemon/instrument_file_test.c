/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/instruments/instrument_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/check.h"

#define BASE INSTRUMENT_FHIR_BASE
#define FHIR "http://hl7.org/fhir/StructureDefinition/"

#define ITEM(id, min, max)                                                     \
    "{\"linkId\":\"" id "\",\"type\":\"integer\",\"extension\":["              \
    "{\"url\":\"" FHIR "minValue\",\"valueInteger\":" min "},"                 \
    "{\"url\":\"" FHIR "maxValue\",\"valueInteger\":" max "}]}"
#define SCORE(id, how, items, missing)                                         \
    "{\"url\":\"" BASE "score\",\"extension\":["                               \
    "{\"url\":\"id\",\"valueString\":\"" id "\"},"                             \
    "{\"url\":\"how\",\"valueCode\":\"" how "\"}," items                       \
    "{\"url\":\"missing-max\",\"valueInteger\":" missing "}]}"
#define OF(item) "{\"url\":\"item\",\"valueString\":\"" item "\"},"
#define VALIDATION                                                             \
    "{\"url\":\"" BASE "validation\",\"valueCode\":\"unvalidated\"}"
#define FORM(id, extensions, items)                                            \
    "{\"resourceType\":\"Questionnaire\",\"status\":\"active\",\"id\":\"" id   \
    "\",\"extension\":[" extensions "],\"item\":[" items "]}"
#define TOTAL SCORE("total", "mean", OF("a") OF("b"), "1")
#define TWO ITEM("a", "0", "10") "," ITEM("b", "0", "10")

static struct instrument_file *parse(const char *json,
                                     char why[static INSTRUMENT_FILE_WHY_MAX])
{
    return instrument_file_parse((struct text){ json, strlen(json) }, why);
}

TEST(a_questionnaire_becomes_its_key)
{
    static const char json[] =
        FORM("two",
             VALIDATION "," TOTAL ","
                        "{\"url\":\"https://elsewhere.example/x\"}",
             TWO ",{\"linkId\":\"open\",\"type\":\"text\"}");
    char why[INSTRUMENT_FILE_WHY_MAX];
    struct instrument_file *f = parse(json, why);

    assert_non_null(f);
    assert_string_equal(f->in.id, "two");
    CHECK(f->in.item_count == 2 && f->in.score_count == 1);
    CHECK(f->in.items[1].max >= 10 && f->in.items[1].step >= 1);
    CHECK(f->in.scores[0].missing_max == 1);
    CHECK(f->in.scores[0].how == INSTRUMENT_MEAN);
    instrument_file_free(f);
}

TEST(every_flaw_is_refused_with_the_place_that_is_wrong)
{
    static const struct {
        const char *json, *why;
    } rows[] = {
        { "", "line" },
        { "{", "line 1" },
        { "[]", "resourceType" },
        { "{\"id\":\"a\",\"id\":\"b\"}", "duplicate" },
        { "{\"resourceType\":\"Patient\"}", "resourceType" },
        { "{\"resourceType\":\"Questionnaire\",\"status\":\"draft\"}",
          "status is not active" },
        { "{\"resourceType\":\"Questionnaire\",\"status\":\"active\"}",
          "id is missing" },
        { FORM("two", TOTAL, TWO), "unvalidated or published" },
        { FORM("two", VALIDATION "," VALIDATION "," TOTAL, TWO), "twice" },
        { FORM("two", VALIDATION, TWO), "no_total" },
        { FORM("Two", VALIDATION "," TOTAL, TWO), "bad_id" },
        { FORM("two", VALIDATION "," TOTAL ",{\"url\":\"" BASE "scor\"}", TWO),
          "unknown extension" },
        { FORM("two", VALIDATION "," TOTAL, ITEM("a", "0", "10")),
          "no rated item b" },
        { FORM("two", VALIDATION "," TOTAL,
               TWO ",{\"linkId\":\"c\",\"type\":\"choice\"}"),
          "type choice is not supported" },
        { FORM("two", VALIDATION "," TOTAL,
               TWO ",{\"linkId\":\"c\",\"type\":\"integer\"}"),
          "item c: a rated item needs minValue" },
        { FORM("two", VALIDATION "," TOTAL, TWO ",{\"type\":\"text\"}"),
          "item[2]: no linkId" },
        { FORM("two", VALIDATION "," TOTAL, TWO ",7"), "no linkId" },
        { FORM("two", VALIDATION "," TOTAL,
               ITEM("a", "0", "10") "," ITEM("a", "0", "10")),
          "no rated item b" },
        { FORM("two", VALIDATION "," TOTAL, TWO "," ITEM("a", "0", "10")),
          "a: item_twice" },
        { FORM("two", VALIDATION "," TOTAL,
               ITEM("a", "10", "0") "," ITEM("b", "0", "10")),
          "a: item_bad_range" },
        { FORM("two", VALIDATION "," TOTAL,
               ITEM("a", "0", "10") "," ITEM("b", "0", "5")),
          "total: score_mixed_ranges" },
        { FORM("two", VALIDATION "," TOTAL,
               ITEM("a", "0", "\"10\"") "," ITEM("b", "0", "10")),
          "item a: maxValue is not a number" },
        { FORM("two", VALIDATION "," SCORE("total", "median", OF("a"), "0"),
               TWO),
          "how is mean or sum, not median" },
        { FORM("two", VALIDATION "," SCORE("total", "sum", OF("a"), "-1"), TWO),
          "missing-max" },
        { FORM("two", VALIDATION "," SCORE("total", "sum", OF("a"), "1"), TWO),
          "total: score_bad_missing" },
        { FORM("two", VALIDATION "," SCORE("total", "sum", "", "0"), TWO),
          "total: score_empty" },
        { FORM("two", VALIDATION "," TOTAL "," SCORE("at", "sum", OF("a"), "0"),
               TWO),
          "score at: the name is taken" },
        { FORM("two",
               VALIDATION ",{\"url\":\"" BASE "score\",\"extension\":[]}", TWO),
          "score[0]: needs id exactly once" },
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char why[INSTRUMENT_FILE_WHY_MAX];

        if (parse(rows[i].json, why) != NULL)
            fail_msg("accepted: %s", rows[i].json);
        if (strstr(why, rows[i].why) == NULL)
            fail_msg("\"%s\" does not say \"%s\"", why, rows[i].why);
    }
}

TEST(a_file_beyond_its_ceiling_is_refused_unread)
{
    const size_t len = INSTRUMENT_FILE_BYTES_MAX + 1;
    char why[INSTRUMENT_FILE_WHY_MAX];
    char *bytes = malloc(len);

    assert_non_null(bytes);
    memset(bytes, ' ', len);
    CHECK(instrument_file_parse((struct text){ bytes, len }, why) == NULL);
    CHECK(strstr(why, "larger than") != NULL);
    free(bytes);
}

TEST(our_own_questionnaires_load_and_keep_the_protocols_items)
{
    static const char *const ids[] = { "closing-client", "closing-therapist" };
    static const char *const items[] = { "goal", "task", "bond", "medium",
                                         "overall" };
    struct instrument_set set;
    char why[INSTRUMENT_FILE_WHY_MAX];

    if (instrument_set_load(&set, instrument_default_dir(), why) != 0)
        fail_msg("%s", why);
    for (size_t i = 0; i < 2; i++) {
        const struct instrument *in =
            instrument_set_find(&set, (struct text){ ids[i], strlen(ids[i]) });

        assert_non_null(in);
        CHECK(in->item_count == 5 && in->score_count == 2);
        for (size_t k = 0; k < 5; k++)
            assert_string_equal(in->items[k].id, items[k]);
        CHECK(in->scores[0].item_count == 4 && in->scores[0].missing_max == 1);
        assert_string_equal(in->scores[1].id, "medium");
    }
    CHECK(instrument_set_find(&set, TEXT("closing")) == NULL);
    instrument_set_deinit(&set);
}

static void write_file(const char *dir, const char *name, const char *json)
{
    char path[512];
    FILE *f;

    (void)snprintf(path, sizeof(path), "%s/%s", dir, name);
    f = fopen(path, "wb");
    assert_non_null(f);
    CHECK(fputs(json, f) >= 0);
    CHECK(fclose(f) == 0);
}

TEST(a_folder_with_one_bad_file_is_refused_by_its_name)
{
    char dir[] = "/tmp/rapport-instruments-XXXXXX";
    char why[INSTRUMENT_FILE_WHY_MAX], path[512];
    struct instrument_set set;

    assert_non_null(mkdtemp(dir));
    write_file(dir, "two.json", FORM("two", VALIDATION "," TOTAL, TWO));
    write_file(dir, "notes.txt", "no questionnaire");
    CHECK(instrument_set_load(&set, dir, why) == 0 && set.count == 1);
    instrument_set_deinit(&set);

    write_file(dir, "three.json", FORM("two", VALIDATION "," TOTAL, TWO));
    CHECK(instrument_set_load(&set, dir, why) == -1);
    assert_string_equal(why, "three.json: its id is two");
    write_file(dir, "three.json", "{");
    CHECK(instrument_set_load(&set, dir, why) == -1);
    CHECK(strncmp(why, "three.json: line 1", 18) == 0);

    for (size_t i = 0; i < 3; i++) {
        static const char *const names[] = { "two.json", "three.json",
                                             "notes.txt" };

        (void)snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
        CHECK(unlink(path) == 0);
    }
    CHECK(rmdir(dir) == 0);
    CHECK(instrument_set_load(&set, dir, why) == -1);
    CHECK(strstr(why, "cannot be read") != NULL);
}
