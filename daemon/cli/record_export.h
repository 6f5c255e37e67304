/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/record_export.h: `rapport record-export`: one record as its
 * therapist would be given it, still sealed, with what was sealed to the
 * practice's recovery key. Two of the three sheets open it:
 * docs/recovery-key.md. */
#pragma once

int cli_record_export(int argc, char **argv);
