/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/firing_lines.h"

void firing_print(struct json_out *j, const struct rupture_firing *f)
{
    const bool drop = (f->has & RUPTURE_HAS_X) && (f->has & RUPTURE_HAS_REF);

    json_out_key_word(j, "kind", rupture_kind_name(f->kind));
    json_out_key_word(j, "rule", rupture_rule_name(f->rule));
    json_out_key_word(j, "why", rupture_rule_why(f->rule));
    if (f->of_known)
        json_out_key_word(j, "of", rupture_kind_name(f->of));
    if (f->has & RUPTURE_HAS_X)
        json_out_key_number(j, "x", f->x);
    if (f->has & RUPTURE_HAS_REF)
        json_out_key_number(j, "ref", f->ref);
    if (drop)
        json_out_key_number(j, "drop", f->drop);
    if (f->has & RUPTURE_HAS_S)
        json_out_key_number(j, "s", f->s);
    if (f->has & RUPTURE_HAS_HELD)
        json_out_key_number(j, "held", f->held);
    if (f->has & RUPTURE_HAS_LIMIT)
        json_out_key_number(j, "limit", f->limit);
    if (f->has & RUPTURE_HAS_DEPTH)
        json_out_key_number(j, "depth", f->depth);
    json_out_key_count(j, "length", f->length);
    json_out_key_count(j, "earlier", f->earlier);
}

void firing_print_range(struct json_out *j, const struct rupture_range *r)
{
    json_out_key(j, "range");
    if (!r->known) {
        json_out_null(j);
        return;
    }
    json_out_open(j, '{');
    json_out_key_number(j, "low", r->low);
    json_out_key_number(j, "high", r->high);
    json_out_key_number(j, "mid", r->mid);
    json_out_key_count(j, "based_on", r->based_on);
    json_out_close(j, '}');
}

/* The line, and how it comes about: by chance, or by the least that counts. */
static void explain_limit(struct json_out *j, const struct rupture_params *p,
                          const struct rupture_firing *f, const char *held,
                          double value)
{
    const double least = p->surprise.fall_least, width = f->ref - f->limit;

    if (series_is_under(least, width))
        json_out_format(
            j,
            "%s: %s %.10g <= expected - t * SD = %.10g - %.10g * %.10g = "
            "%.10g; chance alone comes so low in %.10g of sessions (Student's "
            "t; filter of West and Harrison 1997; earlier ratings: %zu)",
            rupture_rule_name(f->rule), held, value, f->ref, width / f->s, f->s,
            f->limit, p->surprise.chance, f->earlier);
    else
        json_out_format(
            j,
            "%s: %s %.10g <= expected - least fall = %.10g - %.10g = %.10g; "
            "chance alone comes so low in less than %.10g of sessions (SD "
            "%.10g, Student's t; filter of West and Harrison 1997; earlier "
            "ratings: %zu)",
            rupture_rule_name(f->rule), held, value, f->ref, least, f->limit,
            p->surprise.chance, f->s, f->earlier);
}

static void explain_sds(struct json_out *j, const struct rupture_firing *f)
{
    const int sds = f->rule == RUPTURE_MEAN_1SD ? 1 : 2;

    if (f->s > 0)
        json_out_format(
            j,
            "%s: x = %.10g <= mean - %d * SD = %.10g - %d * %.10g = %.10g (the "
            "deflections of Strauss et al. 2006 and Stiles et al. 2004)",
            rupture_rule_name(f->rule), f->x, sds, f->ref, sds, f->s, f->limit);
    else
        json_out_format(j,
                        "%s: x = %.10g <= mean - one step = %.10g - %.10g = "
                        "%.10g, since the earlier ratings never moved",
                        rupture_rule_name(f->rule), f->x, f->ref,
                        f->ref - f->limit, f->limit);
}

void firing_print_explain(struct json_out *j, const struct rupture_params *p,
                          const struct rupture_firing *f)
{
    json_out_item(j);
    switch (f->rule) {
    case RUPTURE_SURPRISE: explain_limit(j, p, f, "x =", f->x); return;
    case RUPTURE_SURPRISE_OF_TWO:
        explain_limit(j, p, f, "the mean of this rating and the one before,",
                      f->held);
        return;
    case RUPTURE_LEVEL_SUNK:
        json_out_format(
            j,
            "level_sunk: the level %.10g (SD %.10g) <= its highest of the last "
            "%zu ratings - least fall - sure * SD = %.10g - %.10g - %.10g * "
            "%.10g = %.10g",
            f->held, f->s, p->surprise.look_back, f->ref,
            p->surprise.fall_least, p->surprise.sure, f->s, f->limit);
        return;
    case RUPTURE_DROP_1S:
    case RUPTURE_DROP_2S:
        json_out_format(
            j,
            "%s: ref - x = %.10g - %.10g = %.10g >= %.10g * S = %.10g (the "
            "stricter spread, after Gumz et al. 2012)",
            rupture_rule_name(f->rule), f->ref, f->x, f->drop,
            f->rule == RUPTURE_DROP_1S ? p->strain_at : p->rupture_at,
            f->ref - f->limit);
        return;
    case RUPTURE_BELOW_USUAL:
        json_out_format(j,
                        "below_usual: x = %.10g < %.10g, the lower limit of "
                        "the control chart (mean - %.10g * mean moving range "
                        "of the first ratings; mean - %.10g if they never "
                        "moved; XmR chart)",
                        f->x, f->limit, p->course.spread, p->course.fallback);
        return;
    case RUPTURE_EARLY_FALL:
        json_out_format(j,
                        "early_fall: ref - x = %.10g - %.10g = %.10g >= %.10g "
                        "points; earlier ratings: %zu",
                        f->ref, f->x, f->drop, p->early_fall, f->earlier);
        return;
    case RUPTURE_MEAN_1SD:
    case RUPTURE_MEAN_2SD: explain_sds(j, f); return;
    case RUPTURE_BELOW_CUT:
        json_out_format(j, "below_cut: x = %.10g %s %.10g", f->x,
                        p->cut_at ? "<=" : "<", f->limit);
        return;
    case RUPTURE_FELL_A_POINT:
        json_out_format(j,
                        "fell_a_point: the last rating - x = %.10g - %.10g = "
                        "%.10g %s %.10g",
                        f->ref, f->x, f->drop, p->point_at ? ">=" : ">",
                        p->point);
        return;
    case RUPTURE_SUDDEN_LOSS:
        json_out_format(
            j,
            "sudden_loss: pre3 - post1 = %.10g - %.10g = %.10g >= %.10g and "
            ">= %.10g * pre3; the means of the three before and the three "
            "after differ by more than t pooled SDs = %.10g (the mirror of "
            "Tang and DeRubeis 1999)",
            f->ref, f->held, f->ref - f->held, p->sudden.cutoff,
            p->sudden.share, f->s);
        return;
    case RUPTURE_BACK_NEAR_REF:
        json_out_format(
            j,
            "back_near_ref: x = %.10g >= %.10g, near %.10g; depth %.10g, "
            "length %zu",
            f->x, f->limit, f->ref, f->depth, f->length);
        return;
    case RUPTURE_SESSIONS_PASSED:
        json_out_format(j,
                        "sessions_passed: no rating came back to %.10g within "
                        "the patience, %zu; depth %.10g, length %zu",
                        f->limit, p->patience, f->depth, f->length);
        return;
    case RUPTURE_CASE_CLOSED:
        json_out_format(j,
                        "case_closed: the work ended before a rating came "
                        "back to %.10g; depth %.10g, length %zu",
                        f->limit, f->depth, f->length);
        return;
    case RUPTURE_FLOOR_ITEM: break;
    }
    if ((f->has & RUPTURE_HAS_X) && f->x <= p->course.scale.min)
        json_out_format(j, "floor_item: x = %.10g is the lowest of the scale",
                        f->x);
    else
        json_out_format(j, "floor_item: a single answer is at its lowest");
}
