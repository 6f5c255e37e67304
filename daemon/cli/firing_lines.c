/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/firing_lines.h"

static void print_number(struct json_out *j, const char *key, double value)
{
    json_out_key(j, key);
    json_out_number(j, value);
}

static void print_word(struct json_out *j, const char *key, const char *word)
{
    json_out_key(j, key);
    json_out_word(j, word);
}

void firing_print(struct json_out *j, const struct rupture_firing *f)
{
    const bool drop = (f->has & RUPTURE_HAS_X) && (f->has & RUPTURE_HAS_REF);

    print_word(j, "kind", rupture_kind_name(f->kind));
    print_word(j, "rule", rupture_rule_name(f->rule));
    print_word(j, "why", rupture_rule_why(f->rule));
    if (f->of_known)
        print_word(j, "of", rupture_kind_name(f->of));
    if (f->has & RUPTURE_HAS_X)
        print_number(j, "x", f->x);
    if (f->has & RUPTURE_HAS_REF)
        print_number(j, "ref", f->ref);
    if (drop)
        print_number(j, "drop", f->drop);
    if (f->has & RUPTURE_HAS_S)
        print_number(j, "s", f->s);
    if (f->has & RUPTURE_HAS_HELD)
        print_number(j, "held", f->held);
    if (f->has & RUPTURE_HAS_LIMIT)
        print_number(j, "limit", f->limit);
    if (f->has & RUPTURE_HAS_DEPTH)
        print_number(j, "depth", f->depth);
    json_out_key(j, "length");
    json_out_count(j, f->length);
    json_out_key(j, "earlier");
    json_out_count(j, f->earlier);
}

void firing_print_range(struct json_out *j, const struct rupture_range *r)
{
    json_out_key(j, "range");
    if (!r->known) {
        json_out_null(j);
        return;
    }
    json_out_open(j, '{');
    print_number(j, "low", r->low);
    print_number(j, "high", r->high);
    print_number(j, "mid", r->mid);
    json_out_key(j, "based_on");
    json_out_count(j, r->based_on);
    json_out_close(j, '}');
}

void firing_print_explain(struct json_out *j, const struct rupture_params *p,
                          const struct rupture_firing *f)
{
    json_out_item(j);
    switch (f->rule) {
    case RUPTURE_SURPRISE:
        json_out_format(
            j,
            "surprise: expected %.10g (SD %.10g, %zu earlier ratings); chance "
            "comes to %.10g or lower in %.10g of sessions (Student's t; at "
            "least %.10g points); %.10g <= %.10g",
            f->ref, f->s, f->earlier, f->limit, p->surprise.chance,
            p->surprise.fall_least, f->x, f->limit);
        return;
    case RUPTURE_SURPRISE_OF_TWO:
        json_out_format(
            j,
            "surprise_of_two: this rating and the one before have the mean "
            "%.10g; expected %.10g (SD of the mean %.10g); chance comes to "
            "%.10g or lower in %.10g of cases; %.10g <= %.10g",
            f->held, f->ref, f->s, f->limit, p->surprise.chance, f->held,
            f->limit);
        return;
    case RUPTURE_LEVEL_SUNK:
        json_out_format(
            j,
            "level_sunk: the level is %.10g (SD %.10g), its highest of the "
            "last %zu sessions %.10g; limit = %.10g - %.10g - %.10g * %.10g = "
            "%.10g",
            f->held, f->s, p->surprise.look_back, f->ref, f->ref,
            p->surprise.fall_least, p->surprise.sure, f->s, f->limit);
        return;
    case RUPTURE_DROP_1S:
    case RUPTURE_DROP_2S:
        json_out_format(
            j, "%s: ref - x = %.10g - %.10g = %.10g >= %.10g * S = %.10g",
            rupture_rule_name(f->rule), f->ref, f->x, f->drop,
            f->rule == RUPTURE_DROP_1S ? p->strain_at : p->rupture_at,
            f->ref - f->limit);
        return;
    case RUPTURE_BELOW_USUAL:
        json_out_format(j,
                        "below_usual: x = %.10g < %.10g, the lower limit of "
                        "the control chart (mean - %.10g * mean moving range)",
                        f->x, f->limit, p->course.spread);
        return;
    case RUPTURE_EARLY_FALL:
        json_out_format(j, "early_fall: %.10g - %.10g = %.10g >= %.10g points",
                        f->ref, f->x, f->drop, p->early_fall);
        return;
    case RUPTURE_MEAN_1SD:
    case RUPTURE_MEAN_2SD:
        json_out_format(
            j, "%s: x = %.10g <= mean - %d * SD = %.10g - %d * %.10g = %.10g",
            rupture_rule_name(f->rule), f->x,
            f->rule == RUPTURE_MEAN_1SD ? 1 : 2, f->ref,
            f->rule == RUPTURE_MEAN_1SD ? 1 : 2, f->s, f->limit);
        return;
    case RUPTURE_BELOW_CUT:
        json_out_format(j, "below_cut: x = %.10g %s %.10g", f->x,
                        p->cut_at ? "<=" : "<", f->limit);
        return;
    case RUPTURE_FELL_A_POINT:
        json_out_format(j, "fell_a_point: %.10g - %.10g = %.10g %s %.10g",
                        f->ref, f->x, f->drop, p->point_at ? ">=" : ">",
                        p->point);
        return;
    case RUPTURE_SUDDEN_LOSS:
        json_out_format(
            j,
            "sudden_loss: pre3 - post1 = %.10g - %.10g = %.10g >= %.10g and "
            ">= %.10g * pre3; the means before and after differ by more than "
            "t pooled SDs = %.10g",
            f->ref, f->held, f->ref - f->held, p->sudden.cutoff,
            p->sudden.share, f->s);
        return;
    case RUPTURE_BACK_NEAR_REF:
        json_out_format(
            j, "back_near_ref: x = %.10g >= %.10g, near %.10g; depth %.10g",
            f->x, f->limit, f->ref, f->depth);
        return;
    case RUPTURE_SESSIONS_PASSED:
        json_out_format(j,
                        "sessions_passed: %zu sessions below %.10g, patience "
                        "is %zu; depth %.10g",
                        f->length, f->limit, p->patience, f->depth);
        return;
    case RUPTURE_CASE_CLOSED:
        json_out_format(j, "case_closed: %zu sessions below %.10g", f->length,
                        f->limit);
        return;
    case RUPTURE_FLOOR_ITEM: break;
    }
    json_out_format(j, "floor_item: an answer, or the whole, at its lowest");
}
