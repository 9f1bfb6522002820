// SPDX-License-Identifier: GPL-2.0-only
/*
 * Counters of dropped packets, one per reason. Traffic counters are elsewhere:
 * those of the link in the network device, those of a peer in its tunnel.
 */
#include "stats.h"

#include <linux/bottom_half.h>
#include <linux/errno.h>
#include <linux/net.h>
#include <linux/netdevice.h>
#include <linux/percpu.h>
#include <linux/skbuff.h>
#include <linux/string.h>
#include <linux/tracepoint-defs.h>
#include <linux/u64_stats_sync.h>

#include "reasons_gen.h"
#include "trace.h"

static const struct trace_print_flags reasons[] = { SNT_REASONS_NAMES };

static_assert(ARRAY_SIZE(reasons) == SNT_STATS_NR);

/**
 * struct snt_stats_cpu - counters of one CPU
 * @counts: packets by enum snaptun_drop_reason
 * @sync: makes reading whole on machines that count 64 bits in two halves
 */
struct snt_stats_cpu {
	u64_stats_t counts[SNT_STATS_NR];
	struct u64_stats_sync sync;
};

/**
 * snt_stats_init - set up counters
 * @stats: to be set up, all counters zero
 * @dev: the device
 *
 * Context: process, may sleep.
 * Return: 0 or -ENOMEM.
 */
int snt_stats_init(struct snt_stats *stats, const struct net_device *dev)
{
	int cpu;

	stats->dev = dev;
	stats->cpu = alloc_percpu(struct snt_stats_cpu);
	if (!stats->cpu)
		return -ENOMEM;
	for_each_possible_cpu(cpu)
		u64_stats_init(&per_cpu_ptr(stats->cpu, cpu)->sync);
	return 0;
}

/**
 * snt_stats_uninit - free the counters
 * @stats: set up, or all zero
 *
 * Context: process, nobody counts any more.
 */
void snt_stats_uninit(struct snt_stats *stats)
{
	free_percpu(stats->cpu);
	stats->cpu = NULL;
}

/**
 * snt_stats_name - the name of a reason
 * @reason: the reason
 *
 * Return: as the netlink specification has it.
 */
const char *snt_stats_name(enum snaptun_drop_reason reason)
{
	return reasons[reason].name;
}

/**
 * snt_stats_drop - count dropped packets
 * @stats: where
 * @reason: why
 * @nr: how many
 *
 * Context: any but hard interrupts.
 */
void snt_stats_drop(struct snt_stats *stats, enum snaptun_drop_reason reason,
		    unsigned int nr)
{
	struct snt_stats_cpu *counters;

	local_bh_disable();
	counters = this_cpu_ptr(stats->cpu);
	u64_stats_update_begin(&counters->sync);
	u64_stats_add(&counters->counts[reason], nr);
	u64_stats_update_end(&counters->sync);
	local_bh_enable();
	trace_snaptun_drop(stats->dev, reason, nr);
	net_dbg_ratelimited("%s: dropped %u: %s\n", stats->dev->name, nr,
			    snt_stats_name(reason));
}

/**
 * snt_stats_packets - how many a packet stands for
 * @skb: a packet, or several as GSO
 *
 * What a GSO packet says itself is a hint of whoever made it, and a guest's
 * says nothing: never more than its length allows.
 *
 * Context: any.
 * Return: how many.
 */
unsigned int snt_stats_packets(const struct sk_buff *skb)
{
	const struct skb_shared_info *shinfo = skb_shinfo(skb);
	unsigned int most;

	if (!skb_is_gso(skb))
		return 1;
	if (shinfo->gso_size == GSO_BY_FRAGS)
		return max_t(unsigned int, shinfo->gso_segs, 1);
	most = max(DIV_ROUND_UP(skb->len, shinfo->gso_size), 1U);
	return shinfo->gso_segs ? min_t(unsigned int, shinfo->gso_segs, most) :
				  most;
}

/*
 * What comes nearest among the reasons that the kernel has for all. It also
 * knows those of subsystems, but only of such as are part of it: each has a
 * number in one of its headers. Ours are in the trace of snt_stats_drop().
 */
static enum skb_drop_reason common_reason(enum snaptun_drop_reason reason)
{
	switch (reason) {
	case SNAPTUN_DROP_REASON_TX_NO_MEMORY:
	case SNAPTUN_DROP_REASON_RX_NO_MEMORY:
		return SKB_DROP_REASON_NOMEM;
	case SNAPTUN_DROP_REASON_TX_QUEUE_FULL:
	case SNAPTUN_DROP_REASON_RX_QUEUE_FULL:
	case SNAPTUN_DROP_REASON_RX_SOCKET_FULL:
		return SKB_DROP_REASON_FULL_RING;
	case SNAPTUN_DROP_REASON_TX_TOO_BIG:
		return SKB_DROP_REASON_PKT_TOO_BIG;
	case SNAPTUN_DROP_REASON_RX_SHORT:
		return SKB_DROP_REASON_PKT_TOO_SMALL;
	case SNAPTUN_DROP_REASON_TX_NO_PEER:
	case SNAPTUN_DROP_REASON_TX_NO_ROUTE:
		return SKB_DROP_REASON_IP_OUTNOROUTES;
	case SNAPTUN_DROP_REASON_TX_PAYLOAD_REFUSED:
	case SNAPTUN_DROP_REASON_RX_PAYLOAD_REFUSED:
		return SKB_DROP_REASON_UNHANDLED_PROTO;
	case SNAPTUN_DROP_REASON_TX_DEVICE:
		return SKB_DROP_REASON_DEV_READY;
	default:
		return SKB_DROP_REASON_NOT_SPECIFIED;
	}
}

/**
 * snt_stats_drop_skb - count a packet and free it
 * @stats: where
 * @reason: why
 * @skb: a packet, or several as GSO; may be NULL
 *
 * Consumes @skb.
 * Context: any but hard interrupts.
 */
void snt_stats_drop_skb(struct snt_stats *stats,
			enum snaptun_drop_reason reason, struct sk_buff *skb)
{
	if (!skb)
		return;
	snt_stats_drop(stats, reason, snt_stats_packets(skb));
	kfree_skb_reason(skb, common_reason(reason));
}

static void add_one(const struct snt_stats_cpu *counters, u64 *counts)
{
	u64 seen[SNT_STATS_NR];
	unsigned int start, i;

	do {
		start = u64_stats_fetch_begin(&counters->sync);
		for (i = 0; i < SNT_STATS_NR; i++)
			seen[i] = u64_stats_read(&counters->counts[i]);
	} while (u64_stats_fetch_retry(&counters->sync, start));
	for (i = 0; i < SNT_STATS_NR; i++)
		counts[i] += seen[i];
}

/**
 * snt_stats_read - sums over all CPUs
 * @stats: where from
 * @counts: SNT_STATS_NR numbers, by enum snaptun_drop_reason
 *
 * Context: process.
 */
void snt_stats_read(const struct snt_stats *stats, u64 *counts)
{
	int cpu;

	memset(counts, 0, SNT_STATS_NR * sizeof(*counts));
	for_each_possible_cpu(cpu)
		add_one(per_cpu_ptr(stats->cpu, cpu), counts);
}
