/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/dyad_lines.h: what `rapport dyad` prints. */
#pragma once

#include "daemon/cli/dyad.h"

/* Where a dyad stands after a session of the client's. */
struct dyad_line {
    bool judged;             /* false: another rater's row, or held back */
    struct rating therapist; /* of the same session */
    unsigned fired;          /* bits DYAD_… */
    struct dyad state;
};

/* One session. */
void dyad_lines_session(struct json_out *j, const struct dyad_options *o,
                        const struct ratings *d, const struct ratings_entry *e,
                        const struct dyad_line *line);

/* One person: state after the last session of either. */
void dyad_lines_summary(struct json_out *j, const struct dyad_options *o,
                        const struct ratings *d, const struct ratings_series *s,
                        const struct dyad *state);

/* The surface; s is read when status is SURFACE_OK. */
void dyad_lines_surface(struct json_out *j, const struct dyad_options *o,
                        enum surface_status status, const struct surface *s,
                        size_t pairs, size_t people, size_t left_out);
