/* SPDX-License-Identifier: Apache-2.0 */
#include "core/rupture.h"

#include <assert.h>
#include <math.h>

#include "core/rupture_fall.h"

struct rupture_params rupture_defaults(struct scale scale)
{
    return (struct rupture_params){
        .method = RUPTURE_BY_SURPRISE,
        .course = course_defaults(scale),
        .between = scale.step,
        .look_back = 6,
        .strain_at = 1,
        .rupture_at = 2,
        .repair_within = 0.5,
        .patience = 3,
        .early_fall = 3 * scale.step,
        .back_within = 1.28,
        .surprise = surprise_defaults(scale),
        .cut = scale.min + 0.9 * (scale.max - scale.min),
        .point = scale.step,
        .point_at = true,
        /* 1.96 root 2 times the noise that surprise assumes. */
        .sudden = { .cutoff = 1.25 * scale.step, .share = 0.25 },
    };
}

bool rupture_params_are_sound(const struct rupture_params *p)
{
    const struct scale *scale = &p->course.scale;

    return course_params_are_sound(&p->course) &&
           scale->min >= -LEVEL_VALUE_MAX && scale->max <= LEVEL_VALUE_MAX &&
           isfinite(p->between) && p->between >= 0 && p->look_back >= 1 &&
           p->look_back <= RUPTURE_LOOK_BACK_MAX && isfinite(p->strain_at) &&
           p->strain_at > 0 && isfinite(p->rupture_at) &&
           p->rupture_at >= p->strain_at && isfinite(p->repair_within) &&
           p->repair_within >= 0 && p->repair_within < p->strain_at &&
           p->patience >= 1 && isfinite(p->early_fall) && p->early_fall > 0 &&
           isfinite(p->back_within) && p->back_within >= 0 &&
           surprise_params_are_sound(&p->surprise) && isfinite(p->cut) &&
           isfinite(p->point) && p->point > 0 &&
           sudden_params_are_sound(&p->sudden);
}

static void window_clear(struct rupture *r)
{
    r->window_len = 0;
    r->window_next = 0;
}

static void window_add(const struct rupture_params *p, struct rupture *r,
                       struct rating rating)
{
    r->window[r->window_next] = rating;
    r->window_next =
        r->window_next + 1 == p->look_back ? 0 : r->window_next + 1;
    if (r->window_len < p->look_back)
        r->window_len++;
    for (size_t i = 1; i < 5; i++)
        r->last_five[i - 1] = r->last_five[i];
    r->last_five[4] = rating;
    r->sessions++;
}

static bool is_down(const struct rupture *r)
{
    return r->status == RUPTURE_STRAIN || r->status == RUPTURE_RUPTURE;
}

static struct rupture_firing *fire(struct rupture_decision *out)
{
    assert(out->fired_count < RUPTURE_FIRED_MAX);
    return &out->fired[out->fired_count++];
}

static void fire_falls(struct rupture_decision *out,
                       const struct rupture_fall *fall, size_t length)
{
    for (size_t i = 0; i < fall->count; i++) {
        struct rupture_firing *f = fire(out);

        *f = fall->found[i];
        f->length += length;
    }
}

static void fire_end(const struct rupture *r, struct rupture_decision *out,
                     enum rupture_kind kind, enum rupture_rule rule)
{
    const struct rating *x = &out->point.rating;
    struct rupture_firing *f = fire(out);

    *f = (struct rupture_firing){
        .kind = kind,
        .rule = rule,
        .has = RUPTURE_HAS_REF | RUPTURE_HAS_S | RUPTURE_HAS_LIMIT |
               RUPTURE_HAS_DEPTH,
        .of_known = true,
        .of = r->episode.kind,
        .ref = r->episode.ref,
        .s = r->episode.s,
        .limit = r->episode.back_at,
        .depth = r->episode.ref - r->episode.lowest,
        .length = r->episode.length,
        .earlier = r->own.count,
    };
    if (x->kind != RATING_GIVEN)
        return;
    f->has |= RUPTURE_HAS_X;
    f->x = x->value;
    f->drop = f->ref - x->value;
}

static void begin(struct rupture *r, const struct rupture_fall *fall, double x)
{
    const enum rupture_kind kind = fall->found[0].kind;

    r->status =
        kind == RUPTURE_FIRED_RUPTURE ? RUPTURE_RUPTURE : RUPTURE_STRAIN;
    r->episode.kind = kind;
    r->episode.ref = fall->ref;
    r->episode.s = fall->s;
    r->episode.back_at = fall->back_at;
    r->episode.lowest = fall->began > 0 ? fall->lowest : x;
    r->episode.length = fall->began;
    r->episode.waited = 0;
}

static enum rupture_status settled(const struct rupture_params *p,
                                   const struct rupture *r)
{
    return rupture_fall_enough(p, r) ? RUPTURE_STEADY : RUPTURE_TOO_FEW;
}

/* A value while nothing is open: does an episode begin? */
static void judge_level(const struct rupture_params *p, struct rupture *r,
                        struct rupture_decision *out)
{
    struct rupture_fall fall;

    if (r->status != RUPTURE_UNREPAIRED)
        r->status = settled(p, r);
    rupture_fall_find(p, r, &out->point, &fall);
    if (fall.count == 0)
        return;
    fire_falls(out, &fall, 0);
    begin(r, &fall, out->point.rating.value);
}

static bool try_repair(struct rupture *r, struct rupture_decision *out)
{
    if (out->point.rating.kind != RATING_GIVEN ||
        !series_reaches(out->point.rating.value, r->episode.back_at))
        return false;
    fire_end(r, out, RUPTURE_FIRED_REPAIR, RUPTURE_BACK_NEAR_REF);
    r->status = RUPTURE_REPAIRED;
    window_clear(r);
    return true;
}

static void note_lowest(struct rupture *r, const struct rating *x)
{
    if (x->kind == RATING_GIVEN && x->value < r->episode.lowest)
        r->episode.lowest = x->value;
}

/* A session, rated or not, while an episode is open. */
static void judge_episode(const struct rupture_params *p, struct rupture *r,
                          struct rupture_decision *out)
{
    struct rupture_fall fall = { .count = 0 };

    r->episode.length++;
    r->episode.waited++;
    note_lowest(r, &out->point.rating);
    if (try_repair(r, out))
        return;
    if (out->point.rating.kind == RATING_GIVEN && r->status == RUPTURE_STRAIN)
        rupture_fall_deepen(p, r, &out->point, &fall);
    if (fall.count > 0) {
        fire_falls(out, &fall, r->episode.length);
        r->status = RUPTURE_RUPTURE;
        r->episode.kind = RUPTURE_FIRED_RUPTURE;
        r->episode.waited = 0;
        return;
    }
    if (r->episode.waited >= p->patience) {
        fire_end(r, out, RUPTURE_FIRED_UNREPAIRED, RUPTURE_SESSIONS_PASSED);
        r->status = RUPTURE_UNREPAIRED;
        r->episode.waited = 0;
        window_clear(r);
    }
}

/* A session after patience ran out: repaired late, fallen again, or settled. */
static void judge_aftermath(const struct rupture_params *p, struct rupture *r,
                            struct rupture_decision *out)
{
    r->episode.length++;
    r->episode.waited++;
    note_lowest(r, &out->point.rating);
    if (try_repair(r, out))
        return;
    if (out->point.rating.kind == RATING_GIVEN)
        judge_level(p, r, out);
    if (r->status == RUPTURE_UNREPAIRED && r->episode.waited >= p->look_back)
        r->status = settled(p, r);
}

/* What this session teaches the level: nothing while a rupture is open; all
 * anew where one was left unrepaired, or repaired late; else the rating. */
static void teach_level(const struct rupture_params *p, struct rupture *r,
                        enum rupture_status before,
                        struct rupture_decision *out)
{
    const struct rating *x = &out->point.rating;
    const bool rated = x->kind == RATING_GIVEN;
    const bool given_up =
        r->status == RUPTURE_UNREPAIRED && before != RUPTURE_UNREPAIRED;
    struct surprise_fall sunk;
    struct rupture_fall fall;

    if (given_up && r->episode.kind == RUPTURE_FIRED_RUPTURE) {
        surprise_restart(&r->surprise, rated ? x->value : r->course.last);
        return;
    }
    if (given_up || r->status == RUPTURE_REPAIRED)
        surprise_forget_height(&r->surprise);
    if (!rated || r->status == RUPTURE_RUPTURE)
        return;
    if (r->status == RUPTURE_REPAIRED && before == RUPTURE_UNREPAIRED) {
        surprise_restart(&r->surprise, x->value);
        return;
    }
    surprise_take(&p->surprise, p->course.scale, &r->surprise, x->value, &sunk);
    if (!sunk.fallen || r->status != RUPTURE_STEADY)
        return;
    rupture_fall_sunk(p, r, &out->point, &sunk, &fall);
    fire_falls(out, &fall, 0);
    begin(r, &fall, x->value);
}

static void fire_low_answer(const struct rupture_params *p,
                            const struct rupture *r,
                            const struct rupture_event *event,
                            struct rupture_decision *out)
{
    const bool rated = event->rating.kind == RATING_GIVEN;
    const bool lowest = rated && event->rating.value <= p->course.scale.min;
    struct rupture_firing *f;

    if (!event->floor_item && !lowest)
        return;
    f = fire(out);
    *f = (struct rupture_firing){
        .kind = RUPTURE_FIRED_LOW_ANSWER,
        .rule = RUPTURE_FLOOR_ITEM,
        .has = rated ? RUPTURE_HAS_X : 0,
        .x = rated ? event->rating.value : 0,
        .earlier = r->own.count,
    };
}

void rupture_step(const struct rupture_params *p, struct rupture *r,
                  const struct rupture_event *event,
                  struct rupture_decision *out)
{
    const bool rated = event->rating.kind == RATING_GIVEN;
    const enum rupture_status before = r->status;

    if (!r->begun) {
        surprise_init(&p->surprise, &r->surprise);
        r->begun = true;
    }
    surprise_pass(&r->surprise);
    out->fired_count = 0;
    course_look(&p->course, &r->course, event->rating, &out->point);
    out->range = rupture_fall_range(p, r, &out->point);

    if (is_down(r))
        judge_episode(p, r, out);
    else if (r->status == RUPTURE_UNREPAIRED)
        judge_aftermath(p, r, out);
    else if (rated)
        judge_level(p, r, out);
    else if (r->status == RUPTURE_REPAIRED)
        r->status = settled(p, r);
    if (p->method == RUPTURE_BY_SURPRISE)
        teach_level(p, r, before, out);
    fire_low_answer(p, r, event, out);

    course_take(&p->course, &r->course, event->rating,
                !is_down(r) && r->status != RUPTURE_UNREPAIRED);
    if (rated) {
        series_moments_add(&r->own, event->rating.value);
        r->unrated_run = 0;
    } else {
        r->unrated_run++;
    }
    window_add(p, r, event->rating);
    out->status = r->status;
    out->unrated_run = r->unrated_run;
}

struct rupture_range rupture_expect(const struct rupture_params *p,
                                    const struct rupture *r)
{
    const struct course_point at = {
        .rating = rating_none(RATING_MISSING),
        .usual = course_usual(&p->course, &r->course),
    };
    struct rupture next = *r;

    if (!next.begun)
        surprise_init(&p->surprise, &next.surprise);
    surprise_pass(&next.surprise);
    return rupture_fall_range(p, &next, &at);
}

void rupture_close(struct rupture *r, struct rupture_decision *out)
{
    out->fired_count = 0;
    out->point = (struct course_point){
        .rating = rating_none(RATING_MISSING),
    };
    out->range = (struct rupture_range){ .known = false };
    if (is_down(r)) {
        fire_end(r, out, RUPTURE_FIRED_UNREPAIRED, RUPTURE_CASE_CLOSED);
        r->status = RUPTURE_UNREPAIRED;
        r->episode.waited = 0;
        window_clear(r);
    }
    out->status = r->status;
    out->unrated_run = r->unrated_run;
}
