/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/net/limits.h"

#include <arpa/inet.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* A practice behind one address signs in within a minute on Monday morning:
 * thirty at once. After that one in two seconds, 43,000 a day, is nothing
 * against 256-bit secrets and 160-bit tokens. */
const struct limit_rules limits_login = {
    .remote = { .burst = 30, .gap_ms = 2000 },
    .everyone = { .burst = 300, .gap_ms = 50 }
};

enum { REMOTES_MAX = 8192 };

struct limits {
    struct limiter *remote, *everyone;
};

struct limits *limits_new(const struct limit_rules *login)
{
    struct limits *l = calloc(1, sizeof(*l));

    if (!l)
        return NULL;
    l->remote = limiter_new(login->remote, REMOTES_MAX);
    l->everyone = limiter_new(login->everyone, 1);
    if (!l->remote || !l->everyone) {
        limits_free(l);
        return NULL;
    }
    return l;
}

void limits_free(struct limits *l)
{
    if (!l)
        return;
    limiter_free(l->everyone);
    limiter_free(l->remote);
    free(l);
}

/* The network an address belongs to: family and its first 3 or 8 bytes. */
struct network {
    unsigned char bytes[9];
    bool here; /* this machine */
};

static struct network network_of(struct text remote)
{
    static const unsigned char mapped[12] = { [10] = 0xff, [11] = 0xff };
    struct network n = { .here = false };
    char name[INET6_ADDRSTRLEN];
    unsigned char a[16];

    if (remote.len >= sizeof(name))
        return n;
    memcpy(name, remote.ptr, remote.len);
    name[remote.len] = 0;

    if (inet_pton(AF_INET, name, a + 12) == 1) {
        memcpy(a, mapped, sizeof(mapped));
    } else if (inet_pton(AF_INET6, name, a) != 1) {
        return n;
    }
    if (memcmp(a, mapped, sizeof(mapped)) == 0) {
        n.bytes[0] = 4;
        memcpy(n.bytes + 1, a + 12, 3);
        n.here = a[12] == 127;
    } else {
        n.bytes[0] = 6;
        memcpy(n.bytes + 1, a, 8);
        n.here = memcmp(a, &in6addr_loopback, sizeof(a)) == 0;
    }
    return n;
}

int64_t limits_take(struct limits *l, enum cost cost, struct text remote,
                    int64_t ticks_ms)
{
    struct network network = network_of(remote);
    struct text key = { (const char *)network.bytes, sizeof(network.bytes) };
    int64_t wait_ms = 0;

    if (cost == COST_NONE)
        return 0;
    /* Looked at first, so that one noisy network does not use up what
     * belongs to everybody. */
    if (!network.here)
        wait_ms = limiter_wait_ms(l->remote, key, ticks_ms);
    if (wait_ms == 0)
        wait_ms = limiter_take(l->everyone, TEXT("all"), ticks_ms);
    if (wait_ms == 0 && !network.here)
        wait_ms = limiter_take(l->remote, key, ticks_ms);
    return (wait_ms + 999) / 1000;
}
