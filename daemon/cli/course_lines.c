/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/course_lines.h"

#include <math.h>

#include "daemon/cli/firing_lines.h"

/* --- what fired ----------------------------------------------------------- */

static void print_dyad(struct json_out *j, const struct course_fired *f)
{
    json_out_key_word(j, "kind", "dyad");
    json_out_key_word(j, "rule", dyad_flag_name(f->flag));
    json_out_key_word(j, "why",
                      f->flag == DYAD_FAR_APART ? "two_views_far_apart"
                                                : "two_views_move_apart");
    json_out_key_count(j, "shared", f->fit.shared);
    json_out_key_number(j, "client_mean", f->fit.client_mean);
    json_out_key_number(j, "therapist_mean", f->fit.therapist_mean);
    json_out_key_number(j, "b0", f->fit.b0);
    if (f->fit.b1_known)
        json_out_key_number(j, "b1", f->fit.b1);
    json_out_key_count(j, "opposite_moves", f->opposite_run);
}

static void print_fired(struct json_out *j, const struct course_results *r,
                        const struct course_line *line)
{
    json_out_key(j, "fired");
    json_out_open(j, '[');
    for (uint32_t i = 0; i < line->fired_count; i++) {
        const struct course_fired *f = &r->fired[line->fired_first + i];

        json_out_item(j);
        json_out_open(j, '{');
        if (f->is_dyad)
            print_dyad(j, f);
        else
            firing_print(j, &f->firing);
        json_out_close(j, '}');
    }
    json_out_close(j, ']');
}

/* --- the usual range, the chart, the level -------------------------------- */

static void print_usual(struct json_out *j, const struct course_usual *u)
{
    json_out_key(j, "usual");
    if (!u->known) {
        json_out_null(j);
        return;
    }
    json_out_open(j, '{');
    json_out_key_number(j, "low", u->low);
    json_out_key_number(j, "high", u->high);
    json_out_key_number(j, "mean", u->mean);
    json_out_key_number(j, "mean_range", u->mean_range);
    json_out_key_count(j, "based_on", u->based_on);
    json_out_close(j, '}');
}

static void print_chart(struct json_out *j, const struct course_results *r,
                        const struct course_whole *whole,
                        const struct course_line *line)
{
    const struct chart *c = &whole->chart;
    const bool known = whole->chart_status == CHART_OK;

    json_out_key(j, "chart");
    json_out_open(j, '{');
    json_out_key_word(j, "status", chart_status_name(whole->chart_status));
    json_out_key_known(j, "mean", known, c->mean);
    json_out_key_known(j, "mean_range", known, c->mean_range);
    json_out_key_known(j, "low", known, c->low);
    json_out_key_known(j, "high", known, c->high);
    json_out_key_known(j, "inner_low", known, c->inner_low);
    json_out_key_known(j, "inner_high", known, c->inner_high);
    if (known) {
        json_out_key_count(j, "based_on", c->based_on);
        json_out_key_count(j, "screened", c->screened);
    }
    json_out_key(j, "signals");
    json_out_open(j, '[');
    for (uint32_t i = 0; i < line->signal_count; i++) {
        const struct chart_signal *s = &r->signals[line->signal_first + i];

        json_out_item(j);
        json_out_open(j, '{');
        json_out_key_word(j, "rule", chart_rule_name(s->rule));
        json_out_key_word(j, "why", chart_rule_why(s->rule));
        json_out_key_word(j, "side", s->up ? "up" : "down");
        json_out_key_number(j, "x", s->x);
        json_out_key_number(j, "limit", s->limit);
        json_out_key_count(j, "length", s->length);
        json_out_close(j, '}');
    }
    json_out_close(j, ']');
    json_out_close(j, '}');
}

/* A level lies on the scale, so its band is cut there. */
static void print_level(struct json_out *j, const struct course_rules *rules,
                        const struct course_line *line)
{
    const struct level_point *p = &line->level;
    const struct scale *scale = &rules->chart.scale;
    const double half =
        level_half_band(p->after.var, p->after.weight, rules->resolved.band);

    json_out_key(j, "level");
    json_out_open(j, '{');
    json_out_key_number(j, "mean", p->after.mean);
    json_out_key_number(j, "sd", sqrt(p->after.var));
    json_out_key_number(j, "low", scale_clip(scale, p->after.mean - half));
    json_out_key_number(j, "high", scale_clip(scale, p->after.mean + half));
    json_out_key_number(j, "gap", line->gap);
    json_out_key_number(j, "forecast", p->forecast.mean);
    json_out_key_number(j, "forecast_sd", sqrt(p->forecast.var));
    json_out_key_known(j, "surprise", p->surprise_known, p->surprise);
    json_out_key_known(j, "df", true, p->forecast.weight);
    json_out_key_number(j, "error_sd", sqrt(p->after.error_var));
    json_out_close(j, '}');
}

static void print_site(struct json_out *j, const struct course_whole *whole)
{
    const struct level_site *s;

    json_out_key(j, "site");
    if (whole->site == NULL) {
        json_out_null(j);
        return;
    }
    s = &whole->site->site;
    json_out_open(j, '{');
    json_out_key_word(j, "status",
                      level_prior_status_name(whole->site->status));
    json_out_key_count(j, "people", whole->site->sums.people);
    if (whole->site->status == LEVEL_PRIOR_OK) {
        json_out_key_count(j, "ratings", s->ratings);
        json_out_key_number(j, "mean", s->mean);
        json_out_key_number(j, "between_sd", sqrt(s->between_var));
        json_out_key_number(j, "within_sd", sqrt(s->within_var));
        json_out_key_known(j, "drift_sd", s->drift_known, sqrt(s->drift_var));
        json_out_key_known(j, "error_sd", s->drift_known, sqrt(s->error_var));
    }
    json_out_close(j, '}');
}

/* --- the line ------------------------------------------------------------- */

/* They are the same on every line of a series, and many. */
static bool write_parameters(struct course_whole *whole)
{
    struct flag flags[COURSE_FLAG_COUNT];
    size_t len;
    FILE *out = open_memstream(&whole->parameters, &len);
    struct json_out j = { .out = out, .first = true };
    bool fine = out != NULL;

    if (!fine)
        return false;
    course_options_flags(&whole->rules.resolved, flags);
    flags_print(&j, flags, COURSE_FLAG_COUNT);
    fine = !ferror(out);
    return fclose(out) == 0 && fine;
}

static void print_line(struct json_out *j, const struct course_results *r,
                       const struct ratings_entry *e,
                       const struct course_line *line)
{
    const struct course_whole *whole = &r->wholes[e->series];

    json_out_open(j, '{');
    ratings_print_head(j, r->d, e);
    print_usual(j, &line->usual);
    json_out_key_word(j, "place", course_place_name(line->place));
    json_out_key_known(j, "change", line->change_known, line->change);
    json_out_key_word(
        j, "status", line->unjudged ? NULL : rupture_status_name(line->status));
    if (line->unjudged)
        json_out_key_word(j, "status_why", "higher_is_worse");
    firing_print_range(j, &line->range);
    print_fired(j, r, line);
    print_chart(j, r, whole, line);
    print_level(j, &whole->rules, line);
    print_site(j, whole);
    json_out_item(j);
    (void)fputs(whole->parameters, j->out);
    if (whole->rules.resolved.explain)
        course_print_explain(j, r, whole, e, line);
    json_out_close(j, '}');
    json_out_end_line(j);
}

bool course_print(const struct course_results *r, FILE *out)
{
    struct json_out j = { .out = out, .first = true };

    for (size_t i = 0; i < r->d->entry_count; i++) {
        const struct ratings_entry *e = &r->d->entries[i];
        struct course_whole *whole = &r->wholes[e->series];

        if (r->d->series[e->series].withheld)
            continue;
        if (whole->parameters == NULL && !write_parameters(whole))
            return false;
        print_line(&j, r, e, &r->lines[i]);
    }
    return true;
}
