/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/base/id.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/base/b64.h"

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void start_sodium(void)
{
    if (sodium_init() < 0)
        abort();
}

struct id id_new(void)
{
    struct id id;

    pthread_once(&once, start_sodium);
    randombytes_buf(id.bytes, sizeof id.bytes);
    return id;
}

bool id_same(const struct id *a, const struct id *b)
{
    return memcmp(a->bytes, b->bytes, ID_BYTES) == 0;
}

bool id_is_none(const struct id *id)
{
    return sodium_is_zero(id->bytes, ID_BYTES);
}

void id_format(const struct id *id, char out[ID_LETTERS + 1])
{
    b64_encode((struct text){ (const char *)id->bytes, ID_BYTES }, out);
}

bool id_parse(struct text t, struct id *out)
{
    struct id id;
    size_t len;

    if (t.len != ID_LETTERS ||
        !b64_decode(t, id.bytes, sizeof id.bytes, &len) || len != ID_BYTES)
        return false;
    *out = id;
    return true;
}
