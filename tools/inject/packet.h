/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Generated packets: UDP over IPv4, IPv6 and SCION, and SCMP echo requests. Each
 * is built once; from one to the next only a port, the mark and the checksum
 * differ.
 */
#ifndef _SNT_PACKET_H
#define _SNT_PACKET_H

#include "probe.h"

#define SNT_PACKET_MAX		65535
/* What the header length of SCION, in units of four bytes, leaves room for. */
#define SNT_PACKET_PATH_MAX	(255 * 4 - 12 - 16 - 32)

/**
 * enum snt_packet_kind - what is generated
 * @SNT_PACKET_UDP: UDP over IPv4 or IPv6, as the addresses are
 * @SNT_PACKET_SCION_UDP: UDP over SCION
 * @SNT_PACKET_SCION_ECHO: SCMP echo requests; the port is their identifier
 */
enum snt_packet_kind {
	SNT_PACKET_UDP,
	SNT_PACKET_SCION_UDP,
	SNT_PACKET_SCION_ECHO,
};

/**
 * struct snt_packet_end - where a packet comes from, or goes to
 * @isd_as: ISD (16 bit) and AS (48 bit), for SCION
 * @host: IPv4 or IPv6 address
 * @host_len: 4 or 16
 * @port: UDP port, or identifier
 */
struct snt_packet_end {
	uint64_t isd_as;
	uint8_t host[16];
	uint8_t host_len;
	uint16_t port;
};

/**
 * struct snt_packet_spec - what to generate
 * @kind: which packets
 * @from: source; flow n has port + n
 * @to: destination
 * @path: of SCION, as it stands in the packet
 * @path_len: its length, a multiple of 4
 * @path_type: its type
 * @payload_len: bytes behind the UDP or SCMP header, mark included
 * @link_header: to stand before it all
 * @link_header_len: its length
 */
struct snt_packet_spec {
	enum snt_packet_kind kind;
	struct snt_packet_end from;
	struct snt_packet_end to;
	uint8_t path[SNT_PACKET_PATH_MAX];
	uint32_t path_len;
	uint8_t path_type;
	uint32_t payload_len;
	uint8_t link_header[14];
	uint32_t link_header_len;
};

/**
 * struct snt_packet - a packet, built
 * @data: all bytes, those that differ being 0
 * @len: how many
 * @port_at: offset of the port
 * @checksum_at: offset of the checksum
 * @payload_at: offset of the payload
 * @sum: of what goes into the checksum and stays
 * @port: of flow 0
 * @has_number: the 16 bits behind the port are a sequence number, as SCMP has it
 */
struct snt_packet {
	uint8_t data[14 + SNT_PACKET_MAX];
	uint32_t len;
	uint32_t port_at;
	uint32_t checksum_at;
	uint32_t payload_at;
	uint64_t sum;
	uint16_t port;
	bool has_number;
};

int snt_packet_init(struct snt_packet *packet,
		    const struct snt_packet_spec *spec);
void snt_packet_write(const struct snt_packet *packet,
		      const struct snt_probe *probe, uint8_t *to);

#endif /* _SNT_PACKET_H */
