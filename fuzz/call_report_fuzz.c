/* SPDX-License-Identifier: Apache-2.0 */
/* fuzz/call_report_fuzz.c: what a page on some house's address says to rapport
 * doctor call. What is accepted is in range. */
#include <stdint.h>
#include <stdlib.h>

#include "daemon/cli/call_report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct call_report r;

    if (!call_report_read((struct text){ (const char *)data, size }, &r))
        return 0;
    for (int i = 0; i < CALL_WAYS; i++)
        if (r.way[i] < CALL_OK || r.way[i] > CALL_UNREACHABLE)
            abort();
    if (r.first_ms < -1 || r.rtt_ms < -1 || r.kbit < -1 ||
        r.loss_percent < -1 || r.loss_percent > 100)
        abort();
    return 0;
}
