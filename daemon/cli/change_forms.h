/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/change_forms.h: the forms of a file, by questionnaire and rater,
 * and the numbers in force for each: from flags, from the people of the file,
 * or published. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "daemon/cli/change_options.h"
#include "daemon/cli/intern.h"
#include "daemon/cli/ratings.h"

struct change_form {
    uint32_t instrument; /* in the ratings' texts */
    bool asked;          /* false: --only names another one */
    struct change_norms norms;
    bool by_flag, by_sample, by_source; /* where numbers of norms are from */
    size_t people;      /* of the sample: with a rating before and after */
    const char *source; /* of published numbers in use, or NULL */
    enum change_status status[CHANGE_METHOD_COUNT];
    bool better_known;
    enum change_direction better;
    struct change_cutoffs cutoffs; /* NaN: not known */
    enum change_cutoff_kind cutoff_kind;
    double cutoff; /* NaN when the kind is none */
};

struct change_forms {
    struct intern keys;
    struct change_form *all; /* owned; one for each of keys */
    uint32_t *of_series;     /* owned; form of each series of the ratings */
};

enum change_forms_status {
    CHANGE_FORMS_OK,
    CHANGE_FORMS_REFUSED, /* said on err: a number is missing or bad */
    CHANGE_FORMS_NO_MEMORY
};

/* After ratings_sort. Always to be followed by change_forms_deinit. */
enum change_forms_status change_forms_init(struct change_forms *f,
                                           const struct change_options *o,
                                           const struct ratings *d, FILE *err);
void change_forms_deinit(struct change_forms *f);
