/* SPDX-License-Identifier: GPL-2.0-only */
/* String functions of libc. */
#ifndef _SNT_UNIT_LINUX_STRING_H
#define _SNT_UNIT_LINUX_STRING_H

#include <string.h>

#endif /* _SNT_UNIT_LINUX_STRING_H */
