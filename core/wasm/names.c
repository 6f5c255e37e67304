/* SPDX-License-Identifier: Apache-2.0 */
#include "core/course.h"
#include "core/dyad.h"
#include "core/instrument.h"
#include "core/rupture.h"
#include "core/visit.h"
#include "core/wasm/wasm.h"

EXPORT(core_name) const char *core_name(int list, int index);

/* The lists whose words the wrapper asks for, in this order. */
const char *core_name(int list, int index)
{
    switch (list) {
    case 0:
        return index > VISIT_LAPSED ? NULL
                                    : visit_state_name((enum visit_state)index);
    case 1:
        return index > VISIT_DROPPED
                   ? NULL
                   : visit_presence_name((enum visit_presence)index);
    case 2:
        return index > VISIT_TICK
                   ? NULL
                   : visit_event_name((enum visit_event_kind)index);
    case 3:
        return index > VISIT_WHY_BOTH_CAME
                   ? NULL
                   : visit_why_name((enum visit_why)index);
    case 4:
        return index > VISIT_NOBODY_IN
                   ? NULL
                   : visit_rule_name((enum visit_rule)index);
    case 5:
        return index > VISIT_CALLED_OFF
                   ? NULL
                   : visit_outcome_name((enum visit_outcome_kind)index);
    case 6:
        return index > RUPTURE_UNREPAIRED
                   ? NULL
                   : rupture_status_name((enum rupture_status)index);
    case 7:
        return index > RUPTURE_FIRED_LOW_ANSWER
                   ? NULL
                   : rupture_kind_name((enum rupture_kind)index);
    case 8:
        return index > RUPTURE_FLOOR_ITEM
                   ? NULL
                   : rupture_rule_name((enum rupture_rule)index);
    case 9:
        return index > RUPTURE_FLOOR_ITEM
                   ? NULL
                   : rupture_rule_why((enum rupture_rule)index);
    case 10:
        return index > COURSE_ABOVE
                   ? NULL
                   : course_place_name((enum course_place)index);
    case 11:
        return index > INSTRUMENT_OFF_STEP
                   ? NULL
                   : instrument_status_name((enum instrument_status)index);
    case 12: return index > 1 ? NULL : dyad_flag_name(1U << index);
    case 13:
        return index >= RUPTURE_METHOD_COUNT
                   ? NULL
                   : rupture_method_name((enum rupture_method)index);
    case 14:
        return index > VISIT_WAS_CALLED_OFF
                   ? NULL
                   : visit_outcome_why_name((enum visit_outcome_why)index);
    default: return NULL;
    }
}
