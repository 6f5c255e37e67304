/* SPDX-License-Identifier: Apache-2.0 */
#include "core/base/least.h"

#include <assert.h>
#include <math.h>

const char *least_status_name(enum least_status s)
{
#define LEAST_NAME(name, text) [name] = (text),
    static const char *const names[] = { LEAST_STATUSES(LEAST_NAME) };
#undef LEAST_NAME

    return names[s];
}

/* Length of a column from a row on. The largest part is taken out first, so
 * that squares neither overflow nor vanish. */
static double length(const double x[], size_t from, size_t rows, size_t columns,
                     size_t column)
{
    double largest = 0, sum = 0;

    for (size_t i = from; i < rows; i++)
        if (fabs(x[i * columns + column]) > largest)
            largest = fabs(x[i * columns + column]);
    if (largest <= 0)
        return 0;
    for (size_t i = from; i < rows; i++) {
        const double part = x[i * columns + column] / largest;

        sum += part * part;
    }
    return largest * sqrt(sum);
}

/* target's column minus its share along the reflection stored in x's column
 * at, from row at on. */
static void reflect(const double x[], size_t rows, size_t columns, size_t at,
                    double half_square, double target[], size_t stride)
{
    double dot = 0;

    for (size_t i = at; i < rows; i++)
        dot += x[i * columns + at] * target[i * stride];
    dot /= half_square;
    for (size_t i = at; i < rows; i++)
        target[i * stride] -= dot * x[i * columns + at];
}

/* Turns column at into (r, 0, 0, ...), and all later ones and y with it.
 * False when nothing of its own is left in it. */
static bool reduce(double x[], double y[], size_t rows, size_t columns,
                   size_t at, double *r)
{
    const double whole = length(x, 0, rows, columns, at);
    const double rest = length(x, at, rows, columns, at);
    double *head = &x[at * columns + at];
    double half_square;

    if (rest <= LEAST_OWN_SHARE * whole)
        return false;
    /* The sign that adds: nothing cancels. */
    *r = *head > 0 ? -rest : rest;
    *head -= *r;
    for (size_t i = at; i < rows; i++)
        x[i * columns + at] /= rest;
    half_square = fabs(*head); /* half of its squared length, now near one */
    for (size_t j = at + 1; j < columns; j++)
        reflect(x, rows, columns, at, half_square, x + j, columns);
    reflect(x, rows, columns, at, half_square, y, 1);
    return true;
}

/* The inverse of the upper triangle R: what stands above the diagonal of x,
 * with r on it. */
static void invert(const double x[], size_t columns, const double r[],
                   double inverse[LEAST_COLUMNS_MAX][LEAST_COLUMNS_MAX])
{
    for (size_t j = 0; j < columns; j++) {
        for (size_t i = j + 1; i < columns; i++)
            inverse[i][j] = 0;
        inverse[j][j] = 1 / r[j];
        for (size_t i = j; i-- > 0;) {
            double sum = 0;

            for (size_t k = i + 1; k <= j; k++)
                sum += x[i * columns + k] * inverse[k][j];
            inverse[i][j] = -sum / r[i];
        }
    }
}

static double squares_about_mean(const double y[], size_t rows)
{
    double mean = 0, sum = 0;

    for (size_t i = 0; i < rows; i++)
        mean += (y[i] - mean) / (double)(i + 1);
    for (size_t i = 0; i < rows; i++)
        sum += (y[i] - mean) * (y[i] - mean);
    return sum;
}

static bool all_finite(const double v[], size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!isfinite(v[i]))
            return false;
    return true;
}

static void solve(const double x[], const double y[], const double r[],
                  struct least *l)
{
    double inverse[LEAST_COLUMNS_MAX][LEAST_COLUMNS_MAX];

    for (size_t j = l->columns; j-- > 0;) {
        double sum = y[j];

        for (size_t k = j + 1; k < l->columns; k++)
            sum -= x[j * l->columns + k] * l->b[k];
        l->b[j] = sum / r[j];
    }
    for (size_t i = l->columns; i < l->rows; i++)
        l->residual_squares += y[i] * y[i];
    if (l->rows == l->columns)
        return;
    l->errors_known = true;
    l->variance = l->residual_squares / (double)(l->rows - l->columns);
    invert(x, l->columns, r, inverse);
    for (size_t i = 0; i < l->columns; i++)
        for (size_t j = 0; j < l->columns; j++) {
            double sum = 0;

            for (size_t k = 0; k < l->columns; k++)
                sum += inverse[i][k] * inverse[j][k];
            l->covariance[i][j] = l->variance * sum;
        }
}

enum least_status least_fit(double x[], double y[], size_t rows, size_t columns,
                            struct least *out, size_t *bad_column)
{
    struct least l = { .rows = rows, .columns = columns };
    double r[LEAST_COLUMNS_MAX];

    assert(columns >= 1 && columns <= LEAST_COLUMNS_MAX);
    if (rows < columns)
        return LEAST_TOO_FEW;
    if (!all_finite(x, rows * columns) || !all_finite(y, rows))
        return LEAST_NOT_FINITE;
    l.total_squares = squares_about_mean(y, rows);
    for (size_t at = 0; at < columns; at++)
        if (!reduce(x, y, rows, columns, at, &r[at])) {
            if (bad_column != NULL)
                *bad_column = at;
            return LEAST_DEPENDENT;
        }
    solve(x, y, r, &l);
    *out = l;
    return LEAST_OK;
}

double least_error(const struct least *l, const double weights[])
{
    double sum = 0;

    assert(l->errors_known);
    for (size_t i = 0; i < l->columns; i++)
        for (size_t j = 0; j < l->columns; j++)
            sum += weights[i] * weights[j] * l->covariance[i][j];
    return sum > 0 ? sqrt(sum) : 0;
}
