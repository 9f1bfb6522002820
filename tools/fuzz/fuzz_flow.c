// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any packet: what is found of its flow does not depend on bytes behind those
 * that suffice, and the hosts are those that the header names.
 */
#include "core/flow.h"
#include "core/scion.h"
#include "fuzz.h"

static void check_end(const uint8_t *data, size_t size, enum snt_flow_end end)
{
	size_t head = size < SNT_FLOW_HEAD_MAX ? size : SNT_FLOW_HEAD_MAX;
	int err, again;
	struct snt_flow flow, same;
	struct snt_scion s;

	err = snt_flow_parse(data, size, end, &flow);
	again = snt_flow_parse(data, head, end, &same);
	MUST(err == again);
	MUST(err != -ENODATA || size < SNT_FLOW_HEAD_MAX);
	if (err)
		return;
	MUST(!memcmp(&flow, &same, sizeof(flow)));
	MUST(!snt_scion_parse_head(data, size, &s));
	MUST(flow.version == 4 || flow.version == 6);
	MUST(!memcmp(data + (end == SNT_FLOW_SOURCE ? s.src : s.dst).off,
		     flow.host, flow.version == 4 ? 4 : 16));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check_end(data, size, SNT_FLOW_SOURCE);
	check_end(data, size, SNT_FLOW_DESTINATION);
	return 0;
}
