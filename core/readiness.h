/* SPDX-License-Identifier: Apache-2.0 */
/* core/readiness.h: from what a device measured before a session to one
 * advice for it, with its reason. Every finding caps what is advised; the
 * lowest cap wins, and the first finding with that cap is the why. The rules
 * are the table in readiness.c:
 *
 *   text   nothing heard or seen gets through, or it goes nowhere: no
 *          microphone, a silent one, no sound heard, no line, no call with
 *          oneself, voice and picture cannot be sealed, below 30 kbit/s, or
 *          35 % of the packets lost
 *   voice  no camera, or a dark one, below 120 kbit/s, or 10 % lost
 *   small  below 250 kbit/s: video, with a small picture
 *   video  all else; that the relay is reached by a detour or not at all, and
 *          an answer that takes 300 ms (150 ms one way) or 800 ms, are said
 *          and change nothing
 *
 * What was skipped is never held against a device, and never claimed either.
 * The rates are those at which video and voice were seen to suffer in
 * calls between two Chromiums over such lines.
 * Pure: no I/O, no clock, no memory between calls. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* What is tried; each may be skipped. */
#define READINESS_SIGNS(X)                                                     \
    X(READINESS_CAMERA_OPENS, "camera_opens")                                  \
    X(READINESS_CAMERA_SHOWS, "camera_shows") /* not black */                  \
    X(READINESS_MICROPHONE_OPENS, "microphone_opens")                          \
    X(READINESS_MICROPHONE_HEARS, "microphone_hears") /* its level moves */    \
    X(READINESS_SPEAKER_HEARD, "speaker_heard")       /* the person says so */ \
    X(READINESS_LINE, "line")                         /* to the practice */    \
    X(READINESS_CALL, "call")                         /* with oneself */       \
    X(READINESS_SEALED, "sealed")       /* frames are sealed and opened */     \
    X(READINESS_RELAY_UDP, "relay_udp") /* skipped: there is no relay */       \
    X(READINESS_RELAY_TCP, "relay_tcp")                                        \
    X(READINESS_RELAY_TLS, "relay_tls")

/* From the best to the least. Unknown: nothing was checked. */
#define READINESS_ADVICES(X)                                                   \
    X(READINESS_VIDEO, "video")                                                \
    X(READINESS_SMALL_VIDEO, "small_video")                                    \
    X(READINESS_VOICE, "voice")                                                \
    X(READINESS_TEXT, "text")                                                  \
    X(READINESS_UNKNOWN, "unknown")

/* The most important first; the order in which they are said. */
#define READINESS_FINDINGS(X)                                                  \
    X(READINESS_NO_LINE, "no_line")                                            \
    X(READINESS_NO_MICROPHONE, "no_microphone")                                \
    X(READINESS_SILENT, "microphone_silent")                                   \
    X(READINESS_UNHEARD, "speaker_unheard")                                    \
    X(READINESS_UNSEALED, "cannot_seal")                                       \
    X(READINESS_NO_CALL, "no_call")                                            \
    X(READINESS_LINE_TOO_WEAK, "line_too_weak")                                \
    X(READINESS_LOSES_MUCH, "line_loses_much")                                 \
    X(READINESS_NO_CAMERA, "no_camera")                                        \
    X(READINESS_DARK, "camera_dark")                                           \
    X(READINESS_LINE_WEAK, "line_weak")                                        \
    X(READINESS_LOSES, "line_loses")                                           \
    X(READINESS_LINE_THIN, "line_thin")                                        \
    X(READINESS_LONG_DELAY, "long_delay")                                      \
    X(READINESS_DELAY, "delay")                                                \
    X(READINESS_NO_RELAY, "relay_unreachable")                                 \
    X(READINESS_DETOUR, "relay_by_detour")                                     \
    X(READINESS_PARTLY, "partly_checked") /* the line or the call was not */   \
    X(READINESS_ALL_WELL, "all_well")                                          \
    X(READINESS_NOTHING, "nothing_checked")

#define READINESS_ENUM(name, text) name,
enum readiness_sign { READINESS_SIGNS(READINESS_ENUM) READINESS_SIGN_COUNT };
enum readiness_advice { READINESS_ADVICES(READINESS_ENUM) };
enum readiness_finding {
    READINESS_FINDINGS(READINESS_ENUM) READINESS_FINDING_COUNT
};
#undef READINESS_ENUM

enum readiness_tried { READINESS_SKIPPED, READINESS_FINE, READINESS_FAILED };

const char *readiness_sign_name(enum readiness_sign s); /* all stable */
const char *readiness_advice_name(enum readiness_advice a);
const char *readiness_finding_name(enum readiness_finding f);

/* Two ways are measured; the worse of both counts. */
enum readiness_way {
    READINESS_WAY_LINE, /* to the practice */
    READINESS_WAY_CALL, /* with oneself, through the relay when there is one */
    READINESS_WAY_COUNT
};

/* Each negative when it was not measured. */
struct readiness_measure {
    double rtt_ms;    /* there and back */
    double loss;      /* 0..1, of packets */
    double rate_kbit; /* kbit/s */
};

struct readiness_signals {
    /* What was agreed: READINESS_VIDEO, _VOICE or _TEXT. No advice is better.
     */
    enum readiness_advice wanted;
    enum readiness_tried signs[READINESS_SIGN_COUNT];
    struct readiness_measure ways[READINESS_WAY_COUNT];
};

struct readiness {
    enum readiness_advice advice;
    enum readiness_finding why; /* of the advice */
    size_t count;               /* all that is to be said, first things first */
    enum readiness_finding findings[READINESS_FINDING_COUNT];
};

/* False, *out as it was, when a number is none of its range. */
bool readiness_judge(const struct readiness_signals *s, struct readiness *out);
