/* SPDX-License-Identifier: GPL-2.0-only */
/* Socket addresses. */
#ifndef _SNT_UNIT_LINUX_SOCKET_H
#define _SNT_UNIT_LINUX_SOCKET_H

#include <sys/socket.h>

#endif /* _SNT_UNIT_LINUX_SOCKET_H */
