/* SPDX-License-Identifier: Apache-2.0 */
#include "core/pulse.h"

#include "tests/check.h"

static struct pulse_sheet all(double value)
{
    struct pulse_sheet s;

    for (size_t e = 0; e < PULSE_ELEMENT_COUNT; e++)
        s.elements[e] = rating_given(value);
    return s;
}

TEST(what_is_done_never_moves_what_is_said)
{
    const struct pulse_sheet sheet = all(7);
    struct pulse_counts none = { 0 }, much = { 0 };
    struct pulse a = { 0 }, b = { 0 };
    struct pulse_reading of_a[PULSE_ELEMENT_COUNT], of_b[PULSE_ELEMENT_COUNT];

    for (size_t s = 0; s < PULSE_SIGNAL_COUNT; s++)
        much.signals[s].done = much.signals[s].of = 9;
    for (int i = 0; i < 6; i++) {
        CHECK(pulse_step(&a, &sheet, &none, of_a, NULL) == PULSE_OK);
        CHECK(pulse_step(&b, &sheet, &much, of_b, NULL) == PULSE_OK);
        for (size_t e = 0; e < PULSE_ELEMENT_COUNT; e++) {
            const struct course_usual *u = &of_a[e].said.usual;
            const struct course_usual *v = &of_b[e].said.usual;

            CHECK(of_a[e].why == of_b[e].why && u->known == v->known);
            CHECK(u->low == v->low && u->high == v->high);
            CHECK(u->mean == v->mean && u->mean_range == v->mean_range);
            CHECK(u->based_on == v->based_on);
        }
    }
}

TEST(every_signal_belongs_to_exactly_one_element)
{
    const struct pulse_sheet sheet = all(5);
    const struct pulse_counts counts = { 0 };
    struct pulse p = { 0 };
    struct pulse_reading out[PULSE_ELEMENT_COUNT];
    size_t seen[PULSE_SIGNAL_COUNT] = { 0 };

    CHECK(pulse_step(&p, &sheet, &counts, out, NULL) == PULSE_OK);
    for (size_t e = 0; e < PULSE_ELEMENT_COUNT; e++)
        for (size_t i = 0; i < out[e].done_count; i++) {
            seen[out[e].done[i].signal]++;
            CHECK(pulse_signal_element(out[e].done[i].signal) ==
                  (enum pulse_element)e);
            CHECK(!out[e].done[i].share_known);
        }
    for (size_t s = 0; s < PULSE_SIGNAL_COUNT; s++)
        CHECK(seen[s] == 1);
}

TEST(a_refused_sheet_leaves_everything_alone)
{
    struct pulse_sheet sheet = all(5);
    struct pulse_counts counts = { 0 };
    struct pulse p = { 0 };
    const struct pulse before = { 0 };
    struct pulse_reading out[PULSE_ELEMENT_COUNT] = { { .done_count = 77 } };
    size_t bad = 99;

    sheet.elements[PULSE_BOND] = rating_given(10.5);
    CHECK(pulse_step(&p, &sheet, &counts, out, &bad) == PULSE_OUT_OF_RANGE);
    CHECK(bad == PULSE_BOND);
    sheet = all(5);
    counts.signals[PULSE_VISITS].done = 3;
    counts.signals[PULSE_VISITS].of = 2;
    CHECK(pulse_step(&p, &sheet, &counts, out, &bad) == PULSE_BAD_COUNT);
    CHECK(bad == PULSE_VISITS && out[0].done_count == 77);
    CHECK(memcmp(&p, &before, sizeof(p)) == 0);
}

TEST(minutes_and_streaks_are_not_among_what_is_counted)
{
    static const char *const never[] = { "minute", "streak", "second", "day" };

    for (int s = 0; s < PULSE_SIGNAL_COUNT; s++)
        for (size_t k = 0; k < sizeof(never) / sizeof(never[0]); k++)
            CHECK(strstr(pulse_signal_name((enum pulse_signal)s), never[k]) ==
                  NULL);
}
