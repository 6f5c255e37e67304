/* SPDX-License-Identifier: Apache-2.0 */
#include "core/readiness.h"
#include "core/wasm/wasm.h"

EXPORT(core_readiness_name)
const char *core_readiness_name(int list, int index);
EXPORT(core_readiness_judge)
int core_readiness_judge(const double in[], double out[]);

/* 0 signs, 1 advices, 2 findings. */
const char *core_readiness_name(int list, int index)
{
    switch (list) {
    case 0:
        return index >= READINESS_SIGN_COUNT
                   ? NULL
                   : readiness_sign_name((enum readiness_sign)index);
    case 1:
        return index > READINESS_UNKNOWN
                   ? NULL
                   : readiness_advice_name((enum readiness_advice)index);
    case 2:
        return index >= READINESS_FINDING_COUNT
                   ? NULL
                   : readiness_finding_name((enum readiness_finding)index);
    default: return NULL;
    }
}

/* Slots of in: wanted, the signs in their order (0 skipped, 1 fine, 2 failed),
 * round trip, loss and rate of each way. Slots of out: advice, why, count, then
 * the findings. WASM_REFUSED: a number is none of its range. */
int core_readiness_judge(const double in[], double out[])
{
    struct readiness_signals s;
    struct readiness r;
    const double *measures = in + 1 + READINESS_SIGN_COUNT;

    if (!wasm_whole(in[0], READINESS_VIDEO, READINESS_UNKNOWN))
        return WASM_MISUSE;
    s.wanted = (enum readiness_advice)in[0];
    for (size_t i = 0; i < READINESS_SIGN_COUNT; i++) {
        if (!wasm_whole(in[1 + i], READINESS_SKIPPED, READINESS_FAILED))
            return WASM_MISUSE;
        s.signs[i] = (enum readiness_tried)in[1 + i];
    }
    for (size_t i = 0; i < READINESS_WAY_COUNT; i++, measures += 3)
        s.ways[i] =
            (struct readiness_measure){ measures[0], measures[1], measures[2] };
    if (!readiness_judge(&s, &r))
        return WASM_REFUSED;
    out[0] = r.advice;
    out[1] = r.why;
    out[2] = (double)r.count;
    for (size_t i = 0; i < r.count; i++)
        out[3 + i] = r.findings[i];
    return WASM_OK;
}
