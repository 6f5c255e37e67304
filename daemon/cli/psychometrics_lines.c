/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/psychometrics_lines.h"

static void put_value(struct json_out *j, const char *key,
                      const struct psychometrics_figure *f)
{
    json_out_key_known(j, key, f->why == PSYCHOMETRICS_SHOWN, f->value);
}

static void put_figure_fields(struct json_out *j,
                              const struct psychometrics_figure *f)
{
    put_value(j, "value", f);
    json_out_key_known(j, "low", f->bounded, f->low);
    json_out_key_known(j, "high", f->bounded, f->high);
    json_out_key_count(j, "n", f->n);
    json_out_key_count(j, "people", f->people);
    json_out_key_count(j, "least_n", f->least);
    json_out_key_word(j, "why", psychometrics_why_name(f->why));
}

static void put_figure(struct json_out *j, const char *key,
                       const struct psychometrics_figure *f)
{
    json_out_key(j, key);
    json_out_open(j, '{');
    put_figure_fields(j, f);
    json_out_close(j, '}');
}

static void put_extreme(struct json_out *j, const char *key,
                        const struct psychometrics_data *d,
                        const struct psychometrics_figure *f, double at,
                        bool flagged)
{
    json_out_key(j, key);
    json_out_open(j, '{');
    json_out_key_known(j, "at", d->ranged, at);
    put_figure_fields(j, f);
    json_out_key_known_truth(j, "flagged", f->why == PSYCHOMETRICS_SHOWN,
                             flagged);
    json_out_close(j, '}');
}

static void put_items(struct json_out *j, const struct psychometrics_data *d,
                      const struct psychometrics *r)
{
    json_out_key(j, "items");
    json_out_open(j, '[');
    for (size_t i = 0; i < r->item_count; i++) {
        const struct psychometrics_item *it = &r->items[i];

        json_out_item(j);
        json_out_open(j, '{');
        json_out_key_word(j, "id", d->in->items[it->item].id);
        put_value(j, "mean", &it->mean);
        put_value(j, "sd", &it->sd);
        json_out_key_count(j, "n", it->mean.n);
        json_out_key_known(j, "loading", r->omega.why == PSYCHOMETRICS_SHOWN,
                           r->factor.loadings[i]);
        put_figure(j, "item_rest", &it->rest);
        put_figure(j, "missing", &it->missing);
        json_out_close(j, '}');
    }
    json_out_close(j, ']');
}

void psychometrics_print(struct json_out *j, const struct psychometrics_data *d,
                         const struct psychometrics_params *p,
                         const struct psychometrics *r)
{
    const bool shown = r->retest_r.why == PSYCHOMETRICS_SHOWN ||
                       r->retest_r.why == PSYCHOMETRICS_CONSTANT;

    json_out_key_count(j, "people", r->people);
    json_out_key_count(j, "sheets", r->sheets);
    json_out_key_truth(j, "independent",
                       p->occasion != PSYCHOMETRICS_ALL ||
                           r->people == r->sheets);
    json_out_key_count(j, "n", r->alpha.n);
    put_value(j, "mean", &r->mean);
    put_value(j, "sd", &r->sd);
    put_value(j, "sem", &r->sem);
    put_figure(j, "alpha", &r->alpha);
    put_figure(j, "omega", &r->omega);
    put_items(j, d, r);
    json_out_key(j, "retest");
    json_out_open(j, '{');
    put_figure(j, "r", &r->retest_r);
    put_figure(j, "icc", &r->retest_icc);
    json_out_key_count(j, "n", r->retest_r.n);
    json_out_key_count(j, "outside", r->retest_outside);
    json_out_key_known(j, "first_mean", shown, r->retest.mean[0]);
    json_out_key_known(j, "second_mean", shown, r->retest.mean[1]);
    json_out_close(j, '}');
    put_extreme(j, "floor", d, &r->floor, r->floor_at, r->floor_flagged);
    put_extreme(j, "ceiling", d, &r->ceiling, r->ceiling_at,
                r->ceiling_flagged);
    put_figure(j, "missing", &r->missing);
}

/* --- explanations ----------------------------------------------------------
 */

static void say_withheld(struct json_out *j, const char *what,
                         const struct psychometrics_figure *f)
{
    json_out_item(j);
    if (f->why == PSYCHOMETRICS_TOO_FEW)
        json_out_format(j, "%s is not shown: from %zu people, %zu are needed",
                        what, f->people, f->least);
    else
        json_out_format(j, "%s is not shown: %s", what,
                        psychometrics_why_name(f->why));
}

static void say_alpha(struct json_out *j, const struct psychometrics *r)
{
    const struct psychometrics_figure *a = &r->alpha;
    const size_t k = r->item_count;

    json_out_item(j);
    json_out_format(j,
                    "alpha = k/(k - 1) (1 - sum of item variances / variance "
                    "of their sum) = %zu/%zu (1 - %.10g/%.10g) = %.10g "
                    "(Cronbach 1951)",
                    k, k - 1, r->item_variances, r->total_variance, a->value);
    if (!a->bounded)
        return;
    json_out_item(j);
    json_out_format(j,
                    "its interval: 1 - (1 - alpha) F, F = %.10g and %.10g "
                    "with %zu and %zu degrees of freedom: %.10g to %.10g "
                    "(Feldt 1965)",
                    r->f_low, r->f_high, a->n - 1, (a->n - 1) * (k - 1), a->low,
                    a->high);
}

static void say_omega(struct json_out *j, const struct psychometrics *r)
{
    const struct psychometrics_figure *o = &r->omega;
    const struct factor *f = &r->factor;

    json_out_item(j);
    json_out_format(j,
                    "omega = (sum of loadings)^2 / ((sum of loadings)^2 + sum "
                    "of uniquenesses) = %.10g^2 / (%.10g^2 + %.10g) = %.10g, "
                    "one factor by maximum likelihood, if there is but one "
                    "(McDonald 1999)",
                    f->loading_sum, f->loading_sum, f->uniqueness_sum,
                    o->value);
    if (!o->bounded)
        return;
    json_out_item(j);
    json_out_format(j,
                    "its interval: by the delta method its standard error is "
                    "%.10g, taken on the logit: %.10g to %.10g (Raykov 2002; "
                    "Kelley and Pornprasertmanit 2016)",
                    f->omega_error, o->low, o->high);
}

static void say_rest(struct json_out *j, const struct psychometrics_data *d,
                     const struct psychometrics *r)
{
    for (size_t i = 0; i < r->item_count; i++) {
        const struct psychometrics_figure *f = &r->items[i].rest;

        if (f->why != PSYCHOMETRICS_SHOWN)
            continue;
        json_out_item(j);
        json_out_format(j,
                        "%s: r with the sum of the other items = %.10g, atanh "
                        "r has the error 1/sqrt(%zu - 3) (Fisher 1921)",
                        d->in->items[r->items[i].item].id, f->value, f->n);
    }
}

static void say_retest(struct json_out *j, const struct psychometrics *r)
{
    struct retest_squares m;

    json_out_item(j);
    json_out_format(j,
                    "retest r = %.10g over %zu pairs, first %.10g, second "
                    "%.10g on average (Fisher 1921 for the interval)",
                    r->retest_r.value, r->retest_r.n, r->retest.mean[0],
                    r->retest.mean[1]);
    if (r->retest_icc.why != PSYCHOMETRICS_SHOWN ||
        !retest_squares(&r->retest, &m))
        return;
    json_out_item(j);
    json_out_format(j,
                    "ICC(A,1) = (R - E) / (R + E + 2/n (C - E)) = %.10g with "
                    "the mean squares R = %.10g, C = %.10g, E = %.10g (McGraw "
                    "and Wong 1996)",
                    r->retest_icc.value, m.rows, m.columns, m.error);
}

static void say_extreme(struct json_out *j, const char *what, double at,
                        double limit, const struct psychometrics_figure *f)
{
    json_out_item(j);
    json_out_format(j,
                    "%s: %.10g of %zu sheets stand at %.10g; more than %.10g "
                    "is flagged (Terwee et al. 2007; interval: Wilson 1927)",
                    what, f->value, f->n, at, limit);
}

static void say_which(struct json_out *j, const struct psychometrics_params *p,
                      const struct psychometrics *r)
{
    json_out_item(j);
    if (p->occasion == PSYCHOMETRICS_ALL)
        json_out_format(j,
                        "all %zu sheets of %zu people: sheets of one person "
                        "are not independent, so intervals are too narrow",
                        r->sheets, r->people);
    else
        json_out_format(j,
                        "of %zu sheets the %s of each of %zu people that a "
                        "figure can use: for alpha and omega the %s complete "
                        "one",
                        r->sheets, psychometrics_occasion_name(p->occasion),
                        r->people, psychometrics_occasion_name(p->occasion));
}

void psychometrics_explain(struct json_out *j,
                           const struct psychometrics_data *d,
                           const struct psychometrics_params *p,
                           const struct psychometrics *r)
{
    json_out_key(j, "explain");
    json_out_open(j, '[');
    say_which(j, p, r);
    if (r->alpha.why == PSYCHOMETRICS_SHOWN)
        say_alpha(j, r);
    else
        say_withheld(j, "alpha", &r->alpha);
    if (r->omega.why == PSYCHOMETRICS_SHOWN)
        say_omega(j, r);
    else
        say_withheld(j, "omega", &r->omega);
    say_rest(j, d, r);
    if (r->sem.why == PSYCHOMETRICS_SHOWN) {
        json_out_item(j);
        json_out_format(j,
                        "sem = sd sqrt(1 - alpha) = %.10g sqrt(1 - %.10g) = "
                        "%.10g",
                        r->sd.value, r->alpha.value, r->sem.value);
    }
    if (r->retest_r.why == PSYCHOMETRICS_SHOWN)
        say_retest(j, r);
    else
        say_withheld(j, "retest", &r->retest_r);
    if (r->floor.why == PSYCHOMETRICS_SHOWN) {
        say_extreme(j, "floor", r->floor_at, p->extreme, &r->floor);
        say_extreme(j, "ceiling", r->ceiling_at, p->extreme, &r->ceiling);
    } else {
        say_withheld(j, "floor and ceiling", &r->floor);
    }
    json_out_close(j, ']');
}
