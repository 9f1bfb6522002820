// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any datagram, also one whose length and fingerprint are made right: what is a
 * request is answered by a message that is as well formed.
 */
#include "core/stun.h"
#include "fuzz.h"

#define HEADER_LEN	20
#define FINGERPRINT_LEN	8

/* A request's type, so that what it was made from tells if it is well formed. */
static void check_answer(const u8 *request, const struct snt_flow *mapped)
{
	u8 *out = malloc(SNT_STUN_ANSWER_MAX);
	size_t len;

	MUST(out);
	len = snt_stun_answer(out, request, mapped);
	MUST(len <= SNT_STUN_ANSWER_MAX);
	MUST(out[0] == 1 && (out[1] == 1 || out[1] == 0x11));
	MUST(!memcmp(out + 4, request + 4, 16));
	MUST(!snt_stun_is_request(out, len));
	out[0] = 0;
	out[1] = 1;
	put_unaligned_be32(~crc32_le(~0U, out, len - FINGERPRINT_LEN) ^
			   0x5354554e, out + len - 4);
	MUST(snt_stun_is_request(out, len));
	free(out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct snt_flow mapped = { .version = size % 2 ? 4 : 6, .port = 3 };
	u8 *copy;

	if (snt_stun_is_request(data, size))
		check_answer(data, &mapped);
	if (size < HEADER_LEN || size > 0xff00)
		return 0;
	size &= ~(size_t)3;
	copy = malloc(size + FINGERPRINT_LEN);
	MUST(copy);
	memcpy(copy, data, size);
	memcpy(copy, "\0\1", 2);
	put_unaligned_be16((u16)(size + FINGERPRINT_LEN - HEADER_LEN), copy + 2);
	memcpy(copy + 4, "\x21\x12\xa4\x42", 4);
	memcpy(copy + size, "\x80\x28\0\4", 4);
	put_unaligned_be32(~crc32_le(~0U, copy, size) ^ 0x5354554e,
			   copy + size + 4);
	if (snt_stun_is_request(copy, size + FINGERPRINT_LEN))
		check_answer(copy, &mapped);
	free(copy);
	return 0;
}
