/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Parallel crypto with ordered output. Knows jobs and two callbacks, nothing
 * of packets: a job is crypted where it was submitted, or on another CPU that
 * is less busy; jobs of one order finish in its order.
 */
#ifndef _SNT_PCRYPT_H
#define _SNT_PCRYPT_H

#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct snt_budget;
struct snt_job;
struct snt_order;

/**
 * struct snt_pcrypt_ops - what is done with a job
 * @crypt: the expensive part; runs on any CPU, BH off, in no order
 * @begin: may this CPU finish jobs of this order? NULL if any may; never for
 *	two CPUs at a time
 * @done: runs in order, BH off, never for two jobs of one order at a time;
 *	takes the job over
 * @stuck: jobs wait, and none was finished for 10 s although more come: tell
 *	somebody; any context, at most once in that time
 * @ready: a crypted job may head its order and this CPU does not finish it:
 *	arrange for a call of snt_order_drain() where that may be done
 */
struct snt_pcrypt_ops {
	void (*crypt)(struct snt_job *job);
	bool (*begin)(struct snt_order *order);
	void (*done)(struct snt_job *job);
	void (*ready)(struct snt_order *order);
	void (*stuck)(struct snt_order *order);
};

/**
 * struct snt_job - a unit of work, embedded in a batch
 * @in_order: entry in the order
 * @to_run: entry in the list of whoever is to crypt it
 * @order: where it belongs
 * @weight: packets, for the budget of a drain
 * @bytes: memory, for the bound of the order and of all orders of a device
 * @is_crypted: crypt has ended (release/acquire with the drain)
 * @is_charged: @bytes were taken from the budget of the device
 */
struct snt_job {
	struct list_head in_order;
	struct list_head to_run;
	struct snt_order *order;
	unsigned int weight;
	unsigned int bytes;
	bool is_crypted;
	bool is_charged;
};

/**
 * struct snt_order - jobs that must finish in the order they were submitted
 * @ops: what is done with them
 * @budget: of memory, that it shares with others
 * @lock: protects @jobs, @bytes and @moved; BH
 * @jobs: submitted and not yet done
 * @bytes: memory of @jobs
 * @moved: when a job was last taken out, or put into an empty order, in jiffies
 * @flags: SNT_ORDER_DRAINING is held by the one that drains
 */
struct snt_order {
	const struct snt_pcrypt_ops *ops;
	struct snt_budget *budget;
	spinlock_t lock;	/* protects jobs, bytes and moved */
	struct list_head jobs;
	unsigned int bytes;
	unsigned long moved;
	unsigned long flags;
};

int snt_pcrypt_start(void);
void snt_pcrypt_stop(void);
void snt_pcrypt_flush(void);

void snt_order_init(struct snt_order *order, const struct snt_pcrypt_ops *ops,
		    struct snt_budget *budget);
int snt_order_add(struct snt_order *order, struct snt_job *job,
		  unsigned int weight, unsigned int bytes);
void snt_order_run(struct snt_job *job);
unsigned int snt_order_drain(struct snt_order *order, unsigned int budget);

#endif /* _SNT_PCRYPT_H */
