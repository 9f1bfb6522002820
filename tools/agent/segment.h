/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is looked at in a path segment.
 */
#ifndef _SNT_SEGMENT_H
#define _SNT_SEGMENT_H

#include <stddef.h>
#include <stdint.h>

/* a path has no more hops */
#define SNT_SEGMENT_HOPS	64
#define SNT_SEGMENT_PEERS	64

/* As a control service numbers them. */
enum snt_segment_type {
	SNT_SEGMENT_UP = 1,
	SNT_SEGMENT_DOWN,
	SNT_SEGMENT_CORE,
};

#define SNT_SEGMENT_TYPES	(SNT_SEGMENT_CORE + 1)

/**
 * struct snt_hop - one AS of a segment
 * @isd_as: which
 * @ingress: its interface towards the hop before, 0 for the first
 * @egress: its interface towards the next, 0 for the last
 * @ingress_mtu: of the link at @ingress
 */
struct snt_hop {
	uint64_t isd_as;
	uint16_t ingress;
	uint16_t egress;
	uint32_t ingress_mtu;
};

/**
 * struct snt_segment_peer - a link from a hop to an AS beside the segment
 * @hop: number of the hop
 * @interface: of the hop's AS
 * @isd_as: the other AS
 * @remote: interface of the other AS
 * @mtu: of the link
 */
struct snt_segment_peer {
	unsigned int hop;
	uint16_t interface;
	uint64_t isd_as;
	uint16_t remote;
	uint32_t mtu;
};

/**
 * struct snt_segment - a path segment, from its beginning in a core AS
 * @end_s: when the first of its hop fields runs out, in seconds since 1970
 * @hops: the ASes
 * @nr_hops: how many, at least one
 * @peers: the first of the links beside it
 * @nr_peers: how many
 */
struct snt_segment {
	int64_t end_s;
	struct snt_hop hops[SNT_SEGMENT_HOPS];
	unsigned int nr_hops;
	struct snt_segment_peer peers[SNT_SEGMENT_PEERS];
	unsigned int nr_peers;
};

int snt_segment_read(struct snt_segment *segment, const uint8_t *bytes,
		     size_t len);

#endif
