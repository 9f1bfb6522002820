/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a receiver knows of each flow that it saw.
 */
#ifndef _FLOWS_H
#define _FLOWS_H

#include "core/replay.h"
#include "probe.h"

/**
 * struct flow - packets of one flow of one run
 * @run: of the sender
 * @flow: number of the flow
 * @total: packets that there will be, or 0
 * @highest: greatest sequence number that was seen
 * @received: distinct packets
 * @window: which of the newest were seen
 * @seen: its memory
 */
struct flow {
	uint32_t run;
	uint32_t flow;
	uint32_t total;
	uint64_t highest;
	uint64_t received;
	struct snt_replay window;
	uint64_t seen[SNT_REPLAY_WORDS];
};

/**
 * struct flows - all flows, and the account of them
 * @table: by a hash of run and flow, NULL where it is free
 * @room: entries of @table, a power of two
 * @nr: flows
 * @received: distinct packets of all flows
 * @duplicate: packets that were there before
 * @reordered: packets that were overtaken
 * @corrupt: packets with a wrong checksum
 * @latency_least_ns: of all packets; the clocks of two machines may differ, so
 *	it may be less than 0
 * @latency_most_ns: likewise
 * @latency_sum_ns: likewise
 */
struct flows {
	struct flow **table;
	uint32_t room;
	uint32_t nr;
	uint64_t received;
	uint64_t duplicate;
	uint64_t reordered;
	uint64_t corrupt;
	int64_t latency_least_ns;
	int64_t latency_most_ns;
	int64_t latency_sum_ns;
};

void flows_count(struct flows *flows, const struct snt_probe *probe,
		 uint64_t now_ns);
uint64_t flows_lost(const struct flows *flows);
void flows_uninit(struct flows *flows);

#endif /* _FLOWS_H */
