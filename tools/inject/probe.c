// SPDX-License-Identifier: GPL-2.0-only
/*
 * Marks in packets, and finding them in what arrives: in UDP over IPv4, IPv6
 * and SCION, and in SCMP echo requests.
 */
#include "probe.h"

#include <linux/if_ether.h>
#include <linux/in.h>

#include "bytes.h"
#include "checksum.h"
#include "core/scion.h"

#define MAGIC		0x534e5470
#define UDP_LEN		8
#define IPV4_LEN	20
#define IPV6_LEN	40
#define ETH_P_SCION	0x88b5

/**
 * struct part - the transport header and what follows it
 * @data: its begin
 * @len: its length
 * @sum: of the pseudo header
 * @type: UDP or SCMP
 */
struct part {
	const uint8_t *data;
	size_t len;
	uint64_t sum;
	uint8_t type;
};

/**
 * snt_probe_write - mark a packet
 * @probe: the mark
 * @payload: SNT_PROBE_LEN bytes
 */
void snt_probe_write(const struct snt_probe *probe, uint8_t *payload)
{
	snt_put32(payload, MAGIC);
	snt_put32(payload + SNT_PROBE_RUN, probe->run);
	snt_put32(payload + SNT_PROBE_FLOW, probe->flow);
	snt_put32(payload + SNT_PROBE_TOTAL, probe->total);
	snt_put64(payload + SNT_PROBE_SEQ, probe->seq);
	snt_put64(payload + SNT_PROBE_TIME, probe->time_ns);
}

static bool find_in_ipv4(struct part *part, const uint8_t *p, size_t len)
{
	size_t header;

	if (len < IPV4_LEN || p[0] >> 4 != 4 || p[9] != IPPROTO_UDP ||
	    snt_get16(p + 6) & 0x3fff)
		return false;
	header = (p[0] & 15u) * 4;
	if (header < IPV4_LEN || snt_get16(p + 2) < header ||
	    snt_get16(p + 2) > len)
		return false;
	part->data = p + header;
	part->len = snt_get16(p + 2) - header;
	part->type = IPPROTO_UDP;
	part->sum = snt_checksum_add(part->type + part->len, p + 12, 8);
	return true;
}

static bool find_in_ipv6(struct part *part, const uint8_t *p, size_t len)
{
	if (len < IPV6_LEN || p[0] >> 4 != 6 || p[6] != IPPROTO_UDP ||
	    snt_get16(p + 4) > len - IPV6_LEN)
		return false;
	part->data = p + IPV6_LEN;
	part->len = snt_get16(p + 4);
	part->type = IPPROTO_UDP;
	part->sum = snt_checksum_add(part->type + part->len, p + 8, 32);
	return true;
}

static bool find_in_scion(struct part *part, const uint8_t *p, size_t len)
{
	struct snt_scion scion;

	if (snt_scion_parse(p, len, &scion))
		return false;
	part->data = p + scion.hdr_len;
	part->len = scion.payload_len;
	part->type = scion.next_header;
	part->sum = snt_checksum_add(part->type + part->len,
				     p + SNT_SCION_COMMON_LEN,
				     scion.path_off - SNT_SCION_COMMON_LEN);
	return true;
}

/* By its first half byte, as on a link without a header. */
static bool find_part(struct part *part, const uint8_t *p, size_t len)
{
	if (!len)
		return false;
	switch (p[0] >> 4) {
	case 4:
		return find_in_ipv4(part, p, len);
	case 6:
		return find_in_ipv6(part, p, len);
	case 0:
		return find_in_scion(part, p, len);
	default:
		return false;
	}
}

static bool is_carried(uint16_t ethertype)
{
	return ethertype == ETH_P_IP || ethertype == ETH_P_IPV6 ||
	       ethertype == ETH_P_SCION;
}

/* UDP's length may be shorter than the packet. SCMP has none. */
static bool find_payload(struct part *part)
{
	if (part->len < UDP_LEN + SNT_PROBE_LEN)
		return false;
	if (part->type == IPPROTO_UDP)
		return snt_get16(part->data + 4) == part->len;
	return part->type == SNT_SCION_NEXT_SCMP &&
	       (part->data[0] == 128 || part->data[0] == 129);
}

static bool is_whole(const struct part *part)
{
	/* UDP over IPv4 may go without a checksum; ours never does. */
	return !snt_checksum_fold(snt_checksum_add(part->sum, part->data,
						   part->len));
}

/**
 * snt_probe_find - look for a mark in what arrived
 * @probe: the mark, written only if there is one
 * @frame: bytes from the network
 * @len: how many
 * @is_ethernet: the frame begins with an Ethernet header
 *
 * Return: what the frame is.
 */
enum snt_probe_result snt_probe_find(struct snt_probe *probe,
				     const uint8_t *frame, size_t len,
				     bool is_ethernet)
{
	const uint8_t *payload;
	struct part part;

	if (is_ethernet) {
		if (len < ETH_HLEN || !is_carried(snt_get16(frame + 12)))
			return SNT_PROBE_NONE;
		frame += ETH_HLEN;
		len -= ETH_HLEN;
	}
	if (!find_part(&part, frame, len) || !find_payload(&part))
		return SNT_PROBE_NONE;
	payload = part.data + UDP_LEN;
	if (snt_get32(payload) != MAGIC)
		return SNT_PROBE_NONE;
	*probe = (struct snt_probe) {
		.run = snt_get32(payload + SNT_PROBE_RUN),
		.flow = snt_get32(payload + SNT_PROBE_FLOW),
		.total = snt_get32(payload + SNT_PROBE_TOTAL),
		.seq = snt_get64(payload + SNT_PROBE_SEQ),
		.time_ns = snt_get64(payload + SNT_PROBE_TIME),
	};
	return is_whole(&part) ? SNT_PROBE_GOOD : SNT_PROBE_CORRUPT;
}
