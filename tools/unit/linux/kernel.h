/* SPDX-License-Identifier: GPL-2.0-only */
/* Odds and ends. */
#ifndef _SNT_UNIT_LINUX_KERNEL_H
#define _SNT_UNIT_LINUX_KERNEL_H

#ifndef ARRAY_SIZE
#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))
#endif

#endif /* _SNT_UNIT_LINUX_KERNEL_H */
