/* SPDX-License-Identifier: Apache-2.0 */
/* Letters: paging, new words, receipts, files and the message contract. */
#include "tests/check.h"
#include "tests/daemon/house.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "daemon/base/b64.h"
#include "daemon/cli/house.h"
#include "daemon/conversations/attachments_store.h"
#include "daemon/store/store.h"

static const char *text_of(json_t *o, const char *field)
{
    const char *s = json_string_value(json_object_get(o, field));

    return s ? s : "";
}

static json_int_t int_of(json_t *o, const char *field)
{
    return json_integer_value(json_object_get(o, field));
}

static struct live *follow(struct client *c, const char *alliance)
{
    struct live *l = live_open(c);

    CHECK(l != NULL);
    live_say(l, "{s:s, s:s, s:i}", "op", "follow", "alliance", alliance,
             "after", 1);
    CHECK(live_await(l, "followed", 5000) != NULL);
    return l;
}

static void write_letter(struct live *l, const char *alliance, const char *id,
                         const char *sealed)
{
    live_say(l, "{s:s, s:i, s:s, s:n, s:s, s:s, s:s}", "op", "send", "ref", 1,
             "alliance", alliance, "visit", "id", id, "type", "letter",
             "sealed", sealed);
    CHECK(live_await(l, "sent", 5000) != NULL);
}

/* In a ring of four. */
static const char *path(const char *format, const char *a, const char *b)
{
    static _Thread_local char ring[4][256];
    static _Thread_local unsigned at;
    char *out = ring[at++ % 4];
    size_t len = 0;

    for (; *format; format++) {
        if (*format == '*') {
            len += (size_t)snprintf(out + len, 256 - len, "%s", a);
            a = b;
        } else {
            out[len++] = *format;
        }
        CHECK(len < 250);
    }
    out[len] = '\0';
    return out;
}

static json_t *letters(struct client *c, const char *conversation,
                       const char *query)
{
    CHECK(client_get(c, path("/api/conversations/*/messages?thread=letters*",
                             conversation, query)) == 200);
    return json_object_get(client_body(c), "messages");
}

static const char *letter_path(const struct pair *p, const char *id)
{
    return path("/api/conversations/*/messages/*", p->conversation, id);
}

static int reword(struct client *c, const struct pair *p, const char *id,
                  int revision, const char *sealed)
{
    return client_put(c, letter_path(p, id), "{s:i, s:s}", "revision", revision,
                      "sealed", sealed);
}

TEST_HOUSES(the_newest_two_hundred_come_first_and_older_ones_page_by_page)
{
    struct live *l;
    struct pair p;
    json_t *page;
    char query[64];

    test_pair(t, &p);
    l = follow(p.client.client, p.alliance);
    for (int i = 0; i < 210; i++)
        write_letter(l, p.alliance, new_id(), new_bytes(20));
    page = letters(p.therapist.client, p.conversation, "");
    CHECK(json_array_size(page) == 200);
    CHECK(
        json_is_true(json_object_get(client_body(p.therapist.client), "more")));
    CHECK(int_of(json_array_get(page, 0), "seq") == 211);
    CHECK(int_of(json_array_get(page, 199), "seq") == 12);
    snprintf(query, sizeof query, "&before=12");
    page = letters(p.therapist.client, p.conversation, query);
    CHECK(json_array_size(page) == 10);
    CHECK(json_is_false(
        json_object_get(client_body(p.therapist.client), "more")));
    CHECK(int_of(json_array_get(page, 9), "seq") == 2);
    page = letters(p.therapist.client, p.conversation, "&after=209");
    CHECK(json_array_size(page) == 2);
    CHECK(int_of(json_array_get(page, 0), "seq") == 210);
    live_close(l);
    test_pair_free(&p);
}

TEST_HOUSES(what_is_asked_for_wrongly_is_named)
{
    static const struct {
        const char *query, *field;
    } rows[] = {
        { "", "visit" },
        { "?thread=chat", "thread" },
        { "?thread=letters&before=x", "before" },
        { "?thread=letters&after=-1", "after" },
        { "?thread=letters&after=1&before=9", "before" },
    };
    struct pair p;

    test_pair(t, &p);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        CHECK(client_get(p.client.client,
                         path("/api/conversations/*/messages*", p.conversation,
                              rows[i].query)) == 400);
        CHECK(strcmp(client_field(p.client.client), rows[i].field) == 0);
    }
    test_pair_free(&p);
}

TEST_HOUSES(chat_belongs_to_a_session_and_a_letter_to_none)
{
    struct live *l;
    struct pair p;
    json_t *frame;

    test_pair(t, &p);
    l = follow(p.client.client, p.alliance);
    live_say(l, "{s:s, s:i, s:s, s:n, s:s, s:s, s:s}", "op", "send", "ref", 1,
             "alliance", p.alliance, "visit", "id", new_id(), "type", "chat",
             "sealed", new_bytes(20));
    CHECK((frame = live_await(l, "refused", 5000)) != NULL);
    CHECK(strcmp(text_of(json_object_get(frame, "error"), "field"), "type") ==
          0);
    live_close(l);
    test_pair_free(&p);
}

TEST_HOUSES(new_words_stand_where_the_old_ones_stood_and_the_others_are_told)
{
    const char *id = new_id(), *second = new_bytes(80), *third = new_bytes(80);
    struct live *a, *b;
    json_t *frame, *e;
    struct pair p;

    test_pair(t, &p);
    a = follow(p.client.client, p.alliance);
    b = follow(p.therapist.client, p.alliance);
    write_letter(a, p.alliance, id, new_bytes(80));
    CHECK(live_await(b, "event", 5000) != NULL);
    CHECK(reword(p.client.client, &p, id, 1, second) == 200);
    CHECK((frame = live_await(b, "event", 5000)) != NULL);
    e = json_object_get(frame, "event");
    CHECK(strcmp(text_of(e, "kind"), "edited") == 0);
    CHECK(strcmp(text_of(e, "object"), id) == 0);
    CHECK(json_is_null(json_object_get(e, "sealed")));
    CHECK(client_get(p.therapist.client, letter_path(&p, id)) == 200);
    CHECK(strcmp(client_text(p.therapist.client, "sealed"), second) == 0);
    CHECK(client_int(p.therapist.client, "seq") == 2);

    /* Again, skipped, from behind, and by somebody else. */
    CHECK(reword(p.client.client, &p, id, 1, second) == 200);
    CHECK(live_await(b, "event", 300) == NULL);
    CHECK(reword(p.client.client, &p, id, 1, third) == 409);
    CHECK(reword(p.client.client, &p, id, 3, third) == 409);
    CHECK(reword(p.therapist.client, &p, id, 2, third) == 403);
    CHECK(reword(p.client.client, &p, new_id(), 1, third) == 404);
    CHECK(reword(p.client.client, &p, id, 2, third) == 200);
    CHECK(json_array_size(letters(p.client.client, p.conversation, "")) == 1);
    live_close(a);
    live_close(b);
    test_pair_free(&p);
}

/* True when the bytes stand anywhere in the file. */
static bool file_holds(const char *name, const void *bytes, size_t len)
{
    FILE *f = fopen(name, "rb");
    char *all;
    long size;
    bool found;

    if (f == NULL)
        return false;
    fseek(f, 0, SEEK_END);
    size = ftell(f);
    rewind(f);
    all = malloc((size_t)size + 1);
    CHECK(all && fread(all, 1, (size_t)size, f) == (size_t)size);
    fclose(f);
    found = memmem(all, (size_t)size, bytes, len) != NULL;
    free(all);
    return found;
}

static bool store_holds(struct test_house *t, const char *letters_)
{
    char name[512], bytes[4096];
    size_t len = 0;
    bool found = false;

    CHECK(b64_decode((struct text){ letters_, strlen(letters_) }, bytes,
                     sizeof bytes, &len));
    for (int i = 0; i < 2; i++) {
        snprintf(name, sizeof name, "%s%s",
                 strchr(test_house_store(t), ':') + 1, i ? "-wal" : "");
        found |= file_holds(name, bytes + len / 2, 24);
    }
    return found;
}

/* The tick that carries the log over comes within a second or so. */
static bool is_gone_soon(struct test_house *t, const char *letters_)
{
    for (int i = 0; i < 100; i++) {
        if (!store_holds(t, letters_))
            return true;
        usleep(100000);
    }
    return false;
}

static void
the_old_bytes_are_gone_from_database_and_log_on(struct test_house *t)
{
    const char *small = new_bytes(90), *large = new_bytes(3000);
    const char *a = new_id(), *b = new_id();
    struct live *l;
    struct pair p;

    test_pair(t, &p);
    l = follow(p.client.client, p.alliance);
    write_letter(l, p.alliance, a, small);
    write_letter(l, p.alliance, b, large);
    CHECK(store_holds(t, small) && store_holds(t, large));
    CHECK(reword(p.client.client, &p, a, 1, new_bytes(30)) == 200);
    CHECK(reword(p.client.client, &p, b, 1, new_bytes(3000)) == 200);
    CHECK(is_gone_soon(t, small) && is_gone_soon(t, large));
    live_close(l);
    test_pair_free(&p);
}
TEST_HOUSE_ON(the_old_bytes_are_gone_from_database_and_log, sqlite)

static void tell_receipt(struct live *l, const char *alliance, int delivered,
                         int read)
{
    live_say(l, "{s:s, s:s, s:i, s:i}", "op", "receipt", "alliance", alliance,
             "delivered", delivered, "read", read);
}

/* The next receipt of this account. */
static json_t *receipt_of(struct live *l, const char *account)
{
    json_t *frame;

    while ((frame = live_await(l, "receipt", 2000)) != NULL)
        if (strcmp(text_of(frame, "account"), account) == 0)
            break;
    return frame;
}

TEST_HOUSES(the_others_hear_how_far_i_am_and_so_does_who_comes_later)
{
    struct live *a, *b, *later;
    json_t *r;
    struct pair p;

    test_pair(t, &p);
    a = follow(p.client.client, p.alliance);
    b = follow(p.therapist.client, p.alliance);
    CHECK((r = receipt_of(b, p.client.id)) != NULL);
    CHECK(int_of(r, "delivered") == 0 && int_of(r, "read") == 0);
    write_letter(b, p.alliance, new_id(), new_bytes(20));
    tell_receipt(a, p.alliance, 2, 0);
    CHECK((r = receipt_of(b, p.client.id)) != NULL);
    CHECK(int_of(r, "delivered") == 2 && int_of(r, "read") == 0);
    tell_receipt(a, p.alliance, 0, 2);
    CHECK((r = receipt_of(b, p.client.id)) != NULL);
    CHECK(int_of(r, "delivered") == 2 && int_of(r, "read") == 2);

    /* Never back, never beyond what there is. */
    tell_receipt(a, p.alliance, 1, 1);
    CHECK(receipt_of(b, p.client.id) == NULL);
    tell_receipt(a, p.alliance, 99, 99);
    CHECK(receipt_of(b, p.client.id) == NULL);
    later = follow(p.therapist.client, p.alliance);
    CHECK((r = receipt_of(later, p.client.id)) != NULL);
    CHECK(int_of(r, "delivered") == 2 && int_of(r, "read") == 2);
    live_close(a);
    live_close(b);
    live_close(later);
    test_pair_free(&p);
}

TEST_HOUSES(who_does_not_show_that_they_read_is_not_shown_it_either)
{
    for (int off = 0; off < 2; off++) {
        struct live *a, *b;
        struct person *hides;
        json_t *r;
        struct pair p;

        test_pair(t, &p);
        hides = off ? &p.therapist : &p.client;
        CHECK(client_put(hides->client, "/api/accounts/preferences", "{s:b}",
                         "shows_read", 0) == 200);
        CHECK(client_get(hides->client, "/api/accounts/me") == 200);
        CHECK(json_is_false(
            json_object_get(client_body(hides->client), "shows_read")));
        a = follow(p.client.client, p.alliance);
        b = follow(p.therapist.client, p.alliance);
        CHECK(receipt_of(a, p.client.id) != NULL);
        CHECK(receipt_of(b, p.client.id) != NULL);
        write_letter(b, p.alliance, new_id(), new_bytes(20));
        tell_receipt(a, p.alliance, 2, 2);
        CHECK((r = receipt_of(b, p.client.id)) != NULL);
        CHECK(int_of(r, "delivered") == 2);
        CHECK(json_is_null(json_object_get(r, "read")));
        CHECK((r = receipt_of(a, p.client.id)) != NULL);
        CHECK(int_of(r, "read") == 2); /* one's own other device */
        live_close(a);
        live_close(b);
        test_pair_free(&p);
    }
}

enum { ONE = ATTACHMENT_CHUNK_BYTES + ATTACHMENT_SEAL_BYTES };

/* A sealed chunk as letters; free it. */
static char *chunk(size_t bytes, char filling)
{
    char *raw = malloc(bytes), *out = malloc(b64_letters(bytes) + 1);

    CHECK(raw && out);
    memset(raw, filling, bytes);
    b64_encode((struct text){ raw, bytes }, out);
    free(raw);
    return out;
}

static int file_begin(struct client *c, const char *alliance, const char *id,
                      int size, int chunks)
{
    return client_post(c, "/api/attachments", "{s:s, s:s, s:i, s:i}", "id", id,
                       "alliance", alliance, "size", size, "chunks", chunks);
}

static int chunk_put(struct client *c, const char *id, const char *n,
                     size_t bytes, char filling)
{
    char *sealed = chunk(bytes, filling);
    int status = client_put(c, path("/api/attachments/*/chunks/*", id, n),
                            "{s:s}", "sealed", sealed);

    free(sealed);
    return status;
}

static int file_get(struct client *c, const char *id)
{
    return client_get(c, path("/api/attachments/*", id, ""));
}

static const char *send_with(struct live *l, const char *alliance,
                             const char *id, const char *file)
{
    json_t *frame;

    live_say(l, "{s:s, s:i, s:s, s:n, s:s, s:s, s:s, s:[s]}", "op", "send",
             "ref", 1, "alliance", alliance, "visit", "id", id, "type",
             "letter", "sealed", new_bytes(60), "attachments", file);
    while ((frame = live_next(l, 5000)) != NULL)
        if (strcmp(text_of(frame, "op"), "sent") == 0)
            return "sent";
        else if (strcmp(text_of(frame, "op"), "refused") == 0)
            return text_of(json_object_get(frame, "error"), "code");
    return "";
}

TEST_HOUSES(a_file_comes_chunk_by_chunk_and_goes_on_where_it_stopped)
{
    const char *id = new_id(), *letter = new_id();
    struct live *l;
    json_t *have;
    char *first;
    struct pair p;
    struct client *c;

    test_pair(t, &p);
    c = p.client.client;
    l = follow(c, p.alliance);
    CHECK(file_begin(c, p.alliance, id, ATTACHMENT_CHUNK_BYTES + 10, 2) == 200);
    CHECK(chunk_put(c, id, "1", 10 + ATTACHMENT_SEAL_BYTES, 'b') == 200);
    CHECK(strcmp(send_with(l, p.alliance, letter, id), "not_found") == 0);

    /* After a reload: the same question tells what is missing. */
    CHECK(file_begin(c, p.alliance, id, ATTACHMENT_CHUNK_BYTES + 10, 2) == 200);
    have = json_object_get(client_body(c), "have");
    CHECK(json_array_size(have) == 1 &&
          json_integer_value(json_array_get(have, 0)) == 1);
    CHECK(chunk_put(c, id, "0", ONE, 'a') == 200);
    CHECK(chunk_put(c, id, "0", ONE, 'x') == 200); /* the first one stays */
    CHECK(strcmp(send_with(l, p.alliance, letter, id), "sent") == 0);
    CHECK(client_get(p.therapist.client,
                     path("/api/attachments/*/chunks/*", id, "0")) == 200);
    first = chunk(ONE, 'a');
    CHECK(strcmp(client_text(p.therapist.client, "sealed"), first) == 0);
    free(first);

    /* It belongs to that letter now. */
    CHECK(chunk_put(c, id, "0", ONE, 'x') == 409);
    CHECK(client_delete(c, path("/api/attachments/*", id, "")) == 409);
    CHECK(strcmp(send_with(l, p.alliance, new_id(), id), "not_found") == 0);
    live_close(l);
    test_pair_free(&p);
}

TEST_HOUSES(a_file_goes_with_the_letter_it_belonged_to)
{
    const char *id = new_id(), *letter = new_id();
    struct live *l;
    struct pair p;
    struct client *c;

    test_pair(t, &p);
    c = p.client.client;
    l = follow(c, p.alliance);
    CHECK(file_begin(c, p.alliance, id, 10, 1) == 200);
    CHECK(chunk_put(c, id, "0", 10 + ATTACHMENT_SEAL_BYTES, 'a') == 200);
    CHECK(strcmp(send_with(l, p.alliance, letter, id), "sent") == 0);
    CHECK(client_put(c, letter_path(&p, letter), "{s:i, s:s, s:[s]}",
                     "revision", 1, "sealed", new_bytes(40), "attachments",
                     id) == 200);
    CHECK(file_get(c, id) == 200);
    CHECK(reword(c, &p, letter, 2, new_bytes(40)) == 200);
    CHECK(file_get(c, id) == 404);
    live_close(l);
    test_pair_free(&p);
}

TEST_HOUSES(what_does_not_fit_is_refused_and_said)
{
    struct client *c;
    const char *id = new_id();
    struct pair p;

    test_pair(t, &p); /* the house of the tests has room for 1 MiB */
    c = p.client.client;
    CHECK(file_begin(c, p.alliance, id, ATTACHMENT_BYTES_MOST + 1, 101) == 400);
    CHECK(file_begin(c, p.alliance, id, ATTACHMENT_CHUNK_BYTES + 1, 1) == 400);
    CHECK(strcmp(client_field(c), "chunks") == 0);
    CHECK(file_begin(c, p.alliance, id, 1048577, 5) == 413);
    CHECK(file_begin(c, p.alliance, id, 1000000, 4) == 200);
    CHECK(file_begin(p.therapist.client, p.alliance, new_id(), 100000, 1) ==
          413);
    CHECK(file_begin(p.therapist.client, p.alliance, id, 1000000, 4) == 409);
    CHECK(chunk_put(c, id, "0", ONE - 1, 'a') == 400);
    CHECK(chunk_put(c, id, "4", ONE, 'a') == 404);
    CHECK(chunk_put(p.therapist.client, id, "0", ONE, 'a') == 403);
    CHECK(client_delete(c, path("/api/attachments/*", id, "")) == 200);
    CHECK(file_begin(p.therapist.client, p.alliance, new_id(), 100000, 1) ==
          200);
    test_pair_free(&p);
}

TEST_HOUSES(a_file_that_no_letter_took_is_swept_after_a_week)
{
    const char *old = new_id(), *young = new_id();
    struct store_conn *db;
    struct pair p;
    struct client *c;

    test_pair(t, &p);
    c = p.client.client;
    CHECK(file_begin(c, p.alliance, old, 10, 1) == 200);
    CHECK(chunk_put(c, old, "0", 10 + ATTACHMENT_SEAL_BYTES, 'a') == 200);
    db = store_connect(house_store(test_house_inside(t)));
    CHECK(db != NULL);
    CHECK(store_run(db, "UPDATE attachment SET created_ms = created_ms"
                        " - 691200000") == ERR_OK);
    store_disconnect(db);
    CHECK(file_begin(c, p.alliance, young, 10, 1) == 200);
    test_house_stop(t);
    test_house_start(t); /* sweeps at once */
    db = store_connect(house_store(test_house_inside(t)));
    for (int i = 0; i < 100; i++) {
        struct query *q = query_open(db, "SELECT COUNT(*) AS files,"
                                         " (SELECT COUNT(*) FROM"
                                         "  attachment_chunk) AS chunks"
                                         " FROM attachment");
        bool swept;

        CHECK(query_step(q) == QUERY_ROW);
        swept = query_int(q, "files") == 1 && query_int(q, "chunks") == 0;
        query_close(q);
        if (swept)
            break;
        CHECK(i < 99);
        usleep(50000);
    }
    store_disconnect(db);
    test_pair_free(&p);
}

static int contract_put(struct client *c, const char *body)
{
    return client_raw(c, "PUT", "/api/contract", body);
}

#define HOURS(day)                                                             \
    "\"zone\":\"Europe/Vienna\",\"hours\":[" day                               \
    ",null,null,null,null,null,null],\"answer_days\":2,\"cover\":"
#define MONDAY "{\"opens\":540,\"closes\":1020}"

TEST_HOUSES(a_contract_is_read_by_the_clients_of_its_therapist_and_nobody_else)
{
    json_t *list;
    struct pair p, others;

    test_pair(t, &p);
    test_pair(t, &others);
    CHECK(contract_put(p.client.client, "{" HOURS(MONDAY) "null}") == 403);
    CHECK(contract_put(p.therapist.client, "{" HOURS(MONDAY) "null}") == 200);
    CHECK(contract_put(
              p.therapist.client,
              "{" HOURS(MONDAY) "{\"text\":\"<b>Ben</b>\",\"from\":"
                                "\"2026-12-20\",\"until\":\"2027-01-06\"}}") ==
          200);
    CHECK(client_get(p.client.client, "/api/contract") == 200);
    list = json_object_get(client_body(p.client.client), "contracts");
    CHECK(json_array_size(list) == 1);
    CHECK(strcmp(text_of(json_array_get(list, 0), "account"), p.therapist.id) ==
          0);
    CHECK(strcmp(text_of(json_object_get(json_array_get(list, 0), "cover"),
                         "text"),
                 "<b>Ben</b>") == 0);
    CHECK(client_get(others.client.client, "/api/contract") == 200);
    CHECK(json_array_size(json_object_get(client_body(others.client.client),
                                          "contracts")) == 0);
    test_pair_free(&p);
    test_pair_free(&others);
}

TEST_HOUSES(a_contract_that_cannot_be_kept_is_refused_by_name)
{
    static const struct {
        const char *body, *field;
    } rows[] = {
        { "{" HOURS("null") "null}", "hours" },
        { "{" HOURS("{\"opens\":1020,\"closes\":540}") "null}", "hours" },
        { "{" HOURS("{\"opens\":0,\"closes\":1441}") "null}", "hours" },
        { "{\"zone\":\"Vienna\",\"hours\":[],\"answer_days\":2,\"cover\":null}",
          "zone" },
        { "{" HOURS(MONDAY) "{\"text\":\"\",\"from\":\"2027-01-06\",\"until\":"
                            "\"2026-12-20\"}}",
          "cover" },
        { "{" HOURS(MONDAY) "{\"text\":\"\",\"from\":\"2026-02-30\",\"until\":"
                            "\"2026-12-20\"}}",
          "cover" },
        { "{" HOURS(MONDAY) "null,\"more\":1}", "more" },
    };
    struct pair p;

    test_pair(t, &p);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        CHECK(contract_put(p.therapist.client, rows[i].body) == 400);
        CHECK(strcmp(client_field(p.therapist.client), rows[i].field) == 0);
    }
    test_pair_free(&p);
}
