// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any header: what is accepted is what would have been written.
 */
#include "core/geneve.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t again[SNT_GENEVE_LEN];
	uint32_t encap;

	if (size < SNT_GENEVE_LEN)
		return 0;
	if (snt_geneve_parse(data, &encap))
		return 0;
	MUST(snt_geneve_is_one(data));
	MUST((encap & ~SNT_GENEVE_VNI_MAX) == SNT_ENCAP_GENEVE);
	snt_geneve_build(again, encap);
	MUST(!memcmp(again, data, sizeof(again)));
	return 0;
}
