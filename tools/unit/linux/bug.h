/* SPDX-License-Identifier: GPL-2.0-only */
/* A broken invariant ends the program. */
#ifndef _SNT_UNIT_LINUX_BUG_H
#define _SNT_UNIT_LINUX_BUG_H

#include <stdlib.h>

#define WARN_ON_ONCE(condition)	((condition) ? abort() : (void)0)

#endif /* _SNT_UNIT_LINUX_BUG_H */
