/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/conversations/attachments_store.h: files that go with a letter, as
 * sealed chunks of one size. A file is uploaded first; the letter that names
 * it takes it over, and when new words of the letter name it no more, it is
 * deleted with all its chunks. What no letter takes is swept. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/text.h"
#include "daemon/base/err.h"
#include "daemon/base/id.h"

struct json_reader;
struct store_conn;
struct writer;

enum {
    ATTACHMENT_BYTES_MOST = 25 * 1024 * 1024,
    ATTACHMENT_CHUNK_BYTES = 256 * 1024,
    ATTACHMENT_SEAL_BYTES = 12 + 16, /* what sealing adds to a chunk */
    ATTACHMENT_CHUNKS_MOST = ATTACHMENT_BYTES_MOST / ATTACHMENT_CHUNK_BYTES,
    ATTACHMENTS_OF_LETTER_MOST = 10,
    ATTACHMENT_UNSENT_DAYS = 7
};

struct attachment {
    struct id id, alliance, owner;
    struct id message; /* all zero: none yet */
    int64_t size;      /* bytes before sealing, 1 to ATTACHMENT_BYTES_MOST */
    int64_t chunks;
    int64_t created_ms;
};

int64_t attachment_chunks(int64_t size);
/* Of the sealed chunk n, 0 to chunks - 1. */
int64_t attachment_sealed_bytes(const struct attachment *a, int64_t n);

enum err attachments_find(struct store_conn *db, const struct id *id,
                          struct attachment *out);

/* In a transaction. The same again by its owner is fine; ERR_CONFLICT when the
 * id is taken otherwise, ERR_TOO_LARGE when the alliance would then hold more
 * than quota_bytes. */
enum err attachments_add(struct store_conn *c, const struct attachment *a,
                         int64_t quota_bytes);

/* In a transaction. A chunk that is there stays as it is. ERR_NOT_FOUND when
 * the file is gone. */
enum err attachments_put_chunk(struct store_conn *c, const struct id *id,
                               int64_t n, struct text sealed);

typedef void (*attachments_each)(int64_t n, void *context);
/* Which chunks are there, in order. */
enum err attachments_list_chunks(struct store_conn *db, const struct id *id,
                                 attachments_each each, void *context);

/* The sealed bytes, copied to the arena. ERR_NOT_FOUND: not there (yet). */
struct arena;
enum err attachments_get_chunk(struct store_conn *db, struct arena *a,
                               const struct id *id, int64_t n,
                               struct text *out);

/* In a transaction: with all its chunks. */
enum err attachments_delete(struct store_conn *c, const struct id *id);

struct attachment_list {
    struct id ids[ATTACHMENTS_OF_LETTER_MOST];
    size_t count;
};

/* The optional field "attachments", a list of ids, each once. */
void attachments_read(struct json_reader *r, struct attachment_list *out);

/* In a transaction: the letter (of this alliance, by this sender) has exactly
 * these from now on; others it had are deleted. ERR_NOT_FOUND for one that is
 * not the sender's, not complete, or with another letter. */
enum err attachments_bind(struct store_conn *c, const struct id *alliance,
                          const struct id *sender, const struct id *message,
                          const struct attachment_list *list);

/* Deletes what waits for its letter since more than ATTACHMENT_UNSENT_DAYS.
 * db is for reading; for a thread that may wait. */
void attachments_sweep(struct store_conn *db, struct writer *w, int64_t now_ms);
