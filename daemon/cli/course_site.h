/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/course_site.h: what a file of ratings says about its people, for
 * each rater and form: the prior of the level filter. */
#pragma once

#include "core/level_prior.h"
#include "daemon/cli/course_options.h"
#include "daemon/cli/intern.h"
#include "daemon/cli/ratings.h"

struct course_site_form {
    enum level_prior_status status;
    struct level_prior sums;
    struct level_site site; /* when status is LEVEL_PRIOR_OK */
};

struct course_site {
    struct intern keys;             /* rater and form */
    struct course_site_form *forms; /* one for each; owned */
};

/* All zeroes knows nobody. */
void course_site_deinit(struct course_site *s);

/* Reads all people of d that are not withheld. False when memory is out. */
bool course_site_learn(struct course_site *s, const struct ratings *d,
                       const struct course_options *o);

/* What is known for a series' rater and form, also of another file; NULL when
 * nobody there was rated so. */
const struct course_site_form *course_site_find(const struct course_site *s,
                                                const struct ratings *d,
                                                const struct ratings_series *r);
