/* SPDX-License-Identifier: Apache-2.0 */
#include "core/talk.h"

#define TALK_NAME(name, text) text,
static const char *const why_names[] = { TALK_WHYS(TALK_NAME) };
static const char *const part_names[] = { TALK_PARTS(TALK_NAME) };
#undef TALK_NAME

enum { WHYS = sizeof why_names / sizeof why_names[0] };
enum { PARTS = sizeof part_names / sizeof part_names[0] };

/* In the order of enum talk_part. */
static const int part_permille[PARTS] = { 0,   100, 250, 333, 500,
                                          667, 750, 900, 1000 };

const char *talk_why_name(int why)
{
    return why >= 0 && why < WHYS ? why_names[why] : NULL;
}

const char *talk_part_name(int part)
{
    return part >= 0 && part < PARTS ? part_names[part] : NULL;
}

static bool is_company(size_t people)
{
    return people >= TALK_PEOPLE_MIN && people <= TALK_PEOPLE_MAX;
}

enum talk_status talk_init(struct talk_ears *ears, size_t people)
{
    if (!is_company(people))
        return TALK_BAD_PEOPLE;
    *ears = (struct talk_ears){ .people = people, .now_ms = TALK_NEVER };
    for (size_t i = 0; i < TALK_PEOPLE_MAX; i++)
        /* The first level heard is lower, and becomes the ground. */
        ears->ears[i] = (struct talk_ear){ .loud_ms = TALK_NEVER };
    return TALK_OK;
}

/* True while this one speaks. */
static bool listen(struct talk_ear *ear, double level_db, int64_t now_ms,
                   int64_t passed_ms)
{
    double risen = ear->ground_db + TALK_RISE_DB * (double)passed_ms / 1000.0;

    /* Muted says nothing about the room it comes from. */
    if (level_db > TALK_SILENCE_DB) {
        ear->ground_db = level_db < risen ? level_db : risen;
        if (ear->ground_db < TALK_LEAST_DB - TALK_ABOVE_DB)
            ear->ground_db = TALK_LEAST_DB - TALK_ABOVE_DB;
        if (level_db >= ear->ground_db + TALK_ABOVE_DB)
            ear->loud_ms = now_ms;
    }
    return ear->loud_ms != TALK_NEVER && now_ms - ear->loud_ms <= TALK_HANG_MS;
}

enum talk_status talk_hear(struct talk_ears *ears, int64_t now_ms,
                           const double levels_db[], struct talk_span *span)
{
    int64_t from_ms = ears->now_ms == TALK_NEVER ? now_ms : ears->now_ms;
    uint32_t speaking = 0;

    if (!is_company(ears->people))
        return TALK_BAD_PEOPLE;
    if (now_ms < 0 || now_ms < from_ms)
        return TALK_BAD_TIME;
    for (size_t i = 0; i < ears->people; i++)
        if (!(levels_db[i] >= TALK_SILENCE_DB && levels_db[i] <= 0))
            return TALK_BAD_LEVEL;
    if (now_ms - from_ms > TALK_STEP_MOST_MS)
        from_ms = now_ms;
    for (size_t i = 0; i < ears->people; i++)
        if (listen(&ears->ears[i], levels_db[i], now_ms, now_ms - from_ms))
            speaking |= UINT32_C(1) << i;
    ears->now_ms = now_ms;
    *span = (struct talk_span){ from_ms, now_ms, speaking };
    return TALK_OK;
}

static bool are_spans(const struct talk_span spans[], size_t count,
                      size_t people, int64_t now_ms)
{
    int64_t after_ms = 0;

    for (size_t i = 0; i < count; i++) {
        if (spans[i].from_ms < after_ms || spans[i].to_ms < spans[i].from_ms ||
            spans[i].speaking >> people != 0)
            return false;
        after_ms = spans[i].to_ms;
    }
    return after_ms <= now_ms;
}

static struct talk_share share_of(int64_t part_ms, int64_t heard_ms)
{
    struct talk_share s = { .part = TALK_HARDLY };

    s.permille = (int)((part_ms * 1000 + heard_ms / 2) / heard_ms);
    while (s.part < TALK_NEARLY_ALL &&
           2 * s.permille >= part_permille[s.part] + part_permille[s.part + 1])
        s.part++;
    return s;
}

enum talk_status talk_look(const struct talk_span spans[], size_t count,
                           size_t people, int64_t now_ms,
                           struct talk_mirror *out)
{
    const int64_t since_ms = now_ms - TALK_WINDOW_MS;
    int64_t spoke_ms[TALK_PEOPLE_MAX] = { 0 };
    int64_t heard_ms = 0, together_ms = 0, silent_ms = 0;

    if (!is_company(people))
        return TALK_BAD_PEOPLE;
    if (!are_spans(spans, count, people, now_ms))
        return TALK_BAD_SPAN;
    for (size_t i = 0; i < count; i++) {
        const struct talk_span *s = &spans[i];
        int64_t from_ms = s->from_ms > since_ms ? s->from_ms : since_ms;
        int64_t ms = s->to_ms > from_ms ? s->to_ms - from_ms : 0;

        heard_ms += ms;
        for (size_t who = 0; who < people; who++)
            if (s->speaking >> who & 1)
                spoke_ms[who] += ms;
        if (s->speaking == 0)
            silent_ms += ms;
        else if ((s->speaking & (s->speaking - 1)) != 0)
            together_ms += ms;
    }
    *out = (struct talk_mirror){ .why = TALK_SHOWN, .heard_ms = heard_ms };
    if (heard_ms < TALK_ENOUGH_MS)
        out->why = TALK_TOO_LITTLE;
    else if (silent_ms == heard_ms)
        out->why = TALK_NOBODY;
    if (out->why != TALK_SHOWN)
        return TALK_OK;
    for (size_t who = 0; who < people; who++)
        out->people[who] = share_of(spoke_ms[who], heard_ms);
    out->together = share_of(together_ms, heard_ms);
    out->silent = share_of(silent_ms, heard_ms);
    return TALK_OK;
}
