/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/audit/heads.h"

#include "daemon/audit/signer.h"
#include "daemon/base/log.h"
#include "daemon/store/writer.h"

static enum err check_growth(struct store_conn *c, const struct signer *s,
                             enum tree t, int64_t size)
{
    struct merkle_hash then;
    struct tree_head kept;
    enum err e = signer_kept(s, t, &kept);

    if (e == ERR_NOT_FOUND)
        return ERR_OK;
    if (e == ERR_OK && kept.size <= size) {
        e = tree_root(c, t, kept.size, &then);
        if (e == ERR_OK && merkle_same(&then, &kept.root) &&
            signer_is_right(signer_key(s), &kept))
            return ERR_OK;
    }
    if (e != ERR_OK && e != ERR_NOT_FOUND && e != ERR_INTERNAL)
        return e;
    log_line(LOG_ERROR, "log_rewritten", "log", tree_name(t), "why",
             "it did not grow from the head put aside with the keys; "
             "`rapport audit verify` says where",
             NULL);
    return ERR_CONFLICT;
}

enum err heads_sign(struct store_conn *c, const struct signer *s, enum tree t,
                    int64_t now_ms)
{
    struct tree_head h = { .tree = t, .at_ms = now_ms };
    enum err e = tree_size(c, t, &h.size);

    if (e == ERR_OK)
        e = check_growth(c, s, t, h.size);
    if (e == ERR_OK)
        e = tree_root(c, t, h.size, &h.root);
    if (e != ERR_OK)
        return e;
    signer_sign(s, &h);
    return tree_head_add(c, &h);
}

struct signing {
    const struct signer *signer;
    enum tree tree;
    int64_t now_ms;
};

static enum err sign_run(struct store_conn *c, void *payload)
{
    const struct signing *s = payload;

    return heads_sign(c, s->signer, s->tree, s->now_ms);
}

static enum err put_aside(struct store_conn *db, const struct signer *s,
                          enum tree t)
{
    struct tree_head last, kept;
    enum err e = tree_head_last(db, t, &last);

    if (e != ERR_OK)
        return e == ERR_NOT_FOUND ? ERR_OK : e;
    e = signer_kept(s, t, &kept);
    if (e == ERR_OK && (kept.size > last.size ||
                        (kept.size == last.size && kept.at_ms >= last.at_ms)))
        return ERR_OK;
    if (e != ERR_OK && e != ERR_NOT_FOUND)
        return e;
    return signer_keep(s, &last);
}

static enum err sweep_one(struct store_conn *db, struct writer *w,
                          const struct signing *s)
{
    struct tree_head last = { .size = 0 };
    int64_t size = 0;
    enum err e = tree_size(db, s->tree, &size);

    if (e == ERR_OK && size > 0) {
        e = tree_head_last(db, s->tree, &last);
        if (e == ERR_NOT_FOUND ||
            (e == ERR_OK &&
             (size != last.size || s->now_ms - last.at_ms >= HEADS_DAY_MS)))
            e = writer_do(w, sign_run, (void *)s);
    }
    return e == ERR_OK ? put_aside(db, s->signer, s->tree) : e;
}

void heads_sweep(struct store_conn *db, struct writer *w,
                 const struct signer *s, int64_t now_ms)
{
    for (int t = 0; t < TREE_COUNT; t++) {
        struct signing one = { s, (enum tree)t, now_ms };
        enum err e = sweep_one(db, w, &one);

        if (e != ERR_OK)
            log_line(LOG_ERROR, "head_not_signed", "log",
                     tree_name((enum tree)t), "why", err_code(e), NULL);
    }
}
