/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/course_explain.c: the numbers of a line as sums anybody can do
 * again, each with its source. */
#include <math.h>
#include <string.h>

#include "daemon/cli/course_lines.h"
#include "daemon/cli/firing_lines.h"

#define SAY(...) (json_out_item(j), json_out_format(j, __VA_ARGS__))

static void explain_usual(struct json_out *j, const struct course_rules *rules,
                          const struct course_line *line)
{
    const struct course_usual *u = &line->usual;
    const struct course_params *p = &rules->rupture.course;

    if (!u->known)
        SAY("usual: needs %zu earlier ratings (core/course.h)",
            p->baseline_least);
    else if (u->mean_range > 0)
        SAY("usual: mean of the first %zu ratings +/- spread * their mean "
            "moving range = %.10g +/- %.10g * %.10g, on the scale: %.10g to "
            "%.10g (XmR chart)",
            u->based_on, u->mean, p->spread, u->mean_range, u->low, u->high);
    else
        SAY("usual: the first %zu ratings never moved, so mean +/- fallback = "
            "%.10g +/- %.10g, on the scale: %.10g to %.10g (core/course.h)",
            u->based_on, u->mean, p->fallback, u->low, u->high);
}

static void explain_chart(struct json_out *j, const struct course_results *r,
                          const struct course_whole *whole,
                          const struct course_line *line)
{
    const struct chart *c = &whole->chart;
    const struct chart_params *p = &whole->rules.chart;
    const double half = chart_half_width(p->spread, c->mean_range, p->fallback);

    if (whole->chart_status != CHART_OK) {
        SAY("chart: needs %zu ratings (core/chart.h)", p->least);
        return;
    }
    SAY("chart: %s %zu ratings: mean %.10g, half width %s = %.10g; limits on "
        "the scale %.10g to %.10g, inner limits at %.10g of it %.10g to "
        "%.10g (XmR chart, NHSRplotthedots)",
        p->baseline > 0 ? "the first" : "all", c->based_on, c->mean,
        c->fell_back ? "fallback" : "spread * mean range", half, c->low,
        c->high, p->inner, c->inner_low, c->inner_high);
    if (c->screened > 0)
        SAY("chart: %zu ranges of at least %.10g mean ranges were left out",
            c->screened, p->screen_at);
    for (uint32_t i = 0; i < line->signal_count; i++) {
        const struct chart_signal *s = &r->signals[line->signal_first + i];

        SAY("chart: %s: %.10g against %.10g, %zu in a row or of three, %s",
            chart_rule_name(s->rule), s->x, s->limit, s->length,
            s->up ? "up" : "down");
    }
}

static void explain_level(struct json_out *j, const struct course_rules *rules,
                          double x, const struct course_line *line)
{
    const struct level_point *p = &line->level;
    const double start = rules->level.error_var;
    const double gain = p->forecast.level_var / p->forecast.var;

    SAY("level: before, mean m = %.10g, variance C = %.10g, error variance S "
        "= %.10g; R = C + drift^2 * gap * S / error-sd^2 = %.10g + %.10g * "
        "%.10g * %.10g / %.10g = %.10g; Q = R + S = %.10g (West and Harrison "
        "1997, section 2.5)",
        p->before.mean, p->before.var, p->before.error_var, p->before.var,
        rules->level.drift_var, line->gap, p->before.error_var, start,
        p->forecast.level_var, p->forecast.var);
    if (!p->surprise_known) {
        SAY("level: no rating, so the mean stays and C = R");
    } else {
        SAY("surprise = (x - m) / sqrt(Q) = (%.10g - %.10g) / %.10g = %.10g", x,
            p->forecast.mean, sqrt(p->forecast.var), p->surprise);
        SAY("level: A = R / Q = %.10g; m = m + A (x - m) = %.10g", gain,
            p->after.mean);
        if (isfinite(p->after.weight))
            SAY("level: S = S (n + (x - m)^2 / Q) / (n + 1) = %.10g with n = "
                "%.10g; C = A S = %.10g",
                p->after.error_var, p->before.weight, p->after.var);
        else
            SAY("level: S is known; C = A S = %.10g", p->after.var);
    }
    SAY("level: the band is m +/- %.10g * sqrt(C), the quantile of Student's "
        "t with %.10g degrees of freedom that leaves %.10g inside, cut at the "
        "ends of the scale",
        level_half_band(1, p->after.weight, rules->resolved.band),
        p->after.weight, rules->resolved.band);
}

static void explain_site(struct json_out *j, const struct course_whole *whole)
{
    const struct course_site_form *f = whole->site;

    if (f == NULL)
        return;
    if (f->status != LEVEL_PRIOR_OK)
        SAY("site: %s: %zu people with two ratings or more, %zu needed; "
            "defaults stand (core/level_prior.h)",
            level_prior_status_name(f->status), f->sums.twice,
            whole->rules.resolved.site_people);
    else
        SAY("site: %zu people, %zu first ratings: mean of means %.10g; "
            "variance between people %.10g, within %.10g (one-way analysis of "
            "variance, random people: Searle, Casella and McCulloch 1992)",
            f->site.people, f->site.ratings, f->site.mean, f->site.between_var,
            f->site.within_var);
}

void course_print_explain(struct json_out *j, const struct course_results *r,
                          const struct course_whole *whole,
                          const struct ratings_entry *e,
                          const struct course_line *line)
{
    json_out_key(j, "explain");
    json_out_open(j, '[');
    if (e->rating.kind == RATING_GIVEN && line->change_known)
        SAY("change: this rating less the last one = %.10g - %.10g = %.10g",
            e->rating.value, e->rating.value - line->change, line->change);
    explain_usual(j, &whole->rules, line);
    for (uint32_t i = 0; i < line->fired_count; i++) {
        const struct course_fired *f = &r->fired[line->fired_first + i];

        if (f->is_dyad)
            SAY("dyad, %s: therapist's mean less client's over %zu shared "
                "sessions = %.10g - %.10g = %.10g; %zu opposite moves "
                "(core/dyad.h)",
                dyad_flag_name(f->flag), f->fit.shared, f->fit.therapist_mean,
                f->fit.client_mean, f->fit.b0, f->opposite_run);
        else
            firing_print_explain(j, &whole->rules.rupture, &f->firing);
    }
    explain_chart(j, r, whole, line);
    explain_site(j, whole);
    explain_level(j, &whole->rules, e->rating.value, line);
    json_out_close(j, ']');
}
