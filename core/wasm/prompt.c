/* SPDX-License-Identifier: Apache-2.0 */
#include "core/prompt.h"
#include "core/wasm/wasm.h"

EXPORT(core_prompt_name) const char *core_prompt_name(int list, int index);
EXPORT(core_prompt_choose)
int core_prompt_choose(const double facts[], double now_ms, double out[]);

enum { TIMES = 9 };

/* 0 prompts, 1 acts. */
const char *core_prompt_name(int list, int index)
{
    switch (list) {
    case 0: return prompt_name(index);
    case 1: return prompt_act_name(index);
    default: return NULL;
    }
}

/* Slots of facts in the order of the struct, -1 for never. out: any, prompt,
 * act, since, until. */
int core_prompt_choose(const double facts[], double now_ms, double out[])
{
    struct prompt_facts f;
    struct prompt_choice c;

    if (!wasm_whole(now_ms, 0, 9e15))
        return WASM_MISUSE;
    for (int i = 0; i < TIMES + PROMPT_COUNT; i++)
        if (!wasm_whole(facts[i], PROMPT_NEVER, 9e15))
            return WASM_MISUSE;
    f = (struct prompt_facts){
        .started_ms = (int64_t)facts[0],
        .ends_ms = (int64_t)facts[1],
        .private_ms = (int64_t)facts[2],
        .cut_from_ms = (int64_t)facts[3],
        .cut_to_ms = (int64_t)facts[4],
        .again_ms = (int64_t)facts[5],
        .slower_ms = (int64_t)facts[6],
        .unseen_ms = (int64_t)facts[7],
        .feeling_ms = (int64_t)facts[8],
    };
    for (int i = 0; i < PROMPT_COUNT; i++)
        f.away_ms[i] = (int64_t)facts[TIMES + i];
    if (!prompt_choose(&f, (int64_t)now_ms, &c))
        return WASM_REFUSED;
    out[0] = c.any;
    out[1] = c.prompt;
    out[2] = c.act;
    out[3] = (double)c.since_ms;
    out[4] = (double)c.until_ms;
    return WASM_OK;
}
