/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>

#include "core/ladder.h"
#include "core/wasm/wasm.h"

EXPORT(core_ladder_name) const char *core_ladder_name(int list, int index);
EXPORT(core_ladder_start)
int core_ladder_start(const double ceiling[], double now_ms, double out[]);
EXPORT(core_ladder_step)
int core_ladder_step(double ladder[], const double signals[],
                     const double ceiling[], double now_ms, double out[]);
EXPORT(core_ladder_tuning)
int core_ladder_tuning(double rung, double held, double connection_ms,
                       double out[]);

/* The lists whose words the wrapper asks for, in this order. */
const char *core_ladder_name(int list, int index)
{
    switch (list) {
    case 0:
        return index > LADDER_VIDEO ? NULL
                                    : ladder_rung_name((enum ladder_rung)index);
    case 1:
        return index > LADDER_WHY_PINNED_THERE
                   ? NULL
                   : ladder_why_name((enum ladder_why)index);
    case 2:
        return index > LADDER_DELAY_LONG
                   ? NULL
                   : ladder_delay_name((enum ladder_delay)index);
    default: return NULL;
    }
}

/* Slots: here, there, agreed. */
static bool get_ceiling(const double in[], struct ladder_ceiling *c)
{
    for (int i = 0; i < 3; i++)
        if (!wasm_whole(in[i], LADDER_TEXT, LADDER_VIDEO))
            return false;
    *c = (struct ladder_ceiling){ (enum ladder_rung)in[0],
                                  (enum ladder_rung)in[1],
                                  (enum ladder_rung)in[2] };
    return true;
}

/* Slots in the order of the struct. */
static bool get_signals(const double in[], struct ladder_signals *s)
{
    for (int i = 0; i < 12; i++)
        if (!wasm_whole(in[i], LADDER_UNKNOWN, 1e9))
            return false;
    *s = (struct ladder_signals){
        .available_kbit = (int32_t)in[0],
        .sent_kbit = (int32_t)in[1],
        .loss_permille = (int32_t)in[2],
        .concealed_permille = (int32_t)in[3],
        .concealed_now_permille = (int32_t)in[4],
        .silent_ms = (int32_t)in[5],
        .round_trip_ms = (int32_t)in[6],
        .buffer_ms = (int32_t)in[7],
        .received_there_kbit = (int32_t)in[8],
        .concealed_there_permille = (int32_t)in[9],
        .silent_there_ms = (int32_t)in[10],
        .one_way_there_ms = (int32_t)in[11],
    };
    return true;
}

/* Slots: rung, why, delay, trial, wait, changed, bad, hold, gone, good, delay
 * since. */
static void put_ladder(const struct ladder *l, double out[])
{
    out[0] = l->rung;
    out[1] = l->why;
    out[2] = l->delay;
    out[3] = l->trial;
    out[4] = l->wait_ms;
    out[5] = (double)l->changed_ms;
    out[6] = (double)l->bad_ms;
    out[7] = (double)l->hold_ms;
    out[8] = (double)l->gone_ms;
    out[9] = (double)l->good_ms;
    out[10] = (double)l->delay_ms;
}

static bool get_ladder(const double in[], int64_t now_ms, struct ladder *l)
{
    if (!wasm_whole(in[0], LADDER_TEXT, LADDER_VIDEO) ||
        !wasm_whole(in[1], LADDER_WHY_START, LADDER_WHY_PINNED_THERE) ||
        !wasm_whole(in[2], LADDER_DELAY_NONE, LADDER_DELAY_LONG) ||
        !wasm_whole(in[3], 0, 1) || !wasm_whole(in[4], 1, LADDER_CLIMB_MOST_MS))
        return false;
    for (int i = 5; i < 11; i++)
        if (!wasm_whole(in[i], -1, 9e15))
            return false;
    *l = (struct ladder){
        .rung = (enum ladder_rung)in[0],
        .why = (enum ladder_why)in[1],
        .delay = (enum ladder_delay)in[2],
        .trial = in[3] > 0,
        .wait_ms = (int32_t)in[4],
        .changed_ms = (int64_t)in[5],
        .bad_ms = (int64_t)in[6],
        .hold_ms = (int64_t)in[7],
        .gone_ms = (int64_t)in[8],
        .good_ms = (int64_t)in[9],
        .delay_ms = (int64_t)in[10],
    };
    return ladder_is_possible(l, now_ms);
}

/* 11 slots. */
int core_ladder_start(const double ceiling[], double now_ms, double out[])
{
    struct ladder_ceiling c;
    struct ladder l;

    if (!get_ceiling(ceiling, &c) || !wasm_whole(now_ms, 0, 9e15))
        return WASM_MISUSE;
    ladder_init(&l, &c, (int64_t)now_ms);
    put_ladder(&l, out);
    return WASM_OK;
}

/* ladder is changed in place. out: changed, one way in ms. */
int core_ladder_step(double ladder[], const double signals[],
                     const double ceiling[], double now_ms, double out[])
{
    struct ladder l;
    struct ladder_signals s;
    struct ladder_ceiling c;
    struct ladder_decision d;

    if (!wasm_whole(now_ms, 0, 9e15) ||
        !get_ladder(ladder, (int64_t)now_ms, &l) || !get_signals(signals, &s) ||
        !get_ceiling(ceiling, &c))
        return WASM_MISUSE;
    ladder_step(&l, &s, &c, (int64_t)now_ms, &d);
    put_ladder(&l, ladder);
    out[0] = d.changed;
    out[1] = d.one_way_ms;
    return WASM_OK;
}

/* out: picture, its kbit, height and fps, kbit of the voice. */
int core_ladder_tuning(double rung, double held, double connection_ms,
                       double out[])
{
    struct ladder_tuning t;

    if (!wasm_whole(rung, LADDER_TEXT, LADDER_VIDEO) ||
        !wasm_whole(held, 0, 1) || !wasm_whole(connection_ms, 0, 9e15))
        return WASM_MISUSE;
    t = ladder_tuning_of((enum ladder_rung)rung, held > 0,
                         (int64_t)connection_ms);
    out[0] = t.picture;
    out[1] = t.picture_kbit;
    out[2] = t.picture_height;
    out[3] = t.picture_fps;
    out[4] = t.voice_kbit;
    return WASM_OK;
}
