// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any packet: what parses lies within the packet, in the right order.
 */
#include "core/scion.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int total = snt_scion_total_len(data, size);
	struct snt_scion s;

	if (snt_scion_parse(data, size, &s)) {
		MUST(size < SNT_SCION_COMMON_LEN || total < 0 ||
		     s.hdr_len <= size);
		return 0;
	}
	MUST(total >= 0 && (size_t)total <= size);
	MUST(s.hdr_len + s.payload_len == total);
	MUST(s.dst.off == SNT_SCION_DST_HOST_OFF);
	MUST(s.src.off == s.dst.off + s.dst.len);
	MUST(s.path_off == s.src.off + s.src.len);
	MUST(s.path_off <= s.hdr_len);
	MUST(s.path_type != SNT_SCION_PATH_EMPTY || s.path_off == s.hdr_len);
	if (snt_scion_host_is_ip(&s.dst))
		MUST(s.dst.len == 4 || s.dst.len == 16);
	return 0;
}
