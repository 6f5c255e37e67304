/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/goal_lines.h"

#include <math.h>

static const char *rating_word(enum rating_kind kind)
{
    switch (kind) {
    case RATING_GIVEN: return "given";
    case RATING_MISSING: return "missing";
    case RATING_DECLINED: break;
    }
    return "declined";
}

static const struct goal_cell *cell_at(const struct goal_data *d,
                                       const struct goal_entry *e, size_t i)
{
    return &d->cells[e->first_cell + i];
}

static void put_head(struct json_out *j, const struct goal_data *d,
                     const struct goal_entry *e)
{
    const struct goal_series *s = &d->series[e->series];
    const struct text instrument = intern_get(&d->texts, s->instrument);

    json_out_key_text(j, "person", intern_get(&d->texts, s->person));
    json_out_key(j, "at");
    if (e->at.kind == MOMENT_NUMBER)
        json_out_count(j, (size_t)e->at.key);
    else
        json_out_text(j, intern_get(&d->texts, e->at_text));
    json_out_key_text(j, "rater", intern_get(&d->texts, s->rater));
    if (instrument.len > 0)
        json_out_key_text(j, "instrument", instrument);
}

/* --- goal attainment ---------------------------------------------------------
 */

static void put_attainment(struct json_out *j, const struct goal_data *d,
                           const struct goal_entry *e)
{
    const bool known = e->status == GOAL_OK;
    const struct goal_attainment *a = &e->attainment;

    json_out_key_known(j, "t", known, a->t);
    json_out_key_count(j, "goals", known ? a->counted : 0);
    json_out_key(j, "levels");
    json_out_open(j, '[');
    for (size_t i = 0; i < e->cell_count; i++) {
        json_out_item(j);
        if (cell_at(d, e, i)->rating.kind == RATING_GIVEN)
            json_out_number(j, cell_at(d, e, i)->rating.value);
        else
            json_out_null(j);
    }
    json_out_close(j, ']');
    json_out_key(j, "weights");
    json_out_open(j, '[');
    for (size_t i = 0; i < e->cell_count; i++) {
        json_out_item(j);
        json_out_number(j, cell_at(d, e, i)->weight);
    }
    json_out_close(j, ']');
    json_out_key_known(j, "sum_levels", known, a->sum_levels);
    json_out_key_known(j, "sum_weights", known, a->sum_weights);
    json_out_key_known(j, "sum_squares", known, a->sum_squares);
    json_out_key_known(j, "spread", known, a->spread);
    json_out_key_known(j, "change_first", e->change.known,
                       e->change.since_first);
    json_out_key_known(j, "change_previous", e->change.known,
                       e->change.since_last);
    json_out_key_known_truth(j, "same_goals_first", e->change.known,
                             e->same_as_first);
    json_out_key_known_truth(j, "same_goals_previous", e->change.known,
                             e->same_as_last);
    json_out_key_word(j, "why",
                      !known             ? goal_status_name(e->status)
                      : !e->change.known ? "first"
                                         : NULL);
}

static void explain_attainment(struct json_out *j, const struct goal_lines *l,
                               const struct goal_entry *e)
{
    const struct goal_attainment *a = &e->attainment;
    const double rho = l->options->params.rho;

    json_out_item(j);
    if (e->status != GOAL_OK) {
        json_out_format(j, "no goal has a level, so T is undefined");
        return;
    }
    json_out_format(j,
                    "T = 50 + 10 sum(w x) / sqrt((1 - rho) sum(w^2) + rho "
                    "(sum w)^2) = 50 + 10 * %.10g / sqrt(%.10g * %.10g + "
                    "%.10g * %.10g^2) = %.10g (Kiresuk & Sherman 1968; "
                    "erratum to Turner-Stokes 2009)",
                    a->sum_levels, 1 - rho, a->sum_squares, rho, a->sum_weights,
                    a->t);
}

/* --- ratings
 * ------------------------------------------------------------------ */

static void put_rating(struct json_out *j, const struct goal_lines *l,
                       size_t index, const struct goal_cell *cell)
{
    const double reliable = l->options->reliable;
    const bool given = cell->rating.kind == RATING_GIVEN;
    const struct goal_change *c = &cell->change;

    json_out_item(j);
    json_out_open(j, '{');
    json_out_key_count(j, "goal", index + 1);
    json_out_key_known(j, "rating", given, cell->rating.value);
    json_out_key_word(j, "state", rating_word(cell->rating.kind));
    json_out_key_known(j, "change_first", c->known, c->since_first);
    json_out_key_known(j, "change_previous", c->known, c->since_last);
    json_out_key_known_truth(j, "reliable", c->known && !isnan(reliable),
                             series_reaches(fabs(c->since_first), reliable));
    json_out_key_word(j, "why",
                      !given      ? rating_word(cell->rating.kind)
                      : !c->known ? "first"
                                  : NULL);
    json_out_close(j, '}');
}

static void put_ratings(struct json_out *j, const struct goal_lines *l,
                        const struct goal_data *d, const struct goal_entry *e)
{
    struct rating ratings[GOAL_COUNT_MAX], first[GOAL_COUNT_MAX],
        last[GOAL_COUNT_MAX];
    double mean = 0, since_first = 0, since_last = 0;
    bool rated, changed;
    size_t count = 0;

    json_out_key(j, "goals");
    json_out_open(j, '[');
    for (size_t i = 0; i < e->cell_count; i++) {
        const struct goal_cell *cell = cell_at(d, e, i);
        const struct goal_change *c = &cell->change;

        put_rating(j, l, i, cell);
        count += cell->rating.kind == RATING_GIVEN;
        ratings[i] = cell->rating;
        first[i] = last[i] = rating_none(RATING_MISSING);
        if (!c->known)
            continue;
        first[i] = rating_given(c->since_first);
        last[i] = rating_given(c->since_last);
    }
    json_out_close(j, ']');
    rated = goal_mean(ratings, e->cell_count, &mean);
    changed = goal_mean(first, e->cell_count, &since_first) &&
              goal_mean(last, e->cell_count, &since_last);
    json_out_key_count(j, "rated", count);
    json_out_key_known(j, "mean", rated, mean);
    json_out_key_known(j, "mean_change_first", changed, since_first);
    json_out_key_known(j, "mean_change_previous", changed, since_last);
    json_out_key_word(j, "why",
                      !rated     ? "no_goals"
                      : !changed ? "first"
                                 : NULL);
}

static void explain_ratings(struct json_out *j, const struct goal_lines *l,
                            const struct goal_data *d,
                            const struct goal_entry *e)
{
    const double reliable = l->options->reliable;

    for (size_t i = 0; i < e->cell_count; i++) {
        const struct goal_cell *cell = cell_at(d, e, i);
        const struct goal_change *c = &cell->change;

        if (!c->known)
            continue;
        json_out_item(j);
        json_out_format(j,
                        "goal %zu: since its first rating %.10g - %.10g = "
                        "%.10g",
                        i + 1, cell->rating.value,
                        cell->rating.value - c->since_first, c->since_first);
        if (isnan(reliable))
            continue;
        json_out_item(j);
        json_out_format(
            j, "goal %zu: |%.10g| %s %.10g (--reliable-change): %s", i + 1,
            c->since_first,
            series_reaches(fabs(c->since_first), reliable) ? ">=" : "<",
            reliable,
            series_reaches(fabs(c->since_first), reliable) ? "reliable"
                                                           : "not reliable");
    }
}

void goal_print(struct json_out *j, const struct goal_lines *lines,
                const struct goal_data *d, const struct goal_entry *e)
{
    json_out_open(j, '{');
    put_head(j, d, e);
    if (lines->options->ratings)
        put_ratings(j, lines, d, e);
    else
        put_attainment(j, d, e);
    flags_print(j, lines->flags, lines->flag_count);
    if (lines->options->explain) {
        json_out_key(j, "explain");
        json_out_open(j, '[');
        if (lines->options->ratings)
            explain_ratings(j, lines, d, e);
        else
            explain_attainment(j, lines, e);
        json_out_close(j, ']');
    }
    json_out_close(j, '}');
    json_out_end_line(j);
}
