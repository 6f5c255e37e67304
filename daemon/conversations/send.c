/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/conversations/send.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/alliances/event.h"
#include "daemon/alliances/grant.h"
#include "daemon/alliances/live_answer.h"
#include "daemon/alliances/member.h"
#include "daemon/base/b64.h"
#include "daemon/base/json.h"
#include "daemon/conversations/attachments_store.h"
#include "daemon/conversations/messages_store.h"
#include "daemon/conversations/signal.h"
#include "daemon/store/writer.h"

/* A message on its way: one allocation, with the sealed bytes and, for the
 * frame to the followers, the same as letters behind it. */
struct sending {
    struct event event;
    struct attachment_list attachments;
    struct live_ref from;
    struct live_ref_number ref;
    struct hub *hub;
    int64_t epoch; /* 0: not said */
    bool known;    /* was stored before */
    bool held;     /* by somebody who left */
    struct text letters;
    char bytes[];
};

static enum err send_run(struct store_conn *c, void *payload)
{
    struct sending *s = payload;
    struct event *e = &s->event;
    struct member me;
    bool stored = false;
    enum err err = alliance_member_find(c, &e->alliance, &e->sender, &me);

    if (err == ERR_OK && s->epoch > 0)
        err = grants_left_hold(c, &me.conversation, s->epoch, &s->held);
    if (err == ERR_OK && s->held)
        err = ERR_CONFLICT;
    if (err != ERR_OK)
        return err;
    if (!id_is_none(&e->visit)) {
        err = messages_visit_belongs(c, &e->visit, &e->alliance);
        if (err != ERR_OK)
            return err;
    }
    err = messages_add(c, e, &stored);
    s->known = !stored;
    if (err == ERR_OK && stored && s->attachments.count > 0)
        err = attachments_bind(c, &e->alliance, &e->sender, &e->object,
                               &s->attachments);
    return err;
}

static void send_done(enum err result, void *payload)
{
    struct sending *s = payload;
    struct buf frame;

    if (result != ERR_OK) {
        live_refuse(s->hub, s->from, s->ref, result, NULL,
                    s->held ? "Somebody has left who could open this. Seal it "
                              "for those who stay."
                            : NULL);
        free(s);
        return;
    }
    buf_init(&frame, 128 * 1024);
    if (!s->known) {
        event_frame(&frame, &s->event, s->letters);
        if (buf_ok(&frame))
            hub_publish(s->hub, &s->event.alliance, buf_view(&frame));
        buf_clear(&frame);
    }
    buf_format(&frame, "{\"op\":\"sent\",\"ref\":%lld,\"seq\":%lld}",
               (long long)s->ref.number, (long long)s->event.seq);
    if (buf_ok(&frame))
        hub_send(s->hub, s->from, buf_view(&frame));
    buf_deinit(&frame);
    free(s);
}

static struct id read_visit(struct json_reader *r)
{
    return json_read_has(r, "visit") ? json_read_id(r, "visit")
                                     : (struct id){ { 0 } };
}

static struct sending *sending_new(const struct live_frame *f,
                                   struct text sealed, struct text letters)
{
    struct sending *s = malloc(sizeof *s + sealed.len + letters.len);

    if (s == NULL)
        return NULL;
    memcpy(s->bytes, sealed.ptr, sealed.len);
    memcpy(s->bytes + sealed.len, letters.ptr, letters.len);
    s->event = (struct event){ .at_ms = f->now_ms,
                               .kind = EVENT_MESSAGE,
                               .sender = f->who.account,
                               .sealed = { s->bytes, sealed.len } };
    s->letters = (struct text){ s->bytes + sealed.len, letters.len };
    s->from = f->from;
    s->hub = f->hub;
    s->epoch = 0;
    s->known = false;
    s->held = false;
    return s;
}

/* Following is being a member: follow checked it, and whoever leaves an
 * alliance stops following. The write looks once more, for what was under way
 * at that moment. */
static void send_message(struct live_frame *f)
{
    struct json_reader r;
    struct live_ref_number ref;
    struct id alliance, visit, id;
    struct text sealed, letters, type;
    struct attachment_list attachments;
    int64_t epoch = 0;
    struct sending *s;

    json_read_begin(&r, f->body, f->arena);
    ref = live_read_ref(&r);
    json_read_text(&r, "op", 1, 16);
    alliance = json_read_id(&r, "alliance");
    visit = read_visit(&r);
    id = json_read_id(&r, "id");
    type = json_read_text(&r, "type", 1, 16);
    if (!r.field &&
        !text_is(type, id_is_none(&visit) ? TEXT("letter") : TEXT("chat")))
        json_read_refuse(&r, "type", "chat with a visit, letter without");
    sealed = json_read_bytes(&r, "sealed", 1, EVENT_SEALED_MAX);
    letters = json_read_text(&r, "sealed", 0, b64_letters(EVENT_SEALED_MAX));
    if (json_read_has(&r, "epoch"))
        epoch = json_read_int(&r, "epoch", 1, GRANT_EPOCH_MOST);
    attachments_read(&r, &attachments);
    if (!r.field && attachments.count > 0 && !id_is_none(&visit))
        json_read_refuse(&r, "attachments", "only with a letter");
    if (json_read_end(&r) != ERR_OK) {
        live_refuse(f->hub, f->from, ref, ERR_BAD_INPUT, &r, NULL);
        return;
    }
    if (!hub_follows(f->hub, f->from, &alliance)) {
        live_refuse(f->hub, f->from, ref, ERR_NOT_FOUND, NULL, NULL);
        return;
    }
    s = sending_new(f, sealed, letters);
    if (s == NULL) {
        live_refuse(f->hub, f->from, ref, ERR_INTERNAL, NULL, NULL);
        return;
    }
    s->event.alliance = alliance;
    s->event.object = id;
    s->event.visit = visit;
    s->epoch = epoch;
    s->attachments = attachments;
    s->ref = ref;
    writer_submit(f->writer, send_run, send_done, s);
}

const struct live_op conversations_ops[] = {
    { "send", LIVE_LOOP, send_message },
    { "signal", LIVE_WORKER, signal_relay },
    { 0 },
};
