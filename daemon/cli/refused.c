/* SPDX-License-Identifier: Apache-2.0 */
#include "daemon/cli/refused.h"

#include <stdint.h>

void refused_deinit(struct refused *r)
{
    intern_deinit(&r->people);
}

void refused_note(struct refused *r, struct text person)
{
    uint32_t number;

    if (person.len == 0 || !intern_put(&r->people, person, &number))
        r->anybody = true;
}

bool refused_holds(const struct refused *r, struct text person)
{
    uint32_t number;

    return r->anybody || intern_find(&r->people, person, &number);
}
