/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/conversations/contract_http.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/base/json.h"
#include "daemon/base/zone.h"
#include "daemon/conversations/contract_store.h"
#include "daemon/keeper/keeper.h"
#include "daemon/store/writer.h"

enum {
    DAYS = 7, /* Monday first */
    DAY_MINUTES = 24 * 60,
    ANSWER_DAYS_MOST = 10,
    COVER_MOST = 2000, /* bytes */
    DATE_LETTERS = 10,
    CONTRACT_BODY_MAX = 8 * 1024
};

static const char table[] = "contract"; /* names the kept records */

static bool is_minute(const json_t *value, json_int_t least, json_int_t most)
{
    return json_is_integer(value) && json_integer_value(value) >= least &&
           json_integer_value(value) <= most;
}

static bool is_open_day(json_t *day)
{
    json_t *opens = json_object_get(day, "opens");
    json_t *closes = json_object_get(day, "closes");

    return json_object_size(day) == 2 && is_minute(opens, 0, DAY_MINUTES - 1) &&
           is_minute(closes, json_integer_value(opens) + 1, DAY_MINUTES);
}

static bool are_hours(json_t *hours)
{
    bool any = false;

    if (!json_is_array(hours) || json_array_size(hours) != DAYS)
        return false;
    for (size_t i = 0; i < DAYS; i++) {
        json_t *day = json_array_get(hours, i);

        if (json_is_null(day))
            continue;
        if (!is_open_day(day))
            return false;
        any = true;
    }
    return any;
}

static bool is_date(const json_t *value)
{
    char wall[WALL_LETTERS + 1] = "2000-01-01T12:00";
    const char *date = json_string_value(value);
    int64_t ms;

    if (date == NULL || json_string_length(value) != DATE_LETTERS)
        return false;
    memcpy(wall, date, DATE_LETTERS);
    return zone_to_utc(TEXT("UTC"), (struct text){ wall, WALL_LETTERS }, &ms) ==
           ZONE_OK;
}

static bool is_cover(json_t *cover)
{
    json_t *text = json_object_get(cover, "text");
    json_t *from = json_object_get(cover, "from");
    json_t *until = json_object_get(cover, "until");

    return json_object_size(cover) == 3 && json_is_string(text) &&
           json_string_length(text) <= COVER_MOST && is_date(from) &&
           is_date(until) &&
           strcmp(json_string_value(from), json_string_value(until)) <= 0;
}

/* What is kept is the body itself, once it was found right. */
static enum err read_contract(struct request *q, struct reply *a)
{
    struct json_reader r;
    json_t *hours, *cover;
    struct text zone;

    json_read_begin(&r, q->body, q->arena);
    zone = json_read_text(&r, "zone", 1, ZONE_MAX);
    if (!r.field && !zone_is_known(zone))
        json_read_refuse(&r, "zone", "a zone like Europe/Vienna");
    hours = json_read_optional(&r, "hours");
    if (!r.field && !are_hours(hours))
        json_read_refuse(&r, "hours",
                         "seven days from Monday, null or {opens, closes} in "
                         "minutes, at least one open");
    json_read_int(&r, "answer_days", 1, ANSWER_DAYS_MOST);
    cover = json_read_has(&r, "cover") ? json_read_optional(&r, "cover") : NULL;
    if (!r.field && cover && !is_cover(cover))
        json_read_refuse(&r, "cover",
                         "null or {text, from, until} with two dates in order");
    if (json_read_end(&r) == ERR_OK)
        return ERR_OK;
    a->field = r.field;
    a->wanted = r.wanted;
    return ERR_BAD_INPUT;
}

static enum err put_run(struct store_conn *c, void *payload)
{
    return contract_put(c, payload);
}

static enum err put_contract(struct request *q, struct reply *a)
{
    struct contract_row row = { .account = q->who.account,
                                .changed_ms = q->now_ms };
    char *plain;
    enum err e = read_contract(q, a);

    if (e != ERR_OK)
        return e;
    plain = json_dumps(q->body, JSON_COMPACT);
    if (plain == NULL)
        return ERR_INTERNAL;
    e = keeper_seal(q->keeper, &row.account, table, &row.account,
                    (struct text){ plain, strlen(plain) }, q->arena, &row.kept);
    free(plain);
    return e == ERR_OK ? writer_do(q->writer, put_run, &row) : e;
}

struct contracts {
    struct request *q;
    json_t *list;
};

static enum err append(const struct contract_row *row, void *context)
{
    struct contracts *cs = context;
    struct text plain;
    json_t *o;
    enum err e = keeper_unseal(cs->q->keeper, &row->account, table,
                               &row->account, row->kept, cs->q->arena, &plain);

    if (e == ERR_NOT_FOUND) /* an erased person's */
        return ERR_OK;
    if (e != ERR_OK)
        return e;
    o = json_parse(plain);
    if (o == NULL)
        return ERR_INTERNAL;
    if (json_object_get(o, "cover") == NULL)
        json_put_null(o, "cover");
    json_put_id(o, "account", &row->account);
    json_put_int(o, "changed_ms", row->changed_ms);
    json_array_append_new(cs->list, o);
    return ERR_OK;
}

static enum err get_contracts(struct request *q, struct reply *a)
{
    struct contracts cs = { .q = q, .list = json_array() };

    a->body = json_object();
    json_put_take(a->body, "contracts", cs.list);
    return contract_list(q->db, q->arena, &q->who.account, append, &cs);
}

const struct route contract_routes[] = {
    { METHOD_GET, "/api/contract", WHO_SIGNED_IN, 0, get_contracts },
    { METHOD_PUT, "/api/contract", WHO_THERAPIST, CONTRACT_BODY_MAX,
      put_contract },
    { 0 },
};
