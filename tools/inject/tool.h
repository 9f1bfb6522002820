/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the parts of the program snaptun-inject share.
 */
#ifndef _TOOL_H
#define _TOOL_H

#include <stdbool.h>
#include <stdint.h>

#include "link.h"
#include "packet.h"
#include "snaptun-inject.h"

#define TOOL_NAME	"snaptun-inject"

#define NS_PER_S	1000000000ull

/* Exit statuses. */
#define TOOL_OK		0
#define TOOL_FAILED	1
#define TOOL_INCOMPLETE	2	/* frames did not go out, or did not come in */

/**
 * enum tool_rate - how fast to send
 * @TOOL_RATE_MAX: as fast as can be
 * @TOOL_RATE_RECORDED: as recorded
 * @TOOL_RATE_FRAMES: frames per second
 * @TOOL_RATE_BITS: bits of frames per second
 */
enum tool_rate {
	TOOL_RATE_MAX,
	TOOL_RATE_RECORDED,
	TOOL_RATE_FRAMES,
	TOOL_RATE_BITS,
};

/**
 * struct tool_options - the command line
 * @inject: for the library
 * @link: the interface
 * @file: name of the file to send
 * @rate_kind: how fast
 * @rate: per second
 * @times: how often to send a file; 0: until told
 * @count: packets to generate or to receive; 0: until told
 * @flows: how many to generate
 * @spec: what to generate
 * @has_from: a source was given
 * @has_to: a destination was given
 * @has_ether: an Ethernet destination was given
 * @has_ether_source: and a source
 * @wait_s: how long to wait for what is pending, at the end
 * @idle_ns: how long a receiver waits for more; 0: until told
 * @json: totals as JSON
 */
struct tool_options {
	struct snt_inject_options inject;
	struct snt_link link;
	const char *file;
	enum tool_rate rate_kind;
	uint64_t rate;
	uint64_t times;
	uint64_t count;
	uint32_t flows;
	struct snt_packet_spec spec;
	bool has_from;
	bool has_to;
	bool has_ether;
	bool has_ether_source;
	uint32_t wait_s;
	uint64_t idle_ns;
	bool json;
};

/* common.c */
int tool_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));
void tool_warn(const char *format, ...) __attribute__((format(printf, 1, 2)));
const char *tool_s(uint64_t number);
int tool_finish(int status);
int tool_find_link(struct snt_link *link, const char *name);
uint64_t tool_now_ns(void);
uint64_t tool_wall_ns(void);
void tool_catch_signals(void);
bool tool_is_stopped(void);
bool tool_has_terminal(void);

/* one file each */
struct source;
int tool_send(const struct tool_options *options, struct source *source);
int tool_receive(const struct tool_options *options);

#endif /* _TOOL_H */
