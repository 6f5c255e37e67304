/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/doctor.h: rapport doctor: looks at everything a house needs and
 * says in plain words what is well, what is not, and what to do. Changes
 * nothing. Exit status 0 when all is well, 1 otherwise. */
#pragma once

int cli_doctor(int argc, char **argv);
