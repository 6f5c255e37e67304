/* SPDX-License-Identifier: Apache-2.0 */
#include "core/pulse.h"

static const int64_t week_ms = INT64_C(7) * 24 * 3600 * 1000;
static const int64_t weeks_before_first = 2;
static const int64_t weeks_between = 4;

static const struct scale tenths = { 0, 10, 1 };

#define PULSE_NAME(name, text) [name] = (text),

const char *pulse_element_name(enum pulse_element e)
{
    static const char *const names[] = { PULSE_ELEMENTS(PULSE_NAME) };

    return names[e];
}

const char *pulse_why_name(enum pulse_why w)
{
    static const char *const names[] = { PULSE_WHYS(PULSE_NAME) };

    return names[w];
}

const char *pulse_due_why_name(enum pulse_due_why w)
{
    static const char *const names[] = { PULSE_DUE_WHYS(PULSE_NAME) };

    return names[w];
}

#undef PULSE_NAME

const char *pulse_status_name(enum pulse_status s)
{
    static const char *const names[] = {
        [PULSE_OK] = "ok",
        [PULSE_OUT_OF_RANGE] = "out_of_range",
        [PULSE_BAD_COUNT] = "bad_count",
    };

    return names[s];
}

#define PULSE_SIGNAL_ROW(name, text, element, of)                              \
    [name] = { text, of, element },

static const struct {
    const char *name, *of;
    enum pulse_element element;
} signals[] = { PULSE_SIGNALS(PULSE_SIGNAL_ROW) };

#undef PULSE_SIGNAL_ROW

const char *pulse_signal_name(enum pulse_signal s)
{
    return signals[s].name;
}

const char *pulse_signal_of(enum pulse_signal s)
{
    return signals[s].of;
}

enum pulse_element pulse_signal_element(enum pulse_signal s)
{
    return signals[s].element;
}

static enum pulse_why why_of(const struct course_point *point)
{
    if (point->rating.kind != RATING_GIVEN)
        return PULSE_NO_RATING;
    switch (point->place) {
    case COURSE_UNKNOWN: return PULSE_TOO_FEW;
    case COURSE_BELOW: return PULSE_BELOW;
    case COURSE_WITHIN: return PULSE_WITHIN;
    case COURSE_ABOVE: break;
    }
    return PULSE_ABOVE;
}

static void take_behaviour(const struct pulse_counts *counts,
                           struct pulse_reading *r)
{
    for (size_t s = 0; s < PULSE_SIGNAL_COUNT; s++) {
        struct pulse_behaviour b = { .signal = (enum pulse_signal)s,
                                     .done = counts->signals[s].done,
                                     .of = counts->signals[s].of };

        if (signals[s].element != r->element)
            continue;
        b.share_known = b.of > 0;
        if (b.share_known)
            b.share = (double)b.done / (double)b.of;
        r->done[r->done_count++] = b;
    }
}

enum pulse_status pulse_step(struct pulse *p, const struct pulse_sheet *sheet,
                             const struct pulse_counts *counts,
                             struct pulse_reading out[PULSE_ELEMENT_COUNT],
                             size_t *bad)
{
    const struct course_params params = course_defaults(tenths);
    size_t at = 0;
    enum pulse_status status = PULSE_OK;

    for (size_t s = PULSE_SIGNAL_COUNT; s-- > 0;)
        if (counts->signals[s].done > counts->signals[s].of) {
            status = PULSE_BAD_COUNT;
            at = s;
        }
    for (size_t e = PULSE_ELEMENT_COUNT; e-- > 0;)
        if (sheet->elements[e].kind == RATING_GIVEN &&
            !scale_holds(&tenths, sheet->elements[e].value)) {
            status = PULSE_OUT_OF_RANGE;
            at = e;
        }
    if (status != PULSE_OK) {
        if (bad != NULL)
            *bad = at;
        return status;
    }
    for (size_t e = 0; e < PULSE_ELEMENT_COUNT; e++) {
        struct pulse_reading r = { .element = (enum pulse_element)e };

        course_look(&params, &p->elements[e], sheet->elements[e], &r.said);
        course_take(&params, &p->elements[e], sheet->elements[e], true);
        r.why = why_of(&r.said);
        take_behaviour(counts, &r);
        out[e] = r;
    }
    return PULSE_OK;
}

struct pulse_due pulse_is_due(int64_t first_use_ms, int64_t last_asked_ms,
                              int64_t now_ms)
{
    struct pulse_due d = { .why = PULSE_DUE_NOT_USED, .from_ms = PULSE_NEVER };

    if (first_use_ms < 0)
        return d;
    d.from_ms = first_use_ms + weeks_before_first * week_ms;
    d.why = PULSE_DUE_TOO_EARLY;
    if (last_asked_ms >= 0 &&
        last_asked_ms + weeks_between * week_ms > d.from_ms) {
        d.from_ms = last_asked_ms + weeks_between * week_ms;
        d.why = PULSE_DUE_ASKED;
    }
    if (now_ms < d.from_ms)
        return d;
    d.due = true;
    d.why = last_asked_ms < 0 ? PULSE_DUE_FIRST : PULSE_DUE_AGAIN;
    return d;
}
