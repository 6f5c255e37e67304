/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/cli/doctor_port.h: what is behind the port we would listen on. */
#pragma once

enum port_state {
    PORT_FREE,
    PORT_OURS,   /* Rapport answers */
    PORT_TAKEN,  /* something else does */
    PORT_REFUSED /* the address is not this machine's, or not allowed */
};

/* host is an address as text; waits at most two seconds. */
enum port_state doctor_port(const char *host, int port);
