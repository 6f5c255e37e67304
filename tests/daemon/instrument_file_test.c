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
#define CHOICE(id, options)                                                    \
    "{\"linkId\":\"" id "\",\"type\":\"choice\",\"answerOption\":[" options "]}"
#define OPTION(value)                                                          \
    "{\"extension\":[{\"url\":\"" FHIR                                         \
    "ordinalValue\",\"valueDecimal\":" value                                   \
    "}],\"valueCoding\":{\"display\":\"x\"}}"
#define TEXT_PART(url, text)                                                   \
    "{\"url\":\"" url "\",\"valueString\":\"" text "\"},"
#define NUMBER(url, value) "{\"url\":\"" url "\",\"valueInteger\":" value "}"
#define BAND(id, from)                                                         \
    "{\"url\":\"band\",\"extension\":[" TEXT_PART("id", id)                    \
        NUMBER("from", from) "]},"
#define CUT(score, op, at)                                                     \
    "{\"url\":\"" BASE "cut-off\",\"extension\":[" TEXT_PART("id", "line")     \
        TEXT_PART("score", score) TEXT_PART(                                   \
            "source", "made up") "{\"url\":\"op\",\"valueCode\":\"" op         \
                                 "\"}," NUMBER("at", at) "]}"
#define SAFETY(item, at)                                                       \
    "{\"url\":\"" BASE "safety\",\"extension\":[" TEXT_PART("id", "ask")       \
        TEXT_PART("item", item) TEXT_PART("source", "made up")                 \
            NUMBER("at", at) "]}"
#define GROUP(at, least)                                                       \
    ",{\"url\":\"group\",\"extension\":[" TEXT_PART("id", "g")                 \
        TEXT_PART("item", "a") TEXT_PART("item", "b")                          \
            NUMBER("at", at) "," NUMBER("least", least) "]}"
#define RULE(groups)                                                           \
    "{\"url\":\"" BASE "rule\",\"extension\":[" TEXT_PART(                     \
        "id",                                                                  \
        "rule-1") "{\"url\":\"source\",\"valueString\":\"made up\"}" groups    \
                  "]}"
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

TEST(choices_bands_lines_and_rules_become_data)
{
    static const char json[] = FORM(
        "one",
        VALIDATION "," SCORE(
            "total", "sum", OF("a") OF("b") BAND("low", "2") BAND("high", "5"),
            "0") "," CUT("total", "<",
                         "4") "," SAFETY("b", "3") "," RULE(GROUP("2", "1")),
        CHOICE("a", OPTION("1") "," OPTION("2") "," OPTION("3")) "," CHOICE(
            "b", OPTION("1") "," OPTION("2") "," OPTION("3")));
    char why[INSTRUMENT_FILE_WHY_MAX];
    struct instrument_file *f = parse(json, why);

    if (f == NULL)
        fail_msg("%s", why);
    CHECK(f->in.items[1].min >= 1 && f->in.items[1].max <= 3);
    CHECK(f->in.items[1].step >= 1 && f->in.items[1].step <= 1);
    CHECK(f->in.scores[0].band_count == 2);
    assert_string_equal(f->in.scores[0].bands[1].id, "high");
    CHECK(f->in.cut_count == 1 && f->in.cuts[0].op == INSTRUMENT_BELOW);
    CHECK(f->in.safety_count == 1 && f->in.safety[0].item == 1);
    CHECK(f->in.rule_count == 1 && f->in.rules[0].group_count == 1);
    CHECK(f->in.rules[0].groups[0].item_count == 2);
    CHECK(f->in.rules[0].groups[0].least == 1);
    CHECK(f->in.rules[0].groups[0].most == 2);
    CHECK(f->in.unvalidated && !f->in.text_absent && !f->in.no_total);
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
               TWO ",{\"linkId\":\"c\",\"type\":\"quantity\"}"),
          "type quantity is not supported" },
        { FORM("two", VALIDATION "," TOTAL,
               TWO ",{\"linkId\":\"c\",\"type\":\"integer\"}"),
          "item c: a rated item needs minValue" },
        { FORM("two", VALIDATION "," TOTAL, TWO ",{\"type\":\"text\"}"),
          "item[2]: no linkId" },
        { FORM("two", VALIDATION "," TOTAL, TWO ",7"), "no linkId" },
        { FORM("two", VALIDATION "," TOTAL,
               ITEM("a", "0", "10") "," ITEM("a", "0", "10")),
          "a: item_twice" },
        { FORM("two", VALIDATION "," TOTAL, TWO "," ITEM("a", "0", "10")),
          "a: item_twice" },
        { FORM("two", VALIDATION "," TOTAL,
               TWO ",{\"linkId\":\"a\",\"type\":\"display\"}"),
          "a: item_twice" },
        { FORM("two", VALIDATION "," TOTAL, TWO "," ITEM("c", "0", "10")),
          "c: item_in_no_score" },
        { FORM("two",
               VALIDATION "," TOTAL ",{\"url\":\"" BASE
                          "text\",\"valueCode\":\"gone\"}",
               TWO),
          "text is included or absent" },
        { FORM("two",
               "{\"url\":\"" BASE
               "validation\",\"valueCode\":\"published\"}," TOTAL,
               TWO),
          "a published key needs its source" },
        { FORM("two",
               VALIDATION "," TOTAL ",{\"url\":\"" BASE
                          "no-total\",\"valueBoolean\":1}",
               TWO),
          "no-total is not true or false" },
        { FORM("two",
               VALIDATION "," TOTAL ",{\"url\":\"" BASE
                          "no-total\",\"valueBoolean\":true}",
               TWO),
          "two: no_total" },
        { FORM("one", VALIDATION "," SCORE("total", "sum", OF("a"), "0"),
               CHOICE("a", OPTION("0"))),
          "item a: a choice needs two answerOptions" },
        { FORM("one", VALIDATION "," SCORE("total", "sum", OF("a"), "0"),
               CHOICE("a", OPTION("1") "," OPTION("0"))),
          "item a: answerOptions do not ascend" },
        { FORM("one", VALIDATION "," SCORE("total", "sum", OF("a"), "0"),
               CHOICE("a", OPTION("0") "," OPTION("1") "," OPTION("3"))),
          "item a: answerOptions have unequal steps" },
        { FORM("one", VALIDATION "," SCORE("total", "sum", OF("a"), "0"),
               CHOICE("a", OPTION("0") ",{\"valueString\":\"x\"}")),
          "item a: an answerOption without ordinalValue" },
        { FORM("two", VALIDATION "," TOTAL "," CUT("total", ">=", "11"), TWO),
          "line: cut_off_out_of_range" },
        { FORM("two", VALIDATION "," TOTAL "," CUT("other", ">=", "5"), TWO),
          "cut-off line: there is no score other" },
        { FORM("two", VALIDATION "," TOTAL "," CUT("total", "=", "5"), TWO),
          "cut-off: op is >=, >, <= or <, not =" },
        { FORM("two", VALIDATION "," TOTAL "," SAFETY("c", "1"), TWO),
          "safety: there is no rated item c" },
        { FORM("two", VALIDATION "," TOTAL "," SAFETY("a", "0"), TWO),
          "ask: safety_out_of_range" },
        { FORM("two", VALIDATION "," TOTAL "," RULE(GROUP("2", "3")), TWO),
          "rule-1: group_bad_count" },
        { FORM("two", VALIDATION "," TOTAL "," RULE(GROUP("11", "1")), TWO),
          "rule-1: group_out_of_range" },
        { FORM("two", VALIDATION "," TOTAL "," RULE(""), TWO),
          "rule: needs group" },
        { FORM("two",
               VALIDATION "," TOTAL ",{\"url\":\"" BASE
                          "rule\",\"extension\":[{\"url\":\"grup\"}]}",
               TWO),
          "rule: grup is unknown" },
        { FORM("two",
               VALIDATION "," SCORE(
                   "total", "mean",
                   OF("a") OF("b") "{\"url\":\"factor\",\"valueInteger\":0},",
                   "1"),
               TWO),
          "total: score_bad_factor" },
        { FORM("two",
               VALIDATION "," SCORE("total", "mean",
                                    OF("a") OF("b") BAND("low", "0")
                                        BAND("high", "5") BAND("mid", "4"),
                                    "1"),
               TWO),
          "total: bands_unsorted_or_overlapping" },
        { FORM("two",
               VALIDATION "," SCORE("total", "mean",
                                    OF("a") OF("b") BAND("low", "1"), "1"),
               TWO),
          "total: bands_do_not_start_at_the_least_value" },
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

#define SITE(id, version, more, items)                                         \
    "{\"resourceType\":\"Questionnaire\",\"status\":\"active\",\"id\":\"" id   \
    "\",\"version\":\"" version "\"," more "\"item\":[" items "]}"
#define WORDS(id, text) "{\"linkId\":\"" id "\",\"text\":\"" text "\"}"
#define FOUR_WORDS                                                             \
    WORDS("i1", "made up 1")                                                   \
    "," WORDS("i2", "made up 2") "," WORDS("i3", "made up 3") ","              \
                                                                               \
        WORDS("i4", "made up 4")

static struct instrument_file *with_words(const char *json, char *why)
{
    static struct instrument_set set;
    struct instrument_file *f = NULL;
    json_error_t error;
    json_t *site = json_loads(json, 0, &error);

    assert_non_null(site);
    if (set.count == 0 &&
        instrument_set_load(&set, instrument_default_dir(), why) != 0)
        fail_msg("%s", why);
    for (size_t i = 0; i < set.count; i++)
        if (strcmp(set.files[i]->in.id, "srs") == 0)
            f = instrument_file_with_words(set.files[i], site, why);
    json_decref(site);
    instrument_set_deinit(&set);
    return f;
}

TEST(a_site_gives_a_key_its_words_and_nothing_else_changes)
{
    static const char json[] =
        SITE("srs", "1.0.0", "\"copyright\":\"by licence 7\",",
             "{\"linkId\":\"lead\",\"type\":\"display\",\"text\":\"Today\"}"
             "," FOUR_WORDS);
    char why[INSTRUMENT_FILE_WHY_MAX];
    struct instrument_file *f = with_words(json, why);
    const json_t *items;

    if (f == NULL)
        fail_msg("%s", why);
    CHECK(!f->in.text_absent && f->in.item_count == 4 && f->in.cut_count == 1);
    assert_string_equal(
        json_string_value(json_object_get(f->questionnaire, "copyright")),
        "by licence 7");
    items = json_object_get(f->questionnaire, "item");
    CHECK(json_array_size(items) == 5);
    assert_string_equal(
        json_string_value(json_object_get(json_array_get(items, 0), "linkId")),
        "lead");
    assert_string_equal(
        json_string_value(json_object_get(json_array_get(items, 4), "text")),
        "made up 4");
    instrument_file_free(f);
}

TEST(a_site_that_would_change_a_key_is_refused)
{
    static const struct {
        const char *json, *why;
    } rows[] = {
        { SITE("ors", "1.0.0", "", FOUR_WORDS), "its id is ors" },
        { SITE("srs", "1.0.1", "", FOUR_WORDS),
          "its version is 1.0.1, the key's is 1.0.0" },
        { SITE("srs", "1.0.0", "", WORDS("i1", "made up")),
          "item i2 has no words" },
        { SITE("srs", "1.0.0", "", FOUR_WORDS "," WORDS("i5", "one more")),
          "there is no item i5 in the key" },
        { SITE("srs", "1.0.0", "\"extension\":[],", FOUR_WORDS),
          "extension is part of the key" },
        { SITE("srs", "1.0.0", "\"copyright\":7,", FOUR_WORDS),
          "copyright is no text" },
        { SITE("srs", "1.0.0", "",
               FOUR_WORDS ",{\"linkId\":\"i1\",\"type\":\"integer\"}"),
          "i1: type is part of the key" },
        { SITE("srs", "1.0.0", "",
               FOUR_WORDS ",{\"linkId\":\"i1\",\"extension\":[]}"),
          "i1: extension is part of the key" },
        { SITE("srs", "1.0.0", "",
               FOUR_WORDS ",{\"linkId\":\"i1\",\"item\":[{\"linkId\":\"x\","
                          "\"type\":\"integer\"}]}"),
          "i1: only words for display may stand below it" },
        { SITE("srs", "1.0.0", "", FOUR_WORDS ",7"), "no linkId" },
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char why[INSTRUMENT_FILE_WHY_MAX];

        if (with_words(rows[i].json, why) != NULL)
            fail_msg("accepted: %s", rows[i].json);
        if (strstr(why, rows[i].why) == NULL)
            fail_msg("\"%s\" does not say \"%s\"", why, rows[i].why);
    }
}

TEST(a_line_can_be_moved_but_not_out_of_its_score)
{
    struct instrument_set set;
    char why[INSTRUMENT_FILE_WHY_MAX];

    CHECK(instrument_set_load(&set, instrument_default_dir(), why) == 0);
    CHECK(instrument_set_cut(&set, TEXT("srs"), TEXT("attention"),
                             INSTRUMENT_AT_MOST, 35, why) == 0);
    CHECK(instrument_set_find(&set, TEXT("srs"))->cuts[0].op ==
          INSTRUMENT_AT_MOST);
    CHECK(instrument_set_cut(&set, TEXT("srs"), TEXT("attention"),
                             INSTRUMENT_AT_MOST, 41, why) == -1);
    assert_string_equal(why, "srs, attention: cut_off_out_of_range");
    CHECK(instrument_set_cut(&set, TEXT("srs"), TEXT("band"),
                             INSTRUMENT_AT_MOST, 35, why) == -1);
    CHECK(instrument_set_cut(&set, TEXT("srq"), TEXT("attention"),
                             INSTRUMENT_AT_MOST, 35, why) == -1);
    instrument_set_deinit(&set);
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
