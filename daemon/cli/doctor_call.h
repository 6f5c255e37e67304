/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/doctor_call.h: rapport doctor call: a real browser makes a real
 * call through the relay, and says what is in its way. */
#pragma once

int cli_doctor_call(int argc, char **argv);
