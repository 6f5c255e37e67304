/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/audit/verify.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "daemon/audit/entry.h"
#include "daemon/audit/signer.h"

enum { SENTENCE_MOST = 400, FIRST_ROOM = 64, WHEN_MOST = 32 };

struct verify {
    const struct signer *signer;
    enum tree tree;
    verify_say say;
    void *context;
    struct verify_result result;

    struct tree_head *heads; /* owned; smallest first */
    size_t head_count, head_room, head_next;
    int64_t good;         /* the largest size at which a head was right */
    struct tree_head bad; /* the first that was not; size -1: none */

    struct merkle tree_now;
    int64_t shift;       /* how far the numbers of the entries are off here */
    int64_t first_moved; /* -1: none */
    int64_t sum_off;     /* of all numbers, against what they should be */
};

static void wrong(struct verify *v, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void wrong(struct verify *v, const char *format, ...)
{
    char sentence[SENTENCE_MOST];
    va_list args;

    if (v->result.wrong++ >= VERIFY_SAID_MOST)
        return;
    va_start(args, format);
    (void)vsnprintf(sentence, sizeof sentence, format, args);
    va_end(args);
    v->say(sentence, v->context);
}

static const char *when(int64_t at_ms, char out[WHEN_MOST])
{
    time_t s = (time_t)(at_ms / 1000);
    struct tm tm;

    if (gmtime_r(&s, &tm) == NULL ||
        strftime(out, WHEN_MOST, "%Y-%m-%d %H:%M UTC", &tm) == 0)
        (void)snprintf(out, WHEN_MOST, "an unknown time");
    return out;
}

static enum err take_head(const struct tree_head *h, void *context)
{
    struct verify *v = context;
    char at[WHEN_MOST];

    if (v->head_count == v->head_room) {
        size_t room = v->head_room ? v->head_room * 2 : FIRST_ROOM;
        struct tree_head *more = realloc(v->heads, room * sizeof *more);

        if (more == NULL)
            return ERR_FULL;
        v->heads = more;
        v->head_room = room;
    }
    v->result.heads++;
    if (signer_is_right(signer_key(v->signer), h))
        v->heads[v->head_count++] = *h;
    else
        wrong(v,
              "The head of %" PRId64 " entries of %s is not signed with this "
              "house's key: it was changed or made by somebody else.",
              h->size, when(h->at_ms, at));
    return ERR_OK;
}

/* The heads of exactly so many entries. */
static void meet_heads(struct verify *v)
{
    struct merkle_hash root;

    if (v->head_next == v->head_count ||
        v->heads[v->head_next].size != v->tree_now.size)
        return;
    root = merkle_root(&v->tree_now);
    for (; v->head_next < v->head_count &&
           v->heads[v->head_next].size == v->tree_now.size;
         v->head_next++) {
        if (merkle_same(&v->heads[v->head_next].root, &root))
            v->good = v->tree_now.size;
        else if (v->bad.size < 0)
            v->bad = v->heads[v->head_next];
    }
}

/* Where the entry stands, and where it says that it stands. */
static void meet_number(struct verify *v, int64_t place, int64_t number)
{
    v->sum_off += number - place;
    if (number - place == v->shift)
        return;
    v->shift = number - place;
    if (v->shift == 0)
        return;
    if (v->first_moved < 0)
        v->first_moved = place;
    wrong(v,
          "At place %" PRId64 " stands the entry that was number %" PRId64 ".",
          place, number);
}

static enum err meet_entry(const struct tree_row *row, void *context)
{
    struct verify *v = context;
    struct merkle_hash leaf = merkle_leaf(row->entry);
    int64_t place = v->result.entries;
    struct entry_head head;

    if (row->seq > place) {
        if (row->seq == place + 1)
            wrong(v, "Entry %" PRId64 " is missing: it was deleted.", place);
        else
            wrong(v,
                  "The entries %" PRId64 " to %" PRId64
                  " are missing: they were deleted.",
                  place, row->seq - 1);
    } else if (row->seq < place) {
        wrong(v, "There is an entry with the impossible number %" PRId64 ".",
              row->seq);
    }
    v->result.entries = row->seq >= place ? row->seq + 1 : place;
    if (row->hash.len != sizeof leaf.bytes ||
        memcmp(row->hash.ptr, leaf.bytes, sizeof leaf.bytes) != 0)
        wrong(v, "Entry %" PRId64 " was changed after it was written.",
              row->seq);
    if (!entry_head_read(v->tree, row->entry, &head)) {
        wrong(v, "Entry %" PRId64 " cannot be read: it was changed.", row->seq);
    } else {
        meet_number(v, row->seq, head.seq);
        if (!id_same(&head.subject, &row->subject))
            wrong(v,
                  "Entry %" PRId64 " is filed under another person than the "
                  "one it is about.",
                  row->seq);
    }
    merkle_append(&v->tree_now, &leaf);
    meet_heads(v);
    return ERR_OK;
}

/* stand: the place behind the last entry. */
static void judge_heads(struct verify *v, int64_t stand)
{
    const struct tree_head *last =
        v->head_count > 0 ? &v->heads[v->head_count - 1] : NULL;
    char at[WHEN_MOST];

    if (v->first_moved >= 0 && v->sum_off == 0)
        wrong(v,
              "From place %" PRId64 " on the order of the entries was changed.",
              v->first_moved);
    else if (v->first_moved >= 0)
        wrong(v,
              "Near place %" PRId64
              " entries were deleted or put in, and those "
              "behind were moved.",
              v->first_moved);
    if (last != NULL && last->size > stand)
        wrong(v,
              "The end is missing: %" PRId64 " entries are here, but %" PRId64
              " were signed on %s.",
              stand, last->size, when(last->at_ms, at));
    if (v->bad.size >= 0)
        wrong(v,
              "The first %" PRId64 " entries are not the ones that were signed "
              "on %s. The first %" PRId64 " still are.",
              v->bad.size, when(v->bad.at_ms, at), v->good);
}

/* The tree of the proofs has to say the same as the entries. */
static enum err judge_nodes(struct verify *v, struct store_conn *db)
{
    struct merkle_hash root;
    enum err e = tree_root(db, v->tree, v->tree_now.size, &root);

    if (e != ERR_OK && e != ERR_NOT_FOUND)
        return e;
    if (v->result.wrong == 0 &&
        (e == ERR_NOT_FOUND || !merkle_same(&root, &v->result.root)))
        wrong(v, "The hashes kept for proofs are not those of the entries.");
    return ERR_OK;
}

static enum err add_kept(struct verify *v)
{
    struct tree_head kept;
    enum err e = signer_kept(v->signer, v->tree, &kept);
    size_t i;

    if (e == ERR_INTERNAL)
        wrong(v, "The head put aside with the keys cannot be read.");
    if (e != ERR_OK)
        return e == ERR_FULL ? e : ERR_OK;
    e = take_head(&kept, v);
    v->result.heads--;
    /* In order, behind those of the same size. */
    for (i = v->head_count;
         e == ERR_OK && i-- > 1 && v->heads[i - 1].size > v->heads[i].size;) {
        struct tree_head h = v->heads[i];

        v->heads[i] = v->heads[i - 1];
        v->heads[i - 1] = h;
    }
    return e;
}

enum err tree_verify(struct store_conn *db, const struct signer *s, enum tree t,
                     verify_say say, void *context, struct verify_result *out)
{
    int64_t stand;
    struct verify v = { .signer = s,
                        .tree = t,
                        .say = say,
                        .context = context,
                        .bad = { .size = -1 },
                        .first_moved = -1 };
    enum err e;

    merkle_init(&v.tree_now);
    /* Heads before entries: whatever is written meanwhile only adds. */
    e = tree_head_list(db, t, take_head, &v);
    if (e == ERR_OK)
        e = add_kept(&v);
    meet_heads(&v);
    if (e == ERR_OK)
        e = tree_list(db, t, meet_entry, &v);
    stand = v.result.entries;
    v.result.entries = v.tree_now.size;
    v.result.root = merkle_root(&v.tree_now);
    if (e == ERR_OK) {
        judge_heads(&v, stand);
        e = judge_nodes(&v, db);
    }
    free(v.heads);
    if (e == ERR_OK)
        *out = v.result;
    return e;
}
