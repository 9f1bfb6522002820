/* SPDX-License-Identifier: GPL-2.0-only */
/* Socket addresses. */
#ifndef _SNT_UNIT_LINUX_IN_H
#define _SNT_UNIT_LINUX_IN_H

#include <netinet/in.h>

#endif /* _SNT_UNIT_LINUX_IN_H */
