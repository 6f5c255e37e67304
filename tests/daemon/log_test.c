/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/base/log.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "daemon/base/clock.h"
#include "daemon/base/json.h"
#include "tests/check.h"

/* Standard error goes to a file in between. */
static int saved, caught;

static void catch_begin(void)
{
    char path[] = "/tmp/log-test-XXXXXX";

    saved = dup(STDERR_FILENO);
    caught = mkstemp(path);
    unlink(path);
    dup2(caught, STDERR_FILENO);
}

static size_t catch_end(char *out, size_t room)
{
    ssize_t len;

    dup2(saved, STDERR_FILENO);
    len = pread(caught, out, room, 0);
    close(saved);
    close(caught);
    CHECK(len >= 0);
    return (size_t)len;
}

/* The one line that was written, as JSON. */
static json_t *only_line(const char *bytes, size_t len)
{
    json_t *o;

    CHECK(len > 0 && bytes[len - 1] == '\n');
    CHECK(memchr(bytes, '\n', len) == bytes + len - 1);
    o = json_parse((struct text){ bytes, len - 1 });
    CHECK(o != NULL);
    return o;
}

static const char *field(json_t *o, const char *name)
{
    return json_string_value(json_object_get(o, name));
}

TEST(a_line_is_one_json_object)
{
    char out[8192];
    json_t *o;

    clock_set_offset_ms(1795629296789 - clock_now_ms());
    catch_begin();
    log_line(LOG_INFO, "visit_ended", "minutes", log_num(-50), "why", "time",
             "empty", "", "none", NULL, NULL);
    o = only_line(out, catch_end(out, sizeof out));
    clock_set_offset_ms(0);
    CHECK(strncmp(field(o, "at"), "2026-11-25T", 11) == 0);
    CHECK(strlen(field(o, "at")) == strlen("2026-11-25T12:34:56.789Z"));
    assert_string_equal(field(o, "level"), "info");
    assert_string_equal(field(o, "event"), "visit_ended");
    assert_string_equal(field(o, "minutes"), "-50");
    assert_string_equal(field(o, "why"), "time");
    assert_string_equal(field(o, "empty"), "");
    CHECK(json_is_null(json_object_get(o, "none")));
    json_decref(o);
}

TEST(values_cannot_break_out_of_their_line)
{
    static const char hostile[] =
        "\"},\n{\"event\":\"forged\\\"\r\t\x01\x1b[31m\x7f\xff\xc3 \xc3\xa9";
    char out[8192];
    json_t *o;

    catch_begin();
    log_line(LOG_WARN, "x", "value", hostile, NULL);
    o = only_line(out, catch_end(out, sizeof out));
    assert_string_equal(field(o, "event"), "x");
    assert_string_equal(field(o, "value"),
                        "\"},\n{\"event\":\"forged\\\"\r\t\x01\x1b[31m\x7f"
                        "\xef\xbf\xbd\xef\xbf\xbd \xc3\xa9");
    CHECK(strchr(out, 0x1b) == NULL);
    json_decref(o);
}

TEST(a_line_that_is_too_long_is_cut_and_still_an_object)
{
    static char big[20000];
    char out[30000];
    json_t *o;

    for (int kind = 0; kind < 3; kind++) {
        memset(big,
               kind == 0   ? 'x'
               : kind == 1 ? '\n'
                           : '\xff',
               sizeof big - 1);
        catch_begin();
        log_line(LOG_ERROR, "x", "big", big, "after", "lost", NULL);
        o = only_line(out, catch_end(out, sizeof out));
        CHECK(strlen(field(o, "big")) > 500);
        CHECK(json_object_get(o, "after") == NULL);
        json_decref(o);
    }
}

TEST(what_is_less_than_the_level_is_not_written)
{
    char out[8192];

    catch_begin();
    log_line(LOG_DEBUG, "x", NULL);
    log_set_level(LOG_ERROR);
    log_line(LOG_WARN, "x", NULL);
    log_set_level(LOG_INFO);
    CHECK(catch_end(out, sizeof out) == 0);
}

TEST(eight_numbers_fit_in_one_line)
{
    const char *n[8];

    for (int i = 0; i < 8; i++)
        n[i] = log_num(i * 1000000007LL);
    for (int i = 0; i < 8; i++)
        CHECK(strtoll(n[i], NULL, 10) == i * 1000000007LL);
    assert_string_equal(log_num(INT64_MIN), "-9223372036854775808");
}

static void *chatter(void *context)
{
    for (int i = 0; i < 100; i++)
        log_line(LOG_INFO, "chatter", "who", context, "n", log_num(i), NULL);
    return NULL;
}

TEST(lines_of_several_threads_do_not_mix)
{
    static char out[1 << 20];
    pthread_t threads[4];
    size_t len, lines = 0;
    char *at = out;

    catch_begin();
    for (int i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, chatter, (void *)"somebody");
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    len = catch_end(out, sizeof out);
    while (at < out + len) {
        char *end = memchr(at, '\n', len - (size_t)(at - out));
        json_t *o;
        CHECK(end != NULL);
        o = json_parse((struct text){ at, (size_t)(end - at) });
        CHECK(o != NULL);
        json_decref(o);
        at = end + 1;
        lines++;
    }
    CHECK(lines == 400);
}
