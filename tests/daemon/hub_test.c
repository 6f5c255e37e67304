/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/net/hub_sockets.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "tests/check.h"

static int wakes;

static void on_wake(void *context)
{
    (void)context;
    __atomic_add_fetch(&wakes, 1, __ATOMIC_RELAXED);
}

static struct hub *new_hub(void)
{
    wakes = 0;
    return hub_new(on_wake, NULL);
}

static struct id id_of(char letter)
{
    struct id id;

    memset(id.bytes, letter, sizeof(id.bytes));
    return id;
}

/* A socket of the account named by a letter. */
static struct live_ref open_as(struct hub *h, char account)
{
    struct session who = { .account = id_of(account), .role = ROLE_CLIENT };
    struct live_ref ref;

    memset(who.token_hash, account, sizeof(who.token_hash));
    assert_true(hub_open(h, &who, NULL, &ref));
    return ref;
}

/* Frees the frame; true when it was the one expected (NULL: none). */
static bool is_told(struct hub *h, struct live_ref ref, const char *wanted)
{
    enum hub_close close;
    bool more, same;
    struct hub_frame *f = hub_take(h, ref, &more, &close);

    if (!f || !wanted)
        same = !f && !wanted;
    else
        same = f->len == strlen(wanted) &&
               memcmp(f->bytes + HUB_FRAME_MARGIN, wanted, f->len) == 0;
    free(f);
    return same;
}

/* Drops what waits (presence, mostly). */
static void drain(struct hub *h, struct live_ref ref)
{
    enum hub_close close;
    bool more;
    struct hub_frame *f;

    while ((f = hub_take(h, ref, &more, &close)) != NULL)
        free(f);
}

static int drain_dirty(struct hub *h)
{
    void *owner;
    int n = 0;

    while (hub_next_dirty(h, &owner))
        n++;
    return n;
}

TEST(a_frame_reaches_those_who_follow_and_nobody_else)
{
    struct hub *h = new_hub();
    struct live_ref a = open_as(h, 'a'), b = open_as(h, 'b');
    struct live_ref c = open_as(h, 'c');
    struct id topic = id_of('T'), other = id_of('O');

    hub_follow(h, a, &topic);
    hub_follow(h, b, &topic);
    hub_follow(h, c, &other);
    drain(h, a), drain(h, b), drain(h, c);

    hub_publish(h, &topic, TEXT("news"));
    CHECK(is_told(h, a, "news"));
    CHECK(is_told(h, b, "news"));
    CHECK(is_told(h, c, NULL));

    hub_publish_others(h, &topic, a, TEXT("not a"));
    CHECK(is_told(h, a, NULL));
    CHECK(is_told(h, b, "not a"));

    struct id account = id_of('a');
    hub_publish_to(h, &topic, &account, TEXT("only a"));
    CHECK(is_told(h, a, "only a"));
    CHECK(is_told(h, b, NULL));

    hub_close(h, a, 0), hub_close(h, b, 0), hub_close(h, c, 0);
    hub_free(h);
}

TEST(frames_keep_their_order)
{
    struct hub *h = new_hub();
    struct live_ref a = open_as(h, 'a');
    enum hub_close close;
    struct hub_frame *f;
    bool more;

    hub_send(h, a, TEXT("one"));
    hub_send(h, a, TEXT("two"));
    f = hub_take(h, a, &more, &close);
    CHECK(f->len == 3 && memcmp(f->bytes + HUB_FRAME_MARGIN, "one", 3) == 0);
    CHECK(more);
    free(f);
    CHECK(is_told(h, a, "two"));
    CHECK(is_told(h, a, NULL));
    hub_close(h, a, 0);
    hub_free(h);
}

TEST(a_name_of_a_closed_socket_never_means_the_next_one_in_its_slot)
{
    struct hub *h = new_hub();
    struct live_ref old = open_as(h, 'a'), fresh;
    struct id topic = id_of('T');

    hub_close(h, old, 0);
    fresh = open_as(h, 'b');
    CHECK(fresh.slot == old.slot);
    hub_send(h, old, TEXT("for a"));
    hub_follow(h, old, &topic);
    CHECK(is_told(h, fresh, NULL));
    CHECK(!hub_follows(h, fresh, &topic));
    CHECK(!hub_follows(h, old, &topic));
    hub_close(h, old, 0);
    CHECK(hub_count(h) == 1);
    hub_close(h, fresh, 0);
    CHECK(hub_count(h) == 0);
    hub_free(h);
}

TEST(the_loop_is_woken_once_for_what_waits_together)
{
    struct hub *h = new_hub();
    struct live_ref a = open_as(h, 'a'), b = open_as(h, 'b');

    hub_send(h, a, TEXT("one"));
    hub_send(h, a, TEXT("two"));
    hub_send(h, b, TEXT("three"));
    CHECK(wakes == 1);
    CHECK(drain_dirty(h) == 2);
    hub_send(h, b, TEXT("four"));
    CHECK(wakes == 2);
    hub_close(h, a, 0), hub_close(h, b, 0);
    CHECK(drain_dirty(h) == 0);
    hub_free(h);
}

#define HERE(who, yes)                                                         \
    "{\"op\":\"presence\",\"alliance\":\"VFRUVFRUVFRUVFRUVFRUVA\","            \
    "\"account\":\"" who "\",\"here\":" yes "}"
#define A "YWFhYWFhYWFhYWFhYWFhYQ"
#define B "YmJiYmJiYmJiYmJiYmJiYg"

TEST(the_first_socket_of_an_account_is_announced_and_the_last_one_missed)
{
    struct hub *h = new_hub();
    struct live_ref a = open_as(h, 'a'), b1 = open_as(h, 'b');
    struct live_ref b2 = open_as(h, 'b');
    struct id topic = id_of('T'), account = id_of('b');

    hub_follow(h, a, &topic);
    CHECK(is_told(h, a, NULL));
    hub_follow(h, b1, &topic);
    CHECK(is_told(h, a, HERE(B, "true")));
    CHECK(is_told(h, b1, HERE(A, "true")));
    hub_follow(h, b2, &topic);
    CHECK(is_told(h, a, NULL));
    CHECK(is_told(h, b2, HERE(A, "true")));
    CHECK(is_told(h, b1, NULL));

    hub_close(h, b1, 0);
    CHECK(is_told(h, a, NULL));
    CHECK(hub_is_present(h, &topic, &account));
    hub_close(h, b2, 0);
    CHECK(is_told(h, a, HERE(B, "false")));
    CHECK(!hub_is_present(h, &topic, &account));
    hub_close(h, a, 0);
    hub_free(h);
}

TEST(following_twice_is_following_once)
{
    struct hub *h = new_hub();
    struct live_ref a = open_as(h, 'a');
    struct id topic = id_of('T');

    hub_follow(h, a, &topic);
    hub_follow(h, a, &topic);
    hub_publish(h, &topic, TEXT("news"));
    CHECK(is_told(h, a, "news"));
    CHECK(is_told(h, a, NULL));
    hub_close(h, a, 0);
    hub_free(h);
}

TEST(an_absence_is_due_after_the_grace_and_only_if_nobody_came_back)
{
    struct hub *h = new_hub();
    struct live_ref a = open_as(h, 'a'), b = open_as(h, 'b');
    struct id topic = id_of('T'), who, where;

    hub_follow(h, a, &topic);
    hub_follow(h, b, &topic);
    hub_close(h, a, 1000);
    hub_close(h, b, 1500);
    CHECK(!hub_next_absent(h, 1000 + HUB_ABSENT_GRACE_MS - 1, &where, &who));

    b = open_as(h, 'b'); /* back within the grace */
    hub_follow(h, b, &topic);
    CHECK(hub_next_absent(h, 9000, &where, &who));
    struct id expected = id_of('a');
    CHECK(id_same(&who, &expected));
    CHECK(id_same(&where, &topic));
    CHECK(!hub_next_absent(h, 9000, &where, &who));
    hub_close(h, b, 9000);
    hub_free(h);
}

TEST(an_account_that_lost_its_membership_stops_following_at_once)
{
    struct hub *h = new_hub();
    struct live_ref a = open_as(h, 'a'), b1 = open_as(h, 'b');
    struct live_ref b2 = open_as(h, 'b');
    struct id topic = id_of('T'), other = id_of('O'), account = id_of('b');

    hub_follow(h, a, &topic);
    hub_follow(h, b1, &topic);
    hub_follow(h, b2, &topic);
    hub_follow(h, b2, &other);
    drain(h, a), drain(h, b1), drain(h, b2);
    hub_unfollow_account(h, &topic, &account);
    CHECK(is_told(h, a, HERE(B, "false")));
    CHECK(!hub_follows(h, b1, &topic));
    CHECK(!hub_follows(h, b2, &topic));
    CHECK(hub_follows(h, b2, &other));
    CHECK(hub_follows(h, a, &topic));
    hub_publish(h, &topic, TEXT("news"));
    CHECK(is_told(h, b1, NULL));
    CHECK(is_told(h, b2, NULL));
    hub_unfollow_account(h, &topic, &account); /* harmless */
    hub_close(h, a, 0), hub_close(h, b1, 0), hub_close(h, b2, 0);
    hub_free(h);
}

TEST(a_socket_that_falls_behind_is_dropped_and_gets_nothing_more)
{
    struct hub *h = new_hub();
    struct live_ref a = open_as(h, 'a');
    static char big[64 * 1024];
    enum hub_close close;
    bool more;

    memset(big, 'x', sizeof(big));
    for (int i = 0; i < HUB_QUEUE_MAX / (int)sizeof(big); i++)
        hub_send(h, a, (struct text){ big, sizeof(big) });
    struct hub_frame *f = hub_take(h, a, &more, &close);
    CHECK(f != NULL && close == HUB_STAY); /* exactly full is not too much */
    free(f);
    hub_send(h, a, (struct text){ big, sizeof(big) });
    hub_send(h, a, TEXT("x"));
    CHECK(hub_take(h, a, &more, &close) == NULL);
    CHECK(close == HUB_FELL_BEHIND);
    hub_send(h, a, TEXT("more"));
    CHECK(hub_take(h, a, &more, &close) == NULL);
    hub_close(h, a, 0);
    hub_free(h);
}

TEST(a_login_that_ends_closes_its_sockets_and_no_others)
{
    struct hub *h = new_hub();
    struct live_ref a1 = open_as(h, 'a'), a2 = open_as(h, 'a');
    struct live_ref b = open_as(h, 'b');
    uint8_t hash[32];
    enum hub_close close;
    bool more;

    memset(hash, 'a', sizeof(hash));
    hub_end_login(h, hash);
    hub_take(h, a1, &more, &close);
    CHECK(close == HUB_LOGIN_ENDED);
    hub_take(h, a2, &more, &close);
    CHECK(close == HUB_LOGIN_ENDED);
    hub_take(h, b, &more, &close);
    CHECK(close == HUB_STAY);
    hub_close(h, a1, 0), hub_close(h, a2, 0), hub_close(h, b, 0);
    hub_free(h);
}

TEST(every_open_socket_tells_its_login_and_a_closed_one_none)
{
    struct hub *h = new_hub();
    struct live_ref a = open_as(h, 'a'), b = open_as(h, 'b');
    uint8_t hash[32];
    uint32_t at = 0;

    hub_close(h, a, 0);
    CHECK(hub_next_login(h, &at, hash) && hash[0] == 'b' && hash[31] == 'b');
    CHECK(!hub_next_login(h, &at, hash));
    hub_close(h, b, 0);
    at = 0;
    CHECK(!hub_next_login(h, &at, hash));
    hub_free(h);
}

/* --- many threads -------------------------------------------------------- */

enum { WRITERS = 3, FRAMES = 2000 };

struct writing {
    struct hub *h;
    struct id topic;
};

static void *write_frames(void *arg)
{
    struct writing *w = arg;

    for (int i = 0; i < FRAMES; i++)
        hub_publish(w->h, &w->topic, TEXT("12345678"));
    return NULL;
}

/* One follower reads all the time, others come and go. Under the address and
 * thread sanitizers this is the test of the lock. */
TEST(writers_in_threads_lose_and_double_nothing)
{
    struct hub *h = new_hub();
    struct live_ref a = open_as(h, 'a');
    struct writing w = { h, id_of('T') };
    pthread_t threads[WRITERS];
    int seen = 0;

    hub_follow(h, a, &w.topic);
    for (int i = 0; i < WRITERS; i++)
        CHECK(pthread_create(&threads[i], NULL, write_frames, &w) == 0);
    while (seen < WRITERS * FRAMES) {
        enum hub_close close;
        bool more;
        struct hub_frame *f = hub_take(h, a, &more, &close);
        struct live_ref guest;

        if (close != HUB_STAY)
            break;
        if (!f) {
            guest = open_as(h, 'a'); /* same account: no presence frames */
            hub_follow(h, guest, &w.topic);
            hub_close(h, guest, 0);
            continue;
        }
        seen++;
        free(f);
    }
    for (int i = 0; i < WRITERS; i++)
        pthread_join(threads[i], NULL);
    CHECK(seen == WRITERS * FRAMES);
    CHECK(is_told(h, a, NULL));
    hub_close(h, a, 0);
    hub_free(h);
}
