// SPDX-License-Identifier: GPL-2.0-only
/*
 * The observed address: what parses is built again from what was parsed, but
 * for the bytes before an IPv4 address, which nobody looks at.
 */
#include "core/wire.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	struct snt_observed observed, again;
	u8 bytes[SNT_SOCKADDR_LEN], rebuilt[SNT_SOCKADDR_LEN];
	const u8 *addr = observed.addr;

	take(&in, bytes, sizeof(bytes));
	if (snt_wire_sockaddr_parse(bytes, &observed)) {
		MUST((bytes[0] != 4 && bytes[0] != 6) || bytes[1]);
		return 0;
	}
	MUST(observed.version == 4 || observed.version == 6);
	if (observed.version == 4) {
		memset(observed.addr, 0, 12);
		addr += 12;
	}
	snt_wire_sockaddr_build(rebuilt, observed.version, observed.port, addr);
	MUST(!snt_wire_sockaddr_parse(rebuilt, &again));
	MUST(again.version == observed.version && again.port == observed.port);
	MUST(!memcmp(again.addr, observed.addr, sizeof(again.addr)));
	if (observed.version == 6)
		MUST(!memcmp(rebuilt, bytes, sizeof(bytes)));
	return 0;
}
