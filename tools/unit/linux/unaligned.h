/* SPDX-License-Identifier: GPL-2.0-only */
/* Numbers at any address. */
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

static inline u32 get_unaligned_be32(const void *p)
{
	u32 value;

	memcpy(&value, p, sizeof(value));
	return be32toh(value);
}

static inline u64 get_unaligned_be64(const void *p)
{
	u64 value;

	memcpy(&value, p, sizeof(value));
	return be64toh(value);
}

static inline void put_unaligned_be32(u32 value, void *p)
{
	value = htobe32(value);
	memcpy(p, &value, sizeof(value));
}

static inline void put_unaligned_be64(u64 value, void *p)
{
	value = htobe64(value);
	memcpy(p, &value, sizeof(value));
}

#endif /* _SNT_UNIT_LINUX_UNALIGNED_H */
