/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/store/writer.h: the one writer of a node, with group commit.
 * It takes whatever jobs queued up while the last commit ran, runs each in its
 * own savepoint inside one transaction, commits, and only then reports. */
#pragma once

#include "daemon/base/err.h"

struct store;
struct store_conn;
struct writer;

enum { WRITER_BATCH_MAX = 512 };

/* Runs in the writer's thread. Returning anything but ERR_OK undoes this job
 * alone. May run a second time (from clean state) when a commit failed, so it
 * must not have side effects outside the connection and its payload. */
typedef enum err (*writer_run)(struct store_conn *c, void *payload);

/* Runs in the writer's thread after the commit (or the refusal), in the order
 * of submission within a batch. May submit more. ERR_FULL: there is no room on
 * the disk; later jobs succeed by themselves once there is. */
typedef void (*writer_done)(enum err result, void *payload);

struct writer *writer_start(struct store *s); /* NULL when it cannot connect */
void writer_stop(struct writer *w); /* finishes what is queued, then returns */

/* Queues a job and returns at once. payload is lent until done was called.
 * Any thread, but not from a job, nor once writer_stop has begun. When there
 * is no memory to queue it, done hears ERR_STORE before this returns. */
void writer_submit(struct writer *w, writer_run run, writer_done done,
                   void *payload);

/* Queues a job and waits for its result: for worker threads, never the loop. */
enum err writer_do(struct writer *w, writer_run run, void *payload);
