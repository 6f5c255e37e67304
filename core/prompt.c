/* SPDX-License-Identifier: Apache-2.0 */
#include "core/prompt.h"

#include <stddef.h>

#define PROMPT_TEXT(name, text) text,
static const char *const names[] = { PROMPTS(PROMPT_TEXT) };
static const char *const act_names[] = { PROMPT_ACTS(PROMPT_TEXT) };
#undef PROMPT_TEXT

const char *prompt_name(int prompt)
{
    return prompt >= 0 && prompt < PROMPT_COUNT ? names[prompt] : NULL;
}

const char *prompt_act_name(int act)
{
    return act >= 0 && act < PROMPT_ACT_COUNT ? act_names[act] : NULL;
}

static const struct rule {
    enum prompt_act act;
    int64_t holds_ms;
    bool at_once; /* does not wait for PROMPT_REST_MS */
} rules[PROMPT_COUNT] = {
    [PROMPT_PRIVATE] = { PROMPT_ASK, 120000, true },
    [PROMPT_CUT] = { PROMPT_SUMMARISE, 90000, false },
    [PROMPT_AGAIN] = { PROMPT_ASK, 60000, false },
    [PROMPT_SLOWER] = { PROMPT_NAME, 60000, false },
    [PROMPT_UNSEEN] = { PROMPT_NAME, 90000, false },
    [PROMPT_FEELING] = { PROMPT_NAME, 120000, false },
    [PROMPT_ENDING] = { PROMPT_ASK, 120000, false },
    [PROMPT_HALF] = { PROMPT_SUMMARISE, 180000, false },
    [PROMPT_BEGIN] = { PROMPT_ASK, 180000, false },
};

/* When what this prompt rests on happened; it may lie ahead. */
static int64_t since(const struct prompt_facts *f, enum prompt p)
{
    const bool timed =
        f->started_ms != PROMPT_NEVER && f->ends_ms != PROMPT_NEVER;

    switch (p) {
    case PROMPT_PRIVATE: return f->private_ms;
    case PROMPT_CUT:
        return f->cut_from_ms != PROMPT_NEVER &&
                       f->cut_to_ms - f->cut_from_ms >= PROMPT_CUT_LEAST_MS
                   ? f->cut_to_ms
                   : PROMPT_NEVER;
    case PROMPT_AGAIN: return f->again_ms;
    case PROMPT_SLOWER: return f->slower_ms;
    case PROMPT_UNSEEN: return f->unseen_ms;
    case PROMPT_FEELING: return f->feeling_ms;
    case PROMPT_ENDING:
        return timed && f->ends_ms - f->started_ms > 2 * PROMPT_ENDING_MS
                   ? f->ends_ms - PROMPT_ENDING_MS
                   : PROMPT_NEVER;
    case PROMPT_HALF:
        return timed && f->ends_ms - f->started_ms >= PROMPT_HALF_LEAST_MS
                   ? f->started_ms + (f->ends_ms - f->started_ms) / 2
                   : PROMPT_NEVER;
    case PROMPT_BEGIN:
        return f->started_ms == PROMPT_NEVER ? PROMPT_NEVER
                                             : f->started_ms + PROMPT_BEGIN_MS;
    case PROMPT_COUNT: break;
    }
    return PROMPT_NEVER;
}

static bool are_facts(const struct prompt_facts *f)
{
    const int64_t times[] = {
        f->started_ms,  f->ends_ms,   f->private_ms,
        f->cut_from_ms, f->cut_to_ms, f->again_ms,
        f->slower_ms,   f->unseen_ms, f->feeling_ms,
    };

    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++)
        if (times[i] < PROMPT_NEVER)
            return false;
    for (size_t i = 0; i < PROMPT_COUNT; i++)
        if (f->away_ms[i] < PROMPT_NEVER)
            return false;
    return f->started_ms == PROMPT_NEVER || f->ends_ms == PROMPT_NEVER ||
           f->ends_ms >= f->started_ms;
}

bool prompt_choose(const struct prompt_facts *f, int64_t now_ms,
                   struct prompt_choice *out)
{
    int64_t away_ms = PROMPT_NEVER; /* the last that was put away */

    if (now_ms < 0 || !are_facts(f))
        return false;
    for (size_t i = 0; i < PROMPT_COUNT; i++)
        if (f->away_ms[i] > away_ms)
            away_ms = f->away_ms[i];
    *out = (struct prompt_choice){ 0 };
    for (int p = 0; p < PROMPT_COUNT; p++) {
        const struct rule *rule = &rules[p];
        int64_t at_ms = since(f, (enum prompt)p);
        bool rests = away_ms != PROMPT_NEVER && !rule->at_once &&
                     now_ms < away_ms + PROMPT_REST_MS;

        if (at_ms == PROMPT_NEVER || now_ms < at_ms || rests ||
            now_ms >= at_ms + rule->holds_ms || f->away_ms[p] >= at_ms)
            continue;
        *out = (struct prompt_choice){ true, (enum prompt)p, rule->act, at_ms,
                                       at_ms + rule->holds_ms };
        return true;
    }
    return true;
}
