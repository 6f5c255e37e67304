/* SPDX-License-Identifier: Apache-2.0 */
/* core/prompt.h: what a therapist might say out loud because a screen hides
 * it, and why now. A prompt rests on something that happened (the line was
 * away, somebody asked to hear it again) or on the time of the session, never
 * on how anybody looks or sounds. The rules are the table in prompt.c; one
 * prompt at a time, the most important first:
 *
 *   prompt    act        why                                     for
 *   private   ask        the other was not private and is back   2 min
 *   cut       summarise  no voice for PROMPT_CUT_LEAST_MS or     90 s
 *                        more, and it is back
 *   again     ask        "please say that again"                 60 s
 *   slower    name       "slower, please"                        60 s
 *   unseen    name       the picture is gone, the voice is there 90 s
 *   feeling   name       the other showed a feeling              2 min
 *   ending    ask        PROMPT_ENDING_MS before the end         2 min
 *   half      summarise  half of the time is over                3 min
 *   begin     ask        PROMPT_BEGIN_MS after the start         3 min
 *
 * Put away, it does not come back before the same happens again, and no other
 * comes within PROMPT_REST_MS but "private", which is about safety.
 * Pure: time is an argument, nothing is owned. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define PROMPT_NEVER INT64_C(-1)
#define PROMPT_CUT_LEAST_MS INT64_C(3000)
#define PROMPT_BEGIN_MS INT64_C(60000)
#define PROMPT_ENDING_MS INT64_C(600000)
#define PROMPT_REST_MS INT64_C(60000)
/* A shorter session has no middle to speak of. */
#define PROMPT_HALF_LEAST_MS INT64_C(1800000)

/* The most important first. */
#define PROMPTS(X)                                                             \
    X(PROMPT_PRIVATE, "private")                                               \
    X(PROMPT_CUT, "cut")                                                       \
    X(PROMPT_AGAIN, "again")                                                   \
    X(PROMPT_SLOWER, "slower")                                                 \
    X(PROMPT_UNSEEN, "unseen")                                                 \
    X(PROMPT_FEELING, "feeling")                                               \
    X(PROMPT_ENDING, "ending")                                                 \
    X(PROMPT_HALF, "half")                                                     \
    X(PROMPT_BEGIN, "begin")

#define PROMPT_ACTS(X)                                                         \
    X(PROMPT_SUMMARISE, "summarise")                                           \
    X(PROMPT_NAME, "name")                                                     \
    X(PROMPT_ASK, "ask")

#define PROMPT_ENUM(name, text) name,
enum prompt { PROMPTS(PROMPT_ENUM) PROMPT_COUNT };
enum prompt_act { PROMPT_ACTS(PROMPT_ENUM) PROMPT_ACT_COUNT };
#undef PROMPT_ENUM

/* Each the last time it happened, UTC ms, or PROMPT_NEVER. */
struct prompt_facts {
    int64_t started_ms;  /* the session */
    int64_t ends_ms;     /* as agreed, with the minutes given back */
    int64_t private_ms;  /* the other was not private and came back */
    int64_t cut_from_ms; /* the voice went */
    int64_t cut_to_ms;   /* and came back; before cut_from_ms: not yet */
    int64_t again_ms;    /* the signs of the others */
    int64_t slower_ms;
    int64_t unseen_ms; /* the picture went while the voice stayed; never
                          while there is one */
    int64_t feeling_ms;
    int64_t away_ms[PROMPT_COUNT]; /* this prompt was put away */
};

struct prompt_choice {
    bool any; /* all below is 0 without one */
    enum prompt prompt;
    enum prompt_act act;
    int64_t since_ms; /* what it rests on happened then */
    int64_t until_ms; /* it goes by itself then */
};

/* False, *out as it was, when a time is negative and not PROMPT_NEVER, or the
 * session ends before it starts. */
bool prompt_choose(const struct prompt_facts *f, int64_t now_ms,
                   struct prompt_choice *out);

/* Stable names; NULL past the end. */
const char *prompt_name(int prompt);
const char *prompt_act_name(int act);
