/* SPDX-License-Identifier: Apache-2.0 */
#include "core/simulation.h"
#include "core/wasm/wasm.h"

EXPORT(core_simulation_world)
const char *core_simulation_world(int list, int index);
EXPORT(core_simulate)
int core_simulate(double method, double world, double courses, double seed,
                  double min, double max, double step, double out[]);

/* The names of the worlds. */
const char *core_simulation_world(int list, int index)
{
    return list != 0 || index >= SIMULATION_WORLDS
               ? NULL
               : simulation_worlds[index].name;
}

/* One rule, by its defaults, over so many made-up courses of one world. Slots
 * in out: the seven figures of struct simulation_figures in order, then
 * courses, ruptures, strains, quiet sessions. WASM_REFUSED: nothing happened
 * in so few courses. */
int core_simulate(double method, double world, double courses, double seed,
                  double min, double max, double step, double out[])
{
    const struct scale scale = { min, max, step };
    struct rupture_params p;
    struct simulation_tally tally = { 0 };
    struct simulation_figures f;
    struct simulation_course course;
    struct chance chance;

    if (!wasm_whole(method, 0, RUPTURE_METHOD_COUNT - 1) ||
        !wasm_whole(world, 0, SIMULATION_WORLDS - 1) ||
        !wasm_whole(courses, 1, 1e6) || !wasm_whole(seed, 0, 9e15) ||
        !scale_is_sound(&scale))
        return WASM_MISUSE;
    p = rupture_defaults(scale);
    p.method = (enum rupture_method)method;
    if (!rupture_params_are_sound(&p))
        return WASM_MISUSE;
    chance = chance_seeded((uint64_t)seed);
    for (size_t i = 0; i < (size_t)courses; i++) {
        simulation_course(&simulation_worlds[(int)world], scale, &chance,
                          &course);
        simulation_judge(&p, &course, &tally);
    }
    if (!simulation_figures(&tally, &f))
        return WASM_REFUSED;
    out[0] = f.sensitivity;
    out[1] = f.false_per_100;
    out[2] = f.delay;
    out[3] = f.strain_sensitivity;
    out[4] = f.false_strains_per_100;
    out[5] = f.sensitivity_low;
    out[6] = f.sensitivity_high;
    out[7] = (double)tally.courses;
    out[8] = (double)tally.ruptures;
    out[9] = (double)tally.strains;
    out[10] = (double)tally.quiet_sessions;
    return WASM_OK;
}
