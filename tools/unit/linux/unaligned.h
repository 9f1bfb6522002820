/* SPDX-License-Identifier: GPL-2.0-only */
/* Numbers at any address; those of the other order are in env_user.h. */
#ifndef _SNT_UNIT_LINUX_UNALIGNED_H
#define _SNT_UNIT_LINUX_UNALIGNED_H

#include <linux/types.h>

static inline u32 get_unaligned_le32(const void *p)
{
	u32 value;

	memcpy(&value, p, sizeof(value));
	return le32toh(value);
}

static inline void put_unaligned_le32(u32 value, void *p)
{
	value = htole32(value);
	memcpy(p, &value, sizeof(value));
}

static inline void put_unaligned_le64(u64 value, void *p)
{
	value = htole64(value);
	memcpy(p, &value, sizeof(value));
}

#endif /* _SNT_UNIT_LINUX_UNALIGNED_H */
