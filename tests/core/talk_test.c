/* SPDX-License-Identifier: Apache-2.0 */
#include "core/talk.h"

#include <string.h>

#include "tests/check.h"

enum { LOOK_MS = 100 };

/* Two people in still rooms, since time 0. */
static struct talk_ears two(void)
{
    struct talk_ears ears;
    struct talk_span s;
    const double still[] = { -60.0, -60.0 };

    CHECK(talk_init(&ears, 2) == TALK_OK);
    CHECK(talk_hear(&ears, 0, still, &s) == TALK_OK);
    CHECK(s.from_ms == 0 && s.to_ms == 0);
    return ears;
}

TEST(a_pause_of_the_network_is_nobodys_silence)
{
    struct talk_ears ears = two();
    struct talk_span s;
    const double speech[] = { -25.0, -60.0 };

    CHECK(talk_hear(&ears, LOOK_MS, speech, &s) == TALK_OK);
    CHECK(s.speaking == 1 && s.to_ms - s.from_ms == LOOK_MS);
    /* Nothing was heard for a minute; that minute is in no span. */
    CHECK(talk_hear(&ears, 60000, speech, &s) == TALK_OK);
    CHECK(s.from_ms == s.to_ms);
    CHECK(talk_hear(&ears, 60000 + LOOK_MS, speech, &s) == TALK_OK);
    CHECK(s.from_ms == 60000 && s.speaking == 1);
}

TEST(what_is_refused_changes_nothing)
{
    struct talk_ears ears = two(), before = ears;
    struct talk_span s = { 1, 2, 3 };
    const double loud[] = { 1.0, -60.0 }, good[] = { -60.0, -60.0 };
    const double none[] = { -60.0, -100.5 };

    CHECK(talk_init(&ears, 1) == TALK_BAD_PEOPLE);
    CHECK(talk_init(&ears, 4) == TALK_BAD_PEOPLE);
    CHECK(talk_hear(&ears, 1, loud, &s) == TALK_BAD_LEVEL);
    CHECK(talk_hear(&ears, 1, none, &s) == TALK_BAD_LEVEL);
    CHECK(talk_hear(&ears, -1, good, &s) == TALK_BAD_TIME);
    CHECK(ears.now_ms == before.now_ms &&
          ears.ears[0].loud_ms == before.ears[0].loud_ms &&
          ears.ears[0].ground_db == before.ears[0].ground_db);
    CHECK(s.from_ms == 1 && s.to_ms == 2 && s.speaking == 3);
}

TEST(every_part_and_why_has_a_name_of_its_own)
{
    for (int i = 0; i <= TALK_NEARLY_ALL; i++)
        for (int k = 0; k < i; k++)
            CHECK(strcmp(talk_part_name(i), talk_part_name(k)) != 0);
    CHECK(talk_part_name(TALK_NEARLY_ALL + 1) == NULL);
    CHECK(talk_why_name(-1) == NULL && talk_why_name(TALK_NOBODY + 1) == NULL);
}
