// SPDX-License-Identifier: GPL-2.0-only
/*
 * Path segments are signed, and nobody here verifies them: who uses them does.
 * What is read is how long they live, and which links leave an AS.
 */
#include "segment.h"

#include <errno.h>
#include <limits.h>
#include <pb_decode.h>
#include <stdbool.h>
#include <string.h>

#include "path.pb.h"

/* A hop field lives for up to a day, told in 256 steps of this length. */
#define LIFE_STEP_MS	337500
/* Far from all overflows, in seconds. */
#define TIME_MAX_S	(INT64_MAX / 4)

/**
 * struct reader - a segment that is being read
 * @segment: filled
 * @timestamp_s: when it was made
 * @life: of the hop field that runs out first
 */
struct reader {
	struct snt_segment *segment;
	int64_t timestamp_s;
	uint32_t life;
};

static bool read_info(pb_istream_t *in, const pb_field_t *field, void **arg)
{
	SegmentInfo info = SegmentInfo_init_zero;
	struct reader *reader = *arg;

	(void)field;
	if (!pb_decode(in, SegmentInfo_fields, &info) || info.timestamp < 0 ||
	    info.timestamp > TIME_MAX_S)
		return false;
	reader->timestamp_s = info.timestamp;
	return true;
}

static bool is_hop_field(struct reader *reader, const HopField *field)
{
	if (field->ingress > UINT16_MAX || field->egress > UINT16_MAX ||
	    field->life > UINT8_MAX)
		return false;
	if (field->life < reader->life)
		reader->life = field->life;
	return true;
}

static bool add_peer(struct reader *reader, const PeerEntry *entry)
{
	struct snt_segment *segment = reader->segment;

	if (!is_hop_field(reader, &entry->field) ||
	    entry->interface > UINT16_MAX)
		return false;
	if (segment->nr_peers == SNT_SEGMENT_PEERS)
		return true;
	segment->peers[segment->nr_peers++] = (struct snt_segment_peer){
		.hop = segment->nr_hops,
		.interface = entry->field.ingress,
		.isd_as = entry->isd_as,
		.remote = entry->interface,
		.mtu = entry->mtu,
	};
	return true;
}

static bool read_body(pb_istream_t *in, const pb_field_t *field, void **arg)
{
	AsBody body = AsBody_init_zero;
	struct reader *reader = *arg;
	struct snt_segment *segment = reader->segment;
	pb_size_t i;

	(void)field;
	if (segment->nr_hops == SNT_SEGMENT_HOPS ||
	    !pb_decode(in, AsBody_fields, &body) ||
	    !is_hop_field(reader, &body.hop.field))
		return false;
	for (i = 0; i < body.peers_count; i++) {
		if (!add_peer(reader, &body.peers[i]))
			return false;
	}
	segment->hops[segment->nr_hops++] = (struct snt_hop){
		.isd_as = body.isd_as,
		.ingress = body.hop.field.ingress,
		.egress = body.hop.field.egress,
		.ingress_mtu = body.hop.ingress_mtu,
	};
	return true;
}

static bool read_signed(pb_istream_t *in, const pb_field_t *field, void **arg)
{
	HeaderAndBody message = {
		.body = { .funcs.decode = read_body, .arg = *arg },
	};

	(void)field;
	return pb_decode(in, HeaderAndBody_fields, &message);
}

/* Each has one body: two would be two hops for one signature. */
static bool read_entry(pb_istream_t *in, const pb_field_t *field, void **arg)
{
	struct reader *reader = *arg;
	unsigned int nr = reader->segment->nr_hops;
	AsEntry entry = {
		.signed_part.header_and_body = {
			.funcs.decode = read_signed, .arg = *arg,
		},
	};

	(void)field;
	return pb_decode(in, AsEntry_fields, &entry) &&
	       reader->segment->nr_hops == nr + 1;
}

/**
 * snt_segment_read - look into a path segment
 * @segment: filled
 * @bytes: the message
 * @len: how many
 *
 * Return: 0 or -EINVAL.
 */
int snt_segment_read(struct snt_segment *segment, const uint8_t *bytes,
		     size_t len)
{
	struct reader reader = { .segment = segment, .life = UINT8_MAX };
	pb_istream_t in = pb_istream_from_buffer(bytes, len);
	PathSegment message = {
		.info = { .funcs.decode = read_info, .arg = &reader },
		.entries = { .funcs.decode = read_entry, .arg = &reader },
	};

	memset(segment, 0, sizeof(*segment));
	reader.timestamp_s = -1;
	if (!pb_decode(&in, PathSegment_fields, &message) ||
	    reader.timestamp_s < 0 || !segment->nr_hops)
		return -EINVAL;
	segment->end_s = reader.timestamp_s +
			 (reader.life + 1) * LIFE_STEP_MS / 1000;
	return 0;
}
