/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/audit/tree.h"

#include <string.h>

#include "daemon/store/store.h"

static const char *const names[TREE_COUNT] = {
    [TREE_AUDIT] = "audit",
    [TREE_KEYS] = "keys",
};

const char *tree_name(enum tree t)
{
    return names[t];
}

static struct text name_text(enum tree t)
{
    return (struct text){ names[t], strlen(names[t]) };
}

static struct text hash_text(const struct merkle_hash *h)
{
    return (struct text){ (const char *)h->bytes, sizeof h->bytes };
}

static bool hash_read(struct text t, struct merkle_hash *out)
{
    if (t.len != sizeof out->bytes)
        return false;
    memcpy(out->bytes, t.ptr, t.len);
    return true;
}

/* Runs each for every row of q, which is closed. */
typedef enum err (*row_each)(struct query *q, void *context);

static enum err over(struct query *q, row_each each, void *context)
{
    enum query_result r;
    enum err e = ERR_OK;

    while (e == ERR_OK && (r = query_step(q)) != QUERY_DONE)
        e = r == QUERY_ROW ? each(q, context) : query_err(q);
    query_close(q);
    return e;
}

static const char size_sql[] =
    "SELECT seq FROM tree_leaf WHERE tree = ? ORDER BY seq DESC LIMIT 1";

static enum err read_size(struct query *q, void *context)
{
    *(int64_t *)context = query_int(q, "seq") + 1;
    return ERR_OK;
}

enum err tree_size(struct store_conn *db, enum tree t, int64_t *out)
{
    struct query *q = query_open(db, size_sql);
    int64_t size = 0;
    enum err e;

    query_bind_text(q, name_text(t));
    e = over(q, read_size, &size);
    if (e == ERR_OK)
        *out = size;
    return e;
}

static const char leaf_hash_sql[] =
    "SELECT hash FROM tree_leaf WHERE tree = ? AND seq = ?";
static const char node_sql[] =
    "SELECT hash FROM tree_node WHERE tree = ? AND level = ? AND place = ?";

struct found {
    struct merkle_hash *out;
    bool any;
};

static enum err read_hash(struct query *q, void *context)
{
    struct found *f = context;

    f->any = hash_read(query_bytes(q, "hash"), f->out);
    return ERR_OK;
}

/* Which tree of which store. */
struct forest {
    struct store_conn *db;
    enum tree tree;
};

static enum err read_node(void *context, int level, int64_t place,
                          struct merkle_hash *out)
{
    const struct forest *f = context;
    struct query *q = query_open(f->db, level ? node_sql : leaf_hash_sql);
    struct found found = { .out = out };
    enum err e;

    query_bind_text(q, name_text(f->tree));
    if (level)
        query_bind_int(q, level);
    query_bind_int(q, place);
    e = over(q, read_hash, &found);
    return e == ERR_OK && !found.any ? ERR_NOT_FOUND : e;
}

static const char leaf_add_sql[] =
    "INSERT INTO tree_leaf (tree, seq, subject, entry, hash)"
    " VALUES (?, ?, ?, ?, ?)";
static const char node_add_sql[] =
    "INSERT INTO tree_node (tree, level, place, hash) VALUES (?, ?, ?, ?)";

static enum err add_node(struct store_conn *c, enum tree t, int level,
                         int64_t place, const struct merkle_hash *hash)
{
    struct query *q = query_open(c, node_add_sql);

    query_bind_text(q, name_text(t));
    query_bind_int(q, level);
    query_bind_int(q, place);
    query_bind_bytes(q, hash_text(hash));
    return query_finish(q);
}

/* The nodes that the new leaf made full; on average one. */
static enum err add_nodes(struct store_conn *c, enum tree t, int64_t seq,
                          struct merkle_hash hash)
{
    struct forest f = { c, t };
    enum err e = ERR_OK;

    for (int level = 0; e == ERR_OK && (seq & 1); level++) {
        struct merkle_hash left;

        e = read_node(&f, level, seq - 1, &left);
        if (e != ERR_OK)
            break;
        hash = merkle_node(&left, &hash);
        seq >>= 1;
        e = add_node(c, t, level + 1, seq, &hash);
    }
    return e;
}

enum err tree_add(struct store_conn *c, enum tree t, int64_t seq,
                  struct text entry, const struct id *subject)
{
    struct merkle_hash hash = merkle_leaf(entry);
    struct query *q;
    int64_t size = 0;
    enum err e = tree_size(c, t, &size);

    if (e != ERR_OK)
        return e;
    if (seq != size)
        return ERR_CONFLICT;
    if (entry.len > TREE_ENTRY_MOST)
        return ERR_TOO_LARGE;
    q = query_open(c, leaf_add_sql);
    query_bind_text(q, name_text(t));
    query_bind_int(q, seq);
    if (id_is_none(subject))
        query_bind_null(q);
    else
        query_bind_id(q, subject);
    query_bind_bytes(q, entry);
    query_bind_bytes(q, hash_text(&hash));
    e = query_finish(q);
    return e == ERR_OK ? add_nodes(c, t, seq, hash) : e;
}

enum err tree_root(struct store_conn *db, enum tree t, int64_t size,
                   struct merkle_hash *out)
{
    struct forest f = { db, t };

    return merkle_root_at(read_node, &f, size, out);
}

enum err tree_inclusion(struct store_conn *db, enum tree t, int64_t seq,
                        int64_t size, struct merkle_proof *out)
{
    struct forest f = { db, t };

    return merkle_inclusion(read_node, &f, seq, size, out);
}

enum err tree_consistency(struct store_conn *db, enum tree t, int64_t from,
                          int64_t to, struct merkle_proof *out)
{
    struct forest f = { db, t };

    return merkle_consistency(read_node, &f, from, to, out);
}

struct listing {
    tree_each each;
    void *context;
};

/* Each column once and in its order: there may be a million rows. */
static enum err list_row(struct query *q, void *context)
{
    const struct listing *l = context;
    struct tree_row row = { .seq = query_int(q, "seq") };

    row.subject = query_id(q, "subject"); /* all zero for null */
    row.entry = query_bytes(q, "entry");
    row.hash = query_bytes(q, "hash");
    return l->each(&row, l->context);
}

static const char list_sql[] = "SELECT seq, subject, entry, hash"
                               "  FROM tree_leaf"
                               " WHERE tree = ? AND seq >= ?"
                               " ORDER BY seq LIMIT 2000";

struct paging {
    struct listing to;
    int64_t next, count;
};

static enum err page_row(const struct tree_row *row, void *context)
{
    struct paging *p = context;

    p->next = row->seq + 1;
    p->count++;
    return p->to.each(row, p->to.context);
}

/* In pages, so that no back end has to hold a million entries at once. */
enum err tree_list(struct store_conn *db, enum tree t, tree_each each,
                   void *context)
{
    struct paging p = { .to = { each, context }, .next = INT64_MIN };
    struct listing l = { page_row, &p };
    enum err e;

    do {
        struct query *q = query_open(db, list_sql);

        p.count = 0;
        query_bind_text(q, name_text(t));
        query_bind_int(q, p.next);
        e = over(q, list_row, &l);
    } while (e == ERR_OK && p.count > 0);
    return e;
}

static const char about_sql[] = "SELECT seq, subject, entry, hash"
                                "  FROM tree_leaf"
                                " WHERE tree = ? AND subject = ? AND seq < ?"
                                " ORDER BY seq DESC LIMIT ?";

enum err tree_list_about(struct store_conn *db, enum tree t,
                         const struct id *subject, int64_t before, int64_t most,
                         tree_each each, void *context)
{
    struct query *q = query_open(db, about_sql);
    struct listing l = { each, context };

    query_bind_text(q, name_text(t));
    query_bind_id(q, subject);
    query_bind_int(q, before);
    query_bind_int(q, most);
    return over(q, list_row, &l);
}

static const char head_add_sql[] =
    "INSERT INTO tree_head (tree, size, at_ms, root, signature)"
    " VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";

enum err tree_head_add(struct store_conn *c, const struct tree_head *h)
{
    struct query *q = query_open(c, head_add_sql);

    query_bind_text(q, name_text(h->tree));
    query_bind_int(q, h->size);
    query_bind_int(q, h->at_ms);
    query_bind_bytes(q, hash_text(&h->root));
    query_bind_bytes(
        q, (struct text){ (const char *)h->signature, sizeof h->signature });
    return query_finish(q);
}

struct head_listing {
    enum tree tree;
    tree_head_each each;
    void *context;
};

static enum err head_row(struct query *q, void *context)
{
    const struct head_listing *l = context;
    struct tree_head h = { .tree = l->tree,
                           .size = query_int(q, "size"),
                           .at_ms = query_int(q, "at_ms") };
    struct text signature = query_bytes(q, "signature");

    /* A head of another length is one that was tampered with: all zero, it
     * cannot be right, and whoever checks it says so. */
    hash_read(query_bytes(q, "root"), &h.root);
    if (signature.len == sizeof h.signature)
        memcpy(h.signature, signature.ptr, signature.len);
    return l->each(&h, l->context);
}

static const char head_last_sql[] =
    "SELECT size, at_ms, root, signature FROM tree_head WHERE tree = ?"
    " ORDER BY size DESC, at_ms DESC LIMIT 1";

struct last_head {
    struct tree_head *out;
    bool any;
};

static enum err take_head(const struct tree_head *h, void *context)
{
    struct last_head *l = context;

    *l->out = *h;
    l->any = true;
    return ERR_OK;
}

enum err tree_head_last(struct store_conn *db, enum tree t,
                        struct tree_head *out)
{
    struct query *q = query_open(db, head_last_sql);
    struct last_head last = { .out = out };
    struct head_listing l = { t, take_head, &last };
    enum err e;

    query_bind_text(q, name_text(t));
    e = over(q, head_row, &l);
    return e == ERR_OK && !last.any ? ERR_NOT_FOUND : e;
}

static const char head_list_sql[] =
    "SELECT size, at_ms, root, signature FROM tree_head WHERE tree = ?"
    " ORDER BY size, at_ms";

enum err tree_head_list(struct store_conn *db, enum tree t, tree_head_each each,
                        void *context)
{
    struct query *q = query_open(db, head_list_sql);
    struct head_listing l = { t, each, context };

    query_bind_text(q, name_text(t));
    return over(q, head_row, &l);
}
