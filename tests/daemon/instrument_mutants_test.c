/* SPDX-License-Identifier: Apache-2.0 */
/* Every small change of every key of content/ makes a vector fail. A mutant is
 * an instrument with one thing wrong: an item turned round, dropped, put into
 * another score, a limit, a line, a count or a threshold off by one. Those
 * that the linter refuses need no vector. */
#include <math.h>
#include <stdio.h>

#include "tests/check.h"
#include "tests/core/vectors.h"
#include "tests/daemon/instrument_cases.h"

/* A copy of an instrument that may be spoilt. */
struct mutant {
    struct instrument in;
    struct instrument_item items[INSTRUMENT_ITEMS_MAX];
    struct instrument_score scores[INSTRUMENT_SCORES_MAX];
    uint8_t members[INSTRUMENT_SCORES_MAX][INSTRUMENT_ITEMS_MAX];
    struct instrument_band bands[INSTRUMENT_SCORES_MAX][INSTRUMENT_BANDS_MAX];
    struct instrument_cut cuts[INSTRUMENT_CUTS_MAX];
    struct instrument_safety safety[INSTRUMENT_SAFETY_MAX];
    struct instrument_rule rules[INSTRUMENT_RULES_MAX];
    struct instrument_group groups[INSTRUMENT_RULES_MAX][INSTRUMENT_GROUPS_MAX];
    uint8_t counted[INSTRUMENT_RULES_MAX][INSTRUMENT_GROUPS_MAX]
                   [INSTRUMENT_ITEMS_MAX];
    double at[INSTRUMENT_RULES_MAX][INSTRUMENT_GROUPS_MAX]
             [INSTRUMENT_ITEMS_MAX];
};

/* What is being killed, and how it went. */
struct hunt {
    const struct instrument *in;
    const json_t *cases;
    struct mutant m;
    size_t killed, refused;
};

static void copy_rules(struct mutant *m, const struct instrument *in)
{
    for (size_t i = 0; i < in->rule_count; i++) {
        m->rules[i] = in->rules[i];
        m->rules[i].groups = m->groups[i];
        for (size_t k = 0; k < in->rules[i].group_count; k++) {
            const struct instrument_group *g = &in->rules[i].groups[k];

            m->groups[i][k] = *g;
            memcpy(m->counted[i][k], g->items, g->item_count);
            memcpy(m->at[i][k], g->at, g->item_count * sizeof(g->at[0]));
            m->groups[i][k].items = m->counted[i][k];
            m->groups[i][k].at = m->at[i][k];
        }
    }
    m->in.rules = m->rules;
}

static struct mutant *fresh(struct hunt *h)
{
    const struct instrument *in = h->in;
    struct mutant *m = &h->m;

    m->in = *in;
    memcpy(m->items, in->items, in->item_count * sizeof(in->items[0]));
    memcpy(m->cuts, in->cuts, in->cut_count * sizeof(in->cuts[0]));
    memcpy(m->safety, in->safety, in->safety_count * sizeof(in->safety[0]));
    for (size_t i = 0; i < in->score_count; i++) {
        const struct instrument_score *s = &in->scores[i];

        m->scores[i] = *s;
        memcpy(m->members[i], s->items, s->item_count);
        memcpy(m->bands[i], s->bands, s->band_count * sizeof(s->bands[0]));
        m->scores[i].items = m->members[i];
        m->scores[i].bands = m->bands[i];
    }
    m->in.items = m->items;
    m->in.scores = m->scores;
    m->in.cuts = m->cuts;
    m->in.safety = m->safety;
    copy_rules(m, in);
    return m;
}

static bool any_vector_fails(const struct hunt *h)
{
    const json_t *one;
    char what[200];
    size_t n;

    for (n = 0; n < json_array_size(h->cases); n++) {
        one = json_array_get(h->cases, n);
        if (case_is_of(h->in, one) && !case_holds(&h->m.in, one, what))
            return true;
    }
    return false;
}

static void kill(struct hunt *h, const char *what, const char *id, int way)
{
    size_t at = 0;

    if (instrument_check(&h->m.in, &at) != INSTRUMENT_SOUND)
        h->refused++;
    else if (any_vector_fails(h))
        h->killed++;
    else
        fail_msg("%s: no vector fails when %s of %s changes by %d", h->in->id,
                 what, id, way);
}

/* --- what can be wrong -----------------------------------------------------
 */

static void turn_items_round(struct hunt *h)
{
    for (size_t i = 0; i < h->in->item_count; i++) {
        if (h->in->items[i].unscored)
            continue;
        fresh(h)->items[i].reversed = !h->in->items[i].reversed;
        kill(h, "reversed", h->in->items[i].id, 1);
    }
}

/* One end of one item, and of all of them at once, which the linter has
 * nothing against. */
static void change_ranges(struct hunt *h)
{
    for (int way = -1; way <= 1; way += 2)
        for (int end = 0; end < 2; end++) {
            for (size_t i = 0; i < h->in->item_count; i++) {
                struct instrument_item *it = &fresh(h)->items[i];

                *(end == 0 ? &it->min : &it->max) += way;
                kill(h, "the range", it->id, way);
            }
            (void)fresh(h);
            for (size_t i = 0; i < h->in->item_count; i++)
                *(end == 0 ? &h->m.items[i].min : &h->m.items[i].max) += way;
            kill(h, "the range", "every item", way);
        }
}

static void change_steps(struct hunt *h)
{
    for (size_t i = 0; i < h->in->item_count; i += h->in->item_count - 1) {
        struct instrument_item *it = &fresh(h)->items[i];

        it->step = it->step > 0 ? 0 : 1;
        if (i == 0 || it->unscored)
            kill(h, "the step", it->id, 1);
    }
}

static void drop_members(struct hunt *h)
{
    for (size_t s = 0; s < h->in->score_count; s++)
        for (size_t i = 0; i < h->in->scores[s].item_count; i++) {
            struct mutant *m = fresh(h);
            uint8_t *members = m->members[s];

            m->scores[s].item_count--;
            memmove(members + i, members + i + 1, m->scores[s].item_count - i);
            kill(h, "a member", h->in->scores[s].id, -1);
        }
}

/* An item of one score goes over to another that lacks it. */
static void move_members(struct hunt *h)
{
    for (size_t s = 0; s < h->in->score_count; s++)
        for (size_t to = 0; to < h->in->score_count; to++)
            for (size_t i = 0; i < h->in->scores[s].item_count; i++) {
                struct mutant *m = fresh(h);
                uint8_t *members = m->members[s];
                const uint8_t item = members[i];

                if (memchr(m->members[to], item, m->scores[to].item_count))
                    continue;
                m->scores[s].item_count--;
                memmove(members + i, members + i + 1,
                        m->scores[s].item_count - i);
                m->members[to][m->scores[to].item_count++] = item;
                kill(h, "a moved member", h->in->scores[s].id, 1);
            }
}

static void change_scores(struct hunt *h)
{
    for (size_t s = 0; s < h->in->score_count; s++) {
        const struct instrument_score *score = &h->in->scores[s];

        for (int way = -1; way <= 1; way += 2) {
            if (way > 0 || score->missing_max > 0) {
                fresh(h)->scores[s].missing_max += (size_t)way;
                kill(h, "missing-max", score->id, way);
            }
            for (size_t b = 0; b < score->band_count; b++) {
                fresh(h)->bands[s][b].from += way;
                kill(h, "a band", score->bands[b].id, way);
            }
        }
        fresh(h)->scores[s].factor *= 2;
        kill(h, "the factor", score->id, 1);
        if (score->item_count > 1) {
            fresh(h)->scores[s].how =
                score->how == INSTRUMENT_SUM ? INSTRUMENT_MEAN : INSTRUMENT_SUM;
            kill(h, "sum or mean", score->id, 1);
        }
    }
}

/* On a line between two values a score can have, > and >= are the same. */
static bool is_same_side(const struct hunt *h, const struct instrument_cut *c,
                         enum instrument_op op)
{
    const struct instrument_score *s = &h->in->scores[c->score];
    const struct instrument_item *it = &h->in->items[s->items[0]];
    const double steps = c->at / (s->factor * it->step);

    return it->step > 0 && floor(steps) < steps &&
           (op <= INSTRUMENT_ABOVE) == (c->op <= INSTRUMENT_ABOVE);
}

static void change_lines(struct hunt *h)
{
    for (size_t i = 0; i < h->in->cut_count; i++) {
        const struct instrument_cut *c = &h->in->cuts[i];

        for (int way = -1; way <= 1; way += 2) {
            fresh(h)->cuts[i].at += way * h->in->scores[c->score].factor;
            kill(h, "the line", c->id, way);
        }
        for (int op = INSTRUMENT_AT_LEAST; op <= INSTRUMENT_BELOW; op++) {
            if (op == (int)c->op || is_same_side(h, c, (enum instrument_op)op))
                continue;
            fresh(h)->cuts[i].op = (enum instrument_op)op;
            kill(h, "the side", c->id, op);
        }
    }
    for (size_t i = 0; i < h->in->safety_count; i++)
        for (int way = -1; way <= 1; way += 2) {
            fresh(h)->safety[i].at += way;
            kill(h, "the threshold", h->in->safety[i].id, way);
            fresh(h)->safety[i].item += (size_t)way;
            kill(h, "the item", h->in->safety[i].id, way);
        }
}

static void change_group(struct hunt *h, size_t rule, size_t k)
{
    const struct instrument_group *g = &h->in->rules[rule].groups[k];

    for (int way = -1; way <= 1; way += 2) {
        fresh(h)->groups[rule][k].least += (size_t)way;
        kill(h, "the least count", g->id, way);
        fresh(h)->groups[rule][k].most += (size_t)way;
        kill(h, "the most", g->id, way);
        for (size_t i = 0; i < g->item_count; i++) {
            fresh(h)->at[rule][k][i] += way;
            kill(h, "a threshold", g->id, way);
        }
    }
    for (size_t i = 0; i < g->item_count; i++) {
        struct mutant *m = fresh(h);
        struct instrument_group *mine = &m->groups[rule][k];

        if (mine->most == mine->item_count)
            mine->most--;
        mine->item_count--;
        memmove(m->counted[rule][k] + i, m->counted[rule][k] + i + 1,
                mine->item_count - i);
        memmove(m->at[rule][k] + i, m->at[rule][k] + i + 1,
                (mine->item_count - i) * sizeof(double));
        kill(h, "a counted item", g->id, -1);
    }
}

static void change_rules(struct hunt *h)
{
    for (size_t i = 0; i < h->in->rule_count; i++)
        for (size_t k = 0; k < h->in->rules[i].group_count; k++)
            change_group(h, i, k);
}

TEST(no_key_can_be_a_little_wrong_without_a_vector_that_fails)
{
    static struct hunt h;
    json_t *root = vectors_load("instrument");
    struct instrument_set set;
    size_t all = 0;

    cases_load(&set);
    for (size_t i = 0; i < set.count; i++) {
        h = (struct hunt){ .in = &set.files[i]->in,
                           .cases = json_object_get(root, "cases") };
        (void)fresh(&h);
        CHECK(!any_vector_fails(&h));
        turn_items_round(&h);
        change_ranges(&h);
        change_steps(&h);
        drop_members(&h);
        move_members(&h);
        change_scores(&h);
        change_lines(&h);
        change_rules(&h);
        print_message("%-23s %4zu mutants killed by vectors, %3zu refused by "
                      "the linter\n",
                      h.in->id, h.killed, h.refused);
        all += h.killed + h.refused;
    }
    print_message("%zu mutants\n", all);
    CHECK(all > 1000);
    instrument_set_deinit(&set);
    json_decref(root);
}
