// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any datagram, in either mode: it has a type and the length of that type, or
 * is refused; a data head is what it was parsed to.
 */
#include "core/wire.h"
#include "fuzz.h"

static void check_type(int type, size_t len, enum snt_wire_mode mode)
{
	switch (type) {
	case SNT_WIRE_INITIATION:
		MUST(len == sizeof(struct snt_wire_initiation));
		break;
	case SNT_WIRE_RESPONSE:
		MUST(len == snt_wire_response_len(mode));
		break;
	case SNT_WIRE_COOKIE_REPLY:
		MUST(len == sizeof(struct snt_wire_cookie_reply));
		break;
	case SNT_WIRE_DATA:
		MUST(len >= SNT_DATA_OVERHEAD_LEN);
		break;
	default:
		MUST(type == -ENODATA || type == -ENOMSG ||
		     type == -EMSGSIZE || type == -EPROTOTYPE);
	}
}

static void check_data(const u8 *msg)
{
	u8 rebuilt[SNT_DATA_HDR_LEN];
	__le32 index;
	u64 counter;

	snt_wire_data_parse(msg, &index, &counter);
	snt_wire_data_build(rebuilt, index, counter);
	/* But for the reserved bytes. */
	MUST(rebuilt[0] == msg[0]);
	MUST(!memcmp(rebuilt + 4, msg + 4, sizeof(rebuilt) - 4));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum snt_wire_mode modes[] = {
		SNT_MODE_SNAP, SNT_MODE_WIREGUARD,
	};
	unsigned int n;

	for (n = 0; n < 2; n++) {
		int type = snt_wire_classify(data, size, modes[n]);

		check_type(type, size, modes[n]);
		if (type == SNT_WIRE_DATA)
			check_data(data);
	}
	return 0;
}
