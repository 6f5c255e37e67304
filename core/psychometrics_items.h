/* SPDX-License-Identifier: Apache-2.0 */
/* core/psychometrics_items.h: the figures of core/psychometrics.h that come
 * out of the items of complete sheets. For the files of that name only. */
#pragma once

#include "core/psychometrics.h"

/* Writes alpha, omega, each item's mean, sd and rest, and what they were made
 * of. p and d are sound; out->item_count and items[].item are set. */
void psychometrics_items(const struct psychometrics_params *p,
                         const struct psychometrics_data *d,
                         struct psychometrics_room *room,
                         struct psychometrics *out);
