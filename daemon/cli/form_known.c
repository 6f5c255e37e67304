/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/form_known.h"

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
#define NHS "NHS Talking Therapies manual, as quoted"

static const struct form_known known[] = {
    { "phq-9", NO_NORMS, NO_GROUPS, 10, 6, NHS },
    { "gad-7", NO_NORMS, NO_GROUPS, 8, 4, NHS },
    { "core-10",
      { .sd = 7.7,
        .mean = 19.7,
        .sd_post = NO,
        .mean_post = NO,
        .reliability = 0.9,
        .reliability_post = NO,
        .correlation = NO },
      { 19.7, 7.7, 4.7, 4.8 },
      11,
      6,
      "Barkham et al. 2013, doi 10.1080/14733145.2012.729069" },
};

/* For forms of which no questionnaire is loaded. */
static const struct {
    const char *begins;
    enum change_direction better;
} families[] = {
    { "arm-", CHANGE_HIGHER }, { "closing-", CHANGE_HIGHER },
    { "core-", CHANGE_LOWER }, { "d-wai", CHANGE_HIGHER },
    { "ders", CHANGE_LOWER },  { "gad-", CHANGE_LOWER },
    { "gbo", CHANGE_HIGHER },  { "haq", CHANGE_HIGHER },
    { "ors", CHANGE_HIGHER },  { "pcl-", CHANGE_LOWER },
    { "phq-", CHANGE_LOWER },  { "srs", CHANGE_HIGHER },
    { "wai", CHANGE_HIGHER },  { "who-5", CHANGE_HIGHER },
};

bool form_known(struct text form, struct form_known *out)
{
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        if (!text_is(form, (struct text){ known[i].id, strlen(known[i].id) }))
            continue;
        *out = known[i];
        return true;
    }
    return false;
}

bool form_better(struct text form, const struct instrument *in,
                 enum change_direction *out)
{
    if (in != NULL) {
        *out = in->lower_is_better ? CHANGE_LOWER : CHANGE_HIGHER;
        return true;
    }
    for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++) {
        const size_t len = strlen(families[i].begins);

        if (form.len < len || memcmp(form.ptr, families[i].begins, len) != 0)
            continue;
        *out = families[i].better;
        return true;
    }
    return false;
}
