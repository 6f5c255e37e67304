/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/rupture_lines.h"

#include "daemon/cli/firing_lines.h"

static void print_line(struct json_out *j, const struct rupture_results *r,
                       const struct rupture_line *line)
{
    json_out_key_word(j, "status", rupture_status_name(line->status));
    firing_print_range(j, &line->range);
    json_out_key(j, "fired");
    json_out_open(j, '[');
    for (uint32_t i = 0; i < line->fired_count; i++) {
        json_out_item(j);
        json_out_open(j, '{');
        firing_print(j, &r->fired[line->fired_first + i]);
        json_out_close(j, '}');
    }
    json_out_close(j, ']');
}

/* They are the same on every line of a series, and many. False when memory is
 * out. */
static bool write_parameters(const struct rupture_results *r,
                             const struct rupture_cli_options *o,
                             uint32_t series)
{
    struct rupture_rules *rules = &r->rules[series];
    const struct scale *scale = &rules->params.course.scale;
    struct rupture_cli_options shown = *o;
    struct flag flags[RUPTURE_FLAG_COUNT];
    size_t len;
    FILE *out;
    struct json_out j = { .first = true };
    bool fine;

    if (rules->parameters != NULL)
        return true;
    out = open_memstream(&rules->parameters, &len);
    if (out == NULL)
        return false;
    j.out = out;
    shown.rule = rules->options;
    shown.ratings.min = scale->min;
    shown.ratings.max = scale->max;
    shown.ratings.step = scale->step;
    rupture_cli_flags(&shown, flags);
    flags_print(&j, flags, RUPTURE_FLAG_COUNT);
    fine = !ferror(out);
    return fclose(out) == 0 && fine;
}

static void print_parameters(struct json_out *j,
                             const struct rupture_results *r, uint32_t series)
{
    json_out_item(j);
    (void)fputs(r->rules[series].parameters, j->out);
}

static void print_explain(struct json_out *j, const struct rupture_results *r,
                          size_t entry)
{
    const struct rupture_rules *rules = &r->rules[r->d->entries[entry].series];
    struct rupture_params p = rules->params;

    json_out_key(j, "explain");
    json_out_open(j, '[');
    for (size_t m = 0; m < r->method_count; m++) {
        const struct rupture_line *line =
            &r->lines[entry * r->method_count + m];

        p.method = (enum rupture_method)(r->first_method + m);
        for (uint32_t i = 0; i < line->fired_count; i++)
            firing_print_explain(j, &p, &r->fired[line->fired_first + i]);
    }
    json_out_close(j, ']');
}

static void print_row(struct json_out *j, const struct rupture_results *r,
                      const struct rupture_cli_options *o, size_t entry)
{
    const struct ratings_entry *e = &r->d->entries[entry];
    const struct rupture_line *first = &r->lines[entry * r->method_count];

    json_out_open(j, '{');
    ratings_print_head(j, r->d, e);
    if (r->method_count == 1) {
        json_out_key_word(j, "rule", rupture_method_name(r->first_method));
        print_line(j, r, first);
    } else {
        json_out_key(j, "rules");
        json_out_open(j, '{');
        for (size_t m = 0; m < r->method_count; m++) {
            json_out_key(j, rupture_method_name(
                                (enum rupture_method)(r->first_method + m)));
            json_out_open(j, '{');
            print_line(j, r, &first[m]);
            json_out_close(j, '}');
        }
        json_out_close(j, '}');
    }
    print_parameters(j, r, e->series);
    if (o->explain)
        print_explain(j, r, entry);
    json_out_close(j, '}');
    json_out_end_line(j);
}

static void print_at(struct json_out *j, const char *key,
                     const struct ratings *d, size_t entry)
{
    const struct ratings_entry *e = &d->entries[entry];

    json_out_key(j, key);
    if (e->at.kind == MOMENT_NUMBER)
        json_out_count(j, (size_t)e->at.key);
    else
        json_out_text(j, intern_get(&d->texts, e->at_text));
}

static void print_episode(struct json_out *j, const struct rupture_results *r,
                          const struct rupture_episode *e)
{
    const struct ratings *d = r->d;
    const struct ratings_series *s = &d->series[e->series];
    const struct text form = intern_get(&d->texts, s->instrument);

    json_out_open(j, '{');
    json_out_key_text(j, "person", intern_get(&d->texts, s->person));
    json_out_key_text(j, "rater", intern_get(&d->texts, s->rater));
    if (form.len > 0)
        json_out_key_text(j, "instrument", form);
    json_out_key_word(j, "rule", rupture_method_name(e->method));
    json_out_key_word(j, "kind", rupture_kind_name(e->kind));
    json_out_key_word(j, "fired", rupture_rule_name(e->rule));
    print_at(j, "began", d, e->began);
    print_at(j, "seen", d, e->seen);
    json_out_key_word(j, "end",
                      e->ended ? rupture_rule_name(e->end_rule) : "open");
    if (e->ended) {
        print_at(j, "ended", d, e->end);
    } else {
        json_out_key_null(j, "ended");
    }
    json_out_key_number(j, "ref", e->ref);
    json_out_key_number(j, "lowest", e->lowest);
    json_out_key_number(j, "depth", e->ref - e->lowest);
    json_out_key_count(j, "length", e->length);
    print_parameters(j, r, e->series);
    json_out_close(j, '}');
    json_out_end_line(j);
}

bool rupture_print_rows(const struct rupture_results *r,
                        const struct rupture_cli_options *o, FILE *out)
{
    struct json_out j = { .out = out, .first = true };

    for (size_t i = 0; i < r->d->entry_count; i++) {
        const uint32_t series = r->d->entries[i].series;

        if (r->d->series[series].withheld)
            continue;
        if (!write_parameters(r, o, series))
            return false;
        print_row(&j, r, o, i);
    }
    return true;
}

bool rupture_print_episodes(const struct rupture_results *r,
                            const struct rupture_cli_options *o, FILE *out)
{
    struct json_out j = { .out = out, .first = true };

    for (size_t i = 0; i < r->episode_count; i++) {
        const struct rupture_episode *e = &r->episodes[i];

        if (!write_parameters(r, o, e->series))
            return false;
        print_episode(&j, r, e);
    }
    return true;
}
