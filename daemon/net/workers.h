/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/net/workers.h: the pool of threads for whatever blocks. Work goes in
 * from the loop thread and comes back to it. */
#pragma once

#include <stddef.h>

struct store;
struct store_conn;
struct workers;

/* One piece of work; put it first in a struct of your own. Belongs to the
 * pool from submit until done is called. */
struct work {
    struct work *next;
    void (*run)(struct work *w, struct store_conn *db); /* in a worker */
    void (*done)(struct work *w); /* in the loop thread, by workers_drain */
};

/* Starts count threads, each with a connection of its own (none when store is
 * NULL). wake is called from a worker when something waits to be drained. NULL
 * when a thread or a connection cannot be had (logged). */
struct workers *workers_new(int count, struct store *store,
                            void (*wake)(void *context), void *context);

/* Runs what is queued, joins the threads and calls what is done. */
void workers_free(struct workers *w);

void workers_submit(struct workers *w, struct work *work);

/* In the loop thread: calls done for everything that has run. */
void workers_drain(struct workers *w);
