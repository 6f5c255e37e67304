/* SPDX-License-Identifier: Apache-2.0 */
/* Files of ratings sorted into series: what every command stands on. */
#include "daemon/cli/ratings.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/check.h"

static struct instrument_set set;

struct reading {
    struct ratings d;
    struct rows rows;
    FILE *in, *err;
    char *said; /* refusals */
    size_t said_len;
    bool fine;
};

static void read_file(struct reading *r, const char *file,
                      const struct ratings_options *options)
{
    char why[INSTRUMENT_FILE_WHY_MAX];

    if (set.count == 0 &&
        instrument_set_load(&set, instrument_default_dir(), why) != 0)
        fail_msg("%s", why);
    *r = (struct reading){ 0 };
    r->in = fmemopen((void *)(uintptr_t)file, strlen(file), "rb");
    r->err = open_memstream(&r->said, &r->said_len);
    assert_non_null(r->in);
    assert_non_null(r->err);
    rows_init(&r->rows, r->in, r->err, "test");
    ratings_init(&r->d, &set, options);
    r->fine = ratings_read(&r->d, &r->rows) && ratings_sort(&r->d, &r->rows);
    (void)fflush(r->err);
}

static void done(struct reading *r)
{
    ratings_deinit(&r->d);
    rows_deinit(&r->rows);
    (void)fclose(r->in);
    (void)fclose(r->err);
    free(r->said);
    instrument_set_deinit(&set);
    set = (struct instrument_set){ 0 };
}

static const char *in_time(const struct reading *r, size_t series,
                           char out[static 64])
{
    const struct ratings_series *s = &r->d.series[series];
    size_t len = 0;

    out[0] = '\0';
    for (size_t i = 0; i < s->count; i++)
        len += (size_t)snprintf(out + len, 64 - len, "%g ",
                                ratings_at(&r->d, s, i)->rating.value);
    return out;
}

static bool person_is(const struct reading *r, size_t series, const char *who)
{
    return text_is(intern_get(&r->d.texts, r->d.series[series].person),
                   (struct text){ who, strlen(who) });
}

#define HAS(haystack, needle)                                                  \
    do {                                                                       \
        if (strstr((haystack), (needle)) == NULL)                              \
            fail_msg("no %s in: %s", (needle), (haystack));                    \
    } while (0)

TEST(one_person_rater_and_form_is_one_series)
{
    const struct ratings_options o = ratings_defaults();
    struct reading r;
    char found[64];

    read_file(&r,
              "person,at,rater,value\na,1,client,5\nb,1,client,6\n"
              "a,1,therapist,7\na,2,client,8\na,3,,9\n",
              &o);
    CHECK(r.fine && r.rows.refused == 0 && r.d.keys.count == 3);
    CHECK(person_is(&r, 0, "a") && person_is(&r, 1, "b"));
    assert_string_equal(in_time(&r, 0, found), "5 8 9 ");
    assert_string_equal(in_time(&r, 1, found), "6 ");
    assert_string_equal(in_time(&r, 2, found), "7 ");
    CHECK(r.d.entry_count == 5 && r.d.entries[3].row == 5);
    done(&r);
}

TEST(times_that_run_backwards_are_refused_unless_any_order_will_do)
{
    static const char file[] = "person,at,value\na,3,7\na,1,5\na,2,6\nb,1,1\n";
    struct ratings_options o = ratings_defaults();
    struct reading r;
    char found[64];

    read_file(&r, file, &o);
    CHECK(r.fine && r.rows.refused == 2);
    HAS(r.said, "rapport test: row 3, at: 1 is earlier than 3 in row 2; times "
                "of one person may not run backwards: sort the file by time, "
                "or say --any-order\n"
                "rapport test: row 4, at: 2 is earlier than 3 in row 2;");
    CHECK(r.d.series[0].withheld && !r.d.series[1].withheld);
    done(&r);

    o.any_order = true;
    read_file(&r, file, &o);
    CHECK(r.fine && r.rows.refused == 0 && !r.d.series[0].withheld);
    assert_string_equal(in_time(&r, 0, found), "5 6 7 ");
    CHECK(r.d.entries[0].row == 2 && r.d.entries[0].rating.value > 6);
    done(&r);
}

TEST(a_time_given_twice_is_refused_even_in_any_order)
{
    struct ratings_options o = ratings_defaults();
    struct reading r;

    o.any_order = true;
    read_file(&r,
              "person,at,value\na,2026-11-24T01:00+01:00,7\n"
              "a,2026-11-24,8\n",
              &o);
    CHECK(r.rows.refused == 1 && r.d.series[0].withheld);
    HAS(r.said, "row 3, at: the same person, rater and time as row 2");
    done(&r);
}

TEST(numbers_and_dates_do_not_mix_in_a_series)
{
    const struct ratings_options o = ratings_defaults();
    struct reading r;

    read_file(&r, "person,at,value\na,1,7\na,2026-11-24,8\n", &o);
    CHECK(r.rows.refused == 1 && r.d.series[0].withheld);
    HAS(r.said, "row 3, at: mixes session numbers and dates");
    done(&r);
}

TEST(who_has_a_refused_row_is_withheld_whole_with_every_rater)
{
    const struct ratings_options o = ratings_defaults();
    struct reading r;
    char *note = NULL;
    size_t len;
    FILE *err = open_memstream(&note, &len);

    assert_non_null(err);
    read_file(&r,
              "person,at,rater,value\na,1,client,5\na,1,therapist,50\n"
              "a,2,therapist,5\nb,1,client,6\n",
              &o);
    CHECK(r.rows.refused == 1);
    CHECK(r.d.series[0].withheld && r.d.series[1].withheld);
    CHECK(!r.d.series[2].withheld && !r.d.refused.anybody);
    r.rows.err = err;
    CHECK(ratings_report(&r.d, &r.rows) == 2);
    (void)fclose(err);
    HAS(note, "rapport test: 2 good rows are held back");
    free(note);
    done(&r);
}

TEST(a_refused_row_of_nobody_withholds_everybody)
{
    const struct ratings_options o = ratings_defaults();
    struct reading r;

    read_file(&r, "person,at,value\na,1,5\n,1,5\nb,1,6\n", &o);
    CHECK(r.d.refused.anybody);
    CHECK(r.d.series[0].withheld && r.d.series[1].withheld);
    done(&r);
}

TEST(missing_and_declined_are_ratings_without_a_value)
{
    const struct ratings_options o = ratings_defaults();
    struct reading r;

    read_file(&r, "person,at,value\na,1,\na,2,declined\na,3,0\n", &o);
    CHECK(r.d.entries[0].rating.kind == RATING_MISSING);
    CHECK(r.d.entries[1].rating.kind == RATING_DECLINED);
    CHECK(r.d.entries[2].rating.kind == RATING_GIVEN);
    done(&r);
}

static bool is_scale(const struct reading *r, double min, double max,
                     double step)
{
    const struct scale *s = &r->d.series[0].scale;

    return fabs(s->min - min) < 1e-12 && fabs(s->max - max) < 1e-12 &&
           fabs(s->step - step) < 1e-12;
}

TEST(the_scale_is_the_flags_or_the_questionnaires_or_zero_to_ten)
{
    struct ratings_options o = ratings_defaults();
    struct reading r;

    read_file(&r, "person,at,value\na,1,5\n", &o);
    CHECK(is_scale(&r, 0, 10, 1) && r.d.series[0].in == NULL);
    done(&r);

    read_file(&r, "person,at,instrument,value\na,1,closing-client,5\n", &o);
    CHECK(is_scale(&r, 0, 10, 1) && r.d.series[0].in != NULL);
    done(&r);

    read_file(&r, "person,at,instrument,value\na,1,unheard-of,5\n", &o);
    CHECK(r.rows.refused == 1 && r.d.entry_count == 0);
    HAS(r.said, "there is no questionnaire \"unheard-of\"");
    done(&r);

    o.has_scale = true;
    o.min = 1;
    o.max = 5;
    read_file(&r, "person,at,instrument,value\na,1,unheard-of,5\n", &o);
    CHECK(r.rows.refused == 0 && is_scale(&r, 1, 5, 0.4));
    done(&r);

    o.step = 0.25;
    read_file(&r, "person,at,value\na,1,5\na,2,5.1\n", &o);
    CHECK(r.rows.refused == 1 && is_scale(&r, 1, 5, 0.25));
    HAS(r.said, "row 3, value: 5.1 is not from 1 to 5");
    done(&r);

    o.step = 9;
    read_file(&r, "person,at,value\na,1,5\n", &o);
    CHECK(r.rows.refused == 1);
    HAS(r.said, "the flags make no sense on this scale");
    done(&r);
}

TEST(any_value_will_do_when_the_command_says_so)
{
    struct ratings_options o = ratings_defaults();
    struct reading r;

    o.any_value = true;
    read_file(&r, "person,at,instrument,value\na,1,x,-500000\n", &o);
    CHECK(r.rows.refused == 0 && r.d.entry_count == 1);
    done(&r);
}

TEST(a_sheet_gives_the_score_that_was_asked_for)
{
    static const char file[] = "person,at,instrument,i1,i2,i3,i4,i5\n"
                               "a,1,closing-client,7,8,9,2,0\n";
    struct ratings_options o = ratings_defaults();
    struct reading r;

    read_file(&r, file, &o);
    CHECK(r.rows.refused == 0 && r.d.entries[0].floor_item);
    CHECK(fabs(r.d.entries[0].rating.value - 6) < 1e-12);
    done(&r);

    o.score = "medium";
    read_file(&r, file, &o);
    CHECK(fabs(r.d.entries[0].rating.value - 2) < 1e-12);
    done(&r);

    o.score = "warmth";
    read_file(&r, file, &o);
    CHECK(r.rows.refused == 1);
    HAS(r.said, "row 2, instrument: closing-client has no score warmth");
    done(&r);
}

TEST(a_therapists_view_lies_beside_the_clients_on_the_same_or_the_twin_form)
{
    const struct ratings_options o = ratings_defaults();
    struct reading r;

    read_file(&r,
              "person,at,rater,instrument,value\n"
              "a,1,client,,5\na,1,therapist,,6\n"
              "b,1,client,closing-client,5\n"
              "b,1,therapist,closing-therapist,6\nc,1,client,,5\n",
              &o);
    CHECK(r.fine && r.d.keys.count == 5);
    CHECK(ratings_other_view(&r.d, &r.d.series[0]) == &r.d.series[1]);
    CHECK(ratings_other_view(&r.d, &r.d.series[1]) == NULL);
    CHECK(ratings_other_view(&r.d, &r.d.series[2]) == &r.d.series[3]);
    CHECK(ratings_other_view(&r.d, &r.d.series[4]) == NULL);
    done(&r);
}

TEST(every_line_begins_with_the_same_fields)
{
    const struct ratings_options o = ratings_defaults();
    struct reading r;
    char *line = NULL;
    size_t len;
    FILE *out = open_memstream(&line, &len);
    struct json_out j = { .out = out, .first = true };

    assert_non_null(out);
    read_file(&r,
              "person,at,instrument,value\n"
              "\"a \"\"b\"\"\",2026-11-24 18:00,closing-client,declined\n"
              "c,3,,7.25\n",
              &o);
    for (size_t i = 0; i < 2; i++) {
        json_out_open(&j, '{');
        ratings_print_head(&j, &r.d, &r.d.entries[i]);
        json_out_close(&j, '}');
        json_out_end_line(&j);
    }
    (void)fclose(out);
    assert_string_equal(
        line, "{\"person\":\"a \\\"b\\\"\",\"at\":\"2026-11-24 18:00\","
              "\"rater\":\"client\",\"instrument\":\"closing-client\","
              "\"value\":null,\"state\":\"declined\"}\n"
              "{\"person\":\"c\",\"at\":3,\"rater\":\"client\","
              "\"value\":7.25,\"state\":\"given\"}\n");
    free(line);
    done(&r);
}

TEST(ten_thousand_people_keep_their_own_series)
{
    enum { PEOPLE = 10000 };
    const struct ratings_options o = ratings_defaults();
    const size_t size = (size_t)PEOPLE * 40;
    char *file = malloc(size);
    size_t len = 0;
    struct reading r;

    assert_non_null(file);
    len += (size_t)snprintf(file, size, "person,at,value\n");
    for (int at = 1; at <= 2; at++)
        for (int i = 0; i < PEOPLE; i++)
            len += (size_t)snprintf(file + len, size - len, "p%d,%d,%d\n", i,
                                    at, i % 11);
    read_file(&r, file, &o);
    CHECK(r.fine && r.rows.refused == 0 && r.d.keys.count == PEOPLE);
    for (size_t i = 0; i < PEOPLE; i++) {
        const struct ratings_series *s = &r.d.series[i];

        CHECK(s->count == 2 && !s->withheld);
        for (size_t k = 0; k < 2; k++) {
            CHECK(ratings_at(&r.d, s, k)->at.key == (int64_t)k + 1);
            CHECK(fabs(ratings_at(&r.d, s, k)->rating.value -
                       (double)(i % 11)) < 1e-12);
        }
    }
    free(file);
    done(&r);
}
