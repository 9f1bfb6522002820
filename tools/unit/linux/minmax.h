/* SPDX-License-Identifier: GPL-2.0-only */
/* Minimum of two values of one type. */
#ifndef _SNT_UNIT_LINUX_MINMAX_H
#define _SNT_UNIT_LINUX_MINMAX_H

#define min(a, b)	((a) < (b) ? (a) : (b))

#endif /* _SNT_UNIT_LINUX_MINMAX_H */
