/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz/http_fuzz.c: heads as the library hands them on, and frames of the live
 * socket, through everything of ours that reads them: the door, the router,
 * cookies, queries, the choice of gzip, and the operations. Lines of the input
 * are the fields, in the order of field_of below.
 *
 * What passes the door has one honest length, one of our hosts, and comes from
 * our own pages when it changes something; a query read by a handler is what
 * was asked. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/base/json.h"
#include "daemon/base/log.h"
#include "daemon/base/utf8.h"
#include "daemon/net/answer.h"
#include "daemon/net/head.h"
#include "daemon/net/live_op.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FIELDS = 15, BODY_MAX = 500 };

static void must(bool claim)
{
    if (!claim)
        abort();
}

static enum err nothing(struct request *q, struct reply *a)
{
    (void)q, (void)a;
    return ERR_OK;
}

static void ignore(struct live_frame *f)
{
    (void)f;
}

static const struct route routes[] = {
    { METHOD_GET, "/api/hello", WHO_ANYONE, 0, nothing, COST_NONE },
    { METHOD_POST, "/api/visits", WHO_THERAPIST, BODY_MAX, nothing, COST_NONE },
    { METHOD_PUT, "/api/visits/:id/closing", WHO_SIGNED_IN, BODY_MAX, nothing,
      COST_NONE },
    { METHOD_PUT, "/api/slots/new", WHO_ANYONE, BODY_MAX, nothing, COST_LOGIN },
    { METHOD_PUT, "/api/slots/:kind", WHO_ANYONE, BODY_MAX, nothing,
      COST_LOGIN },
    { METHOD_DELETE, "/api/a/:b/c/:d/:e", WHO_CLIENT, 0, nothing, COST_NONE },
    { METHOD_GET, NULL, WHO_ANYONE, 0, NULL, COST_NONE }
};

static const struct live_op ops[] = { { "send", LIVE_LOOP, ignore },
                                      { "follow", LIVE_WORKER, ignore },
                                      { NULL, LIVE_LOOP, NULL } };

/* The next line; ptr NULL when it is "-" or there is none: an absent field. */
static struct text next_line(struct text *rest)
{
    struct text line = { rest->ptr, 0 };
    size_t skip;

    while (line.len < rest->len && line.ptr[line.len] != '\n')
        line.len++;
    skip = line.len < rest->len ? line.len + 1 : line.len;
    rest->ptr += skip;
    rest->len -= skip;
    if (line.len == 0 || text_is(line, TEXT("-")))
        return (struct text){ NULL, 0 };
    return line;
}

static void check_token(struct text token)
{
    must(token.len <= 64);
    for (size_t i = 0; i < token.len; i++)
        must(token.ptr[i] != ';' && token.ptr[i] != '=' &&
             (unsigned char)token.ptr[i] > ' ');
}

static void check_pass(const struct door *d, const struct head *h,
                       const struct pass *p)
{
    must(!h->transfer_encoding.ptr);
    must(door_host(d, h->host));
    check_token(p->token);
    if (p->way == DOOR_FILE) {
        must(p->body_len == 0);
        return;
    }
    must(p->body_len <= p->match.route->body_max);
    must(p->method == p->match.route->method);
    if (p->method != METHOD_GET)
        must(text_is(h->fetch_site, TEXT("same-origin")) ||
             (!h->fetch_site.ptr && door_origin(d, h->origin, h->host)));
    if (p->match.route->who != WHO_ANYONE)
        must(p->token.len > 0);
    for (int i = 0; i < REQUEST_PARAMS_MAX; i++) {
        struct text param = p->match.params[i];

        must(!param.ptr ||
             (param.len > 0 && param.ptr >= h->path.ptr &&
              param.ptr + param.len <= h->path.ptr + h->path.len));
    }
}

static void check_door(bool behind_tls, const struct head *h)
{
    static const char *const hosts[] = { "practice.example", "localhost:8080",
                                         NULL };
    static const struct route *const tables[] = { routes, NULL };
    static struct router *router;
    struct door d = { .hosts = hosts, .behind_tls = behind_tls };
    struct refusal why = { .err = ERR_OK };
    struct pass pass;
    struct text token;

    if (!router)
        router = router_new(tables);
    d.router = router;
    if (door_check(&d, h, &pass, &why) == ERR_OK) {
        check_pass(&d, h, &pass);
    } else {
        struct answer a;

        must(why.err != ERR_OK);
        answer_init(&a);
        answer_error(&a, (struct answer_way){ .close = true }, &why);
        must(buf_ok(&a.bytes));
        answer_deinit(&a);
    }
    if (door_check_live(&d, h, &token, &why) == ERR_OK) {
        must(token.len > 0 && door_origin(&d, h->origin, h->host));
        check_token(token);
    }
}

/* part, decoded as the library would, comes back from request_query. */
static void check_query(struct head_copy *c, struct text part, struct text raw)
{
    struct arena arena;
    struct request q = { .arena = &arena };
    struct text got;

    arena_init(&arena, 1 << 20);
    head_add_query(c, TEXT("first=1"));
    head_add_query(c, part);
    must(c->used <= HEAD_ROOM);
    q.query = c->query;
    got = request_query(&q, "n");
    if (part.len >= 2 && memcmp(part.ptr, "n=", 2) == 0 &&
        part.len < HEAD_ROOM / 4) {
        struct text value = { part.ptr + 2, part.len - 2 };

        if (utf8_is_valid(value) && !memchr(value.ptr, 0, value.len))
            must(got.ptr && text_is(got, value));
        else
            must(!got.ptr);
    }
    q.query = raw;
    got = request_query(&q, "n");
    must(!got.ptr || utf8_is_valid(got));
    arena_deinit(&arena);
}

static void check_file(struct text accept_encoding, struct text if_none_match)
{
    static const struct static_file file = { .path = "/x.js",
                                             .type = "text/javascript",
                                             .plain = { "plain", 5 },
                                             .gzip = { "gz", 2 },
                                             .etag = "\"0123\"" };
    char out[4];
    struct answer a;
    size_t sent = 0;
    bool is_last = false;

    answer_init(&a);
    answer_file(&a, (struct answer_way){ .close = false }, &file,
                accept_encoding, if_none_match);
    must(buf_ok(&a.bytes) && (a.status == 200 || a.status == 304));
    while (!is_last)
        sent += answer_take(&a, out, sizeof(out), &is_last);
    must(sent == a.bytes.len + a.rest.len);
    answer_deinit(&a);
}

static void check_frame(struct text frame)
{
    static const struct live_op *const tables[] = { ops, NULL };
    json_t *body = json_parse(frame);
    char *refusal = live_op_refusal(body, "op", "a word");

    must(refusal != NULL);
    live_op_find(tables, body);
    free(refusal);
    json_decref(body);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text rest = { (const char *)data, size }, f[FIELDS];
    struct head_copy c;
    struct head h;

    log_set_level(LOG_ERROR);
    for (int i = 0; i < FIELDS; i++)
        f[i] = next_line(&rest);
    h = (struct head){ .method = f[0],
                       .path = f[1].ptr ? f[1] : TEXT(""),
                       .version = f[2],
                       .host = f[3],
                       .origin = f[4],
                       .fetch_site = f[5],
                       .cookie = f[6],
                       .content_type = f[7],
                       .content_length = f[8],
                       .transfer_encoding = f[9] };
    check_door(size & 1, &h);
    head_copy_init(&c);
    check_query(&c, f[10], f[11]);
    c.forwarded = f[12];
    memcpy(c.peer, "127.0.0.1", 10);
    head_find_remote(&c, true);
    must(c.remote.len > 0);
    check_file(f[13], f[14]);
    check_frame(rest);
    return 0;
}
