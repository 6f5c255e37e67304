/* SPDX-License-Identifier: Apache-2.0 */
/* core/base/number.h: logarithm, exponential and gamma out of + - * / alone.
 *
 * The C library's own differ in the last bit from one build to the next; the
 * core promises the same bits natively and in WebAssembly. Right to within a
 * few units in the last place (tests/core/number_test.c holds them against the
 * C library). Pure. */
#pragma once

/* Natural logarithm. -INFINITY for 0; NaN below 0 and for NaN. */
double number_log(double x);

/* log(1 + x), also for small x. -INFINITY for -1; NaN below -1. */
double number_log1p(double x);

/* INFINITY from about 709.8 on, 0 below about -745. */
double number_exp(double x);

/* Logarithm of the gamma function, x > 0; INFINITY for 0, NaN below 0. */
double number_lgamma(double x);
