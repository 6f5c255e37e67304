/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/score_line.h"

#include <string.h>

/* Text that may hold anything. */
static void put_text(struct json_out *j, const char *key, const char *text)
{
    json_out_key_text(j, key, (struct text){ text, strlen(text) });
}

/* true, false, or null where blanks leave it open. */
static void put_verdict(struct json_out *j, const char *key,
                        enum instrument_verdict v)
{
    json_out_key_known_truth(j, key, v != INSTRUMENT_UNKNOWN,
                             v == INSTRUMENT_YES);
}

static void put_rating(struct json_out *j, const char *key, struct rating r)
{
    json_out_key_known(j, key, r.kind == RATING_GIVEN, r.value);
}

static void put_head(struct json_out *j, const struct row *row,
                     const struct instrument *in)
{
    json_out_key_text(j, "person", row->person);
    json_out_key(j, "at");
    if (row->at.kind == MOMENT_NUMBER)
        json_out_count(j, (size_t)row->at.key);
    else
        json_out_text(j, row->at_text);
    json_out_key_text(j, "rater", row->rater);
    json_out_key_word(j, "instrument", in->id);
}

static void put_floors(struct json_out *j, const struct instrument *in,
                       const struct instrument_result *r)
{
    json_out_key(j, "floors");
    json_out_open(j, '[');
    for (size_t i = 0; i < r->floor_count; i++) {
        json_out_item(j);
        json_out_word(j, in->items[r->floors[i]].id);
    }
    json_out_close(j, ']');
}

/* Answers of the total; without one, of all that is scored. */
static void put_answered(struct json_out *j, const struct row *row,
                         const struct instrument *in,
                         const struct instrument_result *r)
{
    size_t answered = r->scores[0].answered;
    size_t all = in->scores[0].item_count;
    bool prorated = false;

    if (in->no_total) {
        answered = 0;
        all = 0;
        for (size_t i = 0; i < in->item_count; i++) {
            if (in->items[i].unscored)
                continue;
            all++;
            answered += row->items[i].kind == RATING_GIVEN;
        }
    }
    for (size_t i = 0; i < in->score_count; i++)
        prorated |= r->scores[i].prorated;
    json_out_key_count(j, "answered", answered);
    put_floors(j, in, r);
    put_text(j, "version", in->version);
    json_out_key_count(j, "missing", all - answered);
    json_out_key_truth(j, "prorated", prorated);
}

static void put_band(struct json_out *j, const char *key,
                     const struct instrument_score *s, size_t band)
{
    if (band == INSTRUMENT_NO_BAND) {
        json_out_key_null(j, key);
    } else {
        json_out_key_word(j, key, s->bands[band].id);
    }
}

/* Only where the instrument has bands: none is said of the others. */
static void put_bands(struct json_out *j, const struct instrument *in,
                      const struct instrument_result *r)
{
    bool others = false;

    if (in->scores[0].band_count > 0)
        put_band(j, "band", &in->scores[0], r->scores[0].band);
    for (size_t i = 1; i < in->score_count; i++)
        others |= in->scores[i].band_count > 0;
    if (!others)
        return;
    json_out_key(j, "bands");
    json_out_open(j, '{');
    for (size_t i = 1; i < in->score_count; i++)
        if (in->scores[i].band_count > 0)
            put_band(j, in->scores[i].id, &in->scores[i], r->scores[i].band);
    json_out_close(j, '}');
}

static void put_cuts(struct json_out *j, const struct instrument *in,
                     const struct instrument_result *r)
{
    json_out_key(j, "cut_offs");
    json_out_open(j, '[');
    for (size_t i = 0; i < in->cut_count; i++) {
        const struct instrument_cut *c = &in->cuts[i];

        json_out_item(j);
        json_out_open(j, '{');
        json_out_key_word(j, "id", c->id);
        json_out_key_word(j, "score", in->scores[c->score].id);
        json_out_key_word(j, "op", instrument_op_name(c->op));
        json_out_key_number(j, "at", c->at);
        put_verdict(j, "case", r->cuts[i]);
        put_text(j, "source", c->source);
        json_out_close(j, '}');
    }
    json_out_close(j, ']');
}

/* Those that fire, and those nobody knows about: silence is no answer. */
static void put_safety(struct json_out *j, const struct row *row,
                       const struct instrument *in,
                       const struct instrument_result *r)
{
    json_out_key(j, "safety");
    json_out_open(j, '[');
    for (size_t i = 0; i < in->safety_count; i++) {
        const struct instrument_safety *s = &in->safety[i];

        if (r->safety[i] == INSTRUMENT_NO)
            continue;
        json_out_item(j);
        json_out_open(j, '{');
        json_out_key_word(j, "id", s->id);
        json_out_key_word(j, "item", in->items[s->item].id);
        put_rating(j, "answer", row->items[s->item]);
        json_out_key_number(j, "threshold", s->at);
        put_verdict(j, "fires", r->safety[i]);
        put_text(j, "why", s->source);
        json_out_close(j, '}');
    }
    json_out_close(j, ']');
}

static void put_rules(struct json_out *j, const struct instrument *in,
                      const struct instrument_result *r)
{
    json_out_key(j, "rules");
    json_out_open(j, '[');
    for (size_t i = 0; i < in->rule_count; i++) {
        const struct instrument_rule *rule = &in->rules[i];

        json_out_item(j);
        json_out_open(j, '{');
        json_out_key_word(j, "id", rule->id);
        put_verdict(j, "holds", r->rules[i].holds);
        json_out_key(j, "counts");
        json_out_open(j, '{');
        for (size_t k = 0; k < rule->group_count; k++)
            json_out_key_count(j, rule->groups[k].id,
                               r->rules[i].groups[k].met);
        json_out_close(j, '}');
        json_out_key(j, "groups");
        json_out_open(j, '[');
        for (size_t k = 0; k < rule->group_count; k++) {
            json_out_item(j);
            json_out_open(j, '{');
            json_out_key_word(j, "id", rule->groups[k].id);
            json_out_key_count(j, "met", r->rules[i].groups[k].met);
            json_out_key_count(j, "blank", r->rules[i].groups[k].blank);
            json_out_key_count(j, "least", rule->groups[k].least);
            json_out_key_count(j, "most", rule->groups[k].most);
            put_verdict(j, "holds", r->rules[i].groups[k].holds);
            json_out_close(j, '}');
        }
        json_out_close(j, ']');
        put_text(j, "why", rule->source);
        json_out_close(j, '}');
    }
    json_out_close(j, ']');
}

/* The lines in force, ours or a flag's. */
static void put_parameters(struct json_out *j, const struct instrument *in)
{
    json_out_key(j, "parameters");
    json_out_open(j, '{');
    if (in->cut_count > 0) {
        json_out_key(j, "cut_off");
        json_out_open(j, '{');
        for (size_t i = 0; i < in->cut_count; i++) {
            json_out_key(j, in->cuts[i].id);
            json_out_format(j, "%s%.10g", instrument_op_name(in->cuts[i].op),
                            in->cuts[i].at);
        }
        json_out_close(j, '}');
    }
    json_out_close(j, '}');
}

void score_line(struct json_out *j, const struct row *row,
                const struct instrument *in,
                const struct instrument_result *result, bool explain)
{
    json_out_open(j, '{');
    put_head(j, row, in);
    for (size_t i = 0; i < in->score_count; i++)
        put_rating(j, in->scores[i].id, result->scores[i].value);
    put_answered(j, row, in, result);
    put_bands(j, in, result);
    put_cuts(j, in, result);
    put_safety(j, row, in, result);
    put_rules(j, in, result);
    json_out_key_truth(j, "unvalidated", in->unvalidated);
    put_parameters(j, in);
    if (explain)
        score_explain(j, row, in, result);
    json_out_close(j, '}');
    json_out_end_line(j);
}
