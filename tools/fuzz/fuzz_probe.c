// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a receiver makes of any frame; and a packet that is generated from the
 * input is found again, with the mark that went into it.
 */
#include "fuzz.h"
#include "packet.h"

static void take_end(struct input *in, struct snt_packet_end *end, u8 len)
{
	end->host_len = len;
	take(in, &end->isd_as, sizeof(end->isd_as));
	take(in, end->host, sizeof(end->host));
	end->port = take_u16(in);
}

static void round_trip(struct input *in)
{
	static uint8_t frame[14 + SNT_PACKET_MAX];
	static struct snt_packet packet;
	struct snt_packet_spec spec = { .kind = take_u8(in) % 3 };
	struct snt_probe probe, seen;
	u8 flags = take_u8(in);

	spec.payload_len = take_u16(in);
	spec.path_len = take_u8(in) * 4u;
	spec.path_type = 4;
	take_end(in, &spec.from, flags & 1 ? 4 : 16);
	take_end(in, &spec.to, flags & 2 ? 4 : 16);
	take(in, &probe, sizeof(probe));
	take(in, spec.path, sizeof(spec.path));
	if (snt_packet_init(&packet, &spec))
		return;
	snt_packet_write(&packet, &probe, frame);
	MUST(snt_probe_find(&seen, frame, packet.len, false) ==
	     SNT_PROBE_GOOD);
	MUST(seen.run == probe.run && seen.flow == probe.flow &&
	     seen.total == probe.total && seen.seq == probe.seq &&
	     seen.time_ns == probe.time_ns);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	struct snt_probe probe;

	snt_probe_find(&probe, data, size, false);
	snt_probe_find(&probe, data, size, true);
	round_trip(&in);
	return 0;
}
