/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where frames come from. A source is made and checked before anything is sent.
 */
#ifndef _SOURCE_H
#define _SOURCE_H

#include "tool.h"

/**
 * struct source_frame - the next frame
 * @len: its length
 * @at_ns: when to send it, from the begin; for recorded packets
 * @name: for people, such as "packet 3 of x.pcap"; valid until the next one
 * @is_cut: the record has only the begin of it
 */
struct source_frame {
	size_t len;
	uint64_t at_ns;
	const char *name;
	bool is_cut;
};

/**
 * struct source - frames, one after the other
 * @peek: what comes next, the same until it was taken; 1, 0 at the end, or -1
 *	after saying what is wrong
 * @take: writes it, or throws it away if @to is NULL
 * @destroy: frees it
 */
struct source {
	int (*peek)(struct source *source, struct source_frame *frame);
	void (*take)(struct source *source, uint8_t *to);
	void (*destroy)(struct source *source);
};

/* Each returns NULL after saying what is wrong. */
struct source *source_file(const struct tool_options *options);
struct source *source_hex(const struct tool_options *options);
struct source *source_generated(const struct tool_options *options);

/* Of hexadecimal digits; -1: something else, or an odd number of digits. */
long source_parse_hex(uint8_t *bytes, const char *text);

#endif /* _SOURCE_H */
