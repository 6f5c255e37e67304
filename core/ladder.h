/* SPDX-License-Identifier: Apache-2.0 */
/* core/ladder.h: the call ladder: how much of a call the line can carry.
 *
 *   video -- low video -- voice -- live text
 *
 * One machine for each other person in the call. It decides what this device
 * sends to them; what they send is decided by theirs. Only live text is for
 * both: each side tells what it hears, so both machines see the same.
 * Voice comes before picture: the picture goes before the voice breaks.
 * It falls fast and climbs one step at a time after a good while; a climb that
 * fails soon doubles the next wait. Nobody has to do anything.
 * Pure: the time is an argument, nothing is owned.
 *
 * The limits are our own measurements on emulated lines: docs/call-ladder.md
 * has the table. All shares are in permille, all rates in kbit/s. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* A signal that nobody can tell at the moment. */
enum { LADDER_UNKNOWN = -1 };

/* Below the first my upward line carries no full picture beside the voice, and
 * below the second no picture at all. To climb to a full picture it takes a
 * little more; the estimate cannot grow much above what a small picture fills.
 * Without a picture there is no estimate worth the name: a climb tries. */
enum {
    LADDER_VIDEO_KBIT = 150,
    LADDER_PICTURE_KBIT = 85,
    LADDER_VIDEO_CLIMB_KBIT = 165
};

/* When less than this of what I send arrives, what arrives is all there is. */
enum { LADDER_ARRIVES_PERCENT = 70 };

/* Lost packets of what I send. Repair works up to the first; from the second
 * on it costs more than the line has. A climb needs fewer than the third. */
enum {
    LADDER_LOSS_LOW_PERMILLE = 100,
    LADDER_LOSS_VOICE_PERMILLE = 250,
    LADDER_LOSS_CLIMB_PERMILLE = 60
};

/* Sound that had to be made up because it did not come in time. Speech is
 * easy to follow up to the first (the picture goes then), and no longer is
 * speech from the second on. */
enum {
    LADDER_BROKEN_PERMILLE = 80,
    LADDER_GONE_PERMILLE = 250,
    LADDER_BROKEN_CLIMB_PERMILLE = 30,
    LADDER_GONE_CLIMB_PERMILLE = 100
};

/* Nothing at all has come for this long: write instead. */
enum { LADDER_SILENT_MS = 6000, LADDER_SILENT_CLIMB_MS = 1500 };

/* Live text after nothing at all for the first: the line was gone, which says
 * nothing of what it carries. When it is known to be clear again for the
 * second, the voice is back at once, and a low picture with it where the line
 * is good. */
enum { LADDER_LINE_GONE_MS = 3000, LADDER_BACK_MS = 1000 };

/* A voice that is gone, here or there, holds the picture at once: on a line
 * that became narrow each tenth of a second of it fills the queue. It goes on
 * when both are heard again; most holes of a line are over so soon that nobody
 * has to be told. Held for longer than this, it is a step down. */
enum { LADDER_HOLD_MS = 1500 };

/* A voice that is gone here while something of it still came within this: the
 * line is narrow and its queue full, not cut. What the other hears is told
 * through the same queue, so it is not waited for: my picture goes, too. */
enum { LADDER_COMES_MS = 250 };

/* How long it must be bad: for a step down, and without a voice for live
 * text. */
enum { LADDER_FALL_MS = 2000, LADDER_TEXT_MS = 5000 };

/* A good line for this long: one step up. A climb that fell within the trial
 * doubles the wait, up to the limit; one that outlives it starts anew. */
enum {
    LADDER_CLIMB_MS = 12000,
    LADDER_TRIAL_MS = 20000,
    LADDER_CLIMB_MOST_MS = 96000
};

/* A connection begins with no more lines and kbit/s of picture than these, for
 * this long: by then its estimate has seen what the line carries. What is sent
 * before that on a narrow line waits in its queue. */
enum {
    LADDER_YOUNG_HEIGHT = 360,
    LADDER_YOUNG_KBIT = 400,
    LADDER_YOUNG_MS = 10000
};

/* The estimate of a line that carried no picture begins low and grows with
 * what is sent. For this long after a picture came back it is no reason to
 * fall; lost packets and a broken voice are. */
enum { LADDER_GROW_MS = 6000 };

/* A line whose queue holds seconds gets no picture on top. */
enum { LADDER_CLIMB_ROUND_TRIP_MS = 2000 };

/* One way delay at which people begin to talk into each other, and at which
 * they begin to blame each other (ITU-T G.114); how far below it must fall
 * and for how long it must hold before it is told otherwise. */
enum {
    LADDER_DELAY_MS = 150,
    LADDER_DELAY_LONG_MS = 400,
    LADDER_DELAY_LESS_PERCENT = 80,
    LADDER_DELAY_HOLD_MS = 3000
};

/* From little to much: a ceiling is the smallest of several. */
#define LADDER_RUNGS(X)                                                        \
    X(LADDER_TEXT, "text")                                                     \
    X(LADDER_VOICE, "voice")                                                   \
    X(LADDER_LOW_VIDEO, "low_video")                                           \
    X(LADDER_VIDEO, "video")

/* The reason for the rung as it is. */
#define LADDER_WHYS(X)                                                         \
    X(LADDER_WHY_START, "start")                                               \
    X(LADDER_WHY_RATE, "rate")                                                 \
    X(LADDER_WHY_LOSS, "loss")                                                 \
    X(LADDER_WHY_VOICE_BROKEN, "voice_broken")                                 \
    X(LADDER_WHY_HEARD_BROKEN, "heard_broken")                                 \
    X(LADDER_WHY_VOICE_GONE, "voice_gone")                                     \
    X(LADDER_WHY_LINE_GONE, "line_gone")                                       \
    X(LADDER_WHY_CLIMBING, "climbing")                                         \
    X(LADDER_WHY_PINNED_HERE, "pinned_here")                                   \
    X(LADDER_WHY_PINNED_THERE, "pinned_there")

#define LADDER_DELAYS(X)                                                       \
    X(LADDER_DELAY_NONE, "none")                                               \
    X(LADDER_DELAY_FELT, "felt")                                               \
    X(LADDER_DELAY_LONG, "long")

#define LADDER_ENUM(name, text) name,
enum ladder_rung { LADDER_RUNGS(LADDER_ENUM) };
enum ladder_why { LADDER_WHYS(LADDER_ENUM) };
enum ladder_delay { LADDER_DELAYS(LADDER_ENUM) };
#undef LADDER_ENUM

/* What was measured over the last second ("now": over less than half of that),
 * and what the other tells of theirs ("there"). Each may be LADDER_UNKNOWN. */
struct ladder_signals {
    int32_t available_kbit;           /* my line outward, as estimated */
    int32_t sent_kbit;                /* what I sent when they counted */
    int32_t loss_permille;            /* of what I send */
    int32_t concealed_permille;       /* of the voice I hear */
    int32_t concealed_now_permille;   /* of it, now */
    int32_t silent_ms;                /* since something came from there */
    int32_t round_trip_ms;            /* there and back */
    int32_t buffer_ms;                /* what waits here before it is heard */
    int32_t received_there_kbit;      /* how much of what I send arrives */
    int32_t concealed_there_permille; /* of my voice, as heard there */
    int32_t silent_there_ms;          /* since something of mine came there */
    int32_t one_way_there_ms;         /* delay of my voice, as told */
};

/* The most that is wanted, whatever the line gives. */
struct ladder_ceiling {
    enum ladder_rung here;   /* pinned by this person */
    enum ladder_rung there;  /* pinned by the other */
    enum ladder_rung agreed; /* of the session: voice, or video */
};

/* Everything to keep between two steps. */
struct ladder {
    enum ladder_rung rung;
    enum ladder_why why;
    enum ladder_delay delay;
    bool trial;         /* the rung was climbed to, not long ago */
    int32_t wait_ms;    /* good line needed for the next climb */
    int64_t changed_ms; /* the rung, last */
    int64_t bad_ms;     /* too much for the line since; or -1 */
    int64_t hold_ms;    /* the picture is held since; or -1 */
    int64_t gone_ms;    /* the voice is gone since; or -1 */
    int64_t good_ms;    /* good enough for the next step since; or -1 */
    int64_t delay_ms;   /* another delay than told since; or -1 */
};

struct ladder_decision {
    enum ladder_rung rung;
    enum ladder_why why;
    enum ladder_delay delay; /* of the slower direction */
    bool changed;            /* rung, why or delay are new: tell both */
    int32_t one_way_ms;      /* of the voice I hear, to be told; or unknown */
};

/* What a rung means for the encoders. */
struct ladder_tuning {
    bool picture;           /* a picture is sent at all */
    int32_t picture_kbit;   /* at most */
    int32_t picture_height; /* in pixels, at most */
    int32_t picture_fps;    /* at most */
    int32_t voice_kbit;     /* at most */
};

/* At the ceiling: a line is good until it proves otherwise. */
void ladder_init(struct ladder *l, const struct ladder_ceiling *ceiling,
                 int64_t now_ms);

/* One look at the line. now_ms never runs backwards. */
void ladder_step(struct ladder *l, const struct ladder_signals *signals,
                 const struct ladder_ceiling *ceiling, int64_t now_ms,
                 struct ladder_decision *out);

/* The lowest of the three ceilings. */
enum ladder_rung ladder_top(const struct ladder_ceiling *ceiling);

/* The picture of the rung is not sent for now. */
bool ladder_holds(const struct ladder *l);

/* held: ladder_holds; connection_ms: how old the connection is that carries
 * it. */
struct ladder_tuning ladder_tuning_of(enum ladder_rung rung, bool held,
                                      int64_t connection_ms);

/* Half the round trip and what waits in the buffer; unknown when the round
 * trip is. */
int32_t ladder_one_way_ms(const struct ladder_signals *signals);

/* True when some course of steps up to now_ms can lead here. */
bool ladder_is_possible(const struct ladder *l, int64_t now_ms);

/* Stable names, for the wire. */
const char *ladder_rung_name(enum ladder_rung r);
const char *ladder_why_name(enum ladder_why w);
const char *ladder_delay_name(enum ladder_delay d);
