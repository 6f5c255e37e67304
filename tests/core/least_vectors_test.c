/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/least.h"

#include <math.h>

#include "tests/check.h"
#include "tests/core/vectors.h"

enum { ROWS_MAX = 64 };

static void near_relative(const char *what, double found,
                          const json_t *expected, double within)
{
    const double value = json_number_value(expected);

    vectors_near(what, found, expected, within * (fabs(value) + 1e-300));
}

TEST(least_squares_are_those_of_their_source)
{
    json_t *root = vectors_load("least"), *one, *row;
    size_t n, i;

    json_array_foreach(json_object_get(root, "cases"), n, one)
    {
        const json_t *expect = json_object_get(one, "expect");
        const json_t *rows = json_object_get(one, "x");
        const json_t *b = json_object_get(expect, "b");
        const json_t *errors = json_object_get(expect, "errors");
        const double within = json_number_value(json_object_get(one, "within"));
        const size_t columns = json_array_size(b);
        double x[ROWS_MAX * LEAST_COLUMNS_MAX], y[ROWS_MAX];
        struct least l;

        vectors_case(one);
        CHECK(json_array_size(rows) <= ROWS_MAX);
        json_array_foreach(rows, i, row)
        {
            for (size_t k = 0; k < columns; k++)
                x[i * columns + k] = json_number_value(json_array_get(row, k));
            y[i] =
                json_number_value(json_array_get(json_object_get(one, "y"), i));
        }
        CHECK(least_fit(x, y, json_array_size(rows), columns, &l, NULL) ==
              LEAST_OK);
        CHECK(l.errors_known);
        for (size_t k = 0; k < columns; k++) {
            near_relative("b", l.b[k], json_array_get(b, k), within);
            near_relative("error", sqrt(l.covariance[k][k]),
                          json_array_get(errors, k), within);
        }
        near_relative("residualSquares", l.residual_squares,
                      json_object_get(expect, "residualSquares"), within);
        near_relative("totalSquares", l.total_squares,
                      json_object_get(expect, "totalSquares"), within);
    }
    json_decref(root);
}
