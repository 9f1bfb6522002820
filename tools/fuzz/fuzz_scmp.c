// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any packet: what answers it is a SCION packet with a right checksum that is
 * no longer than asked, quotes the packet, and is not answered itself.
 */
#include "core/scion.h"
#include "core/scmp.h"
#include "fuzz.h"

#define MESSAGE_LEN	8

static void check_sum(const u8 *out, const struct snt_scion *scion, size_t len)
{
	u64 sum = SNT_SCION_NEXT_SCMP + scion->payload_len;
	size_t i;

	for (i = SNT_SCION_COMMON_LEN; i < len; i++)
		sum += i % 2 ? out[i] : out[i] << 8;
	MUST(sum % 0xffff == 0);
}

static void check_build(const struct snt_scmp_error *error, const u8 *packet,
			size_t size, size_t max)
{
	u8 *out = malloc(max ? max : 1);
	struct snt_scion scion;
	size_t len, quote;

	MUST(out);
	len = snt_scmp_build(out, max, error, packet, size);
	MUST(len <= max && len <= SNT_SCMP_ERROR_MAX);
	if (len) {
		MUST(!snt_scion_parse(out, len, &scion));
		MUST(scion.hdr_len + scion.payload_len == (int)len);
		MUST(scion.hdr_len == scion.path_off);
		MUST(scion.dst_ia == error->dst_ia);
		MUST(scion.src_ia == error->src_ia);
		quote = scion.payload_len - MESSAGE_LEN;
		MUST(quote == size || len == max || len == SNT_SCMP_ERROR_MAX);
		MUST(!memcmp(out + len - quote, packet, quote));
		MUST(!snt_scmp_may_answer(out, len));
		check_sum(out, &scion, len);
	}
	free(out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	struct snt_scmp_error error = { .src.version = 6, .dst.version = 6 };
	size_t head, max;
	bool may;

	error.type = take_u8(&in);
	error.code = take_u8(&in);
	error.value = take_u16(&in);
	error.src.version = take_u8(&in) & 1 ? 4 : 6;
	max = take_u16(&in) % 2048;
	take(&in, error.src.host, error.src.version == 4 ? 4 : 16);
	head = in.len < SNT_FLOW_HEAD_MAX ? in.len : SNT_FLOW_HEAD_MAX;
	may = snt_scmp_may_answer(in.p, in.len);
	MUST(may == snt_scmp_may_answer(in.p, head));
	if (snt_scmp_answer_to(&error, in.p, in.len))
		MUST(error.dst.version == 6 && !error.dst_ia);
	check_build(&error, in.p, in.len, max);
	return 0;
}
