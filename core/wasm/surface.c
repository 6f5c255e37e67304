/* SPDX-License-Identifier: Apache-2.0 */
#include "core/surface.h"

#include "core/wasm/wasm.h"

EXPORT(core_surface_defaults) void core_surface_defaults(double out[]);
EXPORT(core_surface_fit)
int core_surface_fit(double data[], int pairs, double least, double incongruent,
                     double out[]);
EXPORT(core_surface_name) const char *core_surface_name(int list, int index);

/* 2 slots. */
void core_surface_defaults(double out[])
{
    const struct surface_params p = surface_defaults();

    out[0] = (double)p.least;
    out[1] = p.incongruent;
}

static void put_part(const struct surface_part *part, double out[])
{
    out[0] = part->value;
    out[1] = part->error;
    out[2] = part->t_known;
    out[3] = part->t;
    out[4] = part->p;
}

/* data: the clients' ratings, the therapists', the outcomes, and behind them
 * room for SURFACE_WORK_PER_PAIR numbers for each pair. out: 7 slots, then 5
 * for each of b0 to b5 and a1 to a5. Gives the status, or WASM_MISUSE. */
int core_surface_fit(double data[], int pairs, double least, double incongruent,
                     double out[])
{
    struct surface_params p;
    struct surface s;
    enum surface_status status;
    const size_t n = (size_t)pairs;

    if (pairs < 0 || !wasm_whole(least, 0, 1e9))
        return WASM_MISUSE;
    p = (struct surface_params){ (size_t)least, incongruent };
    if (!surface_params_are_sound(&p))
        return WASM_MISUSE;
    status = surface_fit(&p, data, data + n, data + 2 * n, n, data + 3 * n, &s);
    if (status != SURFACE_OK)
        return (int)status;
    out[0] = (double)s.pairs;
    out[1] = (double)s.freedom;
    out[2] = s.mean;
    out[3] = s.sd;
    out[4] = (double)s.incongruent;
    out[5] = s.share;
    out[6] = s.r_squared;
    for (size_t i = 0; i < SURFACE_COEFFICIENTS; i++)
        put_part(&s.b[i], out + 7 + 5 * i);
    for (size_t i = 0; i < SURFACE_SHAPES; i++)
        put_part(&s.a[i], out + 7 + 5 * (SURFACE_COEFFICIENTS + i));
    return WASM_OK;
}

/* List 0: the statuses. */
const char *core_surface_name(int list, int index)
{
    return list != 0 || index > SURFACE_DEPENDENT
               ? NULL
               : surface_status_name((enum surface_status)index);
}
