/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _SNT_STATS_H
#define _SNT_STATS_H

#include <linux/skbuff.h>
#include <linux/types.h>
#include <uapi/linux/snaptun.h>

/* One counter for each reason that user space can name. */
#define SNT_STATS_NR	(SNAPTUN_DROP_REASON_MAX + 1)

struct snt_stats_cpu;

/**
 * struct snt_stats - drop counters of one device
 * @dev: the device
 * @cpu: one array of counters per CPU
 */
struct snt_stats {
	const struct net_device *dev;
	struct snt_stats_cpu __percpu *cpu;
};

int snt_stats_init(struct snt_stats *stats, const struct net_device *dev);
void snt_stats_uninit(struct snt_stats *stats);
const char *snt_stats_name(enum snaptun_drop_reason reason);
void snt_stats_drop(struct snt_stats *stats, enum snaptun_drop_reason reason,
		    unsigned int nr);
unsigned int snt_stats_packets(const struct sk_buff *skb);
void snt_stats_drop_skb(struct snt_stats *stats,
			enum snaptun_drop_reason reason, struct sk_buff *skb);
void snt_stats_read(const struct snt_stats *stats, u64 *counts);

#endif /* _SNT_STATS_H */
