/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/base/json.h"

#include <stdlib.h>

#include "tests/check.h"

static struct text text_of(const char *s)
{
    return (struct text){ s, strlen(s) };
}

TEST(only_strict_json_is_taken)
{
    static const char *const bad[] = { "",
                                       " ",
                                       "{",
                                       "}",
                                       "{}}",
                                       "{} x",
                                       "[1,]",
                                       "{\"a\":1,}",
                                       "{a:1}",
                                       "{'a':1}",
                                       "{\"a\":1,\"a\":2}",
                                       "{\"a\":01}",
                                       "{\"a\":+1}",
                                       "{\"a\":.5}",
                                       "{\"a\":1.}",
                                       "{\"a\":NaN}",
                                       "{\"a\":Infinity}",
                                       "{\"a\":1e999}",
                                       "{\"a\":9223372036854775808}",
                                       "{\"a\":-9223372036854775809}",
                                       "{\"a\":\"\xff\"}",
                                       "{\"a\":\"\xed\xa0\x80\"}",
                                       "{\"a\":\"\xc0\x80\"}",
                                       "{\"a\":\"\\ud800\"}",
                                       "{\"a\":\"\\udc00\\ud800\"}",
                                       "{\"a\":\"\\u0000\"}",
                                       "{\"\\u0000\":1}",
                                       "{\"a\":\"\n\"}",
                                       "{\"a\":\"\t\"}",
                                       "{\"a\":\"\\x41\"}",
                                       "\"text\"",
                                       "1",
                                       "true",
                                       "null",
                                       "// no\n{}",
                                       "/* no */{}",
                                       "\xef\xbb\xbf{}",
                                       "{\"a\":tru}",
                                       "{\"a\" 1}",
                                       "[1 2]",
                                       "{\"a\":1;}" };
    static const char *const good[] = { "{}",
                                        " {} ",
                                        "[]",
                                        "{\"a\":1}",
                                        "{\"a\":\"\\ud83d\\ude00\"}",
                                        "{\"a\":-9223372036854775808}",
                                        "{\"[[[\":\"{{{\\\"[[[\"}" };
    struct text nul = { "{\"a\":\"x\0y\"}", 11 };

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CHECK(json_parse(text_of(bad[i])) == NULL);
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        json_t *o = json_parse(text_of(good[i]));
        CHECK(o != NULL);
        json_decref(o);
    }
    CHECK(json_parse(nul) == NULL);
    CHECK(json_parse((struct text){ "{}\0", 3 }) == NULL);
    CHECK(json_parse((struct text){ NULL, 0 }) == NULL);
}

TEST(depth_has_a_limit)
{
    char deep[4000];
    json_t *o;

    memset(deep, '[', 64);
    memset(deep + 64, ']', 64);
    o = json_parse((struct text){ deep, 128 });
    CHECK(o != NULL);
    json_decref(o);
    memset(deep, '[', 65);
    memset(deep + 65, ']', 65);
    CHECK(json_parse((struct text){ deep, 130 }) == NULL);
    memset(deep, '[', sizeof deep);
    CHECK(json_parse((struct text){ deep, sizeof deep }) == NULL);
}

/* A reader over body for the length of one test. */
struct reading {
    struct arena arena;
    json_t *body;
    struct json_reader r;
};

static void begin(struct reading *g, const char *body)
{
    arena_init(&g->arena, 1 << 16);
    g->body = json_parse(text_of(body));
    CHECK(g->body != NULL);
    json_read_begin(&g->r, g->body, &g->arena);
}

static void end(struct reading *g)
{
    json_decref(g->body);
    arena_deinit(&g->arena);
}

TEST(fields_are_read_by_their_type)
{
    struct reading g;
    struct id id;
    char letters[ID_LETTERS + 1];

    begin(&g, "{\"text\":\"caf\\u00e9\",\"empty\":\"\",\"number\":-7,"
              "\"yes\":true,\"no\":false,\"id\":\"AAAAAAAAAAAAAAAAAAAAAQ\","
              "\"bytes\":\"Zm9v\",\"list\":[1],\"nothing\":null}");
    CHECK_TEXT(json_read_text(&g.r, "text", 1, 5), "caf\xc3\xa9");
    CHECK_TEXT(json_read_optional_text(&g.r, "empty", 5), "");
    CHECK_TEXT(json_read_optional_text(&g.r, "absent", 5), "");
    CHECK_TEXT(json_read_optional_text(&g.r, "nothing", 5), "");
    CHECK(json_read_int(&g.r, "number", -7, -7) == -7);
    CHECK(json_read_bool(&g.r, "yes"));
    CHECK(!json_read_bool(&g.r, "no"));
    id = json_read_id(&g.r, "id");
    id_format(&id, letters);
    assert_string_equal(letters, "AAAAAAAAAAAAAAAAAAAAAQ");
    CHECK_TEXT(json_read_bytes(&g.r, "bytes", 3, 3), "foo");
    CHECK(json_array_size(json_read_optional(&g.r, "list")) == 1);
    CHECK(json_read_optional(&g.r, "absent") == NULL);
    CHECK(json_read_has(&g.r, "text") && !json_read_has(&g.r, "nothing"));
    CHECK(!json_read_has(&g.r, "absent"));
    CHECK(json_read_end(&g.r) == ERR_OK);
    CHECK(g.r.field == NULL);
    end(&g);
}

TEST(the_first_wrong_field_is_named_with_what_it_should_be)
{
    struct reading g;

    begin(&g, "{\"a\":\"toolong\",\"b\":5}");
    CHECK_TEXT(json_read_text(&g.r, "a", 1, 3), "");
    CHECK(json_read_int(&g.r, "b", 0, 3) == 0);
    CHECK(json_read_end(&g.r) == ERR_BAD_INPUT);
    assert_string_equal(g.r.field, "a");
    assert_string_equal(g.r.wanted, "a text of 1 to 3 bytes");
    end(&g);

    begin(&g, "{\"b\":5}");
    json_read_int(&g.r, "b", 0, 3);
    CHECK(json_read_end(&g.r) == ERR_BAD_INPUT);
    assert_string_equal(g.r.field, "b");
    assert_string_equal(g.r.wanted, "a whole number from 0 to 3");
    end(&g);
}

TEST(values_of_another_type_are_refused)
{
    static const char *const values[] = { "null", "1",    "1.0", "1e0", "\"1\"",
                                          "\"\"", "true", "[]",  "{}" };
    enum { TEXTS = 1 << 4 | 1 << 5, NUMBERS = 1 << 1, BOOLS = 1 << 6 };
    char body[64];
    struct reading g;

    for (int i = 0; i < 9; i++) {
        snprintf(body, sizeof body, "{\"f\":%s}", values[i]);
        begin(&g, body);
        json_read_text(&g.r, "f", 0, 9);
        CHECK((json_read_end(&g.r) == ERR_OK) == !!(TEXTS & 1 << i));
        end(&g);
        begin(&g, body);
        json_read_int(&g.r, "f", 0, 9);
        CHECK((json_read_end(&g.r) == ERR_OK) == !!(NUMBERS & 1 << i));
        end(&g);
        begin(&g, body);
        json_read_bool(&g.r, "f");
        CHECK((json_read_end(&g.r) == ERR_OK) == !!(BOOLS & 1 << i));
        end(&g);
        begin(&g, body);
        json_read_id(&g.r, "f");
        CHECK(json_read_end(&g.r) == ERR_BAD_INPUT);
        end(&g);
        begin(&g, body);
        json_read_optional(&g.r, "f");
        CHECK((json_read_end(&g.r) == ERR_OK) == (i == 0 || i >= 7));
        end(&g);
    }
}

TEST(bytes_must_be_canonical_and_within_their_lengths)
{
    static const struct {
        const char *body;
        enum err e;
    } rows[] = { { "{\"f\":\"\"}", ERR_BAD_INPUT },
                 { "{\"f\":\"Zg\"}", ERR_OK },
                 { "{\"f\":\"Zh\"}", ERR_BAD_INPUT },
                 { "{\"f\":\"Zg==\"}", ERR_BAD_INPUT },
                 { "{\"f\":\"Zm9v\"}", ERR_OK },
                 { "{\"f\":\"Zm9vYg\"}", ERR_BAD_INPUT },
                 { "{\"f\":\"Zm9vYmFyZm9vYmFy\"}", ERR_BAD_INPUT } };
    struct reading g;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        begin(&g, rows[i].body);
        json_read_bytes(&g.r, "f", 1, 3);
        CHECK(json_read_end(&g.r) == rows[i].e);
        end(&g);
    }
}

TEST(fields_nobody_asked_for_are_refused)
{
    struct reading g;

    begin(&g, "{\"a\":1,\"extra\":2}");
    json_read_int(&g.r, "a", 0, 9);
    CHECK(json_read_end(&g.r) == ERR_BAD_INPUT);
    assert_string_equal(g.r.field, "extra");
    assert_string_equal(g.r.wanted, "no such field");
    end(&g);

    begin(&g, "{\"a\":null}"); /* asked for, though there is nothing in it */
    CHECK(!json_read_has(&g.r, "a"));
    CHECK(json_read_end(&g.r) == ERR_OK);
    end(&g);
}

TEST(a_body_that_is_no_object_is_refused_whatever_is_read)
{
    struct reading g;

    begin(&g, "[1]");
    CHECK(json_read_int(&g.r, "a", 0, 9) == 0);
    CHECK(json_read_end(&g.r) == ERR_BAD_INPUT);
    assert_string_equal(g.r.wanted, "an object");
    end(&g);
    json_read_begin(&g.r, NULL, &g.arena);
    CHECK(json_read_end(&g.r) == ERR_BAD_INPUT);
}

TEST(a_handler_can_refuse_by_its_own_rule)
{
    struct reading g;

    begin(&g, "{\"a\":1}");
    json_read_int(&g.r, "a", 0, 9);
    json_read_refuse(&g.r, "a", "an odd day");
    json_read_refuse(&g.r, "b", "something else");
    CHECK(json_read_end(&g.r) == ERR_BAD_INPUT);
    assert_string_equal(g.r.field, "a");
    assert_string_equal(g.r.wanted, "an odd day");
    end(&g);
}

TEST(answers_are_written_as_they_are_read)
{
    json_t *o = json_object();
    struct id id = { { 0 } };
    static char big[5000];
    char *dump;

    json_put_text(o, "text", TEXT("a\"\xc3\xa9\n"));
    json_put_int(o, "number", INT64_MIN);
    json_put_bool(o, "yes", true);
    json_put_id(o, "id", &id);
    json_put_bytes(o, "bytes", TEXT("foo"));
    json_put_bytes(o, "none", (struct text){ NULL, 0 });
    json_put_text(o, "empty", (struct text){ NULL, 0 });
    json_put_null(o, "nothing");
    json_put_take(o, "list", json_array());
    dump = json_dumps(o, JSON_COMPACT);
    assert_string_equal(
        dump, "{\"text\":\"a\\\"\xc3\xa9\\n\",\"number\":-9223372036854775808,"
              "\"yes\":true,\"id\":\"AAAAAAAAAAAAAAAAAAAAAA\","
              "\"bytes\":\"Zm9v\",\"none\":\"\",\"empty\":\"\","
              "\"nothing\":null,\"list\":[]}");
    free(dump);
    json_put_bytes(o, "big", (struct text){ big, sizeof big });
    CHECK(json_string_length(json_object_get(o, "big")) == 6667);
    json_decref(o);
}
