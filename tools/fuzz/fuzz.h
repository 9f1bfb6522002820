/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What all harnesses share: a reader of the fuzzer's bytes, and a check that
 * ends the run.
 */
#ifndef _SNT_FUZZ_H
#define _SNT_FUZZ_H

#include <stdio.h>
#include <stdlib.h>

#include "core/env.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MUST(condition)							\
	do {								\
		if (!(condition)) {					\
			fprintf(stderr, "%s:%d: must be: %s\n",		\
				__FILE__, __LINE__, #condition);	\
			abort();					\
		}							\
	} while (0)

/**
 * struct input - what is left of the fuzzer's bytes
 * @p: next byte
 * @len: bytes left
 */
struct input {
	const u8 *p;
	size_t len;
};

/* The next @len bytes; zeroes once there are no more. */
static inline void take(struct input *in, void *dst, size_t len)
{
	size_t n = len < in->len ? len : in->len;

	memset(dst, 0, len);
	if (n)
		memcpy(dst, in->p, n);
	in->p += n;
	in->len -= n;
}

static inline u8 take_u8(struct input *in)
{
	u8 v;

	take(in, &v, sizeof(v));
	return v;
}

static inline u16 take_u16(struct input *in)
{
	u16 v;

	take(in, &v, sizeof(v));
	return v;
}

#endif /* _SNT_FUZZ_H */
