/* SPDX-License-Identifier: GPL-2.0-only */
/* Bit positions. */
#ifndef _SNT_UNIT_LINUX_BITOPS_H
#define _SNT_UNIT_LINUX_BITOPS_H

#include <linux/types.h>

static inline int fls64(u64 word)
{
	return word ? 64 - __builtin_clzll(word) : 0;
}

#endif /* _SNT_UNIT_LINUX_BITOPS_H */
