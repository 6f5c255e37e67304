/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/conversations/signal.h"

#include "daemon/alliances/live_answer.h"
#include "daemon/base/b64.h"
#include "daemon/base/buf.h"
#include "daemon/base/json.h"
#include "daemon/conversations/messages_store.h"

static void relay(const struct live_frame *f, const struct id *alliance,
                  const struct id *visit, struct text letters)
{
    char a[ID_LETTERS + 1], v[ID_LETTERS + 1], from[ID_LETTERS + 1];
    struct buf frame;

    id_format(alliance, a);
    id_format(visit, v);
    id_format(&f->who.account, from);
    buf_init(&frame, 96 * 1024);
    buf_format(&frame,
               "{\"op\":\"signal\",\"alliance\":\"%s\",\"visit\":\"%s\","
               "\"from\":\"%s\",\"sealed\":\"",
               a, v, from);
    buf_text(&frame, letters);
    buf_text(&frame, TEXT("\"}"));
    if (buf_ok(&frame))
        hub_publish_others(f->hub, alliance, f->from, buf_view(&frame));
    buf_deinit(&frame);
}

void signal_relay(struct live_frame *f)
{
    struct json_reader r;
    struct live_ref_number ref;
    struct id alliance, visit;
    struct text letters;
    enum err e = ERR_NOT_FOUND;

    json_read_begin(&r, f->body, f->arena);
    ref = live_read_ref(&r);
    json_read_text(&r, "op", 1, 16);
    alliance = json_read_id(&r, "alliance");
    visit = json_read_id(&r, "visit");
    json_read_bytes(&r, "sealed", 1, SIGNAL_SEALED_MOST);
    letters = json_read_text(&r, "sealed", 0, b64_letters(SIGNAL_SEALED_MOST));
    if (json_read_end(&r) != ERR_OK) {
        live_refuse(f->hub, f->from, ref, ERR_BAD_INPUT, &r, NULL);
        return;
    }
    if (hub_follows(f->hub, f->from, &alliance))
        e = messages_visit_belongs(f->db, &visit, &alliance);
    if (e != ERR_OK)
        live_refuse(f->hub, f->from, ref, e, NULL, NULL);
    else
        relay(f, &alliance, &visit, letters);
}
