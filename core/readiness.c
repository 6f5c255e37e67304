/* SPDX-License-Identifier: Apache-2.0 */
#include "core/readiness.h"

#include <math.h>

#define NAME(name, text) [name] = (text),

const char *readiness_sign_name(enum readiness_sign s)
{
    static const char *const names[] = { READINESS_SIGNS(NAME) };

    return names[s];
}

const char *readiness_advice_name(enum readiness_advice a)
{
    static const char *const names[] = { READINESS_ADVICES(NAME) };

    return names[a];
}

const char *readiness_finding_name(enum readiness_finding f)
{
    static const char *const names[] = { READINESS_FINDINGS(NAME) };

    return names[f];
}

#undef NAME

/* What is a finding when a sign failed. */
static const struct {
    enum readiness_sign sign;
    enum readiness_finding finding;
} by_sign[] = {
    { READINESS_LINE, READINESS_NO_LINE },
    { READINESS_MICROPHONE_OPENS, READINESS_NO_MICROPHONE },
    { READINESS_MICROPHONE_HEARS, READINESS_SILENT },
    { READINESS_SPEAKER_HEARD, READINESS_UNHEARD },
    { READINESS_SEALED, READINESS_UNSEALED },
    { READINESS_CALL, READINESS_NO_CALL },
    { READINESS_CAMERA_OPENS, READINESS_NO_CAMERA },
    { READINESS_CAMERA_SHOWS, READINESS_DARK },
};

enum measure { RATE_BELOW, LOSS_FROM, RTT_FROM };

/* Of each measure the worst first; only the first that holds is a finding. */
static const struct {
    enum measure measure;
    double limit;
    enum readiness_finding finding;
} by_measure[] = {
    { RATE_BELOW, 30, READINESS_LINE_TOO_WEAK },
    { RATE_BELOW, 120, READINESS_LINE_WEAK },
    { RATE_BELOW, 250, READINESS_LINE_THIN },
    { LOSS_FROM, 0.35, READINESS_LOSES_MUCH },
    { LOSS_FROM, 0.10, READINESS_LOSES },
    { RTT_FROM, 800, READINESS_LONG_DELAY },
    { RTT_FROM, 300, READINESS_DELAY },
};

/* The best that is left. */
static const enum readiness_advice caps[READINESS_FINDING_COUNT] = {
    [READINESS_NO_LINE] = READINESS_TEXT,
    [READINESS_NO_MICROPHONE] = READINESS_TEXT,
    [READINESS_SILENT] = READINESS_TEXT,
    [READINESS_UNHEARD] = READINESS_TEXT,
    [READINESS_UNSEALED] = READINESS_TEXT,
    [READINESS_NO_CALL] = READINESS_TEXT,
    [READINESS_LINE_TOO_WEAK] = READINESS_TEXT,
    [READINESS_LOSES_MUCH] = READINESS_TEXT,
    [READINESS_NO_CAMERA] = READINESS_VOICE,
    [READINESS_DARK] = READINESS_VOICE,
    [READINESS_LINE_WEAK] = READINESS_VOICE,
    [READINESS_LOSES] = READINESS_VOICE,
    [READINESS_LINE_THIN] = READINESS_SMALL_VIDEO,
    [READINESS_LONG_DELAY] = READINESS_VIDEO,
    [READINESS_DELAY] = READINESS_VIDEO,
    [READINESS_NO_RELAY] = READINESS_VIDEO,
    [READINESS_DETOUR] = READINESS_VIDEO,
    [READINESS_PARTLY] = READINESS_VIDEO,
    [READINESS_ALL_WELL] = READINESS_VIDEO,
    [READINESS_NOTHING] = READINESS_UNKNOWN,
};

static bool is_sound(const struct readiness_signals *s)
{
    for (size_t i = 0; i < READINESS_WAY_COUNT; i++)
        if (!isfinite(s->ways[i].rtt_ms) || !isfinite(s->ways[i].loss) ||
            s->ways[i].loss > 1 || !isfinite(s->ways[i].rate_kbit))
            return false;
    return s->wanted == READINESS_VIDEO || s->wanted == READINESS_VOICE ||
           s->wanted == READINESS_TEXT;
}

static bool holds_on(const struct readiness_measure *way, enum measure m,
                     double limit)
{
    switch (m) {
    case RATE_BELOW: return way->rate_kbit >= 0 && way->rate_kbit < limit;
    case LOSS_FROM: return way->loss >= limit;
    case RTT_FROM: break;
    }
    return way->rtt_ms >= limit;
}

static bool holds(const struct readiness_signals *s, enum measure m,
                  double limit)
{
    for (size_t i = 0; i < READINESS_WAY_COUNT; i++)
        if (holds_on(&s->ways[i], m, limit))
            return true;
    return false;
}

static bool nothing_was_tried(const struct readiness_signals *s)
{
    for (size_t i = 0; i < READINESS_SIGN_COUNT; i++)
        if (s->signs[i] != READINESS_SKIPPED)
            return false;
    for (size_t i = 0; i < READINESS_WAY_COUNT; i++)
        if (s->ways[i].rtt_ms >= 0 || s->ways[i].loss >= 0 ||
            s->ways[i].rate_kbit >= 0)
            return false;
    return true;
}

static void find_measures(const struct readiness_signals *s, bool found[])
{
    bool known[RTT_FROM + 1] = { false };

    for (size_t i = 0; i < sizeof by_measure / sizeof by_measure[0]; i++)
        if (!known[by_measure[i].measure] &&
            holds(s, by_measure[i].measure, by_measure[i].limit)) {
            known[by_measure[i].measure] = true;
            found[by_measure[i].finding] = true;
        }
}

static void find_relay(const struct readiness_signals *s, bool found[])
{
    size_t fine = 0, failed = 0;

    for (size_t i = READINESS_RELAY_UDP; i <= READINESS_RELAY_TLS; i++) {
        fine += s->signs[i] == READINESS_FINE;
        failed += s->signs[i] == READINESS_FAILED;
    }
    found[READINESS_NO_RELAY] = failed > 0 && fine == 0;
    found[READINESS_DETOUR] =
        fine > 0 && s->signs[READINESS_RELAY_UDP] == READINESS_FAILED;
}

/* In writing, neither camera nor sound nor a call can stand in the way. */
static bool matters(enum readiness_finding f, enum readiness_advice wanted)
{
    return wanted != READINESS_TEXT || f == READINESS_NO_LINE ||
           f >= READINESS_ALL_WELL;
}

bool readiness_judge(const struct readiness_signals *s, struct readiness *out)
{
    bool found[READINESS_FINDING_COUNT] = { false };
    struct readiness r = { .advice = s->wanted, .why = READINESS_ALL_WELL };

    if (!is_sound(s))
        return false;
    for (size_t i = 0; i < sizeof by_sign / sizeof by_sign[0]; i++)
        found[by_sign[i].finding] =
            s->signs[by_sign[i].sign] == READINESS_FAILED;
    find_measures(s, found);
    find_relay(s, found);
    found[READINESS_PARTLY] = s->signs[READINESS_LINE] == READINESS_SKIPPED ||
                              s->signs[READINESS_CALL] == READINESS_SKIPPED;
    if (nothing_was_tried(s)) {
        found[READINESS_PARTLY] = false;
        found[READINESS_NOTHING] = true;
    }
    for (size_t i = 0; i < READINESS_FINDING_COUNT; i++) {
        const enum readiness_finding f = (enum readiness_finding)i;

        if (!found[i] || !matters(f, s->wanted))
            continue;
        r.findings[r.count++] = f;
        if (caps[i] > r.advice ||
            (r.why == READINESS_ALL_WELL &&
             (caps[i] == READINESS_TEXT || f == READINESS_PARTLY))) {
            r.advice = caps[i] > r.advice ? caps[i] : r.advice;
            r.why = f;
        }
    }
    *out = r;
    return true;
}
