/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "core/dyad.h"
#include "core/wasm/wasm.h"

EXPORT(core_dyad_defaults)
void core_dyad_defaults(double min, double max, double step, double out[]);
EXPORT(core_dyad_new) void *core_dyad_new(const double params[]);
EXPORT(core_dyad_step)
int core_dyad_step(void *state, double client_kind, double client,
                   double therapist_kind, double therapist);
EXPORT(core_dyad_fit) void core_dyad_fit(void *state, double out[]);
EXPORT(core_dyad_name) const char *core_dyad_name(int list, int index);

struct dyad_run {
    struct dyad_params params;
    struct dyad state;
};

/* 5 slots, both ways. */
void core_dyad_defaults(double min, double max, double step, double out[])
{
    const struct dyad_params p =
        dyad_defaults((struct scale){ min, max, step });

    out[0] = p.apart;
    out[1] = (double)p.shared_least;
    out[2] = p.move_least;
    out[3] = (double)p.opposite_moves;
    out[4] = p.fall_least;
}

void *core_dyad_new(const double params[])
{
    struct dyad_run *run = calloc(1, sizeof(*run));

    if (run == NULL)
        return NULL;
    if (wasm_whole(params[1], 0, 1e6) && wasm_whole(params[3], 0, 1e6)) {
        run->params =
            (struct dyad_params){ params[0], (size_t)params[1], params[2],
                                  (size_t)params[3], params[4] };
        if (dyad_params_are_sound(&run->params))
            return run;
    }
    free(run);
    return NULL;
}

/* The bits that fired, or WASM_MISUSE. */
int core_dyad_step(void *state, double client_kind, double client,
                   double therapist_kind, double therapist)
{
    struct dyad_run *run = state;
    struct rating c, t;

    if (!wasm_rating(client_kind, client, &c) ||
        !wasm_rating(therapist_kind, therapist, &t))
        return WASM_MISUSE;
    return (int)dyad_step(&run->params, &run->state, c, t);
}

/* 25 slots. */
void core_dyad_fit(void *state, double out[])
{
    const struct dyad_run *run = state;
    const struct dyad_fit f = dyad_fit(&run->state);
    const struct dyad_blindness b = dyad_blindness(&run->state);

    out[0] = (double)f.shared;
    out[1] = f.client_mean;
    out[2] = f.therapist_mean;
    out[3] = f.b0;
    out[4] = f.b1_known;
    out[5] = f.b1;
    out[6] = f.r_known;
    out[7] = f.r;
    out[8] = (double)run->state.opposite_run;
    out[9] = run->state.flags;
    out[10] = f.errors_known;
    out[11] = f.b0_error;
    out[12] = f.b1_error;
    out[13] = f.t_known;
    out[14] = f.b0_t;
    out[15] = f.b1_t;
    out[16] = (double)b.falls;
    out[17] = (double)b.unseen;
    out[18] = b.share_known;
    out[19] = b.share;
    out[20] = b.why;
    out[21] = (double)run->state.unshared;
    out[22] = f.b0_p;
    out[23] = f.b1_p;
    out[24] = f.why;
}

/* List 0: what the therapist saw of the client's falls; 1: what keeps a part
 * of the fit unknown. */
const char *core_dyad_name(int list, int index)
{
    switch (list) {
    case 0:
        return index > DYAD_NONE_SEEN ? NULL
                                      : dyad_sight_name((enum dyad_sight)index);
    case 1:
        return index > DYAD_NO_RESIDUAL ? NULL
                                        : dyad_why_name((enum dyad_why)index);
    default: return NULL;
    }
}
