// SPDX-License-Identifier: GPL-2.0-only
/*
 * Recorded packets: a reader never says that it has more than the file holds,
 * comes to an end, and reads the same again.
 */
#include <stdio.h>

#include "fuzz.h"
#include "pcap.h"

/* Packets of the file, and a sum over all that is known of them. */
static u64 read_all(const uint8_t *data, size_t size, u64 *sum)
{
	static struct snt_pcap pcap;
	struct snt_pcap_packet packet;
	FILE *file = fmemopen((void *)data, size, "rb");
	u64 bytes = 0;
	int ret;

	ret = snt_pcap_begin(&pcap, file);
	if (!ret) {
		while ((ret = snt_pcap_next(&pcap, &packet)) > 0) {
			MUST(packet.len <= packet.wire_len);
			MUST(packet.len <= SNT_PCAP_PACKET_MAX);
			bytes += packet.len;
			*sum = *sum * 31 + packet.len + packet.time_ns;
			if (packet.len)
				*sum += pcap.data[0] + pcap.data[packet.len - 1];
		}
	}
	MUST(ret >= 0 || *pcap.error);
	MUST(bytes <= size);
	snt_pcap_end(&pcap);
	fclose(file);
	return pcap.number;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	u64 first = 0, second = 0;

	if (!size)
		return 0;
	MUST(read_all(data, size, &first) == read_all(data, size, &second));
	MUST(first == second);
	return 0;
}
