/* SPDX-License-Identifier: Apache-2.0 */
#include "core/recovery.h"
#include "core/wasm/wasm.h"

EXPORT(core_recovery_name) const char *core_recovery_name(int list, int index);
EXPORT(core_recovery_defaults) void core_recovery_defaults(double out[]);
EXPORT(core_recovery_judge)
int core_recovery_judge(const double params[], const double scores[],
                        double out[]);

/* 0 changes, 1 why. */
const char *core_recovery_name(int list, int index)
{
    switch (list) {
    case 0:
        return index > RECOVERY_DETERIORATED
                   ? NULL
                   : recovery_change_name((enum recovery_change)index);
    case 1:
        return index > RECOVERY_RELIABLE
                   ? NULL
                   : recovery_why_name((enum recovery_why)index);
    default: return NULL;
    }
}

/* 4 slots: caseness of PHQ-9 and GAD-7, points of PHQ-9 and GAD-7. */
void core_recovery_defaults(double out[])
{
    const struct recovery_params p = recovery_defaults();

    out[0] = p.phq_case;
    out[1] = p.gad_case;
    out[2] = p.phq_points;
    out[3] = p.gad_points;
}

/* Slots of scores: PHQ-9 before, after, GAD-7 before, after. Slots of out:
 * change of PHQ-9, of GAD-7, together, case before, case after, recovered,
 * reliably, why. WASM_REFUSED: a score is off its scale. WASM_MISUSE: the
 * parameters are not sound. */
int core_recovery_judge(const double params[], const double scores[],
                        double out[])
{
    const struct recovery_params p = { params[0], params[1], params[2],
                                       params[3] };
    const struct recovery_scores s = { scores[0], scores[1], scores[2],
                                       scores[3] };
    struct recovery r;

    if (!recovery_params_are_sound(&p))
        return WASM_MISUSE;
    if (!recovery_judge(&p, &s, &r))
        return WASM_REFUSED;
    out[0] = r.phq;
    out[1] = r.gad;
    out[2] = r.change;
    out[3] = r.case_before;
    out[4] = r.case_after;
    out[5] = r.recovered;
    out[6] = r.reliably;
    out[7] = r.why;
    return WASM_OK;
}
