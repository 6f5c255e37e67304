/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/alliances/receipt.h"

#include <stdlib.h>

#include "daemon/alliances/live_answer.h"
#include "daemon/base/json.h"
#include "daemon/store/store.h"
#include "daemon/store/writer.h"

static const char receipts_sql[] =
    "SELECT m.account AS account, a.shows_read AS shows,"
    "       COALESCE(r.delivered_seq, 0) AS delivered,"
    "       COALESCE(r.read_seq, 0) AS seen"
    "  FROM member m JOIN account a ON a.id = m.account"
    "  LEFT JOIN receipt r"
    "    ON r.alliance = m.alliance AND r.account = m.account"
    " WHERE m.alliance = ? AND m.left_ms IS NULL"
    " ORDER BY m.joined_ms, m.account LIMIT 8";

struct full_receipt {
    struct receipt receipt; /* nothing hidden */
    bool shows;
};

static enum err list_full(struct store_conn *db, const struct id *alliance,
                          struct full_receipt out[ALLIANCE_MEMBERS_MAX],
                          size_t *count)
{
    struct query *q = query_open(db, receipts_sql);
    enum query_result r;
    enum err e = ERR_OK;

    *count = 0;
    query_bind_id(q, alliance);
    while ((r = query_step(q)) == QUERY_ROW && *count < ALLIANCE_MEMBERS_MAX)
        out[(*count)++] = (struct full_receipt){
            .receipt = { .account = query_id(q, "account"),
                         .delivered = query_int(q, "delivered"),
                         .read = query_int(q, "seen") },
            .shows = query_int(q, "shows") != 0,
        };
    if (r == QUERY_CONFLICT || r == QUERY_FAILED)
        e = query_err(q);
    query_close(q);
    return e;
}

static struct receipt as_seen_by(const struct full_receipt *whose,
                                 const struct full_receipt *viewer)
{
    struct receipt r = whose->receipt;
    bool is_own = id_same(&r.account, &viewer->receipt.account);

    if (!is_own && !(whose->shows && viewer->shows))
        r.read = RECEIPT_HIDDEN;
    return r;
}

enum err receipts_list(struct store_conn *db, const struct id *alliance,
                       const struct id *viewer,
                       struct receipt out[ALLIANCE_MEMBERS_MAX], size_t *count)
{
    struct full_receipt all[ALLIANCE_MEMBERS_MAX];
    size_t found = 0, me = 0;
    enum err e = list_full(db, alliance, all, &found);

    *count = 0;
    if (e != ERR_OK)
        return e;
    while (me < found && !id_same(&all[me].receipt.account, viewer))
        me++;
    if (me == found)
        return ERR_NOT_FOUND;
    for (size_t i = 0; i < found; i++)
        out[(*count)++] = as_seen_by(&all[i], &all[me]);
    return ERR_OK;
}

void receipt_frame(struct buf *b, const struct id *alliance,
                   const struct receipt *r)
{
    char where[ID_LETTERS + 1], who[ID_LETTERS + 1];

    id_format(alliance, where);
    id_format(&r->account, who);
    buf_format(b,
               "{\"op\":\"receipt\",\"alliance\":\"%s\",\"account\":\"%s\","
               "\"delivered\":%lld,\"read\":",
               where, who, (long long)r->delivered);
    if (r->read == RECEIPT_HIDDEN)
        buf_text(b, TEXT("null}"));
    else
        buf_format(b, "%lld}", (long long)r->read);
}

/* A receipt on its way to the store and from there to the members. */
struct taking {
    struct id alliance, account;
    int64_t delivered, read;
    struct live_ref from;
    struct live_ref_number ref;
    struct hub *hub;
    bool is_news;
    struct full_receipt all[ALLIANCE_MEMBERS_MAX];
    size_t count;
};

static const char newest_sql[] =
    "SELECT COALESCE(MAX(seq), 0) AS newest FROM event WHERE alliance = ?";

static enum err newest_seq(struct store_conn *c, const struct id *alliance,
                           int64_t *out)
{
    struct query *q = query_open(c, newest_sql);
    enum err e = ERR_OK;

    query_bind_id(q, alliance);
    if (query_step(q) == QUERY_ROW)
        *out = query_int(q, "newest");
    else
        e = query_err(q);
    query_close(q);
    return e;
}

static const char receipt_put_sql[] =
    "INSERT INTO receipt (alliance, account, delivered_seq, read_seq)"
    " VALUES (?, ?, ?, ?) ON CONFLICT (alliance, account) DO UPDATE SET"
    "  delivered_seq = CASE WHEN excluded.delivered_seq > receipt.delivered_seq"
    "   THEN excluded.delivered_seq ELSE receipt.delivered_seq END,"
    "  read_seq = CASE WHEN excluded.read_seq > receipt.read_seq"
    "   THEN excluded.read_seq ELSE receipt.read_seq END"
    " WHERE excluded.delivered_seq > receipt.delivered_seq"
    "    OR excluded.read_seq > receipt.read_seq";

static int64_t lesser(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static enum err take_run(struct store_conn *c, void *payload)
{
    struct taking *t = payload;
    struct query *q;
    enum query_result r;
    int64_t newest = 0;
    enum err e = newest_seq(c, &t->alliance, &newest);

    if (e != ERR_OK)
        return e;
    q = query_open(c, receipt_put_sql);
    query_bind_id(q, &t->alliance);
    query_bind_id(q, &t->account);
    /* What was read has arrived. */
    query_bind_int(
        q, lesser(newest, t->read > t->delivered ? t->read : t->delivered));
    query_bind_int(q, lesser(newest, t->read));
    r = query_step(q);
    t->is_news = r == QUERY_DONE && query_changes(q) > 0;
    if (r != QUERY_DONE)
        e = r == QUERY_CONFLICT ? ERR_CONFLICT : query_err(q);
    query_close(q);
    if (e == ERR_OK && t->is_news)
        e = list_full(c, &t->alliance, t->all, &t->count);
    return e;
}

static void tell(const struct taking *t, const struct full_receipt *mine,
                 const struct full_receipt *viewer)
{
    struct receipt seen = as_seen_by(mine, viewer);
    struct buf frame;

    buf_init(&frame, 512);
    receipt_frame(&frame, &t->alliance, &seen);
    if (buf_ok(&frame))
        hub_publish_to(t->hub, &t->alliance, &viewer->receipt.account,
                       buf_view(&frame));
    buf_deinit(&frame);
}

static void take_done(enum err result, void *payload)
{
    struct taking *t = payload;
    const struct full_receipt *mine = NULL;

    if (result != ERR_OK)
        live_refuse(t->hub, t->from, t->ref, result, NULL, NULL);
    for (size_t i = 0; result == ERR_OK && t->is_news && i < t->count; i++)
        if (id_same(&t->all[i].receipt.account, &t->account))
            mine = &t->all[i];
    for (size_t i = 0; mine && i < t->count; i++)
        tell(t, mine, &t->all[i]);
    free(t);
}

void receipt_take(struct live_frame *f)
{
    static const struct live_ref_number none = { false, 0 };
    struct json_reader r;
    struct taking *t;
    struct id alliance;
    int64_t delivered, read;

    json_read_begin(&r, f->body, f->arena);
    json_read_text(&r, "op", 1, 16);
    alliance = json_read_id(&r, "alliance");
    delivered = json_read_int(&r, "delivered", 0, INT64_MAX);
    read = json_read_int(&r, "read", 0, INT64_MAX);
    if (json_read_end(&r) != ERR_OK) {
        live_refuse(f->hub, f->from, none, ERR_BAD_INPUT, &r, NULL);
        return;
    }
    if (!hub_follows(f->hub, f->from, &alliance)) {
        live_refuse(f->hub, f->from, none, ERR_NOT_FOUND, NULL, NULL);
        return;
    }
    t = calloc(1, sizeof *t);
    if (t == NULL) {
        live_refuse(f->hub, f->from, none, ERR_INTERNAL, NULL, NULL);
        return;
    }
    t->alliance = alliance;
    t->account = f->who.account;
    t->delivered = delivered;
    t->read = read;
    t->from = f->from;
    t->ref = none;
    t->hub = f->hub;
    writer_submit(f->writer, take_run, take_done, t);
}
