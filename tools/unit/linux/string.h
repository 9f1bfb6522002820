/* SPDX-License-Identifier: GPL-2.0-only */
/* String functions of libc. */
#ifndef _SNT_UNIT_LINUX_STRING_H
#define _SNT_UNIT_LINUX_STRING_H

#include <string.h>
#include <linux/types.h>

static inline void memzero_explicit(void *p, size_t len)
{
	explicit_bzero(p, len);
}

/* The first byte that is not @byte, or NULL. */
static inline void *memchr_inv(const void *p, int byte, size_t len)
{
	const u8 *bytes = p;

	for (; len; len--, bytes++)
		if (*bytes != (u8)byte)
			return (void *)bytes;
	return NULL;
}

#endif /* _SNT_UNIT_LINUX_STRING_H */
