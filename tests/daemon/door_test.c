/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/net/door.h"
#include "daemon/net/answer.h"
#include "daemon/net/head.h"

#include <string.h>

#include "tests/check.h"

static const char *const hosts[] = { "practice.example", "localhost:8080",
                                     NULL };
static const struct door plain = { .hosts = hosts };
static const struct door tls = { .hosts = hosts, .behind_tls = true };

static struct text view(const char *s)
{
    return (struct text){ s, s ? strlen(s) : 0 };
}

TEST(a_length_is_digits_and_nothing_else)
{
    static const char *const bad[] = { "",
                                       "+1",
                                       "-1",
                                       " 1",
                                       "1 ",
                                       "0x1",
                                       "1,1",
                                       "1 1",
                                       "1e3",
                                       "1.0",
                                       "18446744073709551617",
                                       "1000000000",
                                       "\xd9\xa1" };
    uint32_t n = 7;

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        CHECK(!door_length(view(bad[i]), &n));
    CHECK(n == 7);
    CHECK(door_length(TEXT("0"), &n) && n == 0);
    CHECK(door_length(TEXT("007"), &n) && n == 7);
    CHECK(door_length(TEXT("999999999"), &n) && n == 999999999);
}

TEST(a_host_is_one_of_ours_or_none)
{
    static const struct {
        const char *host;
        bool ours;
    } cases[] = {
        { "practice.example", true },
        { "PRACTICE.Example", true },
        { "practice.example:443", true },
        { "practice.example:", false },
        { "practice.example:x", false },
        { "practice.example:443:443", false },
        { "practice.example.", false },
        { "practice.example,practice.example", false },
        { "evil@practice.example", false },
        { "practice.example/", false },
        { "practice.example.evil", false },
        { "xpractice.example", false },
        { "localhost:8080", true },
        { "localhost", false }, /* the list names its port */
        { "localhost:80", false },
        { "", false },
        { ":80", false },
        { "1", false },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        CHECK(door_host(&plain, view(cases[i].host)) == cases[i].ours);
}

TEST(an_origin_is_exactly_the_host_it_reached)
{
    struct text host = TEXT("practice.example:8443");

    CHECK(door_origin(&plain, TEXT("https://practice.example:8443"), host));
    CHECK(door_origin(&plain, TEXT("http://practice.example:8443"), host));
    CHECK(!door_origin(&tls, TEXT("http://practice.example:8443"), host));
    CHECK(door_origin(&tls, TEXT("https://practice.example:8443"), host));
    CHECK(!door_origin(&plain, TEXT("https://practice.example"), host));
    CHECK(!door_origin(&plain, TEXT("https://practice.example:8443/"), host));
    CHECK(!door_origin(&plain, TEXT("https://a.practice.example:8443"), host));
    CHECK(!door_origin(&plain, TEXT("ftp://practice.example:8443"), host));
    CHECK(!door_origin(&plain, TEXT("practice.example:8443"), host));
    CHECK(!door_origin(&plain, TEXT("null"), host));
    CHECK(!door_origin(&plain, TEXT(""), host));
}

TEST(a_token_is_found_once_or_not_at_all)
{
    static const struct {
        const char *cookie, *token;
    } cases[] = {
        { "__Host-sid=abc", "abc" },
        { "a=b; __Host-sid=abc; c=d", "abc" },
        { "a=b;__Host-sid=abc", "abc" },
        { "a=b,__Host-sid=abc", "abc" }, /* two Cookie fields */
        { "__Host-sid=abc; __Host-sid=abd", "" },
        { "__Host-sid=a.b", "" },
        { "__Host-sid=a b", "" },
        { "__Host-sid=\"abc\"", "" },
        { "__Host-sid=", "" },
        { "__host-sid=abc", "" },
        { "x__Host-sid=abc", "" },
        { "__Host-sid", "" },
        { "; ; ;", "" },
        { "", "" },
        { "__Host-sid=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
          "aaaaaaaaa",
          "" }, /* 65 letters */
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        CHECK_TEXT(door_token(view(cases[i].cookie)), cases[i].token);
}

TEST(gzip_is_taken_only_when_it_is_wanted)
{
    static const struct {
        const char *accept;
        bool gzip;
    } cases[] = {
        { "gzip", true },      { "br, gzip;q=0.8", true }, { "GZIP", true },
        { "gzip;q=0", false }, { "gzip; q=0.000", false }, { "x-gzip", false },
        { "gzipped", false },  { "identity", false },      { "*", false },
        { "", false },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        CHECK(answer_takes_gzip(view(cases[i].accept)) == cases[i].gzip);
}

TEST(behind_tls_every_answer_insists_on_it)
{
    static const struct refusal gone = { .err = ERR_GONE };
    static const char hsts[] =
        "\r\nStrict-Transport-Security: max-age=31536000; "
        "includeSubDomains\r\n";
    struct reply reply = { .body = NULL };
    struct answer a[2];

    answer_init(&a[0]);
    answer_init(&a[1]);
    answer_error(&a[0], (struct answer_way){ .behind_tls = true }, &gone);
    answer_json(&a[1], (struct answer_way){ .behind_tls = true }, &reply);
    for (int i = 0; i < 2; i++) {
        CHECK(buf_ok(&a[i].bytes));
        CHECK(strstr(a[i].bytes.ptr, hsts) != NULL);
        answer_deinit(&a[i]);
    }
}

TEST(an_escaped_ampersand_in_a_query_stays_one)
{
    struct head_copy c;

    head_copy_init(&c);
    head_add_query(&c, TEXT("name=a&b c%"));
    head_add_query(&c, TEXT("x=\xc3\xa9+"));
    CHECK_TEXT(c.query, "name=a%26b%20c%25&x=%C3%A9%2B");
}

TEST(a_query_beyond_the_room_is_cut_not_written)
{
    static char big[HEAD_ROOM];
    struct head_copy c;

    memset(big, '%', sizeof(big));
    head_copy_init(&c);
    head_add_query(&c, (struct text){ big, sizeof(big) });
    head_add_query(&c, (struct text){ big, sizeof(big) });
    CHECK(c.query.len <= HEAD_ROOM);
    CHECK(c.used <= HEAD_ROOM);
}

TEST(only_a_proxy_on_this_machine_says_who_asks)
{
    static const struct {
        const char *peer, *forwarded;
        bool behind_tls;
        const char *remote;
    } cases[] = {
        { "127.0.0.1", "192.0.2.7", true, "192.0.2.7" },
        { "127.0.0.1", "10.0.0.1, 192.0.2.7", true, "192.0.2.7" },
        { "::1", "10.0.0.1,192.0.2.7", true, "192.0.2.7" },
        { "127.0.0.1", "192.0.2.7", false, "127.0.0.1" },
        { "192.0.2.1", "192.0.2.7", true, "192.0.2.1" },
        { "127.0.0.1", "", true, "127.0.0.1" },
        { "127.0.0.1", "192.0.2.7,", true, "127.0.0.1" },
        { "127.0.0.1", NULL, true, "127.0.0.1" },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct head_copy c;

        head_copy_init(&c);
        memcpy(c.peer, cases[i].peer, strlen(cases[i].peer) + 1);
        c.forwarded = view(cases[i].forwarded);
        head_find_remote(&c, cases[i].behind_tls);
        CHECK_TEXT(c.remote, cases[i].remote);
    }
}

/* --- queries, as handlers read them --- */

static struct text query_of(struct arena *arena, const char *raw,
                            const char *name)
{
    struct request q = { .arena = arena, .query = view(raw) };

    return request_query(&q, name);
}

TEST(a_query_is_decoded_or_absent)
{
    static const struct {
        const char *raw, *value; /* of "n"; NULL: absent or malformed */
    } cases[] = {
        { "n=1", "1" },
        { "m=2&n=1", "1" },
        { "n=", "" },
        { "n=1&n=2", "1" },
        { "nn=1", NULL },
        { "n", NULL },
        { "", NULL },
        { "&&&", NULL },
        { "n=a+b%2Bc", "a b+c" },
        { "n=%C3%A9", "\xc3\xa9" },
        { "n=%E9", NULL },    /* Latin-1 is not UTF-8 */
        { "n=%C0%AF", NULL }, /* overlong */
        { "n=%00", NULL },
        { "n=%", NULL },
        { "n=%4", NULL },
        { "n=%4g", NULL },
        { "n=%41", "A" },
        { "n=a%4&m=1", NULL },
    };
    struct arena arena;

    arena_init(&arena, 1 << 16);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct text got = query_of(&arena, cases[i].raw, "n");

        if (cases[i].value)
            CHECK_TEXT(got, cases[i].value);
        else
            CHECK(got.ptr == NULL);
    }
    arena_deinit(&arena);
}
