/* SPDX-License-Identifier: Apache-2.0 */
/* tests/daemon/session.h: sessions for tests, by way of the front door, and a
 * hand on the clock: instead of waiting, a session is moved into the past. */
#pragma once

#include <stdint.h>

#include "tests/daemon/house.h"

/* Plans a session that starts now and stores its id (22 letters). */
void session_plan_now(struct pair *p, char visit[32]);
/* Sends an event and returns the status. */
int session_event(struct client *c, const char *visit, const char *event);
/* Both come, the client is let in: the session is open. */
void session_open(struct pair *p, char visit[32]);
/* … and the therapist ends it. */
void session_hold(struct pair *p, char visit[32]);

/* Everything about the session happened by_ms earlier than it did. */
void session_age(struct test_house *t, const char *visit, int64_t by_ms);

/* The path of something of a visit: "/api/visits/ID" and tail, in a ring of
 * eight per thread. */
const char *session_path(const char *visit, const char *tail);

/* Runs fn(args[i]) for both at the same moment and waits for them. */
void test_at_once(void *(*fn)(void *), void *first, void *second);
