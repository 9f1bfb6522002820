/* SPDX-License-Identifier: GPL-2.0-only */
/* Random bytes from the kernel below. */
#ifndef _SNT_UNIT_LINUX_RANDOM_H
#define _SNT_UNIT_LINUX_RANDOM_H

#include <stdlib.h>
#include <sys/random.h>

static inline void get_random_bytes(void *buf, size_t len)
{
	if (getrandom(buf, len, 0) != (ssize_t)len)
		abort();
}

#endif /* _SNT_UNIT_LINUX_RANDOM_H */
