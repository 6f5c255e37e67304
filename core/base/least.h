/* SPDX-License-Identifier: Apache-2.0 */
/* core/base/least.h: least squares, y = X b + e, for a handful of columns.
 *
 * By Householder reflections (Householder 1958; Golub 1965), which work on X
 * itself: the normal equations X'X would lose half of the digits. The
 * covariance of b is s^2 (X'X)^-1 with s^2 = residual squares / (rows -
 * columns). Pure: no I/O, no heap; the storage is the caller's. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum { LEAST_COLUMNS_MAX = 8 };

/* A column that keeps less than this share of its length, once what the
 * columns before it say is taken away, says nothing of its own. */
#define LEAST_OWN_SHARE 1e-7

#define LEAST_STATUSES(X)                                                      \
    X(LEAST_OK, "ok")                                                          \
    X(LEAST_TOO_FEW, "too_few")       /* fewer rows than columns */            \
    X(LEAST_NOT_FINITE, "not_finite") /* NaN or infinity in X or y */          \
    X(LEAST_DEPENDENT, "dependent")   /* a column follows from earlier ones */

enum least_status {
#define LEAST_ENUM(name, text) name,
    LEAST_STATUSES(LEAST_ENUM)
#undef LEAST_ENUM
};
const char *least_status_name(enum least_status s); /* stable */

struct least {
    size_t rows, columns;
    double b[LEAST_COLUMNS_MAX]; /* units of y for one unit of the column */
    double residual_squares;     /* sum, >= 0 */
    double total_squares;        /* of y about its mean, >= 0 */
    bool errors_known;           /* rows > columns; else the rest is 0 */
    double variance;             /* s^2 */
    double covariance[LEAST_COLUMNS_MAX][LEAST_COLUMNS_MAX]; /* of b */
};

/* x holds rows * columns numbers, row after row, y rows numbers; both are
 * worked in and hold nothing of use afterwards. columns is 1 to
 * LEAST_COLUMNS_MAX. A constant is a column of ones, the caller's to give.
 * *out is written on LEAST_OK only; *bad_column, if not NULL, on
 * LEAST_DEPENDENT only: the column that follows from those before it. */
enum least_status least_fit(double x[], double y[], size_t rows, size_t columns,
                            struct least *out, size_t *bad_column);

/* Standard error of the combination weights[0..columns) . b; 0 or more. Only
 * when errors_known. */
double least_error(const struct least *l, const double weights[]);
