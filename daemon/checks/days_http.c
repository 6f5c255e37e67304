/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/checks/days_http.h"

#include "daemon/base/json.h"
#include "daemon/checks/days_store.h"
#include "daemon/keeper/keeper.h"
#include "daemon/store/writer.h"

#define DAY_MS INT64_C(86400000)

static const char table[] = "day"; /* names the kept records */

enum err days_put(struct request *q, struct reply *a)
{
    struct day d = { .account = q->who.account, .day = q->params[0] };
    int64_t today = q->now_ms / DAY_MS, number;
    struct json_reader r;
    struct id row;
    char value[2];
    int64_t given;
    enum err e;

    /* The person's day may be one ahead of UTC's. */
    if (!day_parse(d.day, &number) || number > today + 1 ||
        number <= today - DAYS_SHOWN) {
        a->field = "day";
        a->wanted = "a day like 2026-11-22, one of the last 90";
        return ERR_BAD_INPUT;
    }
    json_read_begin(&r, q->body, q->arena);
    given = json_read_int(&r, "value", 0, 10);
    if (json_read_end(&r) != ERR_OK) {
        a->field = r.field;
        a->wanted = r.wanted;
        return ERR_BAD_INPUT;
    }

    /* Two letters whatever the value, so that its size says nothing. */
    value[0] = (char)('0' + given / 10);
    value[1] = (char)('0' + given % 10);
    row = day_row(d.day);
    e = keeper_seal(q->keeper, &d.account, table, &row,
                    (struct text){ value, sizeof value }, q->arena, &d.kept);
    return e == ERR_OK ? writer_do(q->writer, days_write, &d) : e;
}

struct days_answer {
    struct request *q;
    json_t *list;
};

static enum err append(const struct day *d, void *context)
{
    struct days_answer *an = context;
    struct id row = day_row(d->day);
    struct text value;
    json_t *o;
    enum err e = keeper_unseal(an->q->keeper, &d->account, table, &row, d->kept,
                               an->q->arena, &value);

    if (e != ERR_OK)
        return e;
    if (value.len != 2)
        return ERR_INTERNAL;
    o = json_object();
    json_put_text(o, "day", d->day);
    json_put_int(o, "value", (value.ptr[0] - '0') * 10 + value.ptr[1] - '0');
    json_array_append_new(an->list, o);
    return ERR_OK;
}

enum err days_get(struct request *q, struct reply *a)
{
    struct text before = request_query(q, "before");
    struct days_answer an = { .q = q };
    int64_t number;

    if (before.ptr == NULL)
        before = TEXT("9999-12-31"); /* no device may write so far ahead */
    if (!day_parse(before, &number)) {
        a->field = "before";
        a->wanted = "a day like 2026-11-22";
        return ERR_BAD_INPUT;
    }
    an.list = json_array();
    a->body = json_object();
    json_put_take(a->body, "days", an.list);
    return days_list(q->db, q->arena, &q->who.account, before, append, &an);
}
