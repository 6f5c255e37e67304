/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stdio.h>

#include "daemon/cli/score_line.h"

/* A sentence put together piece by piece. */
struct sentence {
    char text[JSON_OUT_SENTENCE_MAX];
    size_t len;
};

static void say(struct sentence *s, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void say(struct sentence *s, const char *format, ...)
{
    const size_t room = sizeof(s->text) - s->len;
    va_list args;
    int written;

    va_start(args, format);
    written = vsnprintf(s->text + s->len, room, format, args);
    va_end(args);
    if (written > 0)
        s->len += (size_t)written < room ? (size_t)written : room - 1;
}

static void put(struct json_out *j, const struct sentence *s)
{
    json_out_item(j);
    json_out_text(j, (struct text){ s->text, s->len });
}

/* "3", or "(4-1)" for one that counts from the other end. */
static void say_points(struct sentence *s, const struct instrument_item *it,
                       double answer)
{
    if (it->reversed)
        say(s, "(%.10g-%.10g)", it->min + it->max, answer);
    else
        say(s, "%.10g", answer);
}

static void explain_score(struct json_out *j, const struct row *row,
                          const struct instrument *in,
                          const struct instrument_result *r, size_t i)
{
    const struct instrument_score *s = &in->scores[i];
    const size_t answered = r->scores[i].answered;
    struct sentence out = { .len = 0 };
    const char *plus = "";

    say(&out, "%s = ", s->id);
    if (r->scores[i].value.kind != RATING_GIVEN) {
        say(&out, "none: %zu of %zu answered, at most %zu may be blank",
            answered, s->item_count, s->missing_max);
        put(j, &out);
        return;
    }
    say(&out, "(");
    for (size_t k = 0; k < s->item_count; k++) {
        const struct rating answer = row->items[s->items[k]];

        if (answer.kind != RATING_GIVEN)
            continue;
        say(&out, "%s", plus);
        say_points(&out, &in->items[s->items[k]], answer.value);
        plus = "+";
    }
    say(&out, ")");
    if (s->how == INSTRUMENT_MEAN)
        say(&out, "/%zu", answered);
    else if (answered < s->item_count)
        say(&out, "*%zu/%zu", s->item_count, answered);
    if (s->factor < 1 || s->factor > 1)
        say(&out, "*%.10g", s->factor);
    say(&out, " = %.10g", r->scores[i].value.value);
    if (r->scores[i].prorated && in->missing_source != NULL)
        say(&out, "; %zu blank: %s", s->item_count - answered,
            in->missing_source);
    if (i == 0 && in->source != NULL)
        say(&out, " [%s]", in->source);
    put(j, &out);
}

static void explain_band(struct json_out *j, const struct instrument *in,
                         const struct instrument_result *r, size_t i)
{
    const struct instrument_score *s = &in->scores[i];
    const size_t band = r->scores[i].band;
    struct sentence out = { .len = 0 };

    if (band == INSTRUMENT_NO_BAND)
        return;
    say(&out, "%s: %.10g <= %s %.10g", s->bands[band].id, s->bands[band].from,
        s->id, r->scores[i].value.value);
    if (band + 1 < s->band_count)
        say(&out, " < %.10g", s->bands[band + 1].from);
    put(j, &out);
}

static const char *truth(enum instrument_verdict v)
{
    switch (v) {
    case INSTRUMENT_YES: return "true";
    case INSTRUMENT_NO: return "false";
    case INSTRUMENT_UNKNOWN: break;
    }
    return "unknown";
}

static void explain_cut(struct json_out *j, const struct instrument *in,
                        const struct instrument_result *r, size_t i)
{
    const struct instrument_cut *c = &in->cuts[i];
    const struct rating value = r->scores[c->score].value;
    struct sentence out = { .len = 0 };

    say(&out, "%s: %s ", c->id, in->scores[c->score].id);
    if (value.kind == RATING_GIVEN)
        say(&out, "%.10g ", value.value);
    say(&out, "%s %.10g is %s [%s]", instrument_op_name(c->op), c->at,
        truth(r->cuts[i]), c->source);
    put(j, &out);
}

static void explain_safety(struct json_out *j, const struct row *row,
                           const struct instrument *in,
                           const struct instrument_result *r, size_t i)
{
    const struct instrument_safety *s = &in->safety[i];
    const struct instrument_item *it = &in->items[s->item];
    const struct rating answer = row->items[s->item];
    struct sentence out = { .len = 0 };

    say(&out, "%s: %s ", s->id, it->id);
    if (answer.kind == RATING_GIVEN)
        say_points(&out, it, answer.value);
    else
        say(&out, "blank");
    say(&out, " >= %.10g is %s [%s]", s->at, truth(r->safety[i]), s->source);
    put(j, &out);
}

static void explain_rule(struct json_out *j, const struct instrument *in,
                         const struct instrument_result *r, size_t i)
{
    const struct instrument_rule *rule = &in->rules[i];
    struct sentence out = { .len = 0 };

    say(&out, "%s is %s:", rule->id, truth(r->rules[i].holds));
    for (size_t k = 0; k < rule->group_count; k++) {
        const struct instrument_group *g = &rule->groups[k];

        say(&out, "%s %s %zu of %zu (from %zu to %zu count)",
            k == 0 ? "" : " and", g->id, r->rules[i].groups[k].met,
            g->item_count, g->least, g->most);
    }
    say(&out, " [%s]", rule->source);
    put(j, &out);
}

void score_explain(struct json_out *j, const struct row *row,
                   const struct instrument *in,
                   const struct instrument_result *result)
{
    json_out_key(j, "explain");
    json_out_open(j, '[');
    for (size_t i = 0; i < in->score_count; i++) {
        explain_score(j, row, in, result, i);
        explain_band(j, in, result, i);
    }
    for (size_t i = 0; i < in->cut_count; i++)
        explain_cut(j, in, result, i);
    for (size_t i = 0; i < in->safety_count; i++)
        explain_safety(j, row, in, result, i);
    for (size_t i = 0; i < in->rule_count; i++)
        explain_rule(j, in, result, i);
    json_out_close(j, ']');
}
