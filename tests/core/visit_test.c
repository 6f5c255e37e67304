/* SPDX-License-Identifier: Apache-2.0 */
/* Claims about single paths. All paths: visit_space_test.c. */
#include "core/visit.h"
#include "tests/check.h"

#define MINUTE INT64_C(60000)
#define START INT64_C(1795543200000)

static const struct visit_plan plan = { START, 50, 0 };

static enum visit_rule at(struct visit *v, int64_t minute,
                          enum visit_event_kind kind, int32_t chair)
{
    const struct visit_event e = { kind, chair, VISIT_CLIENT };

    return visit_step(&plan, v, &e, START + minute * MINUTE, NULL);
}

/* Both there and the client let in, at the start. */
static struct visit opened(void)
{
    struct visit v;

    visit_init(&v, 2);
    CHECK(at(&v, 0, VISIT_ARRIVE, VISIT_THERAPIST) == VISIT_OK);
    CHECK(at(&v, 0, VISIT_ARRIVE, VISIT_CLIENT) == VISIT_OK);
    CHECK(at(&v, 0, VISIT_ADMIT, VISIT_THERAPIST) == VISIT_OK);
    return v;
}

TEST(the_rooms_open_thirty_minutes_before_the_start)
{
    struct visit v;

    visit_init(&v, 2);
    CHECK(at(&v, -31, VISIT_ARRIVE, VISIT_CLIENT) == VISIT_TOO_EARLY);
    CHECK(!v.chairs[VISIT_CLIENT].came);
    CHECK(at(&v, -30, VISIT_ARRIVE, VISIT_CLIENT) == VISIT_OK);
    CHECK(visit_opens_ms(&plan) == START - 30 * MINUTE);
}

TEST(a_therapist_is_in_at_once_and_a_client_waits)
{
    struct visit v;

    visit_init(&v, 2);
    CHECK(at(&v, 0, VISIT_ARRIVE, VISIT_CLIENT) == VISIT_OK);
    CHECK(v.chairs[VISIT_CLIENT].presence == VISIT_WAITING);
    CHECK(at(&v, 0, VISIT_ARRIVE, VISIT_THERAPIST) == VISIT_OK);
    CHECK(v.chairs[VISIT_THERAPIST].presence == VISIT_IN);
    CHECK(v.state == VISIT_PLANNED);
}

TEST(the_first_admit_opens_the_session)
{
    const struct visit v = opened();

    CHECK(v.state == VISIT_OPEN);
    CHECK(v.started_ms == START);
    CHECK(v.chairs[VISIT_CLIENT].presence == VISIT_IN);
}

TEST(only_a_therapist_who_is_there_admits_and_only_one_who_waits)
{
    struct visit v;

    visit_init(&v, 2);
    CHECK(at(&v, 0, VISIT_ADMIT, VISIT_CLIENT) == VISIT_ONLY_THERAPIST);
    CHECK(at(&v, 0, VISIT_ADMIT, VISIT_THERAPIST) == VISIT_THERAPIST_NOT_IN);
    CHECK(at(&v, 0, VISIT_ARRIVE, VISIT_THERAPIST) == VISIT_OK);
    CHECK(at(&v, 0, VISIT_ADMIT, VISIT_THERAPIST) == VISIT_NOBODY_WAITING);
}

TEST(after_a_reload_or_a_drop_the_client_is_back_without_knocking)
{
    struct visit v = opened();

    CHECK(at(&v, 5, VISIT_DROP, VISIT_CLIENT) == VISIT_OK);
    CHECK(v.why == VISIT_WHY_CLIENT_DROPPED);
    CHECK(at(&v, 6, VISIT_ARRIVE, VISIT_CLIENT) == VISIT_OK);
    CHECK(v.chairs[VISIT_CLIENT].presence == VISIT_IN);
    CHECK(v.why == VISIT_WHY_CLIENT_BACK);
    CHECK(at(&v, 7, VISIT_ARRIVE, VISIT_CLIENT) == VISIT_OK);
    CHECK(v.chairs[VISIT_CLIENT].presence == VISIT_IN);
}

TEST(whoever_was_put_back_knocks_again_even_after_a_drop)
{
    struct visit v = opened();

    CHECK(at(&v, 5, VISIT_PUT_BACK, VISIT_THERAPIST) == VISIT_OK);
    CHECK(v.chairs[VISIT_CLIENT].presence == VISIT_WAITING);
    CHECK(at(&v, 6, VISIT_DROP, VISIT_CLIENT) == VISIT_OK);
    CHECK(at(&v, 7, VISIT_ARRIVE, VISIT_CLIENT) == VISIT_OK);
    CHECK(v.chairs[VISIT_CLIENT].presence == VISIT_WAITING);
    CHECK(v.state == VISIT_OPEN);
    CHECK(v.started_ms == START);
}

TEST(a_client_leaving_does_not_end_the_session)
{
    struct visit v = opened();

    CHECK(at(&v, 5, VISIT_LEAVE, VISIT_CLIENT) == VISIT_OK);
    CHECK(v.state == VISIT_OPEN);
    CHECK(at(&v, 5, VISIT_END, VISIT_CLIENT) == VISIT_ONLY_THERAPIST);
    CHECK(at(&v, 6, VISIT_END, VISIT_THERAPIST) == VISIT_OK);
    CHECK(v.state == VISIT_ENDED);
    CHECK(v.ended_ms == START + 6 * MINUTE);
}

TEST(a_session_is_cancelled_only_before_it_opens)
{
    struct visit v = opened(), w;

    CHECK(at(&v, 1, VISIT_CANCEL, VISIT_CLIENT) == VISIT_ONLY_PLANNED);
    visit_init(&w, 2);
    CHECK(at(&w, -9999, VISIT_CANCEL, VISIT_CLIENT) == VISIT_OK);
    CHECK(w.why == VISIT_WHY_CLIENT_CANCELLED);
    CHECK(at(&w, 0, VISIT_ARRIVE, VISIT_CLIENT) == VISIT_IS_OVER);
}

TEST(ending_before_anybody_was_let_in_is_refused)
{
    struct visit v;

    visit_init(&v, 2);
    CHECK(at(&v, 0, VISIT_ARRIVE, VISIT_THERAPIST) == VISIT_OK);
    CHECK(at(&v, 0, VISIT_END, VISIT_THERAPIST) == VISIT_ONLY_OPEN);
}

TEST(both_away_for_thirty_minutes_ends_it_when_it_was_due)
{
    struct visit v = opened();

    CHECK(at(&v, 10, VISIT_LEAVE, VISIT_CLIENT) == VISIT_OK);
    CHECK(at(&v, 11, VISIT_DROP, VISIT_THERAPIST) == VISIT_OK);
    CHECK(visit_due_ms(&plan, &v) == START + 41 * MINUTE);
    CHECK(at(&v, 40, VISIT_TICK, VISIT_CLIENT) == VISIT_OK);
    CHECK(v.state == VISIT_OPEN);
    CHECK(at(&v, 41, VISIT_ARRIVE, VISIT_CLIENT) == VISIT_TIME_IS_OVER);
    CHECK(at(&v, 999, VISIT_TICK, VISIT_CLIENT) == VISIT_OK);
    CHECK(v.state == VISIT_ENDED && v.why == VISIT_WHY_BOTH_AWAY);
    CHECK(v.ended_ms == START + 41 * MINUTE);
}

TEST(coming_back_stops_the_thirty_minutes)
{
    struct visit v = opened();

    CHECK(at(&v, 10, VISIT_DROP, VISIT_CLIENT) == VISIT_OK);
    CHECK(at(&v, 10, VISIT_DROP, VISIT_THERAPIST) == VISIT_OK);
    CHECK(at(&v, 39, VISIT_ARRIVE, VISIT_CLIENT) == VISIT_OK);
    CHECK(at(&v, 60, VISIT_TICK, VISIT_CLIENT) == VISIT_OK);
    CHECK(v.state == VISIT_OPEN);
}

TEST(three_hours_after_the_planned_end_it_is_over)
{
    struct visit v = opened();

    CHECK(at(&v, 50 + 179, VISIT_TICK, VISIT_CLIENT) == VISIT_OK);
    CHECK(v.state == VISIT_OPEN);
    CHECK(at(&v, 50 + 180, VISIT_TICK, VISIT_CLIENT) == VISIT_OK);
    CHECK(v.state == VISIT_ENDED && v.why == VISIT_WHY_OVERTIME);
}

TEST(what_was_lost_moves_the_end)
{
    const struct visit_plan longer = { START, 50, 5 * MINUTE };
    struct visit v = opened();

    CHECK(visit_due_ms(&plan, &v) == START + (50 + 180) * MINUTE);
    CHECK(visit_due_ms(&longer, &v) == START + (50 + 5 + 180) * MINUTE);
}

TEST(a_session_nobody_opened_lapses_and_says_who_came)
{
    static const struct {
        bool client, therapist;
        enum visit_why why;
    } rows[] = {
        { false, false, VISIT_WHY_NOBODY_CAME },
        { true, false, VISIT_WHY_CLIENT_CAME },
        { false, true, VISIT_WHY_THERAPIST_CAME },
        { true, true, VISIT_WHY_BOTH_CAME },
    };

    for (size_t i = 0; i < 4; i++) {
        struct visit v;

        visit_init(&v, 2);
        if (rows[i].client)
            CHECK(at(&v, 0, VISIT_ARRIVE, VISIT_CLIENT) == VISIT_OK);
        if (rows[i].therapist)
            CHECK(at(&v, 0, VISIT_ARRIVE, VISIT_THERAPIST) == VISIT_OK);
        CHECK(at(&v, 1, VISIT_DROP, VISIT_CLIENT) == VISIT_OK);
        CHECK(at(&v, 109, VISIT_TICK, VISIT_CLIENT) == VISIT_OK);
        CHECK(v.state == VISIT_PLANNED);
        CHECK(at(&v, 110, VISIT_ARRIVE, VISIT_CLIENT) == VISIT_TIME_IS_OVER);
        CHECK(at(&v, 110, VISIT_TICK, VISIT_CLIENT) == VISIT_OK);
        CHECK(v.state == VISIT_LAPSED && v.why == rows[i].why);
    }
}

TEST(a_refusal_leaves_the_visit_and_the_decision_alone)
{
    struct visit v = opened();
    const struct visit before = v;
    struct visit_decision d = { VISIT_LAPSED, 77, VISIT_WHY_BOTH_CAME };
    const struct visit_event cancel = { VISIT_CANCEL, VISIT_CLIENT, 0 };

    CHECK(visit_step(&plan, &v, &cancel, START, &d) == VISIT_ONLY_PLANNED);
    CHECK(v.state == before.state && v.why == before.why &&
          v.chairs[0].presence == before.chairs[0].presence &&
          v.chairs[1].presence == before.chairs[1].presence &&
          v.ended_ms == before.ended_ms);
    CHECK(d.changed == 77);
}

TEST(the_decision_says_what_changed)
{
    struct visit v;
    struct visit_decision d;
    const struct visit_event knock = { .kind = VISIT_ARRIVE,
                                       .chair = VISIT_CLIENT };
    const struct visit_event come = { .kind = VISIT_ARRIVE };
    const struct visit_event admit = { .kind = VISIT_ADMIT,
                                       .whom = VISIT_CLIENT };

    visit_init(&v, 2);
    CHECK(visit_step(&plan, &v, &knock, START, &d) == VISIT_OK);
    CHECK(d.changed == VISIT_CHANGED_CHAIR(VISIT_CLIENT));
    CHECK(visit_step(&plan, &v, &knock, START, &d) == VISIT_OK);
    CHECK(d.changed == 0);
    CHECK(visit_step(&plan, &v, &come, START, &d) == VISIT_OK);
    CHECK(visit_step(&plan, &v, &admit, START, &d) == VISIT_OK);
    CHECK(d.changed ==
          (VISIT_CHANGED_STATE | VISIT_CHANGED_CHAIR(VISIT_CLIENT)));
    CHECK(d.state == VISIT_OPEN && d.why == VISIT_WHY_CLIENT_ADMITTED);
}

TEST(lateness_is_read_off_the_times)
{
    struct visit v;

    visit_init(&v, 2);
    CHECK(visit_late_ms(&plan, &v, VISIT_CLIENT, START - 1) == 0);
    CHECK(visit_late_ms(&plan, &v, VISIT_CLIENT, START + MINUTE) == MINUTE);
    CHECK(at(&v, 2, VISIT_ARRIVE, VISIT_CLIENT) == VISIT_OK);
    CHECK(visit_late_ms(&plan, &v, VISIT_CLIENT, START + 3 * MINUTE) == 0);
    CHECK(visit_late_ms(&plan, &v, VISIT_THERAPIST, START + 3 * MINUTE) ==
          3 * MINUTE);
}

TEST(a_clock_set_back_cannot_end_a_session_before_it_began)
{
    struct visit v = opened();

    CHECK(at(&v, -20, VISIT_END, VISIT_THERAPIST) == VISIT_OK);
    CHECK(v.ended_ms == v.started_ms);
}

TEST(plans_out_of_range_are_not_sound)
{
    const struct visit_plan bad[] = {
        { -1, 50, 0 },        { START, 0, 0 },   { START, 1441, 0 },
        { INT64_MAX, 50, 0 }, { START, 50, -1 }, { START, 50, 50 * MINUTE + 1 },
    };

    CHECK(visit_plan_is_sound(&plan));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        CHECK(!visit_plan_is_sound(&bad[i]));
}

TEST(every_name_leads_back_to_its_value)
{
    for (int i = 0; i <= VISIT_LAPSED; i++) {
        enum visit_state s = VISIT_PLANNED;
        const char *name = visit_state_name((enum visit_state)i);

        CHECK(visit_state_parse((struct text){ name, strlen(name) }, &s));
        CHECK((int)s == i);
    }
    for (int i = 0; i <= VISIT_DROPPED; i++) {
        enum visit_presence p = VISIT_AWAY;
        const char *name = visit_presence_name((enum visit_presence)i);

        CHECK(visit_presence_parse((struct text){ name, strlen(name) }, &p));
        CHECK((int)p == i);
    }
    for (int i = 0; i <= VISIT_WHY_BOTH_CAME; i++) {
        enum visit_why w = VISIT_WHY_PLANNED;
        const char *name = visit_why_name((enum visit_why)i);

        CHECK(visit_why_parse((struct text){ name, strlen(name) }, &w));
        CHECK((int)w == i);
    }
    for (int i = 0; i <= VISIT_TICK; i++) {
        enum visit_event_kind k = VISIT_ARRIVE;
        const char *name = visit_event_name((enum visit_event_kind)i);

        CHECK(visit_event_parse((struct text){ name, strlen(name) }, &k));
        CHECK((int)k == i);
        CHECK(visit_event_is_for_people(k) ==
              (k != VISIT_DROP && k != VISIT_TICK));
    }
}

TEST(an_unknown_name_is_refused_and_changes_nothing)
{
    enum visit_state s = VISIT_OPEN;

    CHECK(!visit_state_parse(TEXT("opened"), &s));
    CHECK(!visit_state_parse(TEXT("ope"), &s));
    CHECK(!visit_state_parse(TEXT(""), &s));
    CHECK(s == VISIT_OPEN);
}
