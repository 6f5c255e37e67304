/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/records/records_http.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/accounts/account.h"
#include "daemon/audit/entry.h"
#include "daemon/base/json.h"
#include "daemon/base/number.h"
#include "daemon/records/proof_json.h"
#include "daemon/records/records_store.h"

enum { PAGE = 50 };

/* The rows of a page, taken out of the store before anything else is asked. */
struct page {
    struct request *q;
    struct tree_row rows[PAGE + 1];
    size_t count;
};

static enum err take(const struct tree_row *row, void *context)
{
    struct page *p = context;
    struct tree_row *to = &p->rows[p->count++];

    *to = *row;
    to->entry = arena_text(p->q->arena, row->entry);
    return to->entry.ptr ? ERR_OK : ERR_FULL;
}

/* The name of somebody I know; role alone of anybody else. */
static enum err put_actor(struct request *q, const struct audit_details *d,
                          json_t *o)
{
    struct account who;
    struct text name = { NULL, 0 };
    bool known = false;
    enum err e = records_share(q->db, &q->who.account, &d->actor, &known);

    if (e == ERR_OK && known)
        e = account_find(q->db, &d->actor, q->arena, &who);
    if (e == ERR_OK && known)
        e = account_name_unseal(q->keeper, &who.id, who.name_record, q->arena,
                                &name);
    if (e == ERR_NOT_FOUND) /* erased */
        name.ptr = NULL;
    else if (e != ERR_OK)
        return e;
    if (name.ptr)
        json_put_text(o, "name", name);
    else
        json_put_null(o, "name");
    return ERR_OK;
}

static enum err put_details(struct request *q, const struct tree_row *row,
                            json_t *o)
{
    struct audit_details details = { .role = { "", 0 } };
    struct audit_entry entry;
    struct text plain;
    enum err e;

    if (!audit_entry_read(row->entry, &entry))
        return ERR_INTERNAL;
    e = audit_entry_open(q->keeper, &entry, q->arena, &plain);
    if (e == ERR_OK && !audit_details_read(plain, &details))
        e = ERR_INTERNAL;
    if (e == ERR_OK)
        json_put_bytes(o, "details", plain);
    else
        json_put_null(o, "details");
    if (e == ERR_OK && !id_is_none(&details.actor))
        return put_actor(q, &details, o);
    json_put_null(o, "name");
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static enum err put_row(struct request *q, const struct tree_row *row,
                        const struct tree_head *head, json_t *list)
{
    enum err e;
    json_t *o = entry_json(q, TREE_AUDIT, row, head, &e);

    if (o == NULL)
        return e;
    json_array_append_new(list, o);
    return put_details(q, row, o);
}

static enum err get_audit(struct request *q, struct reply *a)
{
    struct text text = request_query(q, "before");
    struct page *p = arena_alloc(q->arena, sizeof *p);
    int64_t before = INT64_MAX;
    struct tree_head head;
    json_t *list;
    enum err e;

    if (p == NULL)
        return ERR_FULL;
    if (text.ptr != NULL && !number_parse(text, 0, INT64_MAX, &before)) {
        a->field = "before";
        a->wanted = "the number of an entry";
        return ERR_BAD_INPUT;
    }
    p->q = q;
    e = newest_head(q, TREE_AUDIT, &head);
    if (e == ERR_OK)
        e = tree_list_about(q->db, TREE_AUDIT, &q->who.account, before,
                            PAGE + 1, take, p);
    if (e != ERR_OK)
        return e;
    a->body = json_object();
    list = json_array();
    json_put_take(a->body, "entries", list);
    json_put_bool(a->body, "more", p->count > PAGE);
    json_put_take(a->body, "head",
                  head.size > 0 ? head_json(q, &head) : json_null());
    for (size_t i = 0; e == ERR_OK && i < p->count && i < PAGE; i++)
        e = put_row(q, &p->rows[i], &head, list);
    return e;
}

static enum err get_audit_head(struct request *q, struct reply *a)
{
    return answer_head(q, TREE_AUDIT, a);
}

static enum err get_audit_consistency(struct request *q, struct reply *a)
{
    return answer_consistency(q, TREE_AUDIT, a);
}

static enum err get_keys_head(struct request *q, struct reply *a)
{
    return answer_head(q, TREE_KEYS, a);
}

static enum err get_keys_consistency(struct request *q, struct reply *a)
{
    return answer_consistency(q, TREE_KEYS, a);
}

/* All entries of somebody I share an alliance with, oldest first. */
static enum err get_keys(struct request *q, struct reply *a)
{
    struct page *p = arena_alloc(q->arena, sizeof *p);
    struct tree_head head;
    struct id account;
    bool shared = false;
    json_t *list;
    enum err e = request_id(q, 0, &account);

    if (e == ERR_OK)
        e = records_share(q->db, &q->who.account, &account, &shared);
    if (e == ERR_OK && !shared)
        e = ERR_NOT_FOUND;
    if (e == ERR_OK && p == NULL)
        e = ERR_FULL;
    if (e != ERR_OK)
        return e;
    p->q = q;
    e = newest_head(q, TREE_KEYS, &head);
    if (e == ERR_OK)
        e = tree_list_about(q->db, TREE_KEYS, &account, INT64_MAX, PAGE, take,
                            p);
    if (e != ERR_OK)
        return e;
    a->body = json_object();
    list = json_array();
    json_put_take(a->body, "entries", list);
    json_put_take(a->body, "head",
                  head.size > 0 ? head_json(q, &head) : json_null());
    for (size_t i = p->count; e == ERR_OK && i-- > 0;) {
        json_t *o = entry_json(q, TREE_KEYS, &p->rows[i], &head, &e);

        if (o)
            json_array_append_new(list, o);
    }
    return e;
}

const struct route records_routes[] = {
    { METHOD_GET, "/api/audit", WHO_SIGNED_IN, 0, get_audit },
    { METHOD_GET, "/api/audit/head", WHO_SIGNED_IN, 0, get_audit_head },
    { METHOD_GET, "/api/audit/consistency", WHO_SIGNED_IN, 0,
      get_audit_consistency },
    { METHOD_GET, "/api/keys/head", WHO_SIGNED_IN, 0, get_keys_head },
    { METHOD_GET, "/api/keys/consistency", WHO_SIGNED_IN, 0,
      get_keys_consistency },
    { METHOD_GET, "/api/keys/:account", WHO_SIGNED_IN, 0, get_keys },
    { 0 },
};
