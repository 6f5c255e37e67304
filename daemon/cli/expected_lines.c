/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/expected_lines.h"

#include <math.h>

static void print_part(struct json_out *j, const char *key, bool is_known,
                       double value)
{
    json_out_key(j, key);
    if (is_known)
        json_out_number(j, value);
    else
        json_out_null(j);
}

/* The values in force for the group. */
static void print_parameters(struct json_out *j,
                             const struct expected_options *o,
                             const struct expected_group *group)
{
    struct expected_options in_force = *o;
    struct flag flags[EXPECTED_FLAGS];

    if (!o->ratings.has_scale)
        in_force.ratings.min = in_force.ratings.max = (double)NAN;
    in_force.better = expected_better_name(group->params.better);
    in_force.change =
        group->params.change > 0 ? group->params.change : (double)NAN;
    expected_flags(&in_force, flags);
    flags_print(j, flags, EXPECTED_FLAGS);
}

static const char *source_of(const struct expected_options *o)
{
    return o->site == NULL ? "same_file" : "site_file";
}

static void explain(struct json_out *j, const struct expected_group *group,
                    double t, const struct expected_decision *d)
{
    const struct expected_curve *c = &group->curve;
    const char *sign = group->params.better == EXPECTED_HIGHER ? "-" : "+";

    json_out_key(j, "explain");
    json_out_open(j, '[');
    if (d->expected_known) {
        json_out_item(j);
        json_out_format(j,
                        "expected = b0 + b1 ln(1 + t) and the person's own "
                        "part, given the first ratings (%zu): %.10g, with b0 "
                        "%.10g, b1 %.10g, t %.10g (linear mixed model, Laird "
                        "and Ware 1982)",
                        group->params.given, d->expected, c->b0, c->b1, t);
        json_out_item(j);
        json_out_format(j,
                        "boundary = expected %s z * error = %.10g %s %.10g * "
                        "%.10g = %.10g (edge of the band, after Schilling "
                        "and others 2021)",
                        sign, d->expected, sign, group->params.z, d->error,
                        d->boundary);
    } else if (d->boundary_known) {
        json_out_item(j);
        json_out_format(j,
                        "boundary = first rating %s reliable change = %.10g "
                        "%s %.10g = %.10g (%s)",
                        sign, d->first, sign, group->params.change, d->boundary,
                        group->change_source == NULL ? ""
                                                     : group->change_source);
    }
    json_out_close(j, ']');
}

void expected_lines_rating(struct json_out *j, const struct expected_options *o,
                           const struct expected_group *group,
                           const struct ratings *d,
                           const struct ratings_entry *e, double t,
                           const struct expected_decision *decision)
{
    json_out_open(j, '{');
    ratings_print_head(j, d, e);
    print_part(j, "t", decision->first_known, t);
    print_part(j, "first", decision->first_known, decision->first);
    print_part(j, "worse", decision->worse_known, decision->worse);
    print_part(j, "expected", decision->expected_known, decision->expected);
    print_part(j, "error", decision->expected_known, decision->error);
    print_part(j, "boundary", decision->boundary_known, decision->boundary);
    json_out_key(j, "off_track");
    if (decision->judged)
        json_out_truth(j, decision->off_track);
    else
        json_out_null(j);
    json_out_key(j, "rule");
    json_out_word(j, expected_rule_name(decision->rule));
    json_out_key(j, "why");
    json_out_word(j, expected_why_name(decision->why));
    json_out_key(j, "curve_from");
    if (group->fitted)
        json_out_word(j, source_of(o));
    else
        json_out_null(j);
    json_out_key(j, "curve_why");
    if (group->fitted)
        json_out_word(j, expected_fit_status_name(group->status));
    else
        json_out_null(j);
    print_parameters(j, o, group);
    if (o->explain)
        explain(j, group, t, decision);
    json_out_close(j, '}');
    json_out_end_line(j);
}

static void explain_fit(struct json_out *j, const struct expected_curve *c)
{
    json_out_key(j, "explain");
    json_out_open(j, '[');
    json_out_item(j);
    json_out_format(j,
                    "y = (b0 + u0) + (b1 + u1) ln(1 + t) + e, b0 %.10g, b1 "
                    "%.10g; u0, u1 normal with variances d00 %.10g, d11 %.10g "
                    "and covariance d01 %.10g, e with variance %.10g (linear "
                    "mixed model by %s, Laird and Ware 1982)",
                    c->b0, c->b1, c->d00, c->d11, c->d01, c->residual,
                    expected_method_name(c->method));
    json_out_item(j);
    json_out_format(j,
                    "deviance = -2 log likelihood = %.10g after %zu steps of "
                    "Newton's method",
                    c->deviance, c->steps);
    json_out_close(j, ']');
}

void expected_lines_fit(struct json_out *j, const struct expected_options *o,
                        const struct expected_group *group,
                        const struct ratings *d)
{
    const struct text form = intern_get(&d->texts, group->instrument);
    const struct expected_curve *c = &group->curve;
    const bool fine = group->status == EXPECTED_FIT_OK;

    json_out_open(j, '{');
    json_out_key(j, "rater");
    json_out_text(j, intern_get(&d->texts, group->rater));
    if (form.len > 0) {
        json_out_key(j, "instrument");
        json_out_text(j, form);
    }
    json_out_key(j, "curve_from");
    json_out_word(j, source_of(o));
    json_out_key(j, "why");
    json_out_word(j, expected_fit_status_name(group->status));
    json_out_key(j, "spread");
    if (fine)
        json_out_word(j, expected_spread_name(c->spread));
    else
        json_out_null(j);
    print_part(j, "people", fine, (double)c->people);
    print_part(j, "ratings", fine, (double)c->ratings);
    print_part(j, "people_enough", fine, (double)c->enough);
    print_part(j, "b0", fine, c->b0);
    print_part(j, "b0_error", fine, sqrt(c->b00));
    print_part(j, "b1", fine, c->b1);
    print_part(j, "b1_error", fine, sqrt(c->b11));
    print_part(j, "b0_b1_covariance", fine, c->b01);
    print_part(j, "d00", fine, c->d00);
    print_part(j, "d01", fine, c->d01);
    print_part(j, "d11", fine, c->d11);
    print_part(j, "residual", fine, c->residual);
    print_part(j, "deviance", fine, c->deviance);
    print_parameters(j, o, group);
    if (o->explain && fine)
        explain_fit(j, c);
    json_out_close(j, '}');
    json_out_end_line(j);
}
