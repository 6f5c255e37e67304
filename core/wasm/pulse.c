/* SPDX-License-Identifier: Apache-2.0 */
#include "core/pulse.h"

#include <stdlib.h>

#include "core/wasm/wasm.h"

EXPORT(core_pulse_new) void *core_pulse_new(void);
EXPORT(core_pulse_step)
int core_pulse_step(void *state, const double in[], double out[]);
EXPORT(core_pulse_due)
int core_pulse_due(double first_use_ms, double last_asked_ms, double now_ms,
                   double out[]);
EXPORT(core_pulse_name) const char *core_pulse_name(int list, int index);

/* Free with core_free. */
void *core_pulse_new(void)
{
    return calloc(1, sizeof(struct pulse));
}

static void put_reading(const struct pulse_reading *r, double out[])
{
    out[0] = r->why;
    out[1] = r->said.rating.kind;
    out[2] = r->said.rating.value;
    out[3] = r->said.usual.known;
    out[4] = r->said.usual.low;
    out[5] = r->said.usual.high;
    out[6] = r->said.usual.mean;
    out[7] = (double)r->said.usual.based_on;
    out[8] = r->said.change_known;
    out[9] = r->said.change;
    out[10] = r->said.from_usual_known;
    out[11] = r->said.from_usual;
    out[12] = (double)r->done_count;
    for (size_t i = 0; i < r->done_count; i++) {
        out[13 + 5 * i] = r->done[i].signal;
        out[14 + 5 * i] = r->done[i].done;
        out[15 + 5 * i] = r->done[i].of;
        out[16 + 5 * i] = r->done[i].share_known;
        out[17 + 5 * i] = r->done[i].share;
    }
}

/* in: kind and value of the five elements, done and of of the five signals.
 * out: 38 slots for each element; on a refusal slot 0 is the element or the
 * signal. Gives the status, or WASM_MISUSE. */
int core_pulse_step(void *state, const double in[], double out[])
{
    struct pulse_sheet sheet;
    struct pulse_counts counts;
    struct pulse_reading readings[PULSE_ELEMENT_COUNT];
    enum pulse_status status;
    size_t bad = 0;

    for (size_t e = 0; e < PULSE_ELEMENT_COUNT; e++, in += 2)
        if (!wasm_rating(in[0], in[1], &sheet.elements[e]))
            return WASM_MISUSE;
    for (size_t s = 0; s < PULSE_SIGNAL_COUNT; s++, in += 2) {
        if (!wasm_whole(in[0], 0, UINT32_MAX) ||
            !wasm_whole(in[1], 0, UINT32_MAX))
            return WASM_MISUSE;
        counts.signals[s].done = (uint32_t)in[0];
        counts.signals[s].of = (uint32_t)in[1];
    }
    status = pulse_step(state, &sheet, &counts, readings, &bad);
    if (status == PULSE_OK)
        for (size_t e = 0; e < PULSE_ELEMENT_COUNT; e++)
            put_reading(&readings[e], out + 38 * e);
    else
        out[0] = (double)bad;
    return (int)status;
}

/* 3 slots. */
int core_pulse_due(double first_use_ms, double last_asked_ms, double now_ms,
                   double out[])
{
    struct pulse_due d;

    if (!wasm_whole(first_use_ms, PULSE_NEVER, 9e15) ||
        !wasm_whole(last_asked_ms, PULSE_NEVER, 9e15) ||
        !wasm_whole(now_ms, 0, 9e15))
        return WASM_MISUSE;
    d = pulse_is_due((int64_t)first_use_ms, (int64_t)last_asked_ms,
                     (int64_t)now_ms);
    out[0] = d.due;
    out[1] = d.why;
    out[2] = (double)d.from_ms;
    return WASM_OK;
}

/* The lists whose words the wrapper asks for, in this order. */
const char *core_pulse_name(int list, int index)
{
    switch (list) {
    case 0:
        return index >= PULSE_ELEMENT_COUNT
                   ? NULL
                   : pulse_element_name((enum pulse_element)index);
    case 1:
        return index >= PULSE_SIGNAL_COUNT
                   ? NULL
                   : pulse_signal_name((enum pulse_signal)index);
    case 2:
        return index > PULSE_ABOVE ? NULL
                                   : pulse_why_name((enum pulse_why)index);
    case 3:
        return index > PULSE_DUE_AGAIN
                   ? NULL
                   : pulse_due_why_name((enum pulse_due_why)index);
    case 4:
        return index > PULSE_BAD_COUNT
                   ? NULL
                   : pulse_status_name((enum pulse_status)index);
    default: return NULL;
    }
}
