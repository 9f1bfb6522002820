// SPDX-License-Identifier: GPL-2.0-only
/*
 * Flows by run and number. What was seen of each is told by the window that
 * guards sessions against replays.
 */
#include "flows.h"

#include <errno.h>
#include <stdlib.h>

#include "mem.h"

/* A window takes a kilobyte: forged flows shall not take all memory. */
#define FLOWS_MAX	65536
#define ROOM_FIRST	64

static struct flow **place_of(const struct flows *flows, uint32_t run,
			      uint32_t number)
{
	uint64_t hash = ((uint64_t)run << 32 | number) * 0x9e3779b97f4a7c15u;
	uint32_t at = (uint32_t)(hash >> 32) & (flows->room - 1);

	while (flows->table[at] && (flows->table[at]->run != run ||
				    flows->table[at]->flow != number))
		at = (at + 1) & (flows->room - 1);
	return &flows->table[at];
}

/* Half of the table at least stays free. */
static void grow(struct flows *flows)
{
	struct flows old = *flows;
	uint32_t i;

	flows->room = old.room ? 2 * old.room : ROOM_FIRST;
	flows->table = snt_mem_alloc(flows->room * sizeof(*flows->table));
	for (i = 0; i < old.room; i++) {
		struct flow *flow = old.table[i];

		if (flow)
			*place_of(flows, flow->run, flow->flow) = flow;
	}
	free(old.table);
}

/* NULL if there are too many. */
static struct flow *get_flow(struct flows *flows, const struct snt_probe *probe)
{
	struct flow **place;

	if (2 * (flows->nr + 1) > flows->room)
		grow(flows);
	place = place_of(flows, probe->run, probe->flow);
	if (*place || flows->nr == FLOWS_MAX)
		return *place;
	*place = snt_mem_alloc(sizeof(**place));
	(*place)->run = probe->run;
	(*place)->flow = probe->flow;
	snt_replay_init(&(*place)->window, (*place)->seen, SNT_REPLAY_WORDS);
	flows->nr++;
	return *place;
}

static void count_latency(struct flows *flows, int64_t latency_ns)
{
	if (flows->received == 1 || latency_ns < flows->latency_least_ns)
		flows->latency_least_ns = latency_ns;
	if (flows->received == 1 || latency_ns > flows->latency_most_ns)
		flows->latency_most_ns = latency_ns;
	flows->latency_sum_ns += latency_ns;
}

/**
 * flows_count - count a packet
 * @flows: all flows
 * @probe: its mark
 * @now_ns: when it came, since 1970
 */
void flows_count(struct flows *flows, const struct snt_probe *probe,
		 uint64_t now_ns)
{
	struct flow *flow = get_flow(flows, probe);
	int ret = flow ? snt_replay_check(&flow->window, probe->seq) :
			 -EOVERFLOW;

	if (ret == -EALREADY) {
		flows->duplicate++;
		return;
	}
	if (ret == -EOVERFLOW) {
		flows->corrupt++;
		return;
	}
	/* Too late for the window is late in any case. */
	if (ret == -ERANGE || (flow->received && probe->seq < flow->highest))
		flows->reordered++;
	else
		flow->highest = probe->seq;
	flow->total = probe->total;
	flow->received++;
	flows->received++;
	count_latency(flows, (int64_t)(now_ns - probe->time_ns));
}

static uint64_t flow_lost(const struct flow *flow)
{
	uint64_t expected = flow->total ? flow->total : flow->highest + 1;

	return expected > flow->received ? expected - flow->received : 0;
}

/**
 * flows_lost - count what did not come
 * @flows: all flows
 *
 * Return: how many packets; of flows whose length is not known, those up to the
 * last one that came.
 */
uint64_t flows_lost(const struct flows *flows)
{
	uint64_t lost = 0;
	uint32_t i;

	for (i = 0; i < flows->room; i++) {
		if (flows->table[i])
			lost += flow_lost(flows->table[i]);
	}
	return lost;
}

/**
 * flows_uninit - forget all flows
 * @flows: all flows
 */
void flows_uninit(struct flows *flows)
{
	while (flows->room)
		free(flows->table[--flows->room]);
	free(flows->table);
}
