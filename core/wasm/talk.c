/* SPDX-License-Identifier: Apache-2.0 */
#include "core/talk.h"
#include "core/wasm/wasm.h"

EXPORT(core_talk_name) const char *core_talk_name(int list, int index);
EXPORT(core_talk_start) int core_talk_start(double people, double out[]);
EXPORT(core_talk_hear)
int core_talk_hear(double ears[], double now_ms, const double levels_db[],
                   double out[]);
EXPORT(core_talk_look)
int core_talk_look(const double spans[], int count, double people,
                   double now_ms, double out[]);

enum { SPANS_MOST = 4096 };

/* 0 whys, 1 parts. */
const char *core_talk_name(int list, int index)
{
    switch (list) {
    case 0: return talk_why_name(index);
    case 1: return talk_part_name(index);
    default: return NULL;
    }
}

/* Slots: people, now, then ground and last loud moment of each. */
static void put_ears(const struct talk_ears *e, double out[])
{
    out[0] = (double)e->people;
    out[1] = (double)e->now_ms;
    for (size_t i = 0; i < TALK_PEOPLE_MAX; i++) {
        out[2 + 2 * i] = e->ears[i].ground_db;
        out[3 + 2 * i] = (double)e->ears[i].loud_ms;
    }
}

static bool get_ears(const double in[], struct talk_ears *e)
{
    if (!wasm_whole(in[0], TALK_PEOPLE_MIN, TALK_PEOPLE_MAX) ||
        !wasm_whole(in[1], TALK_NEVER, 9e15))
        return false;
    e->people = (size_t)in[0];
    e->now_ms = (int64_t)in[1];
    for (size_t i = 0; i < TALK_PEOPLE_MAX; i++) {
        if (!(in[2 + 2 * i] >= TALK_SILENCE_DB && in[2 + 2 * i] <= 0) ||
            !wasm_whole(in[3 + 2 * i], TALK_NEVER, in[1]))
            return false;
        e->ears[i] = (struct talk_ear){ in[2 + 2 * i], (int64_t)in[3 + 2 * i] };
    }
    return true;
}

/* 8 slots. */
int core_talk_start(double people, double out[])
{
    struct talk_ears e;

    if (!wasm_whole(people, TALK_PEOPLE_MIN, TALK_PEOPLE_MAX) ||
        talk_init(&e, (size_t)people) != TALK_OK)
        return WASM_MISUSE;
    put_ears(&e, out);
    return WASM_OK;
}

/* ears is changed in place. out: from, to, who speaks as bits. */
int core_talk_hear(double ears[], double now_ms, const double levels_db[],
                   double out[])
{
    struct talk_ears e;
    struct talk_span s;

    if (!get_ears(ears, &e) || !wasm_whole(now_ms, 0, 9e15) ||
        talk_hear(&e, (int64_t)now_ms, levels_db, &s) != TALK_OK)
        return WASM_MISUSE;
    put_ears(&e, ears);
    out[0] = (double)s.from_ms;
    out[1] = (double)s.to_ms;
    out[2] = s.speaking;
    return WASM_OK;
}

static void put_share(struct talk_share s, double out[])
{
    out[0] = s.permille;
    out[1] = s.part;
}

/* spans: from, to, who, of each. out: why, heard, then permille and part of
 * each person, of together and of silent. */
int core_talk_look(const double spans[], int count, double people,
                   double now_ms, double out[])
{
    static struct talk_span list[SPANS_MOST];
    struct talk_mirror m;

    if (count < 0 || count > SPANS_MOST || !wasm_whole(now_ms, 0, 9e15) ||
        !wasm_whole(people, TALK_PEOPLE_MIN, TALK_PEOPLE_MAX))
        return WASM_MISUSE;
    for (int i = 0; i < count; i++, spans += 3) {
        if (!wasm_whole(spans[0], 0, 9e15) || !wasm_whole(spans[1], 0, 9e15) ||
            !wasm_whole(spans[2], 0, 1 << TALK_PEOPLE_MAX))
            return WASM_MISUSE;
        list[i] = (struct talk_span){ (int64_t)spans[0], (int64_t)spans[1],
                                      (uint32_t)spans[2] };
    }
    if (talk_look(list, (size_t)count, (size_t)people, (int64_t)now_ms, &m) !=
        TALK_OK)
        return WASM_MISUSE;
    out[0] = m.why;
    out[1] = (double)m.heard_ms;
    for (size_t i = 0; i < TALK_PEOPLE_MAX; i++)
        put_share(m.people[i], out + 2 + 2 * i);
    put_share(m.together, out + 2 + 2 * TALK_PEOPLE_MAX);
    put_share(m.silent, out + 4 + 2 * TALK_PEOPLE_MAX);
    return WASM_OK;
}
