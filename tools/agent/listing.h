/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The messages about paths that an endhost API and a control service speak.
 */
#ifndef _SNT_LISTING_H
#define _SNT_LISTING_H

#include <stdbool.h>

#include "buffer.h"
#include "segment.h"

/* characters that say which page, with the NUL */
#define SNT_PAGE_SIZE	1024
/* bytes of the longest request */
#define SNT_ASK_SIZE	(SNT_PAGE_SIZE + 64)
/* bytes of all segments of an answer */
#define SNT_LISTING_MAX	(1 << 20)

/**
 * struct snt_ask - what segments are wanted
 * @source: ISD and AS
 * @destination: likewise
 * @page_size: segments of an answer; 0 to leave it to the endhost API
 * @page: which; empty for the first
 */
struct snt_ask {
	uint64_t source;
	uint64_t destination;
	int32_t page_size;
	char page[SNT_PAGE_SIZE];
};

/**
 * struct snt_listing - segments that an endhost API has listed
 * @segments: by their type, each with the tag of field 1 before it
 * @nr: how many, of all types
 * @end_s: when the first of them runs out, in seconds since 1970; INT64_MAX
 *	when there are none
 * @next_page: what else there is; empty for nothing
 * @owner: for @seen
 * @seen: told of each segment, or NULL
 */
struct snt_listing {
	struct snt_buffer segments[SNT_SEGMENT_TYPES];
	unsigned int nr;
	int64_t end_s;
	char next_page[SNT_PAGE_SIZE];
	void *owner;
	void (*seen)(void *owner, enum snt_segment_type type,
		     const struct snt_segment *segment);
};

/* Read: 0, or -EINVAL for bytes that are no such message. */
int snt_ask_read(struct snt_ask *ask, const uint8_t *bytes, size_t len);
int snt_ask_read_find(struct snt_ask *ask, const uint8_t *bytes, size_t len);
int snt_listing_read(struct snt_listing *listing, const uint8_t *bytes,
		     size_t len);

size_t snt_ask_write(uint8_t bytes[SNT_ASK_SIZE], const struct snt_ask *ask);
void snt_listing_init(struct snt_listing *listing);
void snt_listing_write_found(struct snt_buffer *to,
			     const struct snt_listing *listing);
void snt_listing_uninit(struct snt_listing *listing);

#endif
