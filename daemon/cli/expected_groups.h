/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/expected_groups.h: ratings of one form by one kind of rater
 * belong together: they have one direction, one reliable change, one curve. */
#pragma once

#include "daemon/cli/expected.h"

struct expected_group {
    uint32_t rater, instrument; /* in texts of the ratings judged */
    struct expected_params params;
    const char *change_source; /* NULL: not known */
    bool fitted;               /* a curve was asked for */
    enum expected_fit_status status;
    struct expected_curve curve; /* when fitted and EXPECTED_FIT_OK */
};

struct expected_groups {
    struct intern keys;
    struct expected_group *groups; /* owned; one for each of keys */
    uint32_t *of_series;           /* owned; of the ratings judged */
    double *t;                     /* owned; of their entries */
};

void expected_groups_deinit(struct expected_groups *g);

/* Sorts the series into groups, settles what holds for each, and fits the
 * curves to site (which may be d itself). False when memory is out or
 * something was refused, which rows have said then. */
bool expected_groups_make(struct expected_groups *g,
                          const struct expected_options *o, struct ratings *d,
                          struct rows *rows, struct ratings *site,
                          struct rows *site_rows);
