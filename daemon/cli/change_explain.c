/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/change_explain.c: every formula of a line with its numbers. */
#include <math.h>
#include <string.h>

#include "daemon/cli/change_lines.h"

#define SENTENCE(...)                                                          \
    do {                                                                       \
        json_out_item(j);                                                      \
        json_out_format(j, __VA_ARGS__);                                       \
    } while (0)

static void explain_error(struct json_out *j, const struct change_norms *n,
                          const struct change_index *x)
{
    SENTENCE("SEm = SD sqrt(1 - r) = %.10g sqrt(1 - %.10g) = %.10g", n->sd,
             n->reliability, x->sem);
    switch (x->method) {
    case CHANGE_JT:
        SENTENCE("jt: expected = pre; error = Sdiff = sqrt(2) SEm = %.10g "
                 "(Jacobson & Truax 1991)",
                 x->error);
        return;
    case CHANGE_GLN:
        SENTENCE("gln: expected = M + r (pre - M) = %.10g, M = %.10g; error = "
                 "SD sqrt(1 - r^2) = %.10g (Gulliksen, Lord & Novick; Hsu "
                 "1989)",
                 x->expected, n->mean, x->error);
        return;
    case CHANGE_HLL:
        SENTENCE("hll: expected = M' + r (pre - M) = %.10g, M = %.10g, M' = "
                 "%.10g; error = SD sqrt(1 - r^2) = %.10g (Hsu, Linn & Lord; "
                 "Hsu 1989)",
                 x->expected, n->mean, n->mean_post, x->error);
        return;
    case CHANGE_EN:
        SENTENCE("en: expected = M + r (pre - M) = %.10g, M = %.10g; error = "
                 "SEm = %.10g (Edwards & Nunnally; Speer 1992)",
                 x->expected, n->mean, x->error);
        return;
    case CHANGE_NK:
        SENTENCE("nk: expected = M + r (pre - M) = %.10g, M = %.10g; error = "
                 "SD sqrt(r^2 (1 - r) + 1 - r') = %.10g, r' = %.10g (Nunnally "
                 "& Kotsch 1983)",
                 x->expected, n->mean, x->error, n->reliability_post);
        return;
    case CHANGE_HA:
        SENTENCE("ha: rdd = (SD^2 + SD'^2 - 2 SEm^2 - 2 SD SD' rho) / (SD^2 + "
                 "SD'^2 - 2 SD SD' rho) = %.10g, SD' = %.10g, rho = %.10g",
                 x->rdd, n->sd_post, n->correlation);
        SENTENCE("ha: expected = pre - (M' - M) (1 - rdd) / rdd = %.10g, M = "
                 "%.10g, M' = %.10g; error = sqrt(2) SEm / sqrt(rdd) = %.10g "
                 "(Hageman & Arrindell 1999)",
                 x->expected, n->mean, n->mean_post, x->error);
        return;
    }
}

static void explain_method(struct json_out *j, const struct change_lines *c,
                           const struct change_point *p, enum change_method m)
{
    const double given = c->options->critical;
    const double critical = isnan(given) ? change_critical(m) : given;
    const double post = p->entry->rating.value;
    struct change_index x;

    if (p->form->status[m] != CHANGE_OK ||
        change_index(m, &p->form->norms, critical, p->pre, post, &x) !=
            CHANGE_OK)
        return;
    explain_error(j, &p->form->norms, &x);
    SENTENCE("%s: RCI = (post - expected) / error = (%.10g - %.10g) / %.10g = "
             "%.10g; |RCI| %s %.10g: %s",
             change_method_name(m), post, x.expected, x.error, x.index,
             x.way == 0 ? "is not above" : "is above", critical,
             x.way == 0 ? "within error" : "reliable");
}

static void explain_cutoff(struct json_out *j, const struct change_form *form)
{
    if (!isnan(form->cutoffs.a))
        SENTENCE("cut-off a = clinical mean %s 2 clinical SD = %.10g (Jacobson "
                 "& Truax 1991)",
                 form->better == CHANGE_HIGHER ? "+" : "-", form->cutoffs.a);
    if (!isnan(form->cutoffs.b))
        SENTENCE("cut-off b = functional mean %s 2 functional SD = %.10g "
                 "(Jacobson & Truax 1991)",
                 form->better == CHANGE_HIGHER ? "-" : "+", form->cutoffs.b);
    if (!isnan(form->cutoffs.c))
        SENTENCE("cut-off c = (clinical SD * functional mean + functional SD * "
                 "clinical mean) / (sum of the SDs) = %.10g (Jacobson & Truax "
                 "1991)",
                 form->cutoffs.c);
    if (!isnan(form->cutoff))
        SENTENCE("clinical is %.10g or %s; recovered: clinical before, not "
                 "after, and reliably better; harmed: the mirror image",
                 form->cutoff, form->better == CHANGE_HIGHER ? "less" : "more");
    if (form->source != NULL)
        SENTENCE("published numbers: %s", form->source);
}

void change_explain(struct json_out *j, const struct change_lines *c,
                    const struct change_point *p)
{
    const double post = p->entry->rating.value;
    double percent;

    json_out_key(j, "explain");
    json_out_open(j, '[');
    if (p->pre_known) {
        SENTENCE("change = post - pre = %.10g - %.10g = %.10g", post, p->pre,
                 post - p->pre);
        if (change_percent(p->pre, post, c->options->zero, &percent) ==
            CHANGE_OK)
            SENTENCE("percentage change = 100 (post - pre) / (pre - zero) = "
                     "%.10g, zero = %.10g",
                     percent, c->options->zero);
        for (int m = 0; p->form->asked && m < CHANGE_METHOD_COUNT; m++)
            if (change_options_use(c->options, (enum change_method)m))
                explain_method(j, c, p, (enum change_method)m);
        explain_cutoff(j, p->form);
        if (p->nhs.asked)
            SENTENCE("NHS Talking Therapies manual: a case from PHQ-9 10 or "
                     "GAD-7 8 on; recovery: a case before and none after; "
                     "reliable: 6 points on PHQ-9 or 4 on GAD-7 better, the "
                     "other form not reliably worse");
    }
    json_out_close(j, ']');
}
