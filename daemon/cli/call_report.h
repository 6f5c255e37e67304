/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/call_report.h: what the check page of a house found out about a
 * call through the relay, and what it means in plain words. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "core/base/text.h"
#include "daemon/cli/findings.h"

enum call_way { CALL_UDP, CALL_TCP, CALL_TLS, CALL_WAYS };

enum call_answer {
    CALL_OK,
    CALL_NONE,    /* the link names no such way */
    CALL_REFUSED, /* the relay does not take the pass */
    CALL_FULL,
    CALL_UNREACHABLE
};

/* Numbers below 0 are not known. */
struct call_report {
    bool link_good; /* false: no pass in it, or it ran out; the rest is empty */
    enum call_answer way[CALL_WAYS];
    int64_t first_ms; /* from the start to the first picture */
    int64_t rtt_ms;
    int64_t loss_percent;
    int64_t kbit;
};

/* The JSON of the page. False when it is not of that form; then *out is
 * undefined. */
bool call_report_read(struct text json, struct call_report *out);

/* A line for each thing looked at. */
void call_report_say(const struct call_report *r, struct findings *f);
