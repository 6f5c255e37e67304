/* SPDX-License-Identifier: Apache-2.0 */
/* The keys of content/ against tests/vectors/instrument.json, which types them
 * once more from their sources; and what must be true of every one of them. */
#include <stdio.h>

#include "tests/check.h"
#include "tests/core/vectors.h"
#include "tests/daemon/instrument_cases.h"

TEST(answer_sheets_come_to_the_scores_of_their_source)
{
    json_t *root = vectors_load("instrument"), *one;
    struct instrument_set set;
    size_t n;

    cases_load(&set);
    json_array_foreach(json_object_get(root, "cases"), n, one)
    {
        const char *id = json_string_value(json_object_get(one, "instrument"));
        const struct instrument *in =
            instrument_set_find(&set, (struct text){ id, strlen(id) });
        char what[200] = "";

        vectors_case(one);
        if (in == NULL)
            fail_msg("there is no %s", id);
        if (!case_holds(in, one, what))
            fail_msg("%s: %s", json_string_value(json_object_get(one, "name")),
                     what);
    }
    instrument_set_deinit(&set);
    json_decref(root);
}

TEST(every_instrument_has_vectors)
{
    json_t *root = vectors_load("instrument"), *one;
    struct instrument_set set;
    size_t n;

    cases_load(&set);
    for (size_t i = 0; i < set.count; i++) {
        size_t own = 0;

        json_array_foreach(json_object_get(root, "cases"), n, one) own +=
            case_is_of(&set.files[i]->in, one);
        if (own < set.files[i]->in.item_count)
            fail_msg("%s: only %zu vectors", set.files[i]->in.id, own);
    }
    instrument_set_deinit(&set);
    json_decref(root);
}

static const struct instrument *find(const struct instrument_set *set,
                                     const char *id)
{
    const struct instrument *in =
        instrument_set_find(set, (struct text){ id, strlen(id) });

    assert_non_null(in);
    return in;
}

/* There are no norms for them: whoever prints bands has made them up. */
TEST(no_measure_of_an_alliance_has_bands)
{
    static const char *const alliance[] = { "wai-sr",
                                            "wai-s",
                                            "wai-36",
                                            "haq-ii",
                                            "arm-5",
                                            "d-wai",
                                            "srs",
                                            "digital-alliance-pulse",
                                            "closing-client",
                                            "closing-therapist" };
    struct instrument_set set;

    cases_load(&set);
    for (size_t i = 0; i < sizeof(alliance) / sizeof(alliance[0]); i++) {
        const struct instrument *in = find(&set, alliance[i]);

        for (size_t k = 0; k < in->score_count; k++)
            CHECK(in->scores[k].band_count == 0);
        CHECK(strncmp(alliance[i], "wai", 3) != 0 || in->cut_count == 0);
    }
    instrument_set_deinit(&set);
}

TEST(our_own_are_unvalidated_and_the_others_are_not)
{
    static const char *const own[] = { "arrival", "closing-client",
                                       "closing-therapist",
                                       "digital-alliance-pulse" };
    struct instrument_set set;
    size_t unvalidated = 0;

    cases_load(&set);
    for (size_t i = 0; i < 4; i++)
        CHECK(find(&set, own[i])->unvalidated);
    for (size_t i = 0; i < set.count; i++)
        unvalidated += set.files[i]->in.unvalidated;
    CHECK(unvalidated == 4);
    instrument_set_deinit(&set);
}

TEST(the_five_elements_of_a_digital_alliance_are_never_summed)
{
    struct instrument_set set;
    const struct instrument *in;

    cases_load(&set);
    in = find(&set, "digital-alliance-pulse");
    CHECK(in->no_total && in->score_count == 5 && in->item_count == 10);
    for (size_t i = 0; i < 5; i++)
        CHECK(in->scores[i].item_count == 2);
    instrument_set_deinit(&set);
}

TEST(words_are_there_where_they_are_free_and_only_there)
{
    static const char *const absent[] = { "wai-sr", "wai-s",  "wai-36", "srs",
                                          "ors",    "haq-ii", "arm-5",  "ders",
                                          "d-wai",  "gbo" };
    struct instrument_set set;

    cases_load(&set);
    for (size_t i = 0; i < sizeof(absent) / sizeof(absent[0]); i++)
        CHECK(find(&set, absent[i])->text_absent);
    for (size_t i = 0; i < set.count; i++) {
        const struct instrument *in = &set.files[i]->in;
        json_t *item, *items;
        size_t k;

        items = json_object_get(set.files[i]->questionnaire, "item");
        json_array_foreach(items, k, item)
        {
            if (in->text_absent)
                CHECK(json_object_get(item, "text") == NULL);
            else
                CHECK(json_string_length(json_object_get(item, "text")) > 0);
        }
        CHECK(strcmp(in->version, "1.0.0") == 0);
        CHECK(json_string_length(json_object_get(set.files[i]->questionnaire,
                                                 "copyright")) > 0);
    }
    instrument_set_deinit(&set);
}

/* Many copies print "not at all sure" (doi 10.1016/S2215-0366(21)00001-8). */
TEST(the_lowest_answer_of_the_gad_7_is_not_at_all)
{
    struct instrument_set set;

    cases_load(&set);
    for (size_t i = 0; i < set.count; i++) {
        json_t *item, *items;
        size_t k;

        if (strcmp(set.files[i]->in.id, "gad-7") != 0)
            continue;
        items = json_object_get(set.files[i]->questionnaire, "item");
        CHECK(json_array_size(items) == 8);
        json_array_foreach(items, k, item)
        {
            json_t *first =
                json_array_get(json_object_get(item, "answerOption"), 0);
            json_t *coding = json_object_get(first, "valueCoding");

            if (k > 0)
                assert_string_equal(
                    json_string_value(json_object_get(coding, "display")),
                    "Not at all");
        }
    }
    instrument_set_deinit(&set);
}
