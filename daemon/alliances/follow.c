/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/alliances/follow.h"

#include <errno.h>
#include <semaphore.h>
#include <stdlib.h>

#include "daemon/alliances/event.h"
#include "daemon/alliances/live_answer.h"
#include "daemon/alliances/member.h"
#include "daemon/alliances/receipt.h"
#include "daemon/base/json.h"
#include "daemon/store/writer.h"

/* The frames one after the other in one run of bytes, and where each ends. */
struct backlog {
    struct buf frames;
    size_t ends[EVENT_PAGE];
    size_t count;
    int64_t last; /* the newest number taken */
};

struct following {
    struct live_ref socket;
    struct id alliance, account;
    int64_t after;
    struct hub *hub;
    struct backlog backlog;
    struct receipt receipts[ALLIANCE_MEMBERS_MAX];
    size_t receipt_count;
    bool crowded; /* enough waits for the device already */
    bool more;
    enum err result;
    sem_t over;
};

static bool take(const struct event *e, void *context)
{
    struct backlog *b = context;

    if (b->count > 0 &&
        b->frames.len + e->sealed.len / 3 * 4 + 512 > FOLLOW_BYTES_MOST)
        return false;
    event_frame(&b->frames, e, (struct text){ NULL, 0 });
    b->ends[b->count++] = b->frames.len;
    b->last = e->seq;
    return true;
}

static enum err follow_run(struct store_conn *c, void *payload)
{
    struct following *f = payload;
    struct backlog *b = &f->backlog;
    struct member me;
    enum err e;

    buf_clear(&b->frames);
    b->count = 0;
    b->last = f->after;
    f->more = f->crowded;
    e = alliance_member_find(c, &f->alliance, &f->account, &me);
    if (e == ERR_OK && !f->crowded)
        e = event_list(c, &f->alliance, f->after, take, b, &f->more);
    if (e == ERR_OK)
        e = receipts_list(c, &f->alliance, &f->account, f->receipts,
                          &f->receipt_count);
    if (e == ERR_OK && !buf_ok(&b->frames))
        e = ERR_INTERNAL;
    return e;
}

static void say(struct following *f, const char *format, long long number)
{
    char letters[ID_LETTERS + 1];
    struct buf frame;

    id_format(&f->alliance, letters);
    buf_init(&frame, 256);
    buf_format(&frame, "{\"op\":\"%s\",\"alliance\":\"%s\"", format, letters);
    if (number >= 0)
        buf_format(&frame, ",\"seq\":%lld", number);
    buf_text(&frame, TEXT("}"));
    if (buf_ok(&frame))
        hub_send(f->hub, f->socket, buf_view(&frame));
    buf_deinit(&frame);
}

static void say_receipts(struct following *f)
{
    for (size_t i = 0; i < f->receipt_count; i++) {
        struct buf frame;

        buf_init(&frame, 512);
        receipt_frame(&frame, &f->alliance, &f->receipts[i]);
        if (buf_ok(&frame))
            hub_send(f->hub, f->socket, buf_view(&frame));
        buf_deinit(&frame);
    }
}

static void follow_done(enum err result, void *payload)
{
    struct following *f = payload;
    const struct backlog *b = &f->backlog;
    size_t begin = 0;

    if (result == ERR_OK) {
        for (size_t i = 0; i < b->count; begin = b->ends[i++])
            hub_send(
                f->hub, f->socket,
                (struct text){ b->frames.ptr + begin, b->ends[i] - begin });
        if (f->more) {
            say(f, "resync", -1);
        } else {
            hub_follow(f->hub, f->socket, &f->alliance);
            say(f, "followed", (long long)b->last);
            say_receipts(f);
        }
    }
    f->result = result;
    sem_post(&f->over);
}

static void follow(struct live_frame *frame)
{
    static const struct live_ref_number none = { false, 0 };
    struct following *f;
    struct json_reader r;

    f = arena_alloc(frame->arena, sizeof *f);
    if (f == NULL) {
        live_refuse(frame->hub, frame->from, none, ERR_INTERNAL, NULL, NULL);
        return;
    }
    json_read_begin(&r, frame->body, frame->arena);
    json_read_text(&r, "op", 1, 16);
    f->alliance = json_read_id(&r, "alliance");
    f->after = json_read_int(&r, "after", 0, INT64_MAX);
    if (json_read_end(&r) != ERR_OK) {
        live_refuse(frame->hub, frame->from, none, ERR_BAD_INPUT, &r, NULL);
        return;
    }
    f->socket = frame->from;
    f->account = frame->who.account;
    f->hub = frame->hub;
    f->crowded = hub_queued_bytes(frame->hub, frame->from) > FOLLOW_QUEUE_MOST;
    buf_init(&f->backlog.frames, FOLLOW_BYTES_MOST + 64 * 1024);
    sem_init(&f->over, 0, 0);
    writer_submit(frame->writer, follow_run, follow_done, f);
    while (sem_wait(&f->over) != 0 && errno == EINTR)
        ;
    if (f->result != ERR_OK)
        live_refuse(frame->hub, frame->from, none, f->result, NULL, NULL);
    sem_destroy(&f->over);
    buf_deinit(&f->backlog.frames);
}

const struct live_op alliances_ops[] = {
    { "follow", LIVE_WORKER, follow },
    { "receipt", LIVE_LOOP, receipt_take },
    { 0 },
};
