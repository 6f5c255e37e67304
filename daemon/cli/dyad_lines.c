/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/dyad_lines.h"

#include <math.h>

static void print_rating(struct json_out *j, const char *key,
                         const struct rating *r)
{
    json_out_key_known(j, key, r->kind == RATING_GIVEN, r->value);
}

static const char *kind_word(enum rating_kind kind)
{
    switch (kind) {
    case RATING_GIVEN: return "given";
    case RATING_MISSING: return "missing";
    case RATING_DECLINED: break;
    }
    return "declined";
}

static void print_flags(struct json_out *j, unsigned flags)
{
    json_out_key(j, "flags");
    json_out_open(j, '[');
    for (unsigned flag = 1; flag <= DYAD_OPPOSITE_MOVES; flag <<= 1)
        if ((flags & flag) != 0) {
            json_out_item(j);
            json_out_word(j, dyad_flag_name(flag));
        }
    json_out_close(j, ']');
}

static void print_fired(struct json_out *j, const struct dyad_params *p,
                        const struct dyad *d, unsigned fired)
{
    json_out_key(j, "fired");
    json_out_open(j, '[');
    for (unsigned flag = 1; flag <= DYAD_OPPOSITE_MOVES; flag <<= 1) {
        const bool apart = flag == DYAD_FAR_APART;

        if ((fired & flag) == 0)
            continue;
        json_out_item(j);
        json_out_open(j, '{');
        json_out_key_word(j, "rule", dyad_flag_name(flag));
        json_out_key_word(
            j, "why", apart ? "two_views_far_apart" : "two_views_move_apart");
        json_out_key(j, "value");
        if (apart)
            json_out_number(j, fabs(d->therapist_mean - d->client_mean));
        else
            json_out_count(j, d->opposite_run);
        json_out_key(j, "limit");
        if (apart)
            json_out_number(j, p->apart);
        else
            json_out_count(j, p->opposite_moves);
        json_out_key_count(j, "shared", d->shared);
        json_out_close(j, '}');
    }
    json_out_close(j, ']');
}

static void print_blindness(struct json_out *j, const struct dyad *d)
{
    const struct dyad_blindness b = dyad_blindness(d);

    json_out_key(j, "blindness");
    json_out_open(j, '{');
    json_out_key_count(j, "falls", b.falls);
    json_out_key_count(j, "unseen", b.unseen);
    json_out_key_known(j, "share", b.share_known, b.share);
    json_out_key_word(j, "why", dyad_sight_name(b.why));
    json_out_close(j, '}');
}

static void print_fit(struct json_out *j, const struct dyad *d)
{
    const struct dyad_fit f = dyad_fit(d);
    const bool any = f.shared > 0;

    json_out_key_count(j, "shared", f.shared);
    json_out_key_count(j, "unshared", d->unshared);
    json_out_key_known(j, "client_mean", any, f.client_mean);
    json_out_key_known(j, "therapist_mean", any, f.therapist_mean);
    json_out_key_known(j, "b0", any, f.b0);
    json_out_key_known(j, "b0_error", f.errors_known, f.b0_error);
    json_out_key_known(j, "b0_t", f.t_known, f.b0_t);
    json_out_key_known(j, "b0_p", f.t_known, f.b0_p);
    json_out_key_known(j, "b1", f.b1_known, f.b1);
    json_out_key_known(j, "b1_error", f.errors_known, f.b1_error);
    json_out_key_known(j, "b1_t", f.t_known, f.b1_t);
    json_out_key_known(j, "b1_p", f.t_known, f.b1_p);
    json_out_key_known(j, "r", f.r_known, f.r);
    json_out_key_word(j, "why", dyad_why_name(f.why));
    json_out_key_count(j, "opposite_moves", d->opposite_run);
    print_flags(j, d->flags);
    print_blindness(j, d);
}

/* --- in words ------------------------------------------------------------- */

static void explain_fit(struct json_out *j, const struct dyad_params *p,
                        const struct dyad *d, const struct dyad_fit *f)
{
    json_out_item(j);
    json_out_format(j,
                    "b0 = mean T - mean C = %.10g - %.10g = %.10g over %zu "
                    "sessions (truth and bias, West and Kenny 2011; both "
                    "centred on the client's mean)",
                    f->therapist_mean, f->client_mean, f->b0, f->shared);
    if (f->b1_known) {
        json_out_item(j);
        json_out_format(j,
                        "b1 = sum (C - mean C)(T - mean T) / sum (C - mean "
                        "C)^2 = %.10g / %.10g = %.10g (the same)",
                        d->products, d->client_squares, f->b1);
    }
    if (f->errors_known) {
        json_out_item(j);
        json_out_format(
            j,
            "error of b0 = s / sqrt(%zu) = %.10g, of b1 = s / sqrt(%.10g) = "
            "%.10g, s = sqrt(residual squares / %zu) (least squares; t = "
            "value / error, p two-sided with %zu degrees of freedom)",
            f->shared, f->b0_error, d->client_squares, f->b1_error, f->freedom,
            f->freedom);
    }
    json_out_item(j);
    json_out_format(j,
                    "far_apart when |b0| >= %.10g over at least %zu shared "
                    "sessions: |b0| = %.10g over %zu (rule of this program)",
                    p->apart, p->shared_least, fabs(f->b0), f->shared);
}

static void explain(struct json_out *j, const struct dyad_params *p,
                    const struct dyad *d)
{
    const struct dyad_fit f = dyad_fit(d);

    json_out_key(j, "explain");
    json_out_open(j, '[');
    if (f.shared > 0)
        explain_fit(j, p, d, &f);
    json_out_item(j);
    json_out_format(j,
                    "opposite_moves when both move by at least %.10g, one up "
                    "and one down, %zu times in a row: %zu now (rule of this "
                    "program)",
                    p->move_least, p->opposite_moves, d->opposite_run);
    json_out_item(j);
    json_out_format(j,
                    "blindness = falls of the client by at least %.10g from "
                    "one shared session to the next in which the therapist's "
                    "rating did not fall by at least %.10g: %zu of %zu (a "
                    "count of this program)",
                    p->fall_least, p->move_least, d->unseen, d->falls);
    json_out_close(j, ']');
}

/* --- lines ---------------------------------------------------------------- */

/* The values in force on this scale. */
static struct dyad_params print_parameters(struct json_out *j,
                                           const struct dyad_options *o,
                                           const struct scale *scale)
{
    struct dyad_options in_force = *o;
    struct flag flags[DYAD_FLAGS];
    struct dyad_params p = dyad_defaults(*scale);

    (void)dyad_options_params(o, *scale, &p); /* sound: looked at before */
    in_force.ratings.min = scale->min;
    in_force.ratings.max = scale->max;
    in_force.ratings.step = scale->step;
    in_force.apart = p.apart;
    in_force.move_least = p.move_least;
    in_force.fall_least = p.fall_least;
    dyad_flags(&in_force, flags);
    flags_print(j, flags, DYAD_FLAGS);
    return p;
}

void dyad_lines_session(struct json_out *j, const struct dyad_options *o,
                        const struct ratings *d, const struct ratings_entry *e,
                        const struct dyad_line *line)
{
    const struct scale *scale = &d->series[e->series].scale;
    struct dyad_params p = dyad_defaults(*scale);

    (void)dyad_options_params(o, *scale, &p);
    json_out_open(j, '{');
    ratings_print_head(j, d, e);
    print_rating(j, "therapist", &line->therapist);
    json_out_key_word(j, "therapist_state", kind_word(line->therapist.kind));
    print_fit(j, &line->state);
    json_out_key_truth(j, "unseen_now", line->state.unseen_now);
    print_fired(j, &p, &line->state, line->fired);
    (void)print_parameters(j, o, scale);
    if (o->explain)
        explain(j, &p, &line->state);
    json_out_close(j, '}');
    json_out_end_line(j);
}

void dyad_lines_summary(struct json_out *j, const struct dyad_options *o,
                        const struct ratings *d, const struct ratings_series *s,
                        const struct dyad *state)
{
    const struct text instrument = intern_get(&d->texts, s->instrument);
    struct dyad_params p;

    json_out_open(j, '{');
    json_out_key_text(j, "person", intern_get(&d->texts, s->person));
    if (instrument.len > 0)
        json_out_key_text(j, "instrument", instrument);
    print_fit(j, state);
    p = print_parameters(j, o, &s->scale);
    if (o->explain)
        explain(j, &p, state);
    json_out_close(j, '}');
    json_out_end_line(j);
}

/* --- the surface ---------------------------------------------------------- */

static void print_surface_parts(struct json_out *j, const char *letter,
                                const struct surface_part parts[], size_t count,
                                size_t from)
{
    json_out_key(j, letter);
    json_out_open(j, '{');
    for (size_t i = 0; i < count; i++) {
        const char name[] = { letter[0], (char)('0' + from + i), '\0' };

        json_out_key(j, name);
        json_out_open(j, '{');
        json_out_key_known(j, "value", true, parts[i].value);
        json_out_key_known(j, "error", true, parts[i].error);
        json_out_key_known(j, "t", parts[i].t_known, parts[i].t);
        json_out_key_known(j, "p", parts[i].t_known, parts[i].p);
        json_out_close(j, '}');
    }
    json_out_close(j, '}');
}

static void explain_surface(struct json_out *j, const struct surface *s)
{
    json_out_key(j, "explain");
    json_out_open(j, '[');
    json_out_item(j);
    json_out_format(j,
                    "outcome = b0 + b1 X + b2 Y + b3 X^2 + b4 XY + b5 Y^2, X "
                    "client, Y therapist, both as (rating - %.10g) / %.10g: "
                    "common mean and SD (least squares)",
                    s->mean, s->sd);
    json_out_item(j);
    json_out_format(
        j,
        "a1 = b1 + b2 = %.10g, a2 = b3 + b4 + b5 = %.10g, a3 = b1 - b2 = "
        "%.10g, a4 = b3 - b4 + b5 = %.10g, a5 = b3 - b5 = %.10g (Edwards and "
        "Parry 1993; a5 as in the R package RSA); error from the covariance "
        "of b, p two-sided of t with %zu degrees of freedom",
        s->a[0].value, s->a[1].value, s->a[2].value, s->a[3].value,
        s->a[4].value, s->freedom);
    json_out_item(j);
    json_out_format(j,
                    "%zu of %zu pairs lie further apart than the limit for "
                    "incongruent (RSA)",
                    s->incongruent, s->pairs);
    json_out_close(j, ']');
}

void dyad_lines_surface(struct json_out *j, const struct dyad_options *o,
                        enum surface_status status, const struct surface *s,
                        size_t pairs, size_t people, size_t left_out)
{
    struct dyad_options in_force = *o;
    struct flag flags[DYAD_FLAGS];
    const bool fine = status == SURFACE_OK;

    json_out_open(j, '{');
    json_out_key_count(j, "pairs", pairs);
    json_out_key_count(j, "people", people);
    json_out_key_count(j, "left_out", left_out);
    json_out_key_word(j, "why", surface_status_name(status));
    json_out_key_known(j, "common_mean", fine, s->mean);
    json_out_key_known(j, "common_sd", fine, s->sd);
    json_out_key_known(j, "incongruent_share", fine, s->share);
    json_out_key_known(j, "r_squared", fine, s->r_squared);
    if (fine) {
        print_surface_parts(j, "b", s->b, SURFACE_COEFFICIENTS, 0);
        print_surface_parts(j, "a", s->a, SURFACE_SHAPES, 1);
    } else {
        json_out_key_known(j, "b", false, 0);
        json_out_key_known(j, "a", false, 0);
    }
    dyad_flags(&in_force, flags);
    flags_print(j, flags, DYAD_FLAGS);
    if (o->explain && fine)
        explain_surface(j, s);
    json_out_close(j, '}');
    json_out_end_line(j);
}
