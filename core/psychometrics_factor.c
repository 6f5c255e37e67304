/* SPDX-License-Identifier: Apache-2.0 */
#include "core/psychometrics_factor.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>

#include "core/base/number.h"

enum { STARTS = 100, HALVINGS_MAX = 40, PATIENCE = 60 };

/* Where the search stands: loadings, and logarithms of uniquenesses, on the
 * scale of correlations. */
struct place {
    double l[FACTOR_ITEMS_MAX], x[FACTOR_ITEMS_MAX];
};

/* With q = loadings / uniquenesses: the inverse of the model's matrix is
 * diag(1/u) - q q' / (1 + kappa). */
struct model {
    double u[FACTOR_ITEMS_MAX], q[FACTOR_ITEMS_MAX];
    double kappa;
};

static void model_make(const struct place *at, size_t p, struct model *m)
{
    m->kappa = 0;
    for (size_t i = 0; i < p; i++) {
        m->u[i] = number_exp(at->x[i]);
        m->q[i] = at->l[i] / m->u[i];
        m->kappa += at->l[i] * m->q[i];
    }
}

/* log|S| + tr(R S^-1); smallest at the solution. */
static double misfit(const struct factor_room *room, size_t p,
                     const struct place *at)
{
    struct model m;
    double sum = 0, quadratic = 0;

    model_make(at, p, &m);
    for (size_t i = 0; i < p; i++) {
        double row = 0;

        for (size_t j = 0; j < p; j++)
            row += room->r[i][j] * m.q[j];
        quadratic += m.q[i] * row;
        sum += at->x[i] + room->r[i][i] / m.u[i];
    }
    return sum + number_log1p(m.kappa) - quadratic / (1 + m.kappa);
}

/* room->w and room->g of the model. */
static void weights(struct factor_room *room, size_t p, const struct model *m)
{
    const double whole = 1 + m->kappa;
    double *rq = room->scratch[0], *qm = room->scratch[1];

    for (size_t i = 0; i < p; i++) {
        rq[i] = 0;
        for (size_t j = 0; j < p; j++)
            rq[i] += room->r[i][j] * m->q[j];
    }
    /* g is first r w, then w - w r w. */
    for (size_t i = 0; i < p; i++)
        for (size_t j = 0; j < p; j++) {
            room->w[i][j] = -m->q[i] * m->q[j] / whole;
            if (i == j)
                room->w[i][j] += 1 / m->u[i];
            room->g[i][j] = room->r[i][j] / m->u[j] - rq[i] * m->q[j] / whole;
        }
    for (size_t j = 0; j < p; j++) {
        qm[j] = 0;
        for (size_t i = 0; i < p; i++)
            qm[j] += m->q[i] * room->g[i][j];
    }
    for (size_t i = 0; i < p; i++)
        for (size_t j = 0; j < p; j++)
            room->g[i][j] = room->w[i][j] - room->g[i][j] / m->u[i] +
                            m->q[i] * qm[j] / whole;
}

/* Second derivatives of the misfit by loadings (first p) and uniquenesses
 * into room->h. exact false: their expectation, as if the model held, which is
 * the same with g = 0. Needs weights(). */
static void derivatives(struct factor_room *room, size_t p,
                        const struct place *at, const struct model *m,
                        bool exact)
{
    const double whole = 1 + m->kappa, c = m->kappa / whole;
    const double by = exact ? 1 : 0;
    double *v = room->scratch[0], *gl = room->scratch[1];
    double k = 0;

    for (size_t i = 0; i < p; i++) {
        v[i] = m->q[i] / whole;
        gl[i] = 0;
        for (size_t j = 0; j < p; j++)
            gl[i] += by * room->g[i][j] * at->l[j];
        k += at->l[i] * gl[i];
    }
    for (size_t i = 0; i < p; i++)
        for (size_t j = 0; j < p; j++) {
            const double w = room->w[i][j], g = by * room->g[i][j];

            room->h[i][j] =
                2 * (v[i] * v[j] + c * w) +
                2 * (g * (1 - c) - gl[i] * v[j] - gl[j] * v[i] - k * w);
            room->h[p + i][p + j] = w * w - 2 * g * w;
            room->h[i][p + j] = 2 * v[j] * w - 2 * (g * v[j] + gl[j] * w);
            room->h[p + j][i] = room->h[i][p + j];
        }
}

/* From derivatives by uniquenesses to those by their logarithms. slopes: first
 * derivatives by the uniquenesses, or NULL where they are 0. */
static void to_logarithms(struct factor_room *room, size_t p,
                          const struct model *m, bool exact)
{
    for (size_t i = 0; i < p; i++)
        for (size_t j = 0; j < p; j++) {
            room->h[i][p + j] *= m->u[j];
            room->h[p + j][i] *= m->u[j];
            room->h[p + i][p + j] *= m->u[i] * m->u[j];
        }
    for (size_t i = 0; i < p && exact; i++)
        room->h[p + i][p + i] += m->u[i] * room->g[i][i];
}

/* Solves h x = b for a positive definite h of size n, by Cholesky; b becomes
 * x. False, and h spoilt, when it is not. */
static bool solve(struct factor_room *room, size_t n, double b[])
{
    for (size_t j = 0; j < n; j++) {
        const double whole = room->h[j][j];
        double rest = whole;

        for (size_t k = 0; k < j; k++)
            rest -= room->h[j][k] * room->h[j][k];
        if (!(rest > 1e-13 * fabs(whole)))
            return false;
        room->h[j][j] = sqrt(rest);
        for (size_t i = j + 1; i < n; i++) {
            double sum = room->h[i][j];

            for (size_t k = 0; k < j; k++)
                sum -= room->h[i][k] * room->h[j][k];
            room->h[i][j] = sum / room->h[j][j];
        }
    }
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < i; k++)
            b[i] -= room->h[i][k] * b[k];
        b[i] /= room->h[i][i];
    }
    for (size_t i = n; i-- > 0;) {
        for (size_t k = i + 1; k < n; k++)
            b[i] -= room->h[k][i] * b[k];
        b[i] /= room->h[i][i];
    }
    return true;
}

/* The negative slope into room->step. */
static void downhill(struct factor_room *room, size_t p, const struct place *at,
                     const struct model *m)
{
    for (size_t i = 0; i < p; i++) {
        double sum = 0;

        for (size_t j = 0; j < p; j++)
            sum += room->g[i][j] * at->l[j];
        room->step[i] = -2 * sum;
        room->step[p + i] = -room->g[i][i] * m->u[i];
    }
}

/* A step downhill from where we are into room->step: Newton's, or by the
 * expected derivatives, or by those with more weight on the diagonal. */
static bool find_step(struct factor_room *room, size_t p,
                      const struct place *at, const struct model *m)
{
    for (int attempt = 0; attempt < 3; attempt++) {
        downhill(room, p, at, m);
        derivatives(room, p, at, m, attempt == 0);
        to_logarithms(room, p, m, attempt == 0);
        for (size_t i = 0; i < 2 * p && attempt == 2; i++)
            room->h[i][i] = room->h[i][i] * 1.1 + 1e-3;
        if (solve(room, 2 * p, room->step))
            return true;
    }
    return false;
}

/* Goes along room->step as far as the misfit falls. Returns the longest move
 * of one parameter; INFINITY when nothing falls. */
static double take_step(const struct factor_room *room, size_t p,
                        struct place *at)
{
    const double before = misfit(room, p, at);
    double longest = 0, by;

    for (size_t i = 0; i < 2 * p; i++)
        longest = fmax(longest, fabs(room->step[i]));
    by = longest > 1 ? 1 / longest : 1;
    for (int i = 0; i < HALVINGS_MAX; i++) {
        struct place next = *at;

        for (size_t k = 0; k < p; k++) {
            next.l[k] += by * room->step[k];
            next.x[k] += by * room->step[p + k];
        }
        /* Near the end the fall is lost in the rounding. */
        if (misfit(room, p, &next) <= before + 1e-13 * (1 + fabs(before))) {
            *at = next;
            return by * longest;
        }
        by /= 2;
    }
    return (double)INFINITY;
}

/* The first principal component, by its power: a beginning in the right
 * valley. Starts uneven so as not to stand at right angles to it. */
static void begin(struct factor_room *room, size_t p, struct place *at)
{
    double *next = room->scratch[0], size = 0;

    for (size_t i = 0; i < p; i++)
        at->l[i] = 1 + (double)i / (8 * (double)p);
    for (int round = 0; round < STARTS; round++) {
        size = 0;
        for (size_t i = 0; i < p; i++) {
            next[i] = 0;
            for (size_t j = 0; j < p; j++)
                next[i] += room->r[i][j] * at->l[j];
            size += next[i] * next[i];
        }
        size = sqrt(size);
        for (size_t i = 0; i < p; i++)
            at->l[i] = next[i] / size;
    }
    /* size is now the eigenvalue. */
    for (size_t i = 0; i < p; i++) {
        at->l[i] = fmax(-0.9, fmin(0.9, 0.9 * at->l[i] * sqrt(size)));
        at->x[i] = number_log(1 - at->l[i] * at->l[i]);
    }
}

static bool is_improper(const struct place *at, size_t p)
{
    for (size_t i = 0; i < p; i++)
        if (number_exp(at->x[i]) < FACTOR_UNIQUENESS_LEAST)
            return true;
    return false;
}

static enum factor_status search(struct factor_room *room, size_t p,
                                 struct place *at, size_t *steps)
{
    struct model m;

    begin(room, p, at);
    for (*steps = 1; *steps <= FACTOR_STEPS_MAX; (*steps)++) {
        double moved;

        model_make(at, p, &m);
        weights(room, p, &m);
        if (!find_step(room, p, at, &m))
            break;
        moved = take_step(room, p, at);
        if (isinf(moved) || (*steps > PATIENCE && is_improper(at, p)))
            break;
        if (moved < 1e-10)
            return is_improper(at, p) ? FACTOR_IMPROPER : FACTOR_OK;
    }
    return is_improper(at, p) ? FACTOR_IMPROPER : FACTOR_NO_CONVERGENCE;
}

/* Omega and its error. sd holds the items' standard deviations. */
static bool find_omega(struct factor_room *room, size_t p, size_t n,
                       const struct place *at, const double sd[],
                       struct factor *f)
{
    double slope[2 * FACTOR_ITEMS_MAX], variance = 0, all, a;
    struct model m;

    a = f->loading_sum;
    all = a * a + f->uniqueness_sum;
    f->omega = a * a / all;
    model_make(at, p, &m);
    weights(room, p, &m);
    derivatives(room, p, at, &m, false);
    /* On the scale of correlations: units are constants to the model. */
    for (size_t i = 0; i < p; i++) {
        slope[i] = 2 * a * f->uniqueness_sum / (all * all) * sd[i];
        slope[p + i] = -a * a / (all * all) * sd[i] * sd[i];
        room->step[i] = slope[i];
        room->step[p + i] = slope[p + i];
    }
    if (!solve(room, 2 * p, room->step))
        return false;
    for (size_t i = 0; i < 2 * p; i++)
        variance += slope[i] * room->step[i];
    /* The information of n persons is n/2 times the derivatives. */
    f->omega_error = sqrt(fmax(0, 2 * variance / (double)n));
    return true;
}

enum factor_status factor_fit(const double covariances[], size_t items,
                              size_t n, struct factor_room *room,
                              struct factor *out)
{
    struct factor f = { 0 };
    struct place at;
    enum factor_status status;
    double *sd = room->scratch[2];
    double sum = 0;

    assert(items <= FACTOR_ITEMS_MAX && n >= 2);
    if (items < 3)
        return FACTOR_TOO_FEW_ITEMS;
    for (size_t i = 0; i < items; i++) {
        if (!(covariances[i * items + i] > 0))
            return FACTOR_CONSTANT_ITEM;
        sd[i] = sqrt(covariances[i * items + i]);
    }
    for (size_t i = 0; i < items; i++)
        for (size_t j = 0; j < items; j++)
            room->r[i][j] =
                i == j ? 1 : covariances[i * items + j] / sd[i] / sd[j];

    status = search(room, items, &at, &f.steps);
    if (status != FACTOR_OK)
        return status;
    for (size_t i = 0; i < items; i++)
        sum += at.l[i] * sd[i];
    for (size_t i = 0; i < items; i++) {
        if (sum < 0)
            at.l[i] = -at.l[i];
        f.loadings[i] = at.l[i] * sd[i];
        f.uniquenesses[i] = number_exp(at.x[i]) * sd[i] * sd[i];
        f.loading_sum += f.loadings[i];
        f.uniqueness_sum += f.uniquenesses[i];
    }
    if (!find_omega(room, items, n, &at, sd, &f))
        return FACTOR_NO_CONVERGENCE;
    *out = f;
    return FACTOR_OK;
}
