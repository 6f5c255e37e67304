/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/least.h"

#include <math.h>

#include "core/base/chance.h"
#include "tests/check.h"

static bool is_near(double a, double b)
{
    return fabs(a - b) < 1e-9;
}

TEST(residuals_stand_square_to_every_column)
{
    struct chance c = chance_seeded(7);

    for (int round = 0; round < 200; round++) {
        double x[40 * 5], y[40], kept_x[40 * 5], kept_y[40];
        struct least l;

        for (size_t i = 0; i < 40; i++) {
            x[i * 5] = 1;
            for (size_t j = 1; j < 5; j++)
                x[i * 5 + j] = chance_normal(&c) * 10;
            y[i] = chance_normal(&c);
        }
        memcpy(kept_x, x, sizeof(x));
        memcpy(kept_y, y, sizeof(y));
        CHECK(least_fit(x, y, 40, 5, &l, NULL) == LEAST_OK);
        for (size_t j = 0; j < 5; j++) {
            double dot = 0;

            for (size_t i = 0; i < 40; i++) {
                double residual = kept_y[i];

                for (size_t k = 0; k < 5; k++)
                    residual -= l.b[k] * kept_x[i * 5 + k];
                dot += residual * kept_x[i * 5 + j];
            }
            CHECK(is_near(dot, 0));
        }
        CHECK(l.residual_squares <= l.total_squares + 1e-12);
    }
}

TEST(another_unit_of_a_column_is_another_unit_of_its_coefficient)
{
    double x[] = { 1, 2, 1, 3, 1, 5, 1, 7 }, y[] = { 1, 2, 2, 5 };
    double wide[] = { 1, 2e290, 1, 3e290, 1, 5e290, 1, 7e290 };
    double again[] = { 1, 2, 2, 5 };
    struct least a, b;

    CHECK(least_fit(x, y, 4, 2, &a, NULL) == LEAST_OK);
    CHECK(least_fit(wide, again, 4, 2, &b, NULL) == LEAST_OK);
    CHECK(is_near(a.b[1], b.b[1] * 1e290) && is_near(a.b[0], b.b[0]));
    CHECK(is_near(a.residual_squares, b.residual_squares));
}

TEST(a_column_that_follows_from_others_is_named_and_nothing_written)
{
    double x[] = { 1, 2, 4, 1, 3, 6, 1, 5, 10, 1, 7, 14 };
    double y[] = { 1, 2, 2, 5 };
    struct least l = { .rows = 99 };
    size_t bad = 99;

    CHECK(least_fit(x, y, 4, 3, &l, &bad) == LEAST_DEPENDENT);
    CHECK(bad == 2 && l.rows == 99);
}

TEST(a_column_of_zeroes_is_dependent)
{
    double x[] = { 0, 1, 0, 1 }, y[] = { 1, 2 };
    struct least l;
    size_t bad = 99;

    CHECK(least_fit(x, y, 2, 2, &l, &bad) == LEAST_DEPENDENT && bad == 0);
}

TEST(as_many_rows_as_columns_fit_exactly_and_know_no_error)
{
    double x[] = { 1, 2, 1, 3 }, y[] = { 5, 7 };
    struct least l;

    CHECK(least_fit(x, y, 2, 2, &l, NULL) == LEAST_OK);
    CHECK(is_near(l.b[0], 1) && is_near(l.b[1], 2) && !l.errors_known);
}

TEST(too_few_rows_and_what_is_no_number_are_refused)
{
    double x[] = { 1, 2, 1, 3 }, y[] = { 5, 7 };
    struct least l;

    CHECK(least_fit(x, y, 1, 2, &l, NULL) == LEAST_TOO_FEW);
    CHECK(least_fit(x, y, 0, 2, &l, NULL) == LEAST_TOO_FEW);
    y[1] = (double)NAN;
    CHECK(least_fit(x, y, 2, 2, &l, NULL) == LEAST_NOT_FINITE);
    y[1] = 7;
    x[3] = (double)INFINITY;
    CHECK(least_fit(x, y, 2, 2, &l, NULL) == LEAST_NOT_FINITE);
}

TEST(the_error_of_one_coefficient_is_the_root_of_its_variance)
{
    double x[] = { 1, 0, 1, 1, 1, 2, 1, 3 }, y[] = { 1, 3, 5, 8 };
    struct least l;

    CHECK(least_fit(x, y, 4, 2, &l, NULL) == LEAST_OK);
    CHECK(is_near(least_error(&l, (const double[]){ 0, 1 }),
                  sqrt(l.covariance[1][1])));
    /* At the mean of x the error is s / sqrt(n). */
    CHECK(is_near(least_error(&l, (const double[]){ 1, 1.5 }),
                  sqrt(l.variance / 4)));
}
