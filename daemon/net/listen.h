/* SPDX-License-Identifier: Apache-2.0 */
/* daemon/net/listen.h: the listening socket: on the given address only. */
#pragma once

/* A non-blocking listening socket on a numeric address, v4 or v6; port 0
 * takes any free one. -1 when it cannot be had (logged). */
int listen_open(const char *address, int port);

/* The port a listening socket is bound to; 0 when that cannot be told. */
int listen_port(int fd);
