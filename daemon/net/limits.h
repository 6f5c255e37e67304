/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/net/limits.h: the budgets of each cost: one for every remote network
 * (an IPv4 /24 or IPv6 /64) and one for everybody together. Any thread. */
#pragma once

#include <stdint.h>

#include "core/base/text.h"
#include "daemon/net/limiter.h"
#include "daemon/net/route.h"

struct limits;

struct limit_rules {
    struct limit_rule remote; /* each network; this machine itself is exempt */
    struct limit_rule everyone;
};

/* What the house allows for COST_LOGIN. */
extern const struct limit_rules limits_login;

/* NULL when out of memory. */
struct limits *limits_new(const struct limit_rules *login);
void limits_free(struct limits *l);

/* 0 when it may go (and then it counts), else the seconds to wait, 1 or more.
 * remote is an address as text; what is none shares one budget. */
int64_t limits_take(struct limits *l, enum cost cost, struct text remote,
                    int64_t ticks_ms);
