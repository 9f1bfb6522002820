/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * core/env.h in user space: the kernel's names for what libc has.
 */
#ifndef _SNT_ENV_USER_H
#define _SNT_ENV_USER_H

#include <assert.h>
#include <endian.h>
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int32_t s32;
typedef int64_t s64;
typedef uint16_t __le16;
typedef uint32_t __le32;
typedef uint16_t __be16;
typedef uint32_t __be32;
/* as <linux/types.h> has them, which may be included as well */
typedef unsigned long long __le64;
typedef unsigned long long __be64;

#define U64_MAX		UINT64_MAX
#define U32_MAX		UINT32_MAX
#define U16_MAX		UINT16_MAX
/* The message is optional, as in the kernel, whatever the C standard. */
#undef static_assert
#define static_assert(condition, ...) _Static_assert(condition, #condition)

#define BIT(n)		(1UL << (n))
#define BIT_ULL(n)	(1ULL << (n))
#define __packed	__attribute__((__packed__))

#define cpu_to_le32(x)	htole32(x)
#define le32_to_cpu(x)	le32toh(x)
#define cpu_to_le64(x)	htole64(x)
#define le64_to_cpu(x)	le64toh(x)
#define cpu_to_be16(x)	htobe16(x)
#define be16_to_cpu(x)	be16toh(x)
#define cpu_to_be32(x)	htobe32(x)
#define be32_to_cpu(x)	be32toh(x)
#define cpu_to_be64(x)	htobe64(x)
#define be64_to_cpu(x)	be64toh(x)

static inline u64 div64_u64(u64 dividend, u64 divisor)
{
	return dividend / divisor;
}

/* Numbers at any address. */
static inline u16 get_unaligned_be16(const void *p)
{
	u16 value;

	memcpy(&value, p, sizeof(value));
	return be16toh(value);
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

static inline void put_unaligned_be16(u16 value, void *p)
{
	value = htobe16(value);
	memcpy(p, &value, sizeof(value));
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

/* Neither inverted before nor behind, as the kernel's. */
static inline u32 crc32_le(u32 crc, const u8 *p, size_t len)
{
	int bit;

	while (len--) {
		crc ^= *p++;
		for (bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
	}
	return crc;
}

#endif /* _SNT_ENV_USER_H */
