/* SPDX-License-Identifier: Apache-2.0 */
#include "core/expected_search.h"

#include <math.h>

/* In units of the residual variance and on x with mean 0 and SD 1: less than
 * this, or than this share of the largest, is no difference between people. */
static const double limit = 1e-8;

/* Half the squared distance to the best point, in standard errors. */
static const double near_enough = 1e-14;

/* A step halved so often is shorter than a trillionth. */
enum { HALVINGS_MOST = 40 };

/* T = C C'; the step is T to C (I + P) C'. In P all three directions weigh
 * the same, however small or large T is. */

/* How T changes with P: column k is C E C' for the k-th element of P. */
static void scale_of(const double t[3], size_t dims, double j[3][3])
{
    const double c00 = sqrt(t[0]);
    const double c10 = dims == 1 ? 0 : t[1] / c00;
    const double c11 = dims == 1 ? 0 : sqrt(t[2] - c10 * c10);
    const double columns[3][3] = {
        { c00 * c00, c00 * c10, c10 * c10 },
        { 0, c00 * c11, 2 * c10 * c11 },
        { 0, 0, c11 * c11 },
    };

    for (size_t i = 0; i < 3; i++)
        for (size_t k = 0; k < 3; k++)
            j[i][k] = columns[k][i];
}

/* Slope and curvature of the deviance in P. */
static void scaled(const struct likelihood *l, size_t dims, double j[3][3],
                   double slope[3], double curvature[3][3])
{
    for (size_t i = 0; i < dims; i++) {
        slope[i] = 0;
        for (size_t a = 0; a < 3; a++)
            slope[i] += j[a][i] * l->slope[a];
        for (size_t k = 0; k < dims; k++) {
            curvature[i][k] = 0;
            for (size_t a = 0; a < 3; a++)
                for (size_t b = 0; b < 3; b++)
                    curvature[i][k] += j[a][i] * l->curvature[a][b] * j[b][k];
        }
    }
}

/* Eigenvalues onto the diagonal of m, eigenvectors into the columns of v, by
 * Jacobi's rotations; few are enough for three directions. */
static void turn(size_t dims, double m[3][3], double v[3][3])
{
    for (size_t i = 0; i < 3; i++)
        for (size_t k = 0; k < 3; k++)
            v[i][k] = i == k;
    for (int sweep = 0; sweep < 12; sweep++)
        for (size_t p = 0; p + 1 < dims; p++)
            for (size_t q = p + 1; q < dims; q++) {
                double tau, t, c, s;

                if (fabs(m[p][q]) <= 0)
                    continue;
                tau = (m[q][q] - m[p][p]) / (2 * m[p][q]);
                t = (tau < 0 ? -1 : 1) / (fabs(tau) + sqrt(1 + tau * tau));
                c = 1 / sqrt(1 + t * t);
                s = t * c;
                for (size_t i = 0; i < dims; i++) {
                    const double ip = m[i][p], iq = m[i][q];

                    m[i][p] = c * ip - s * iq;
                    m[i][q] = s * ip + c * iq;
                }
                for (size_t i = 0; i < dims; i++) {
                    const double pi = m[p][i], qi = m[q][i];

                    m[p][i] = c * pi - s * qi;
                    m[q][i] = s * pi + c * qi;
                }
                for (size_t i = 0; i < dims; i++) {
                    const double ip = v[i][p], iq = v[i][q];

                    v[i][p] = c * ip - s * iq;
                    v[i][q] = s * ip + c * iq;
                }
                m[p][q] = m[q][p] = 0;
            }
}

struct step {
    double p[3];
    double fall;     /* of the deviance, to first order */
    double distance; /* half the square to the best point, in errors */
};

/* Newton's step, direction by direction: where the deviance bends the wrong
 * way it is taken as bending the right way, and no step is longer than 0.9,
 * which would leave a tenth of T. */
static struct step step_of(const double slope[3], double curvature[3][3],
                           size_t dims)
{
    struct step s = { 0 };
    double v[3][3];

    turn(dims, curvature, v);
    for (size_t k = 0; k < dims; k++) {
        const double bend = fabs(curvature[k][k]) + 1e-300;
        double along = 0, size;

        for (size_t i = 0; i < dims; i++)
            along += v[i][k] * slope[i];
        size = -along / bend;
        s.distance += along * along / bend / 2;
        if (fabs(size) > 0.9)
            size = size < 0 ? -0.9 : 0.9;
        s.fall -= along * size;
        for (size_t i = 0; i < dims; i++)
            s.p[i] += size * v[i][k];
    }
    return s;
}

/* The smaller eigenvalue of T; its first element when that is all. */
static double least_of(const double t[3], size_t dims)
{
    const double half = (t[0] - t[2]) / 2;

    return dims == 1 ? t[0]
                     : (t[0] + t[2]) / 2 - sqrt(half * half + t[1] * t[1]);
}

/* At the limit, and the likelihood does not rise inwards. */
static bool is_at_limit(const struct likelihood *l, size_t dims)
{
    const double least = least_of(l->t, dims);
    double v0 = l->t[1], v1 = least - l->t[0], squares;

    if (least >= limit * (1 + l->t[0] + l->t[2]))
        return false;
    if (dims == 1)
        return l->slope[0] >= 0;
    if (fabs(l->t[2] - least) > fabs(v1)) {
        v0 = l->t[2] - least;
        v1 = -l->t[1];
    }
    squares = v0 * v0 + v1 * v1;
    if (squares <= 0)
        return l->slope[0] + l->slope[2] >= 0;
    /* slope[1] is of both off-diagonal elements together. */
    return v0 * v0 * l->slope[0] + v0 * v1 * l->slope[1] +
               v1 * v1 * l->slope[2] >=
           0;
}

enum expected_search expected_search(const struct likelihood_data *data,
                                     size_t dims, size_t steps_most,
                                     struct likelihood *at, size_t *steps)
{
    likelihood_look(
        data, (const double[3]){ data->start, 0, dims == 3 ? data->start : 0 },
        at);
    for (; *steps < steps_most; ++*steps) {
        double j[3][3], slope[3], curvature[3][3];
        const double one[3] = { 1, 0, dims == 3 ? 1 : 0 };
        struct step step;
        /* What rounding may do to a sum of that size. */
        const double coarse = 1e-9 * (data->freedom + fabs(at->deviance));
        double part = 2;
        bool moved = false;

        scale_of(at->t, dims, j);
        scaled(at, dims, j, slope, curvature);
        step = step_of(slope, curvature, dims);
        if (!isfinite(step.distance))
            return EXPECTED_SEARCH_LOST;
        for (int halvings = 0; halvings < HALVINGS_MOST && !moved; halvings++) {
            struct likelihood next;
            double grown[3], t[3];

            part /= 2; /* the whole step first */
            for (size_t i = 0; i < 3; i++) {
                grown[i] = one[i] + part * step.p[i];
                t[i] = at->t[i];
                for (size_t k = 0; k < dims; k++)
                    t[i] += part * j[i][k] * step.p[k];
            }
            /* T stays positive definite. */
            if (!(least_of(grown, dims) >= 0.05))
                continue;
            likelihood_look(data, t, &next);
            if (!(next.deviance <=
                  at->deviance - 1e-4 * part * step.fall + coarse))
                continue;
            *at = next;
            moved = true;
        }
        if (is_at_limit(at, dims))
            return EXPECTED_SEARCH_AT_LIMIT;
        /* No fall that can be told from rounding. */
        if (!moved)
            return step.distance < 1e-6 ? EXPECTED_SEARCH_FOUND
                                        : EXPECTED_SEARCH_LOST;
        if (step.distance <= near_enough)
            return EXPECTED_SEARCH_FOUND;
    }
    return EXPECTED_SEARCH_LOST;
}
