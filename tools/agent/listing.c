// SPDX-License-Identifier: GPL-2.0-only
/*
 * Segments pass from one message into another as the bytes that they came as: a
 * signature is over bytes.
 */
#include "listing.h"

#include <errno.h>
#include <limits.h>
#include <pb_decode.h>
#include <pb_encode.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"
#include "path.pb.h"

/* The field of a message that is nothing but a list. */
#define LIST_FIELD	1

static bool add_bytes(pb_ostream_t *out, const pb_byte_t *bytes, size_t len)
{
	snt_buffer_add(out->state, bytes, len);
	return true;
}

static pb_ostream_t open_buffer(struct snt_buffer *buffer)
{
	return (pb_ostream_t){
		.callback = add_bytes,
		.state = buffer,
		.max_size = SIZE_MAX,
	};
}

/**
 * struct list - segments of one type that are being read
 * @listing: gets them
 * @type: theirs
 */
struct list {
	struct snt_listing *listing;
	enum snt_segment_type type;
};

static bool take_segment(struct list *list, const uint8_t *bytes, size_t len)
{
	struct snt_listing *listing = list->listing;
	pb_ostream_t out = open_buffer(&listing->segments[list->type]);
	struct snt_segment segment;

	if (snt_segment_read(&segment, bytes, len))
		return false;
	if (segment.end_s < listing->end_s)
		listing->end_s = segment.end_s;
	listing->nr++;
	if (listing->seen)
		listing->seen(listing->owner, list->type, &segment);
	return pb_encode_tag(&out, PB_WT_STRING, LIST_FIELD) &&
	       pb_encode_string(&out, bytes, len);
}

static size_t count_bytes(const struct snt_listing *listing)
{
	size_t len = 0;
	int i;

	for (i = 0; i < SNT_SEGMENT_TYPES; i++)
		len += listing->segments[i].len;
	return len;
}

static bool read_segment(pb_istream_t *in, const pb_field_t *field, void **arg)
{
	struct list *list = *arg;
	size_t len = in->bytes_left;
	uint8_t *bytes;
	bool is_good;

	(void)field;
	if (len > SNT_LISTING_MAX ||
	    count_bytes(list->listing) + len > SNT_LISTING_MAX)
		return false;
	bytes = snt_mem_alloc(len + 1);
	is_good = pb_read(in, bytes, len) && take_segment(list, bytes, len);
	free(bytes);
	return is_good;
}

/**
 * snt_listing_init - no segments
 * @listing: filled
 */
void snt_listing_init(struct snt_listing *listing)
{
	*listing = (struct snt_listing){ .end_s = INT64_MAX };
}

/**
 * snt_listing_read - read an answer of ListSegments
 * @listing: its segments are added to those that are there
 * @bytes: the answer
 * @len: how many
 *
 * Return: 0, or -EINVAL also for too many bytes.
 */
int snt_listing_read(struct snt_listing *listing, const uint8_t *bytes,
		     size_t len)
{
	struct list up = { listing, SNT_SEGMENT_UP };
	struct list down = { listing, SNT_SEGMENT_DOWN };
	struct list core = { listing, SNT_SEGMENT_CORE };
	pb_istream_t in = pb_istream_from_buffer(bytes, len);
	ListedSegments message = {
		.up = { .funcs.decode = read_segment, .arg = &up },
		.down = { .funcs.decode = read_segment, .arg = &down },
		.core = { .funcs.decode = read_segment, .arg = &core },
	};

	if (!pb_decode(&in, ListedSegments_fields, &message))
		return -EINVAL;
	strcpy(listing->next_page, message.next_page);
	return 0;
}

static void write_type(struct snt_buffer *to, int32_t type,
		       const struct snt_buffer *segments)
{
	struct snt_buffer entry = { 0 };
	pb_ostream_t in = open_buffer(&entry), out = open_buffer(to);

	pb_encode_tag(&in, PB_WT_VARINT, FoundOfType_type_tag);
	pb_encode_varint(&in, type);
	pb_encode_tag(&in, PB_WT_STRING, FoundOfType_segments_tag);
	pb_encode_string(&in, segments->bytes, segments->len);
	pb_encode_tag(&out, PB_WT_STRING, FoundSegments_of_type_tag);
	pb_encode_string(&out, entry.bytes, entry.len);
	snt_buffer_uninit(&entry);
}

/**
 * snt_listing_write_found - write the answer of Segments
 * @to: added here
 * @listing: the segments
 */
void snt_listing_write_found(struct snt_buffer *to,
			     const struct snt_listing *listing)
{
	int32_t type;

	for (type = SNT_SEGMENT_UP; type < SNT_SEGMENT_TYPES; type++) {
		if (listing->segments[type].len)
			write_type(to, type, &listing->segments[type]);
	}
}

/**
 * snt_listing_uninit - free the segments
 * @listing: has none afterwards
 */
void snt_listing_uninit(struct snt_listing *listing)
{
	int i;

	for (i = 0; i < SNT_SEGMENT_TYPES; i++)
		snt_buffer_uninit(&listing->segments[i]);
}

/**
 * snt_ask_read - read the request of ListSegments
 * @ask: filled
 * @bytes: the request
 * @len: how many
 *
 * Return: 0 or -EINVAL.
 */
int snt_ask_read(struct snt_ask *ask, const uint8_t *bytes, size_t len)
{
	pb_istream_t in = pb_istream_from_buffer(bytes, len);
	ListSegments message = ListSegments_init_zero;

	memset(ask, 0, sizeof(*ask));
	if (!pb_decode(&in, ListSegments_fields, &message))
		return -EINVAL;
	ask->source = message.source;
	ask->destination = message.destination;
	ask->page_size = message.page_size;
	strcpy(ask->page, message.page);
	return 0;
}

/**
 * snt_ask_read_find - read the request of Segments
 * @ask: filled
 * @bytes: the request
 * @len: how many
 *
 * Return: 0 or -EINVAL.
 */
int snt_ask_read_find(struct snt_ask *ask, const uint8_t *bytes, size_t len)
{
	pb_istream_t in = pb_istream_from_buffer(bytes, len);
	FindSegments message = FindSegments_init_zero;

	memset(ask, 0, sizeof(*ask));
	if (!pb_decode(&in, FindSegments_fields, &message))
		return -EINVAL;
	ask->source = message.source;
	ask->destination = message.destination;
	return 0;
}

/**
 * snt_ask_write - write the request of ListSegments
 * @bytes: go here
 * @ask: what is wanted
 *
 * Return: how many bytes.
 */
size_t snt_ask_write(uint8_t bytes[SNT_ASK_SIZE], const struct snt_ask *ask)
{
	pb_ostream_t out = pb_ostream_from_buffer(bytes, SNT_ASK_SIZE);
	ListSegments message = {
		.source = ask->source,
		.destination = ask->destination,
		.page_size = ask->page_size,
	};

	strcpy(message.page, ask->page);
	return pb_encode(&out, ListSegments_fields, &message) ?
	       out.bytes_written : 0;
}
