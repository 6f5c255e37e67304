/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/change_known.h"

#include <math.h>
#include <string.h>

#define NO ((double)NAN)
#define NO_NORMS                                                               \
    {                                                                          \
        NO, NO, NO, NO, NO, NO, NO                                             \
    }
#define NO_GROUPS                                                              \
    {                                                                          \
        NO, NO, NO, NO                                                         \
    }
#define DIRECTION(id, better)                                                  \
    {                                                                          \
        id, better, NO_NORMS, NO_GROUPS, NO, NULL                              \
    }

static const struct change_known known[] = {
    { "phq-9", CHANGE_LOWER, NO_NORMS, NO_GROUPS, 10,
      "caseness of the NHS Talking Therapies manual" },
    { "gad-7", CHANGE_LOWER, NO_NORMS, NO_GROUPS, 8,
      "caseness of the NHS Talking Therapies manual" },
    { "core-10",
      CHANGE_LOWER,
      { .sd = 7.7,
        .mean = 19.7,
        .sd_post = NO,
        .mean_post = NO,
        .reliability = 0.9,
        .reliability_post = NO,
        .correlation = NO },
      { 19.7, 7.7, 4.7, 4.8 },
      11,
      "Barkham et al. 2013, doi 10.1080/14733145.2012.729069" },
    DIRECTION("pcl-5", CHANGE_LOWER),
    DIRECTION("ders*", CHANGE_LOWER),
    DIRECTION("wai*", CHANGE_HIGHER),
    DIRECTION("d-wai*", CHANGE_HIGHER),
    DIRECTION("srs*", CHANGE_HIGHER),
    DIRECTION("ors*", CHANGE_HIGHER),
    DIRECTION("who-5", CHANGE_HIGHER),
    DIRECTION("haq-ii*", CHANGE_HIGHER),
    DIRECTION("arm-5*", CHANGE_HIGHER),
    DIRECTION("gbo*", CHANGE_HIGHER),
    DIRECTION("closing-*", CHANGE_HIGHER),
};

bool change_known(struct text form, struct change_known *out)
{
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        const char *id = known[i].id;
        const size_t len = strlen(id);
        const bool begins = id[len - 1] == '*';
        const size_t fixed = begins ? len - 1 : len;

        if (form.len < fixed || (!begins && form.len != fixed) ||
            memcmp(form.ptr, id, fixed) != 0)
            continue;
        *out = known[i];
        return true;
    }
    return false;
}
