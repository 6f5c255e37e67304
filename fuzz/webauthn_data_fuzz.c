/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz/webauthn_data_fuzz.c: what a browser says an authenticator said. What
 * is accepted lies whole inside the input and keeps its promises. */
#include <stdint.h>
#include <stdlib.h>

#include "daemon/accounts/webauthn_data.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must_be_inside(struct text t, struct text all)
{
    if (t.len > all.len || t.ptr < all.ptr || t.ptr + t.len > all.ptr + all.len)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct text all = { (const char *)data, size };
    struct text format, inner, statement;
    struct webauthn_data d;

    if (webauthn_data_read(all, &d)) {
        must_be_inside(d.house_hash, all);
        if (d.house_hash.len != 32 || (d.backed_up && !d.backup_eligible))
            abort();
        if (d.has_key) {
            must_be_inside(d.credential, all);
            must_be_inside(d.aaguid, all);
        }
    }
    if (webauthn_attestation_read(all, &format, &inner, &statement)) {
        must_be_inside(format, all);
        must_be_inside(inner, all);
        must_be_inside(statement, all);
    }
    return 0;
}
