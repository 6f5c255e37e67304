/* SPDX-License-Identifier: Apache-2.0 */
#include "core/expected_likelihood.h"

#include <math.h>

#include "core/base/number.h"

/* A symmetric two by two matrix is its elements 00, 01, 11. */

static const double log_two_pi = 0x1.d67f1c864beb5p+0;

/* One person, scaled, at one T. */
struct part {
    double s[3], r[2], q; /* Z'Z, Z'y, y'y */
    double m[2][2], log_det;
    double a[3]; /* M S */
};

/* The determinants are not taken as differences of products, which for a
 * person with one rating would leave nothing but rounding. */
double likelihood_invert(const double s[3], double s_det, const double t[3],
                         double m[2][2])
{
    const double k00 = 1 + s[0] * t[0] + s[1] * t[1];
    const double k01 = s[0] * t[1] + s[1] * t[2];
    const double k10 = s[1] * t[0] + s[2] * t[1];
    const double k11 = 1 + s[1] * t[1] + s[2] * t[2];
    const double det = 1 + s[0] * t[0] + 2 * s[1] * t[1] + s[2] * t[2] +
                       s_det * (t[0] * t[2] - t[1] * t[1]);

    m[0][0] = k11 / det;
    m[0][1] = -k01 / det;
    m[1][0] = -k10 / det;
    m[1][1] = k00 / det;
    return det;
}

void likelihood_begin(const struct expected_person people[], size_t count,
                      bool restricted, struct likelihood_data *out)
{
    struct likelihood_data d = { .people = people,
                                 .count = count,
                                 .restricted = restricted };
    double n = 0, xx = 0, yy = 0, rest = 0, rest_freedom = 0;

    for (size_t i = 0; i < count; i++) {
        const double ratings = (double)people[i].ratings;

        if (people[i].ratings == 0)
            continue;
        n += ratings;
        d.x_mean += (people[i].x_mean - d.x_mean) * ratings / n;
        d.y_mean += (people[i].y_mean - d.y_mean) * ratings / n;
    }
    for (size_t i = 0; i < count; i++) {
        const double ratings = (double)people[i].ratings;
        const double x = people[i].x_mean - d.x_mean;
        const double y = people[i].y_mean - d.y_mean;

        xx += people[i].xx + ratings * x * x;
        yy += people[i].yy + ratings * y * y;
        if (ratings > 2 && people[i].xx > 0) {
            rest += people[i].yy - people[i].xy * people[i].xy / people[i].xx;
            rest_freedom += ratings - 2;
        }
    }
    d.x_sd = sqrt(xx / n);
    d.y_sd = sqrt(yy / n);
    d.freedom = n - (restricted ? 2 : 0);
    /* All there is, over what is left about each one's own line. */
    d.start = rest > 0 ? yy / n / (rest / rest_freedom) / 2 : 1;
    *out = d;
}

static struct part part_of(const struct likelihood_data *d, size_t i,
                           const double t[3])
{
    const struct expected_person *p = &d->people[i];
    const double n = (double)p->ratings;
    const double x = (p->x_mean - d->x_mean) / d->x_sd;
    const double y = (p->y_mean - d->y_mean) / d->y_sd;
    struct part one = {
        .s = { n, n * x, p->xx / (d->x_sd * d->x_sd) + n * x * x },
        .r = { n * y, p->xy / (d->x_sd * d->y_sd) + n * x * y },
        .q = p->yy / (d->y_sd * d->y_sd) + n * y * y,
    };
    double s_det, det;

    s_det = n * p->xx / (d->x_sd * d->x_sd);
    det = likelihood_invert(one.s, s_det, t, one.m);
    one.log_det = number_log(det);
    one.a[0] = (one.s[0] + s_det * t[2]) / det;
    one.a[1] = (one.s[1] - s_det * t[1]) / det;
    one.a[2] = (one.s[2] + s_det * t[0]) / det;
    return one;
}

/* left middle right for symmetric matrices; not symmetric in general. */
static void product(const double l[3], const double m[3], const double r[3],
                    double out[2][2])
{
    const double lm[2][2] = {
        { l[0] * m[0] + l[1] * m[1], l[0] * m[1] + l[1] * m[2] },
        { l[1] * m[0] + l[2] * m[1], l[1] * m[1] + l[2] * m[2] },
    };

    for (size_t i = 0; i < 2; i++) {
        out[i][0] = lm[i][0] * r[0] + lm[i][1] * r[1];
        out[i][1] = lm[i][0] * r[1] + lm[i][1] * r[2];
    }
}

/* Adds weight times the symmetric part of a product. */
static void add_product(const double l[3], const double m[3], const double r[3],
                        double weight, double to[3])
{
    double out[2][2];

    product(l, m, r, out);
    to[0] += weight * out[0][0];
    to[1] += weight * (out[0][1] + out[1][0]) / 2;
    to[2] += weight * out[1][1];
}

/* e = M (r - S b) */
static void rest_of(const struct part *one, const double b[2], double e[2])
{
    const double rest[2] = {
        one->r[0] - one->s[0] * b[0] - one->s[1] * b[1],
        one->r[1] - one->s[1] * b[0] - one->s[2] * b[1],
    };

    e[0] = one->m[0][0] * rest[0] + one->m[0][1] * rest[1];
    e[1] = one->m[1][0] * rest[0] + one->m[1][1] * rest[1];
}

/* b, the residual variance and the deviance. */
static void look_at_level(const struct likelihood_data *d, struct likelihood *l)
{
    double c[2] = { 0 }, squares = 0, log_det = 0, det;

    for (size_t i = 0; i < d->count; i++) {
        const struct part one = part_of(d, i, l->t);
        double mr[2];

        if (d->people[i].ratings == 0)
            continue;
        for (size_t k = 0; k < 3; k++)
            l->a[k] += one.a[k];
        mr[0] = one.m[0][0] * one.r[0] + one.m[0][1] * one.r[1];
        mr[1] = one.m[1][0] * one.r[0] + one.m[1][1] * one.r[1];
        c[0] += mr[0];
        c[1] += mr[1];
        squares += one.q - one.r[0] * (l->t[0] * mr[0] + l->t[1] * mr[1]) -
                   one.r[1] * (l->t[1] * mr[0] + l->t[2] * mr[1]);
        log_det += one.log_det;
    }
    det = l->a[0] * l->a[2] - l->a[1] * l->a[1];
    l->b[0] = (l->a[2] * c[0] - l->a[1] * c[1]) / det;
    l->b[1] = (l->a[0] * c[1] - l->a[1] * c[0]) / det;
    squares -= c[0] * l->b[0] + c[1] * l->b[1];
    l->variance = squares / d->freedom;
    l->deviance = d->freedom * (log_two_pi + number_log(l->variance) + 1) +
                  log_det + (d->restricted ? number_log(det) : 0);
}

/* The directions in which T can change. */
static const double units[3][3] = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } };

/* What the sum over people needs that is itself a sum over people. */
struct sums {
    double inverse[3]; /* of A; zero when not restricted */
    double ee[3];      /* sum e e' */
    double aea[3][3];  /* sum A_i E A_i, for each direction E */
    double db[3][2];   /* change of b */
};

static void sum_up(const struct likelihood_data *d, const struct likelihood *l,
                   struct sums *sums)
{
    const double det = l->a[0] * l->a[2] - l->a[1] * l->a[1];
    const double inverse[3] = { l->a[2] / det, -l->a[1] / det, l->a[0] / det };
    double ae[3][2] = { { 0 } };

    *sums = (struct sums){ 0 };
    for (size_t i = 0; i < d->count; i++) {
        const struct part one = part_of(d, i, l->t);
        double e[2];

        rest_of(&one, l->b, e);
        sums->ee[0] += e[0] * e[0];
        sums->ee[1] += e[0] * e[1];
        sums->ee[2] += e[1] * e[1];
        for (size_t k = 0; k < 3; k++) {
            const double *u = units[k];
            const double ue[2] = { u[0] * e[0] + u[1] * e[1],
                                   u[1] * e[0] + u[2] * e[1] };

            add_product(one.a, u, one.a, 1, sums->aea[k]);
            ae[k][0] += one.a[0] * ue[0] + one.a[1] * ue[1];
            ae[k][1] += one.a[1] * ue[0] + one.a[2] * ue[1];
        }
    }
    for (size_t k = 0; k < 3; k++) {
        sums->db[k][0] = -(inverse[0] * ae[k][0] + inverse[1] * ae[k][1]);
        sums->db[k][1] = -(inverse[1] * ae[k][0] + inverse[2] * ae[k][1]);
    }
    for (size_t k = 0; d->restricted && k < 3; k++)
        sums->inverse[k] = inverse[k];
}

/* tr(E G): off the diagonal both elements count. */
static double along(const double unit[3], const double g[3])
{
    return unit[0] * g[0] + 2 * unit[1] * g[1] + unit[2] * g[2];
}

/* Change of one person's part of the slope matrix in a direction, but for the
 * change of the variance. */
static void add_change(const struct part *one, const double e[2], size_t k,
                       const struct sums *sums, double variance,
                       double change[3])
{
    const double *u = units[k];
    const double ue[2] = { u[0] * e[0] + u[1] * e[1] + sums->db[k][0],
                           u[1] * e[0] + u[2] * e[1] + sums->db[k][1] };
    const double de[2] = { -(one->a[0] * ue[0] + one->a[1] * ue[1]),
                           -(one->a[1] * ue[0] + one->a[2] * ue[1]) };
    double aea[3] = { 0 }, bent[3] = { 0 };

    add_product(one->a, u, one->a, 1, aea);
    for (size_t i = 0; i < 3; i++)
        change[i] -= aea[i];
    add_product(aea, sums->inverse, one->a, 2, change);
    add_product(sums->inverse, sums->aea[k], sums->inverse, 1, bent);
    add_product(one->a, bent, one->a, -1, change);
    change[0] -= 2 * de[0] * e[0] / variance;
    change[1] -= (de[0] * e[1] + de[1] * e[0]) / variance;
    change[2] -= 2 * de[1] * e[1] / variance;
}

void likelihood_look(const struct likelihood_data *d, const double t[3],
                     struct likelihood *out)
{
    struct likelihood l = { .t = { t[0], t[1], t[2] } };
    double slope[3] = { 0 }, change[3][3] = { { 0 } };
    struct sums sums;

    look_at_level(d, &l);
    sum_up(d, &l, &sums);
    for (size_t i = 0; i < d->count; i++) {
        const struct part one = part_of(d, i, l.t);
        double e[2];

        rest_of(&one, l.b, e);
        add_product(one.a, sums.inverse, one.a, -1, slope);
        for (size_t k = 0; k < 3; k++)
            add_change(&one, e, k, &sums, l.variance, change[k]);
    }
    for (size_t k = 0; k < 3; k++) {
        const double ee = along(units[k], sums.ee);

        slope[k] += l.a[k] - sums.ee[k] / l.variance;
        for (size_t i = 0; i < 3; i++)
            change[k][i] -=
                sums.ee[i] * ee / (d->freedom * l.variance * l.variance);
    }
    for (size_t k = 0; k < 3; k++) {
        l.slope[k] = along(units[k], slope);
        for (size_t i = 0; i < 3; i++)
            l.curvature[k][i] = along(units[k], change[i]);
    }
    *out = l;
}
