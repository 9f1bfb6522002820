// SPDX-License-Identifier: GPL-2.0-only
/*
 * Headers of generated packets.
 */
#include "packet.h"

#include <errno.h>
#include <linux/in.h>

#include "bytes.h"
#include "checksum.h"
#include "core/scion.h"

#define HOP_LIMIT	64
#define UDP_LEN		8
#define SCMP_ECHO	128

static void append(struct snt_packet *packet, const void *data, size_t len)
{
	memcpy(packet->data + packet->len, data, len);
	packet->len += len;
}

static void put_ipv4(struct snt_packet *packet,
		     const struct snt_packet_spec *spec, uint16_t len)
{
	uint8_t header[20] = { 0x45, [6] = 0x40, [8] = HOP_LIMIT, IPPROTO_UDP };
	uint64_t sum;

	snt_put16(header + 2, (uint16_t)(sizeof(header) + len));
	memcpy(header + 12, spec->from.host, 4);
	memcpy(header + 16, spec->to.host, 4);
	sum = snt_checksum_add(0, header, sizeof(header));
	snt_put16(header + 10, snt_checksum_fold(sum));
	append(packet, header, sizeof(header));
	packet->sum = snt_checksum_add(IPPROTO_UDP + len, header + 12, 8);
}

static void put_ipv6(struct snt_packet *packet,
		     const struct snt_packet_spec *spec, uint16_t len)
{
	uint8_t header[40] = { 0x60, [6] = IPPROTO_UDP, HOP_LIMIT };

	snt_put16(header + 4, len);
	memcpy(header + 8, spec->from.host, 16);
	memcpy(header + 24, spec->to.host, 16);
	append(packet, header, sizeof(header));
	packet->sum = snt_checksum_add(IPPROTO_UDP + len, header + 8, 32);
}

/* Both ISD-AS, both hosts: what SCION's pseudo header begins with, too. */
static size_t scion_addresses(uint8_t *to, const struct snt_packet_spec *spec)
{
	uint8_t *p = to + 16;

	snt_put64(to, spec->to.isd_as);
	snt_put64(to + 8, spec->from.isd_as);
	memcpy(p, spec->to.host, spec->to.host_len);
	p += spec->to.host_len;
	memcpy(p, spec->from.host, spec->from.host_len);
	return (size_t)(p + spec->from.host_len - to);
}

static uint8_t length_code(const struct snt_packet_end *end)
{
	return (uint8_t)(end->host_len / 4 - 1);
}

static void put_scion(struct snt_packet *packet,
		      const struct snt_packet_spec *spec, uint16_t len)
{
	uint8_t header[SNT_SCION_COMMON_LEN + 48] = { 0, 0, 0, 1 };
	uint8_t *addresses = header + SNT_SCION_COMMON_LEN;
	size_t addresses_len = scion_addresses(addresses, spec);
	size_t header_len = SNT_SCION_COMMON_LEN + addresses_len;
	uint8_t next = spec->kind == SNT_PACKET_SCION_ECHO ?
			       SNT_SCION_NEXT_SCMP : SNT_SCION_NEXT_UDP;

	header[4] = next;
	header[5] = (uint8_t)((header_len + spec->path_len) / 4);
	snt_put16(header + 6, len);
	header[SNT_SCION_PATH_TYPE_OFF] = spec->path_type;
	header[9] = (uint8_t)(length_code(&spec->to) << 4 |
			      length_code(&spec->from));
	append(packet, header, header_len);
	append(packet, spec->path, spec->path_len);
	packet->sum = snt_checksum_add(next + len, addresses, addresses_len);
}

static void put_transport(struct snt_packet *packet,
			  const struct snt_packet_spec *spec, uint16_t len)
{
	uint8_t header[UDP_LEN] = { 0 };

	packet->port = spec->from.port;
	if (spec->kind == SNT_PACKET_SCION_ECHO) {
		header[0] = SCMP_ECHO;
		packet->has_number = true;
		packet->checksum_at = packet->len + 2;
		packet->port_at = packet->len + 4;
	} else {
		snt_put16(header + 2, spec->to.port);
		snt_put16(header + 4, len);
		packet->port_at = packet->len;
		packet->checksum_at = packet->len + 6;
	}
	append(packet, header, sizeof(header));
	packet->sum = snt_checksum_add(packet->sum, header, sizeof(header));
}

/* Behind the mark each byte tells its place. */
static void put_payload(struct snt_packet *packet, uint32_t len)
{
	uint8_t *payload = packet->data + packet->len;
	uint32_t i;

	packet->payload_at = packet->len;
	memset(payload, 0, SNT_PROBE_LEN);
	for (i = SNT_PROBE_LEN; i < len; i++)
		payload[i] = (uint8_t)i;
	packet->len += len;
	packet->sum = snt_checksum_add(packet->sum, payload, len);
}

static size_t header_len(const struct snt_packet_spec *spec)
{
	if (spec->kind == SNT_PACKET_UDP)
		return spec->from.host_len == 4 ? 20 : 40;
	return SNT_SCION_DST_HOST_OFF + spec->to.host_len +
	       spec->from.host_len + spec->path_len;
}

static int check(const struct snt_packet_spec *spec)
{
	if (spec->kind == SNT_PACKET_UDP &&
	    spec->from.host_len != spec->to.host_len)
		return -EAFNOSUPPORT;
	if (spec->path_len % 4 || spec->path_len > SNT_PACKET_PATH_MAX)
		return -EINVAL;
	if (spec->payload_len < SNT_PROBE_LEN)
		return -ERANGE;
	if (header_len(spec) + UDP_LEN + (size_t)spec->payload_len >
	    SNT_PACKET_MAX)
		return -EMSGSIZE;
	return 0;
}

/**
 * snt_packet_init - build a packet
 * @packet: the packet
 * @spec: what it shall be
 *
 * Return: 0; -EAFNOSUPPORT: IPv4 to IPv6; -EINVAL: not the length of a path;
 * -ERANGE: no room for the mark; -EMSGSIZE: longer than a packet can be.
 */
int snt_packet_init(struct snt_packet *packet,
		    const struct snt_packet_spec *spec)
{
	uint16_t len = (uint16_t)(UDP_LEN + spec->payload_len);
	int ret = check(spec);

	if (ret)
		return ret;
	packet->len = 0;
	packet->has_number = false;
	append(packet, spec->link_header, spec->link_header_len);
	if (spec->kind != SNT_PACKET_UDP)
		put_scion(packet, spec, len);
	else if (spec->from.host_len == 4)
		put_ipv4(packet, spec, len);
	else
		put_ipv6(packet, spec, len);
	put_transport(packet, spec, len);
	put_payload(packet, spec->payload_len);
	return 0;
}

/**
 * snt_packet_write - write the packet with its mark
 * @packet: the packet
 * @probe: the mark
 * @to: @packet->len bytes
 */
void snt_packet_write(const struct snt_packet *packet,
		      const struct snt_probe *probe, uint8_t *to)
{
	uint16_t port = (uint16_t)(packet->port + probe->flow);
	uint64_t sum = packet->sum + port;
	uint16_t checksum;

	memcpy(to, packet->data, packet->len);
	snt_put16(to + packet->port_at, port);
	if (packet->has_number) {
		snt_put16(to + packet->port_at + 2, (uint16_t)probe->seq);
		sum += (uint16_t)probe->seq;
	}
	snt_probe_write(probe, to + packet->payload_at);
	sum = snt_checksum_add(sum, to + packet->payload_at, SNT_PROBE_LEN);
	checksum = snt_checksum_fold(sum);
	/* In UDP 0 stands for none; in ones' complement this is the same. */
	snt_put16(to + packet->checksum_at, checksum ? checksum : 0xffff);
}
