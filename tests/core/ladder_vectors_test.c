/* SPDX-License-Identifier: Apache-2.0 */
#include "core/ladder.h"
#include "tests/check.h"
#include "tests/core/vectors.h"

#define LOOK_MS 500

static int32_t signal_of(const json_t *signals, const char *name)
{
    const json_t *value = json_object_get(signals, name);

    return value == NULL ? LADDER_UNKNOWN : (int32_t)json_integer_value(value);
}

static struct ladder_signals signals_of(const json_t *s)
{
    return (struct ladder_signals){
        .available_kbit = signal_of(s, "availableKbit"),
        .sent_kbit = signal_of(s, "sentKbit"),
        .loss_permille = signal_of(s, "lossPermille"),
        .concealed_permille = signal_of(s, "concealedPermille"),
        .concealed_now_permille = signal_of(s, "concealedNowPermille"),
        .silent_ms = signal_of(s, "silentMs"),
        .round_trip_ms = signal_of(s, "roundTripMs"),
        .buffer_ms = signal_of(s, "bufferMs"),
        .received_there_kbit = signal_of(s, "receivedThereKbit"),
        .concealed_there_permille = signal_of(s, "concealedTherePermille"),
        .silent_there_ms = signal_of(s, "silentThereMs"),
        .one_way_there_ms = signal_of(s, "oneWayThereMs"),
    };
}

static enum ladder_rung rung_of(const json_t *word)
{
    for (int r = LADDER_TEXT; r <= LADDER_VIDEO; r++)
        if (strcmp(ladder_rung_name((enum ladder_rung)r),
                   json_string_value(word)) == 0)
            return (enum ladder_rung)r;
    fail_msg("no such rung: %s", json_string_value(word));
    return LADDER_TEXT;
}

static struct ladder_ceiling ceiling_of(const json_t *c)
{
    if (c == NULL)
        return (struct ladder_ceiling){ LADDER_VIDEO, LADDER_VIDEO,
                                        LADDER_VIDEO };
    return (struct ladder_ceiling){ rung_of(json_object_get(c, "here")),
                                    rung_of(json_object_get(c, "there")),
                                    rung_of(json_object_get(c, "agreed")) };
}

static void check(const struct ladder *l, const struct ladder_decision *d,
                  const json_t *expect)
{
    const json_t *changed = json_object_get(expect, "changed");
    const json_t *wait = json_object_get(expect, "waitMs");
    const json_t *one_way = json_object_get(expect, "oneWayMs");
    const json_t *hold = json_object_get(expect, "holdMs");

    vectors_word("rung", ladder_rung_name(d->rung),
                 json_object_get(expect, "rung"));
    vectors_word("why", ladder_why_name(d->why),
                 json_object_get(expect, "why"));
    vectors_word("delay", ladder_delay_name(d->delay),
                 json_object_get(expect, "delay"));
    if (changed != NULL)
        CHECK(d->changed == json_is_true(changed));
    if (wait != NULL)
        vectors_near("waitMs", l->wait_ms, wait, 0);
    if (hold != NULL)
        CHECK(l->hold_ms ==
              (json_is_null(hold) ? -1 : json_integer_value(hold)));
    if (json_is_null(one_way))
        CHECK(d->one_way_ms == LADDER_UNKNOWN);
    else if (one_way != NULL)
        vectors_near("oneWayMs", d->one_way_ms, one_way, 0);
}

TEST(encoders_are_set_as_written_down)
{
    json_t *root = vectors_load("ladder"), *one;
    size_t n;

    json_array_foreach(json_object_get(root, "tunings"), n, one)
    {
        const json_t *expect = json_object_get(one, "expect");
        const struct ladder_tuning t = ladder_tuning_of(
            rung_of(json_object_get(one, "rung")),
            json_is_true(json_object_get(one, "held")),
            json_integer_value(json_object_get(one, "connectionMs")));

        vectors_case(one);
        CHECK(t.picture == json_is_true(json_object_get(expect, "picture")));
        vectors_near("pictureKbit", t.picture_kbit,
                     json_object_get(expect, "pictureKbit"), 0);
        vectors_near("pictureHeight", t.picture_height,
                     json_object_get(expect, "pictureHeight"), 0);
        vectors_near("pictureFps", t.picture_fps,
                     json_object_get(expect, "pictureFps"), 0);
        vectors_near("voiceKbit", t.voice_kbit,
                     json_object_get(expect, "voiceKbit"), 0);
    }
    CHECK(n >= 8);
    json_decref(root);
}

TEST(calls_go_up_and_down_as_written_down)
{
    json_t *root = vectors_load("ladder"), *one, *step;
    size_t n, i;

    json_array_foreach(json_object_get(root, "cases"), n, one)
    {
        const struct ladder_ceiling start =
            ceiling_of(json_object_get(one, "start"));
        int64_t now_ms = 0;
        struct ladder l;

        vectors_case(one);
        ladder_init(&l, &start, now_ms);
        json_array_foreach(json_object_get(one, "steps"), i, step)
        {
            const struct ladder_signals s =
                signals_of(json_object_get(step, "signals"));
            const struct ladder_ceiling c =
                ceiling_of(json_object_get(step, "ceiling"));
            const int64_t until_ms =
                json_integer_value(json_object_get(step, "untilMs"));
            struct ladder_decision d = { .rung = l.rung };

            CHECK(until_ms > now_ms);
            while (now_ms < until_ms) {
                now_ms += LOOK_MS;
                ladder_step(&l, &s, &c, now_ms, &d);
            }
            check(&l, &d, json_object_get(step, "expect"));
        }
    }
    json_decref(root);
}
