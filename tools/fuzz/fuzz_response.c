// SPDX-License-Identifier: GPL-2.0-only
/*
 * The initiator: a good response to it, in either mode and with any address,
 * with bytes changed as the fuzzer likes. Only the good one is accepted, and
 * then both ends have the same keys.
 */
#include "ends.h"
#include "fuzz.h"

#define NOW_NS		SNT_NSEC_PER_SEC
#define CHANGES_MAX	16
#define INDEX_B		cpu_to_le32(0x55667788)

static bool is_read(size_t offset, enum snt_wire_mode mode)
{
	/* From the receiver index up to the macs. */
	return offset >= offsetof(struct snt_wire_response_head,
				  receiver_index) &&
	       offset < snt_wire_response_len(mode) -
			sizeof(struct snt_wire_macs);
}

/* Returns whether anything was changed that must not be. */
static bool change(struct input *in, u8 *msg, enum snt_wire_mode mode)
{
	size_t len = snt_wire_response_len(mode);
	u8 before[SNT_RESPONSE_SNAP_LEN];
	size_t n;

	memcpy(before, msg, len);
	for (n = 0; n < CHANGES_MAX && in->len >= 2; n++) {
		size_t offset = take_u8(in) % len;

		msg[offset] ^= take_u8(in);
	}
	for (n = 0; n < len; n++)
		if (is_read(n, mode) && msg[n] != before[n])
			return true;
	return false;
}

static void check_keys(struct snt_noise_handshake *a,
		       struct snt_noise_handshake *b)
{
	u8 send_a[SNT_KEY_LEN], receive_a[SNT_KEY_LEN];
	u8 send_b[SNT_KEY_LEN], receive_b[SNT_KEY_LEN];
	bool initiator;

	MUST(!snt_noise_derive_keys(a, send_a, receive_a, &initiator));
	MUST(initiator);
	MUST(!snt_noise_derive_keys(b, send_b, receive_b, &initiator));
	MUST(!initiator);
	MUST(!memcmp(send_a, receive_b, SNT_KEY_LEN));
	MUST(!memcmp(send_b, receive_a, SNT_KEY_LEN));
}

static void check_observed(const struct snt_observed *sent,
			   const struct snt_noise_response *out,
			   enum snt_wire_mode mode)
{
	bool is_good = sent->version == 4 || sent->version == 6;

	if (mode == SNT_MODE_WIREGUARD) {
		MUST(out->observed_err == -ENODATA);
		return;
	}
	MUST(out->observed_err == (is_good ? 0 : -EPROTO));
	if (is_good)
		MUST(out->observed.port == sent->port);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct snt_noise_handshake snapshot;
	struct snt_noise_response out;
	struct input in = { data, size };
	struct snt_observed observed;
	u8 msg[SNT_RESPONSE_SNAP_LEN];
	enum snt_wire_mode mode;
	u8 ephemeral[SNT_KEY_LEN];
	struct ends ends;
	bool is_changed;
	int err;

	ends_copy(&ends);
	snapshot = ends.a;
	mode = take_u8(&in) & 1 ? SNT_MODE_WIREGUARD : SNT_MODE_SNAP;
	take(&in, &observed, sizeof(observed));
	memset(ephemeral, 0x55, sizeof(ephemeral));
	MUST(!ends_read_initiation(&ends, &ends.initiation, NOW_NS));
	MUST(!snt_noise_write_response(&ends.b, ephemeral, mode, &observed,
				       INDEX_B, msg));
	is_changed = change(&in, msg, mode);

	err = snt_noise_read_response(&ends.key_a, &snapshot, mode, msg, &out);
	MUST(!err == !is_changed);
	if (err)
		return 0;
	check_observed(&observed, &out, mode);
	MUST(!snt_noise_accept_response(&ends.a, &snapshot, &out));
	MUST(snt_noise_accept_response(&ends.a, &snapshot, &out) == -ESTALE);
	check_keys(&ends.a, &ends.b);
	return 0;
}
