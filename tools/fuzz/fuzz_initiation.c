// SPDX-License-Identifier: GPL-2.0-only
/*
 * The responder: a good initiation with bytes changed as the fuzzer likes, or
 * a message that is all the fuzzer's. Only the good one is accepted, once, and
 * whatever is refused leaves the handshake as it was.
 */
#include "ends.h"
#include "fuzz.h"

#define NOW_NS		SNT_NSEC_PER_SEC
#define CHANGES_MAX	16

/* Type, reserved bytes and macs are the business of others. */
static bool is_read(size_t offset)
{
	return offset >= offsetof(struct snt_wire_initiation, ephemeral) &&
	       offset < offsetof(struct snt_wire_initiation, macs);
}

/* Returns whether anything was changed that is read. */
static bool change(struct input *in, struct snt_wire_initiation *msg)
{
	u8 *bytes = (u8 *)msg;
	unsigned int n;

	for (n = 0; n < CHANGES_MAX && in->len >= 2; n++) {
		size_t offset = take_u8(in) % sizeof(*msg);

		bytes[offset] ^= take_u8(in);
	}
	for (n = 0; n < sizeof(*msg); n++)
		if (is_read(n) && bytes[n] != ((const u8 *)&ends_get()->initiation)[n])
			return true;
	return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct snt_wire_initiation msg = ends_get()->initiation;
	struct input in = { data, size };
	bool is_changed = true;
	struct ends ends, before;
	int err;

	ends_copy(&ends);
	before = ends;
	if (take_u8(&in) & 1)
		is_changed = change(&in, &msg);
	else
		take(&in, &msg, sizeof(msg));
	if (!memcmp(&msg.ephemeral, &ends_get()->initiation.ephemeral,
		    offsetof(struct snt_wire_initiation, macs) -
		    offsetof(struct snt_wire_initiation, ephemeral)))
		is_changed = false;

	err = ends_read_initiation(&ends, &msg, NOW_NS);
	MUST(!err == !is_changed);
	if (err) {
		MUST(!memcmp(&ends, &before, sizeof(ends)));
		return 0;
	}
	MUST(ends.b.state == SNT_NOISE_CONSUMED_INITIATION);
	MUST(ends.b.remote_index == msg.sender_index);
	MUST(ends_read_initiation(&ends, &msg, 2 * NOW_NS) == -EALREADY);
	return 0;
}
