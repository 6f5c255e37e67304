/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/decimal.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LETTERS_MAX = 64 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t digits(struct text t, size_t from)
{
    size_t n = 0;

    while (from + n < t.len && is_digit(t.ptr[from + n]))
        n++;
    return n;
}

static bool is_decimal(struct text t)
{
    size_t at = 0, n;

    if (at < t.len && (t.ptr[at] == '-' || t.ptr[at] == '+'))
        at++;
    n = digits(t, at);
    at += n;
    /* ".5" is how some write it; "5." is a slip. */
    if (n == 0 && (at == t.len || t.ptr[at] != '.'))
        return false;
    if (at < t.len && t.ptr[at] == '.') {
        n = digits(t, at + 1);
        if (n == 0)
            return false;
        at += 1 + n;
    }
    if (at < t.len && (t.ptr[at] == 'e' || t.ptr[at] == 'E')) {
        at++;
        if (at < t.len && (t.ptr[at] == '-' || t.ptr[at] == '+'))
            at++;
        n = digits(t, at);
        if (n == 0)
            return false;
        at += n;
    }
    return at == t.len;
}

bool decimal_parse(struct text t, double *out)
{
    char copy[LETTERS_MAX + 1];
    double value;

    if (t.len == 0 || t.len > LETTERS_MAX || !is_decimal(t))
        return false;
    memcpy(copy, t.ptr, t.len);
    copy[t.len] = '\0';
    /* The program never leaves the C locale, so the point is a point. */
    value = strtod(copy, NULL);
    if (!isfinite(value))
        return false;
    *out = value;
    return true;
}

size_t decimal_format(double value, char out[static DECIMAL_LETTERS_MAX])
{
    int len = 0;

    assert(isfinite(value));
    for (int digits_kept = 15; digits_kept <= 17; digits_kept++) {
        double back = 0;

        len = snprintf(out, DECIMAL_LETTERS_MAX, "%.*g", digits_kept, value);
        back = strtod(out, NULL);
        if (back <= value && back >= value)
            break;
    }
    return (size_t)len;
}
