/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reading recorded packets: pcap (of either byte order, micro- or nanoseconds)
 * and pcapng. The formats are those of draft-ietf-opsawg-pcap and -pcapng.
 */
#ifndef _SNT_PCAP_H
#define _SNT_PCAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Longer packets are not recorded by anybody. */
#define SNT_PCAP_PACKET_MAX	262144
#define SNT_PCAP_BLOCK_MAX	(SNT_PCAP_PACKET_MAX + 65536)

/* Link types that stand for a packet without a link header, or for Ethernet. */
#define SNT_PCAP_ETHERNET	1
#define SNT_PCAP_RAW		101

/**
 * struct snt_pcap_link - an interface that packets were recorded at
 * @type: SNT_PCAP_ETHERNET, SNT_PCAP_RAW, or another link type as it is
 * @snap_len: longest part of a packet that was recorded; 0: whole
 * @per_second: units of time in a second
 */
struct snt_pcap_link {
	uint32_t type;
	uint32_t snap_len;
	uint64_t per_second;
};

/**
 * struct snt_pcap - a file being read
 * @file: at the next packet
 * @is_ng: pcapng
 * @is_swapped: written on a machine of the other byte order
 * @links: one, or those of the section of a pcapng file
 * @nr_links: how many
 * @max_links: how many there is room for
 * @number: packets read
 * @error: what is wrong, for people
 * @data: the last packet
 */
struct snt_pcap {
	FILE *file;
	bool is_ng;
	bool is_swapped;
	struct snt_pcap_link *links;
	size_t nr_links;
	size_t max_links;
	uint64_t number;
	char error[120];
	uint8_t data[SNT_PCAP_BLOCK_MAX];
};

/**
 * struct snt_pcap_packet - what is known of a packet
 * @len: bytes in the file
 * @wire_len: bytes that it had on the wire
 * @link_type: as in struct snt_pcap_link
 * @time_ns: when, since 1970; 0 if that was not recorded
 */
struct snt_pcap_packet {
	uint32_t len;
	uint32_t wire_len;
	uint32_t link_type;
	uint64_t time_ns;
};

int snt_pcap_begin(struct snt_pcap *pcap, FILE *file);
int snt_pcap_next(struct snt_pcap *pcap, struct snt_pcap_packet *packet);
void snt_pcap_end(struct snt_pcap *pcap);

#endif /* _SNT_PCAP_H */
