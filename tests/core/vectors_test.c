/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/core/vectors.h"

#include "core/dyad.h"
#include "tests/check.h"

static const double close_enough = 1e-9;

static double within_of(const json_t *one)
{
    const json_t *within = json_object_get(one, "within");

    return within == NULL ? close_enough : json_number_value(within);
}

static unsigned flags_of(const json_t *words)
{
    unsigned flags = 0;
    json_t *word;
    size_t i;

    json_array_foreach(
        words, i, word) for (unsigned flag = 1; flag <= DYAD_OPPOSITE_MOVES;
                             flag <<= 1) if (strcmp(json_string_value(word),
                                                    dyad_flag_name(flag)) == 0)
        flags |= flag;
    return flags;
}

static void check_fit(const struct dyad_fit *f, const json_t *expect,
                      double within)
{
    CHECK(f->shared ==
          (size_t)json_integer_value(json_object_get(expect, "shared")));
    if (f->shared > 0)
        vectors_near("b0", f->b0, json_object_get(expect, "b0"), within);
    CHECK(f->b1_known == json_is_number(json_object_get(expect, "b1")));
    if (f->b1_known)
        vectors_near("b1", f->b1, json_object_get(expect, "b1"), within);
    CHECK(f->r_known == json_is_number(json_object_get(expect, "r")));
    if (f->r_known)
        vectors_near("r", f->r, json_object_get(expect, "r"), within);
}

/* Not every case has them. */
static void check_part(const char *what, bool is_known, double found,
                       const json_t *expect, double within)
{
    const json_t *wanted = json_object_get(expect, what);

    if (wanted == NULL)
        return;
    CHECK(is_known == json_is_number(wanted));
    if (is_known)
        vectors_near(what, found, wanted, within);
}

static void check_errors(const struct dyad *d, const struct dyad_fit *f,
                         const json_t *expect, double within)
{
    const json_t *wanted = json_object_get(expect, "blindness");
    const struct dyad_blindness b = dyad_blindness(d);

    check_part("b0Error", f->errors_known, f->b0_error, expect, within);
    check_part("b1Error", f->errors_known, f->b1_error, expect, within);
    check_part("b0T", f->t_known, f->b0_t, expect, within);
    check_part("b1T", f->t_known, f->b1_t, expect, within);
    check_part("b0P", f->t_known, f->b0_p, expect, within);
    check_part("b1P", f->t_known, f->b1_p, expect, within);
    if (json_object_get(expect, "why") != NULL)
        vectors_word("why", dyad_why_name(f->why),
                     json_object_get(expect, "why"));
    check_part("unshared", true, (double)d->unshared, expect, 0);
    check_part("falls", true, (double)b.falls, wanted, 0);
    check_part("unseen", true, (double)b.unseen, wanted, 0);
    check_part("share", b.share_known, b.share, wanted, within);
    vectors_word("why", dyad_sight_name(b.why), json_object_get(wanted, "why"));
}

TEST(two_views_give_truth_and_bias_of_their_source)
{
    json_t *root = vectors_load("dyad"), *one, *rating;
    size_t n, i;

    json_array_foreach(json_object_get(root, "cases"), n, one)
    {
        const json_t *expect = json_object_get(one, "expect");
        const struct dyad_params p = dyad_defaults((struct scale){ 0, 10, 1 });
        struct dyad d = { 0 };
        struct dyad_fit fit;

        vectors_case(one);
        json_array_foreach(json_object_get(one, "client"), i, rating)
        {
            const struct rating other = vectors_rating(
                json_array_get(json_object_get(one, "therapist"), i));
            const unsigned fired =
                dyad_step(&p, &d, vectors_rating(rating), other);

            CHECK(fired == flags_of(json_array_get(
                               json_object_get(expect, "fired"), i)));
        }
        fit = dyad_fit(&d);
        check_fit(&fit, expect, within_of(one));
        check_errors(&d, &fit, expect, within_of(one));
        CHECK(d.flags == flags_of(json_object_get(expect, "flags")));
    }
    json_decref(root);
}
