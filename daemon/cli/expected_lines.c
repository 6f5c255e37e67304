/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/expected_lines.h"

#include <math.h>

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
    json_out_key_known(j, "t", decision->first_known, t);
    json_out_key_known(j, "first", decision->first_known, decision->first);
    json_out_key_known(j, "worse", decision->worse_known, decision->worse);
    json_out_key_known(j, "expected", decision->expected_known,
                       decision->expected);
    json_out_key_known(j, "error", decision->expected_known, decision->error);
    json_out_key_known(j, "boundary", decision->boundary_known,
                       decision->boundary);
    json_out_key_known_truth(j, "off_track", decision->judged,
                             decision->off_track);
    json_out_key_word(j, "rule", expected_rule_name(decision->rule));
    json_out_key_word(j, "why", expected_why_name(decision->why));
    json_out_key_word(j, "curve_from", group->fitted ? source_of(o) : NULL);
    json_out_key_word(j, "curve_why",
                      group->fitted ? expected_fit_status_name(group->status)
                                    : NULL);
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
    json_out_key_text(j, "rater", intern_get(&d->texts, group->rater));
    if (form.len > 0)
        json_out_key_text(j, "instrument", form);
    json_out_key_word(j, "curve_from", source_of(o));
    json_out_key_word(j, "why", expected_fit_status_name(group->status));
    json_out_key_word(j, "spread",
                      fine ? expected_spread_name(c->spread) : NULL);
    json_out_key_known(j, "people", fine, (double)c->people);
    json_out_key_known(j, "ratings", fine, (double)c->ratings);
    json_out_key_known(j, "people_enough", fine, (double)c->enough);
    json_out_key_known(j, "b0", fine, c->b0);
    json_out_key_known(j, "b0_error", fine, sqrt(c->b00));
    json_out_key_known(j, "b1", fine, c->b1);
    json_out_key_known(j, "b1_error", fine, sqrt(c->b11));
    json_out_key_known(j, "b0_b1_covariance", fine, c->b01);
    json_out_key_known(j, "d00", fine, c->d00);
    json_out_key_known(j, "d01", fine, c->d01);
    json_out_key_known(j, "d11", fine, c->d11);
    json_out_key_known(j, "residual", fine, c->residual);
    json_out_key_known(j, "deviance", fine, c->deviance);
    print_parameters(j, o, group);
    if (o->explain && fine)
        explain_fit(j, c);
    json_out_close(j, '}');
    json_out_end_line(j);
}
