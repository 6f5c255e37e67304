/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/conversations/messages_http.h"

#include "daemon/alliances/event.h"
#include "daemon/alliances/member.h"
#include "daemon/base/json.h"
#include "daemon/base/number.h"
#include "daemon/conversations/attachments_store.h"
#include "daemon/conversations/messages_store.h"

enum { REWORD_BODY_MAX = 48 * 1024 };

static enum err find_me(struct request *q, struct member *me)
{
    struct id conversation;
    enum err e = request_id(q, 0, &conversation);

    if (e == ERR_OK)
        e = alliance_member_find_by_conversation(q->db, &conversation,
                                                 &q->who.account, me);
    return e;
}

static bool append(const struct event *e, void *context)
{
    return json_array_append_new(context, event_json(e)) == 0;
}

/* Which messages were asked for. */
struct page {
    bool letters;
    struct id visit; /* when not letters */
    bool is_back;    /* newest first, before `seq` */
    int64_t seq;
};

static const char *bad_field(struct reply *a, const char *field,
                             const char *wanted)
{
    a->field = field;
    a->wanted = wanted;
    return field;
}

static bool read_seq(struct request *q, const char *name, int64_t *out)
{
    struct text t = request_query(q, name);

    return t.ptr == NULL || number_parse(t, 0, INT64_MAX, out);
}

static enum err read_page(struct request *q, struct reply *a, struct page *p)
{
    static const char number[] = "the number of an event";
    struct text thread = request_query(q, "thread");
    bool after = request_query(q, "after").ptr != NULL;
    bool before = request_query(q, "before").ptr != NULL;
    const char *bad = NULL;

    *p = (struct page){ .letters = thread.ptr != NULL };
    p->is_back = p->letters && !after;
    p->seq = p->is_back ? INT64_MAX : 0;
    if (p->letters && !text_is(thread, TEXT("letters")))
        bad = bad_field(a, "thread", "letters");
    else if (!p->letters && !id_parse(request_query(q, "visit"), &p->visit))
        bad = bad_field(a, "visit", "an id of 22 letters, or thread=letters");
    else if (!read_seq(q, "after", &p->seq))
        bad = bad_field(a, "after", number);
    else if (before && (after || !p->letters))
        bad = bad_field(a, "before", "only with letters, and without after");
    else if (!read_seq(q, "before", &p->seq))
        bad = bad_field(a, "before", number);
    return bad ? ERR_BAD_INPUT : ERR_OK;
}

static enum err get_messages(struct request *q, struct reply *a)
{
    struct page p;
    struct member me;
    json_t *list;
    bool more = false;
    enum err e = read_page(q, a, &p);

    if (e != ERR_OK || (e = find_me(q, &me)) != ERR_OK)
        return e;
    list = json_array();
    if (!p.letters)
        e = messages_of_visit(q->db, &me.alliance, &p.visit, p.seq, append,
                              list, &more);
    else if (p.is_back)
        e = messages_letters_before(q->db, &me.alliance, p.seq, append, list,
                                    &more);
    else
        e = messages_letters_after(q->db, &me.alliance, p.seq, append, list,
                                   &more);
    if (e != ERR_OK) {
        json_decref(list);
        return e;
    }
    a->body = json_object();
    json_put_take(a->body, "messages", list);
    json_put_bool(a->body, "more", more);
    return ERR_OK;
}

static enum err get_message(struct request *q, struct reply *a)
{
    struct message m;
    struct member me;
    struct id id;
    enum err e = find_me(q, &me);

    if (e == ERR_OK)
        e = request_id(q, 1, &id);
    if (e == ERR_OK)
        e = messages_find(q->db, q->arena, &me.alliance, &id, &m);
    if (e == ERR_OK)
        a->body = event_json(&m.event);
    return e;
}

struct rewording {
    struct member me;
    struct id id;
    int64_t revision;
    struct text sealed;
    struct attachment_list attachments;
    struct arena *arena;
    int64_t now_ms;
    const char *text; /* why not */
    struct message after;
};

static enum err refuse(struct rewording *w, const char *text)
{
    w->text = text;
    return ERR_CONFLICT;
}

static enum err reword_run(struct store_conn *c, struct event_batch *batch,
                           void *payload)
{
    struct rewording *w = payload;
    struct message *m = &w->after;
    struct event told = { .alliance = w->me.alliance,
                          .at_ms = w->now_ms,
                          .kind = EVENT_EDITED,
                          .object = w->id,
                          .sender = w->me.account };
    enum err e = messages_find(c, w->arena, &w->me.alliance, &w->id, m);

    if (e != ERR_OK)
        return e;
    if (!id_same(&m->event.sender, &w->me.account))
        return ERR_DENIED;
    if (!id_is_none(&m->event.visit))
        return refuse(w, "What was written in a session stays as it is.");
    if (m->revision == w->revision && text_is(m->event.sealed, w->sealed))
        return ERR_OK;
    if (w->revision != m->revision + 1)
        return refuse(w, "This message changed meanwhile. Read it again.");

    m->event.sealed = w->sealed;
    m->revision = w->revision;
    e = messages_replace(c, m);
    if (e == ERR_OK)
        e = attachments_bind(c, &w->me.alliance, &w->me.account, &w->id,
                             &w->attachments);
    return e == ERR_OK ? event_add(c, batch, &told) : e;
}

static enum err put_message(struct request *q, struct reply *a)
{
    struct rewording w = { .arena = q->arena, .now_ms = q->now_ms };
    struct json_reader r;
    enum err e;

    json_read_begin(&r, q->body, q->arena);
    w.revision = json_read_int(&r, "revision", 1, MESSAGE_REVISION_MOST);
    w.sealed = json_read_bytes(&r, "sealed", 1, EVENT_SEALED_MAX);
    attachments_read(&r, &w.attachments);
    if (json_read_end(&r) != ERR_OK) {
        a->field = r.field;
        a->wanted = r.wanted;
        return ERR_BAD_INPUT;
    }
    e = find_me(q, &w.me);
    if (e == ERR_OK)
        e = request_id(q, 1, &w.id);
    if (e == ERR_OK)
        e = event_do(q->writer, q->hub, reword_run, &w);
    a->text = w.text;
    if (e == ERR_OK)
        a->body = event_json(&w.after.event);
    return e;
}

const struct route messages_routes[] = {
    { METHOD_GET, "/api/conversations/:id/messages", WHO_SIGNED_IN, 0,
      get_messages },
    { METHOD_GET, "/api/conversations/:id/messages/:message", WHO_SIGNED_IN, 0,
      get_message },
    { METHOD_PUT, "/api/conversations/:id/messages/:message", WHO_SIGNED_IN,
      REWORD_BODY_MAX, put_message },
    { 0 },
};
