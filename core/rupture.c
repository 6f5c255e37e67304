/* SPDX-License-Identifier: Apache-2.0 */
#include "core/rupture.h"

#include <assert.h>
#include <math.h>

#define RUPTURE_NAME(name, text) [name] = (text),

const char *rupture_status_name(enum rupture_status s)
{
    static const char *const names[] = { RUPTURE_STATUSES(RUPTURE_NAME) };

    return names[s];
}

const char *rupture_kind_name(enum rupture_kind k)
{
    static const char *const names[] = { RUPTURE_KINDS(RUPTURE_NAME) };

    return names[k];
}

const char *rupture_rule_name(enum rupture_rule r)
{
#define RULE_NAME(name, rule, why) [name] = (rule),
    static const char *const names[] = { RUPTURE_RULES(RULE_NAME) };
#undef RULE_NAME

    return names[r];
}

const char *rupture_rule_why(enum rupture_rule r)
{
#define RULE_WHY(name, rule, why) [name] = (why),
    static const char *const whys[] = { RUPTURE_RULES(RULE_WHY) };
#undef RULE_WHY

    return whys[r];
}

struct rupture_params rupture_defaults(struct scale scale)
{
    return (struct rupture_params){
        .course = course_defaults(scale),
        .between = scale.step,
        .look_back = 6,
        .strain_at = 1,
        .rupture_at = 2,
        .repair_within = 0.5,
        .patience = 3,
        .early_fall = 3 * scale.step,
    };
}

bool rupture_params_are_sound(const struct rupture_params *p)
{
    return course_params_are_sound(&p->course) && isfinite(p->between) &&
           p->between >= 0 && p->look_back >= 1 &&
           p->look_back <= RUPTURE_LOOK_BACK_MAX && isfinite(p->strain_at) &&
           p->strain_at > 0 && isfinite(p->rupture_at) &&
           p->rupture_at >= p->strain_at && isfinite(p->repair_within) &&
           p->repair_within >= 0 && p->repair_within < p->strain_at &&
           p->patience >= 1 && isfinite(p->early_fall) && p->early_fall > 0;
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
    r->window_next = (r->window_next + 1) % p->look_back;
    if (r->window_len < p->look_back)
        r->window_len++;
}

static bool window_highest(const struct rupture *r, double *out)
{
    bool found = false;

    for (size_t i = 0; i < r->window_len; i++) {
        const struct rating *w = &r->window[i];

        if (w->kind != RATING_GIVEN || (found && w->value <= *out))
            continue;
        *out = w->value;
        found = true;
    }
    return found;
}

static bool is_down(const struct rupture *r)
{
    return r->status == RUPTURE_STRAIN || r->status == RUPTURE_RUPTURE;
}

static double spread_of(const struct rupture_params *p, const struct rupture *r)
{
    double s = p->course.scale.step, sd;

    if (p->between > s)
        s = p->between;
    if (r->own.count >= p->course.baseline_least &&
        series_moments_sd(&r->own, &sd) && sd > s)
        s = sd;
    return s;
}

static struct rupture_firing *fire(struct rupture_decision *out,
                                   enum rupture_kind kind,
                                   enum rupture_rule rule, size_t earlier)
{
    struct rupture_firing *f = &out->fired[out->fired_count];

    assert(out->fired_count < RUPTURE_FIRED_MAX);
    out->fired_count++;
    *f = (struct rupture_firing){ .kind = kind,
                                  .rule = rule,
                                  .earlier = earlier };
    return f;
}

static void set_x(struct rupture_firing *f, struct rating x)
{
    if (x.kind != RATING_GIVEN)
        return;
    f->has |= RUPTURE_HAS_X;
    f->x = x.value;
    if (f->has & RUPTURE_HAS_REF)
        f->drop = f->ref - x.value;
}

static void set_ref(struct rupture_firing *f, double ref)
{
    f->has |= RUPTURE_HAS_REF;
    f->ref = ref;
}

static void set_limit(struct rupture_firing *f, double limit)
{
    f->has |= RUPTURE_HAS_LIMIT;
    f->limit = limit;
}

static void set_s(struct rupture_firing *f, double s)
{
    f->has |= RUPTURE_HAS_S;
    f->s = s;
}

static void fire_fall(struct rupture_decision *out, enum rupture_kind kind,
                      enum rupture_rule rule, double ref, double s,
                      double limit, size_t length, size_t earlier)
{
    struct rupture_firing *f = fire(out, kind, rule, earlier);

    set_ref(f, ref);
    set_x(f, out->point.rating);
    set_s(f, s);
    set_limit(f, limit);
    f->length = length;
}

static void fire_end(const struct rupture_params *p, const struct rupture *r,
                     struct rupture_decision *out, enum rupture_kind kind,
                     enum rupture_rule rule)
{
    struct rupture_firing *f = fire(out, kind, rule, r->own.count);

    set_ref(f, r->episode.ref);
    set_x(f, out->point.rating);
    set_s(f, r->episode.s);
    set_limit(f, r->episode.ref - p->repair_within * r->episode.s);
    f->length = r->episode.length;
    f->of_known = true;
    f->of = r->episode.kind;
}

/* Fires every rule by which the fall from ref is a rupture. */
static bool fire_ruptures(const struct rupture_params *p,
                          const struct rupture *r, struct rupture_decision *out,
                          double ref, double s, size_t length)
{
    const struct course_point *at = &out->point;
    const double drop = ref - at->rating.value;
    bool fired = false;

    if (series_reaches(drop, p->rupture_at * s)) {
        fire_fall(out, RUPTURE_FIRED_RUPTURE, RUPTURE_DROP_2S, ref, s,
                  ref - p->rupture_at * s, length, r->own.count);
        fired = true;
    }
    if (at->place == COURSE_BELOW &&
        series_reaches(drop, p->course.scale.step)) {
        fire_fall(out, RUPTURE_FIRED_RUPTURE, RUPTURE_BELOW_USUAL, ref, s,
                  at->usual.low, length, r->own.count);
        fired = true;
    }
    return fired;
}

static void begin(struct rupture *r, enum rupture_kind kind, double ref,
                  double s)
{
    r->status =
        kind == RUPTURE_FIRED_RUPTURE ? RUPTURE_RUPTURE : RUPTURE_STRAIN;
    r->episode.kind = kind;
    r->episode.ref = ref;
    r->episode.s = s;
    r->episode.length = 0;
    r->episode.waited = 0;
}

/* A value while nothing is open: does an episode begin? */
static void judge_level(const struct rupture_params *p, struct rupture *r,
                        struct rupture_decision *out)
{
    const struct course_point *at = &out->point;
    const double x = at->rating.value;
    const double s = spread_of(p, r);
    const bool enough = r->own.count >= p->course.baseline_least;
    double ref = 0;

    if (r->status != RUPTURE_UNREPAIRED)
        r->status = enough ? RUPTURE_STEADY : RUPTURE_TOO_FEW;

    if (!window_highest(r, &ref)) {
        /* Nothing rated for a whole look_back: the usual level stands in,
         * unless that is the very level an unrepaired fall has left. */
        if (!at->usual.known || r->status == RUPTURE_UNREPAIRED)
            return;
        ref = at->usual.mean;
    }

    if (!enough) {
        if (!series_reaches(ref - x, p->early_fall))
            return;
        fire_fall(out, RUPTURE_FIRED_STRAIN, RUPTURE_EARLY_FALL, ref, s,
                  ref - p->early_fall, 0, r->own.count);
        begin(r, RUPTURE_FIRED_STRAIN, ref, s);
    } else if (fire_ruptures(p, r, out, ref, s, 0)) {
        begin(r, RUPTURE_FIRED_RUPTURE, ref, s);
    } else if (series_reaches(ref - x, p->strain_at * s)) {
        fire_fall(out, RUPTURE_FIRED_STRAIN, RUPTURE_DROP_1S, ref, s,
                  ref - p->strain_at * s, 0, r->own.count);
        begin(r, RUPTURE_FIRED_STRAIN, ref, s);
    }
}

static bool try_repair(const struct rupture_params *p, struct rupture *r,
                       struct rupture_decision *out)
{
    const double limit = r->episode.ref - p->repair_within * r->episode.s;

    if (out->point.rating.kind != RATING_GIVEN ||
        !series_reaches(out->point.rating.value, limit))
        return false;
    fire_end(p, r, out, RUPTURE_FIRED_REPAIR, RUPTURE_BACK_NEAR_REF);
    r->status = RUPTURE_REPAIRED;
    window_clear(r);
    return true;
}

/* A session, rated or not, while an episode is open. */
static void judge_episode(const struct rupture_params *p, struct rupture *r,
                          struct rupture_decision *out)
{
    const bool rated = out->point.rating.kind == RATING_GIVEN;

    r->episode.length++;
    r->episode.waited++;
    if (try_repair(p, r, out))
        return;
    if (rated && r->status == RUPTURE_STRAIN &&
        r->own.count >= p->course.baseline_least &&
        fire_ruptures(p, r, out, r->episode.ref, r->episode.s,
                      r->episode.length)) {
        r->status = RUPTURE_RUPTURE;
        r->episode.kind = RUPTURE_FIRED_RUPTURE;
        r->episode.waited = 0;
        return;
    }
    if (r->episode.waited >= p->patience) {
        fire_end(p, r, out, RUPTURE_FIRED_UNREPAIRED, RUPTURE_SESSIONS_PASSED);
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
    if (try_repair(p, r, out))
        return;
    if (out->point.rating.kind == RATING_GIVEN)
        judge_level(p, r, out);
    if (r->status == RUPTURE_UNREPAIRED && r->episode.waited >= p->look_back)
        r->status = RUPTURE_STEADY;
}

static void fire_low_answer(const struct rupture_params *p,
                            const struct rupture *r,
                            const struct rupture_event *event,
                            struct rupture_decision *out)
{
    const bool lowest = event->rating.kind == RATING_GIVEN &&
                        event->rating.value <= p->course.scale.min;

    if (event->floor_item || lowest)
        set_x(fire(out, RUPTURE_FIRED_LOW_ANSWER, RUPTURE_FLOOR_ITEM,
                   r->own.count),
              event->rating);
}

void rupture_step(const struct rupture_params *p, struct rupture *r,
                  const struct rupture_event *event,
                  struct rupture_decision *out)
{
    const bool rated = event->rating.kind == RATING_GIVEN;

    out->fired_count = 0;
    course_look(&p->course, &r->course, event->rating, &out->point);

    if (is_down(r))
        judge_episode(p, r, out);
    else if (r->status == RUPTURE_UNREPAIRED)
        judge_aftermath(p, r, out);
    else if (rated)
        judge_level(p, r, out);
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

void rupture_close(const struct rupture_params *p, struct rupture *r,
                   struct rupture_decision *out)
{
    out->fired_count = 0;
    out->point = (struct course_point){
        .rating = rating_none(RATING_MISSING),
    };
    if (is_down(r)) {
        fire_end(p, r, out, RUPTURE_FIRED_UNREPAIRED, RUPTURE_CASE_CLOSED);
        r->status = RUPTURE_UNREPAIRED;
        r->episode.waited = 0;
        window_clear(r);
    }
    out->status = r->status;
    out->unrated_run = r->unrated_run;
}
