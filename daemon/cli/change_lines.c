/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/change_lines.h"

#include <math.h>
#include <string.h>

/* --- one method ------------------------------------------------------------
 */

/* Why a rating has no change; NULL when it has one. */
static const char *no_change(const struct change_point *p)
{
    switch (p->entry->rating.kind) {
    case RATING_MISSING: return "missing";
    case RATING_DECLINED: return "declined";
    case RATING_GIVEN: break;
    }
    return p->pre_known ? NULL : "first";
}

static void put_no_index(struct json_out *j, const char *why)
{
    static const char *const keys[] = {
        "rci", "reliable", "reliable_change_value",
        "sem", "sdiff",    "expected",
        "low", "high",     "verdict",
    };

    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
        json_out_key_null(j, keys[i]);
    json_out_key_word(j, "why", why);
}

static void put_index(struct json_out *j, const struct change_point *p,
                      const struct change_index *x)
{
    const struct change_form *form = p->form;
    const enum change_verdict verdict = change_verdict(
        form->better, x->way, form->cutoff, p->pre, p->entry->rating.value);

    json_out_key_number(j, "rci", x->index);
    json_out_key_truth(j, "reliable", x->way != 0);
    json_out_key_number(j, "reliable_change_value", x->points);
    json_out_key_number(j, "sem", x->sem);
    json_out_key_number(j, "sdiff", x->sdiff);
    json_out_key_number(j, "expected", x->expected);
    json_out_key_number(j, "low", x->low);
    json_out_key_number(j, "high", x->high);
    if (x->method == CHANGE_HA)
        json_out_key_number(j, "rdd", x->rdd);
    json_out_key_word(j, "verdict",
                      form->better_known ? change_verdict_name(verdict) : NULL);
    json_out_key_word(j, "why",
                      form->better_known ? change_verdict_why(verdict)
                                         : "direction_unknown");
}

static void put_method(struct json_out *j, const struct change_lines *c,
                       const struct change_point *p, enum change_method m)
{
    const double given = c->options->critical;
    const double critical = isnan(given) ? change_critical(m) : given;
    const enum change_status status = p->form->status[m];
    const char *why = no_change(p);
    struct change_index x;

    if (why == NULL && !p->form->asked)
        why = "other_form";
    json_out_key_word(j, "method", change_method_name(m));
    json_out_key_number(j, "critical", critical);
    if (why != NULL)
        put_no_index(j, why);
    else if (status != CHANGE_OK)
        put_no_index(j, change_status_name(status));
    else if (change_index(m, &p->form->norms, critical, p->pre,
                          p->entry->rating.value, &x) != CHANGE_OK)
        put_no_index(j, change_status_name(CHANGE_BAD_VALUE));
    else
        put_index(j, p, &x);
}

static void put_methods(struct json_out *j, const struct change_lines *c,
                        const struct change_point *p)
{
    const char *why = no_change(p);

    if (strcmp(c->options->method, "none") == 0) {
        json_out_key_null(j, "method");
        put_no_index(j, why != NULL ? why : "no_method");
        return;
    }
    if (strcmp(c->options->method, "all") != 0) {
        for (int m = 0; m < CHANGE_METHOD_COUNT; m++)
            if (change_options_use(c->options, (enum change_method)m))
                put_method(j, c, p, (enum change_method)m);
        return;
    }
    json_out_key(j, "methods");
    json_out_open(j, '{');
    for (int m = 0; m < CHANGE_METHOD_COUNT; m++) {
        json_out_key(j, change_method_name((enum change_method)m));
        json_out_open(j, '{');
        put_method(j, c, p, (enum change_method)m);
        json_out_close(j, '}');
    }
    json_out_close(j, '}');
    json_out_key_word(j, "why", why);
}

/* --- the rest of a line -----------------------------------------------------
 */

static void put_change(struct json_out *j, const struct change_lines *c,
                       const struct change_point *p)
{
    const double post = p->entry->rating.value;
    const char *why = no_change(p);
    double percent;
    enum change_status status;

    json_out_key_number(j, "pre", p->pre_known ? p->pre : (double)NAN);
    json_out_key_number(
        j, "post", p->entry->rating.kind == RATING_GIVEN ? post : (double)NAN);
    if (why != NULL) {
        json_out_key_null(j, "change");
        json_out_key_null(j, "percent_change");
        json_out_key_word(j, "percent_why", why);
        json_out_key_null(j, "minimal_important");
        return;
    }
    json_out_key_number(j, "change", post - p->pre);
    status = change_percent(p->pre, post, c->options->zero, &percent);
    json_out_key_number(j, "percent_change",
                        status == CHANGE_OK ? percent : (double)NAN);
    json_out_key_word(j, "percent_why",
                      status == CHANGE_OK ? NULL : change_status_name(status));
    json_out_key_known_truth(
        j, "minimal_important",
        isfinite(c->options->important) && p->form->asked,
        isfinite(c->options->important) &&
            change_is_important(p->pre, post, c->options->important));
}

static void put_cutoffs(struct json_out *j, const struct change_point *p)
{
    const struct change_form *form = p->form;
    const bool given = p->entry->rating.kind == RATING_GIVEN;
    const bool known = !isnan(form->cutoff);

    json_out_key(j, "cutoffs");
    json_out_open(j, '{');
    json_out_key_number(j, "a", form->cutoffs.a);
    json_out_key_number(j, "b", form->cutoffs.b);
    json_out_key_number(j, "c", form->cutoffs.c);
    json_out_key_number(j, "used", form->cutoff);
    json_out_key_word(j, "kind", change_cutoff_name(form->cutoff_kind));
    json_out_close(j, '}');
    json_out_key_known_truth(
        j, "clinical_before", known && p->pre_known,
        known && change_is_clinical(form->better, form->cutoff, p->pre));
    json_out_key_known_truth(j, "clinical_after", known && given,
                             known &&
                                 change_is_clinical(form->better, form->cutoff,
                                                    p->entry->rating.value));
}

static void put_nhs(struct json_out *j, const struct change_nhs *n)
{
    const struct recovery_params params = recovery_defaults();
    const struct recovery *r = &n->result;

    if (!n->asked)
        return;
    json_out_key(j, "nhs");
    json_out_open(j, '{');
    json_out_key_word(j, "change", recovery_change_name(n->change));
    json_out_key_number(j, "points",
                        n->is_phq ? params.phq_points : params.gad_points);
    json_out_key_number(j, "case_from",
                        n->is_phq ? params.phq_case : params.gad_case);
    json_out_key(j, "pair");
    if (n->paired) {
        json_out_open(j, '{');
        json_out_key_number(j, "phq_9_before", n->scores.phq_before);
        json_out_key_number(j, "phq_9_after", n->scores.phq_after);
        json_out_key_number(j, "gad_7_before", n->scores.gad_before);
        json_out_key_number(j, "gad_7_after", n->scores.gad_after);
        json_out_key_word(j, "change", recovery_change_name(r->change));
        json_out_key_truth(j, "case_before", r->case_before);
        json_out_key_truth(j, "case_after", r->case_after);
        json_out_key_known_truth(j, "recovery", r->case_before, r->recovered);
        json_out_key_known_truth(j, "reliable_recovery", r->case_before,
                                 r->reliably);
        json_out_key_word(j, "why", recovery_why_name(r->why));
        json_out_close(j, '}');
    } else {
        json_out_null(j);
    }
    json_out_key_word(j, "pair_why", n->why);
    json_out_close(j, '}');
}

static void put_norms(struct json_out *j, const struct change_form *form)
{
    const struct change_norms *n = &form->norms;

    json_out_key(j, "norms");
    json_out_open(j, '{');
    json_out_key_number(j, "sd", n->sd);
    json_out_key_number(j, "mean", n->mean);
    json_out_key_number(j, "sd_post", n->sd_post);
    json_out_key_number(j, "mean_post", n->mean_post);
    json_out_key_number(j, "reliability", n->reliability);
    json_out_key_number(j, "reliability_post", n->reliability_post);
    json_out_key_number(j, "correlation", n->correlation);
    json_out_key(j, "from");
    json_out_open(j, '[');
    for (int i = 0; i < 3; i++) {
        static const char *const words[] = { "flags", "sample", "published" };
        const bool from[] = { form->by_flag, form->by_sample, form->by_source };

        if (!from[i])
            continue;
        json_out_item(j);
        json_out_word(j, words[i]);
    }
    json_out_close(j, ']');
    if (form->by_sample)
        json_out_key_count(j, "people", form->people);
    if (form->source != NULL)
        json_out_key_word(j, "source", form->source);
    json_out_close(j, '}');
}

void change_print(struct json_out *j, const struct change_lines *c,
                  const struct change_point *p)
{
    json_out_open(j, '{');
    ratings_print_head(j, c->ratings, p->entry);
    put_change(j, c, p);
    put_methods(j, c, p);
    json_out_key_word(
        j, "better",
        p->form->better_known ? change_direction_name(p->form->better) : NULL);
    put_cutoffs(j, p);
    put_nhs(j, &p->nhs);
    put_norms(j, p->form);
    flags_print(j, c->flags, c->flag_count);
    if (c->options->explain)
        change_explain(j, c, p);
    json_out_close(j, '}');
    json_out_end_line(j);
}
