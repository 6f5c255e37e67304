/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/visits/gaps_http.h"

#include "core/gap.h"
#include "daemon/alliances/event.h"
#include "daemon/alliances/member.h"
#include "daemon/base/clock.h"
#include "daemon/base/json.h"
#include "daemon/visits/gaps_store.h"
#include "daemon/visits/visits_store.h"

enum { BODY_MAX = 4096, REPORT_MAX = 20 };

#define GAP_MAX_MS INT64_C(1800000) /* longer, and nobody was there */
#define SKEW_MS INT64_C(2000)       /* less is the way here */
#define YEAR_9999_MS INT64_C(253402300799999)

struct report {
    struct id visit;
    struct id by;
    struct arena *arena;
    int64_t ahead_ms;            /* the server's clock before the device's */
    struct gap said[REPORT_MAX]; /* by the device's clock */
    size_t count;
    bool began; /* false: refused, there was no session yet */
    int64_t lost_ms;
};

static enum err keep(struct store_conn *c, const struct report *r,
                     const struct visit_row *row, int64_t now_ms)
{
    const struct visit *v = &row->visit;
    const int64_t end_ms = v->ended_ms == VISIT_NEVER ? now_ms : v->ended_ms;
    struct gap all[GAPS_OF_VISIT_MAX];
    size_t found;
    enum err e = gaps_list(c, &row->id, all, &found);

    /* Nobody fills the store with this. */
    if (found + r->count > GAPS_OF_VISIT_MAX)
        return e;
    for (size_t i = 0; e == ERR_OK && i < r->count; i++) {
        struct gap g = { r->said[i].from_ms + r->ahead_ms,
                         r->said[i].until_ms + r->ahead_ms };
        if (gap_cut(&g, v->started_ms, end_ms))
            e = gaps_put(c, &row->id, &r->by, r->said[i].from_ms, &g);
    }
    return e;
}

/* At most as long as what was agreed, and never less than it was. */
static enum err count(struct store_conn *c, const struct visit_row *row,
                      int64_t *lost_ms)
{
    const int64_t most_ms = row->plan.minutes * INT64_C(60000);
    struct gap all[GAPS_OF_VISIT_MAX];
    size_t found;
    enum err e = gaps_list(c, &row->id, all, &found);

    if (e != ERR_OK)
        return e;
    *lost_ms = gap_total_ms(all, found);
    if (*lost_ms > most_ms)
        *lost_ms = most_ms;
    if (*lost_ms < row->plan.lost_ms)
        *lost_ms = row->plan.lost_ms;
    return ERR_OK;
}

/* An event_run. */
static enum err write_report(struct store_conn *c, struct event_batch *batch,
                             void *context)
{
    struct report *r = context;
    const int64_t now_ms = clock_now_ms();
    struct visit_row row;
    struct member me;
    enum err e = visits_lock(c, &r->visit);

    if (e == ERR_OK)
        e = visits_find(c, r->arena, &r->visit, &row);
    if (e == ERR_OK)
        e = alliance_member_find(c, &row.alliance, &r->by, &me);
    if (e != ERR_OK)
        return e;
    r->began = row.visit.started_ms != VISIT_NEVER;
    if (!r->began)
        return ERR_OK;
    e = keep(c, r, &row, now_ms);
    if (e == ERR_OK)
        e = count(c, &row, &r->lost_ms);
    if (e != ERR_OK || r->lost_ms == row.plan.lost_ms)
        return e;
    e = gaps_set_lost(c, &row.id, r->lost_ms);
    if (e == ERR_OK)
        e = event_add(c, batch,
                      &(struct event){
                          .alliance = row.alliance,
                          .at_ms = now_ms,
                          .kind = EVENT_VISIT,
                          .object = row.id,
                          .sender = r->by,
                          .visit = row.id,
                      });
    return e;
}

static void read_gap(struct json_reader *r, json_t *one, struct arena *arena,
                     struct gap *out)
{
    struct json_reader each;

    json_read_begin(&each, one, arena);
    out->from_ms = json_read_int(&each, "from_ms", 0, YEAR_9999_MS);
    out->until_ms = json_read_int(&each, "until_ms", 0, YEAR_9999_MS);
    if (json_read_end(&each) != ERR_OK || out->until_ms <= out->from_ms ||
        out->until_ms - out->from_ms > GAP_MAX_MS)
        json_read_refuse(r, "gaps",
                         "{from_ms, until_ms}, the second later, by at most "
                         "30 minutes");
}

static enum err post_gaps(struct request *q, struct reply *a)
{
    struct report r = { .by = q->who.account, .arena = q->arena };
    struct json_reader in;
    json_t *list, *one;
    size_t i;
    enum err e = request_id(q, 0, &r.visit);

    if (e != ERR_OK)
        return e;
    json_read_begin(&in, q->body, q->arena);
    r.ahead_ms = q->now_ms - json_read_int(&in, "now_ms", 0, YEAR_9999_MS);
    if (r.ahead_ms > -SKEW_MS && r.ahead_ms < SKEW_MS)
        r.ahead_ms = 0;
    list = json_read_optional(&in, "gaps");
    if (!json_is_array(list) || json_array_size(list) > REPORT_MAX) {
        json_read_refuse(&in, "gaps", "a list of at most 20");
    } else {
        r.count = json_array_size(list);
        json_array_foreach(list, i, one)
            read_gap(&in, one, q->arena, &r.said[i]);
    }
    if (json_read_end(&in) != ERR_OK) {
        a->field = in.field;
        a->wanted = in.wanted;
        return ERR_BAD_INPUT;
    }
    e = event_do(q->writer, q->hub, write_report, &r);
    if (e != ERR_OK)
        return e;
    if (!r.began) {
        a->field = "only_open";
        a->text = "The session has not begun yet.";
        return ERR_CONFLICT;
    }
    a->body = json_object();
    json_put_int(a->body, "lost_ms", r.lost_ms);
    return ERR_OK;
}

const struct route gaps_routes[] = {
    { METHOD_POST, "/api/visits/:id/gaps", WHO_SIGNED_IN, BODY_MAX, post_gaps },
    { 0 },
};
