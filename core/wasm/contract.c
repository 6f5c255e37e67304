/* SPDX-License-Identifier: Apache-2.0 */
#include "core/contract.h"
#include "core/wasm/wasm.h"

EXPORT(core_contract_due)
int core_contract_due(const double contract[], double wall, double out[]);
EXPORT(core_contract_measure)
int core_contract_measure(const double contract[], const double letters[],
                          double count, double now_wall, double out[]);

#define MOST 9e15

/* 18 slots: opens and closes of each day from Monday (-1 and -1: closed),
 * answer days, whether away, first and last day of that. */
static bool read_contract(const double slots[], struct contract *c)
{
    for (int i = 0; i < CONTRACT_DAYS; i++) {
        double opens = slots[2 * i], closes = slots[2 * i + 1];

        if (!wasm_whole(opens, -1, CONTRACT_DAY_MINUTES) ||
            !wasm_whole(closes, -1, CONTRACT_DAY_MINUTES))
            return false;
        c->days[i] = (struct contract_day){ opens >= 0, (int32_t)opens,
                                            (int32_t)closes };
    }
    if (!wasm_whole(slots[14], 1, CONTRACT_ANSWER_DAYS_MOST) ||
        !wasm_whole(slots[15], 0, 1) || !wasm_whole(slots[16], -MOST, MOST) ||
        !wasm_whole(slots[17], -MOST, MOST))
        return false;
    c->answer_days = (int32_t)slots[14];
    c->is_away = slots[15] > 0;
    c->away_first = (int64_t)slots[16];
    c->away_last = (int64_t)slots[17];
    return contract_is_sound(c);
}

/* Slots of out: due, whether the therapist reads at that minute. */
int core_contract_due(const double contract[], double wall, double out[])
{
    struct contract c;
    int64_t at;

    if (!read_contract(contract, &c) || !wasm_whole(wall, -MOST, MOST))
        return WASM_MISUSE;
    at = (int64_t)wall;
    out[0] = (double)contract_due(&c, at);
    out[1] = contract_is_open(&c, at);
    return WASM_OK;
}

/* Slots of letters: at in ms, wall, whether the client's, of each. Slots of
 * out: answered, in time, late, waiting, whether there is a median, median.
 * WASM_REFUSED: too many, or not in order. */
int core_contract_measure(const double contract[], const double letters[],
                          double count, double now_wall, double out[])
{
    struct contract_letter list[CONTRACT_LETTERS_MAX];
    struct contract_record r;
    struct contract c;

    if (!read_contract(contract, &c) || !wasm_whole(now_wall, -MOST, MOST) ||
        !wasm_whole(count, 0, 1e6))
        return WASM_MISUSE;
    if (count > CONTRACT_LETTERS_MAX)
        return WASM_REFUSED;
    for (size_t i = 0; i < (size_t)count; i++) {
        const double *one = &letters[3 * i];

        if (!wasm_whole(one[0], -MOST, MOST) ||
            !wasm_whole(one[1], -MOST, MOST) || !wasm_whole(one[2], 0, 1))
            return WASM_MISUSE;
        list[i] = (struct contract_letter){ (int64_t)one[0], (int64_t)one[1],
                                            one[2] > 0 };
    }
    if (!contract_measure(&c, list, (size_t)count, (int64_t)now_wall, &r))
        return WASM_REFUSED;
    out[0] = (double)r.answered;
    out[1] = (double)r.in_time;
    out[2] = (double)r.late;
    out[3] = (double)r.waiting;
    out[4] = r.has_median;
    out[5] = r.has_median ? r.median_hours : 0;
    return WASM_OK;
}
