// SPDX-License-Identifier: GPL-2.0-only
/*
 * Batches on their last steps: sealed by whichever CPU has time (tx_seal.c),
 * and sent in the order of their numbers.
 *
 * Below us packets wait in queues, often one for each CPU. What leaves from two
 * CPUs may change places there, and TCP takes that for loss. So all that leaves
 * through a tunnel leaves from one CPU, the tunnel's sender; other CPUs hand
 * their batches over. As long as the stack sends from the sender, nothing is
 * handed over and nobody waits. The packets of one connection may come from two
 * CPUs in turn, its writer's and the one that takes in acknowledgements, so one
 * packet from elsewhere changes nothing. Another CPU becomes the sender
 *  - when nothing was sent for so long that the queues below have emptied,
 *    whatever kept them, or
 *  - when the sender has sent for that CPU alone for a while: then the sender
 *    gives its part away once its own queues are empty.
 */
#include <linux/cpu.h>
#include <linux/interrupt.h>
#include <linux/jiffies.h>
#include <linux/llist.h>
#include <linux/percpu.h>
#include <linux/rcupdate.h>
#include <linux/workqueue.h>
#include "core/session.h"
#include "tunnel/device.h"
#include "tunnel/role.h"
#include "tunnel/timers.h"
#include "tunnel/tunnel.h"
#include "batch.h"
#include "payer.h"
#include "tx_nesting.h"
#include "tx_order.h"
#include "tx_seal.h"
#include "tx_send.h"

/* Much longer than a softirq is put off */
#define SENDER_PAUSE	(HZ / 4)
/* Batches in a row from one other CPU that make it the better sender */
#define HEIR_BATCHES	64
/* Where what was sent may wait on the CPU that sent it */
#define QUEUES_BELOW	(BIT(NET_RX_SOFTIRQ) | BIT(NET_TX_SOFTIRQ))
/* Packets that are sent with BH off in one go */
#define DRAIN_BUDGET	256

/**
 * struct outbox - what other CPUs have for this CPU to send
 * @work: runs on this CPU
 * @tunnels: with sealed batches; a reference each
 */
struct outbox {
	struct work_struct work;
	struct llist_head tunnels;
};

static DEFINE_PER_CPU(struct outbox, outboxes);
static struct workqueue_struct *send_wq;

static void rekey_after_sending(struct snt_batch *batch)
{
	const struct snt_session_state state = {
		.birth_ns = batch->session->birth_ns,
		.is_initiator = batch->session->is_initiator,
	};
	struct snt_tunnel *tunnel = batch->tunnel;

	if (snt_session_must_rekey_on_send(&state,
					   ktime_get_coarse_boottime_ns(),
					   batch->counter + batch->nr - 1))
		tunnel->device->ops->initiate(tunnel, false);
}

static void note_sent(struct snt_tunnel_sender *sender, unsigned int from_cpu)
{
	unsigned int nr = sender->heir == from_cpu ? sender->nr_in_row + 1 : 1;

	sender->left = jiffies;
	sender->left_gp = get_state_synchronize_rcu();
	WRITE_ONCE(sender->heir, from_cpu);
	WRITE_ONCE(sender->nr_in_row, nr);
}

static void seal_batch(struct snt_job *job)
{
	snt_tx_seal(container_of(job, struct snt_batch, job));
}

/* Returns how many messages with data were sent. */
static unsigned int send_batch(struct snt_batch *batch)
{
	struct snt_tx_nesting nesting;
	unsigned int nr_data = 0;
	struct sk_buff *skb;

	batch->payer = snt_payer_get(&batch->in);
	snt_tx_nesting_begin(&nesting, batch->depth + 1);
	while ((skb = __skb_dequeue(&batch->out)))
		nr_data += snt_tx_send(batch, skb);
	snt_tx_nesting_end(&nesting);
	snt_payer_put(batch->payer);
	return nr_data;
}

static void send_sealed(struct snt_job *job)
{
	struct snt_batch *batch = container_of(job, struct snt_batch, job);
	const struct snt_role_ops *ops = batch->tunnel->device->role->ops;
	unsigned int nr_data;
	struct sk_buff *skb;

	/* Behind that they may be another's. */
	if (ops->sending)
		ops->sending(batch->tunnel, &batch->in);
	nr_data = send_batch(batch);
	note_sent(&batch->tunnel->sender, batch->cpu);
	while ((skb = __skb_dequeue(&batch->in)))
		napi_consume_skb(skb, 1);
	if (nr_data)
		snt_timers_data_sent(batch->tunnel);
	else
		snt_timers_keepalive_sent(batch->tunnel);
	rekey_after_sending(batch);
	snt_batch_destroy(batch);
}

/* A virtual CPU may stand still for longer than any time that we could wait.
 * After a grace period the sender has left the softirq that it was in.
 */
static bool has_paused(const struct snt_tunnel_sender *sender)
{
	if (time_before(jiffies, sender->left + SENDER_PAUSE))
		return false;
	if (poll_state_synchronize_rcu(sender->left_gp))
		return true;
	/* On a calm machine nobody else may need one. */
	start_poll_synchronize_rcu();
	return false;
}

/* Is this CPU the tunnel's sender, or may it become that now? */
static bool begin_sending(struct snt_order *order)
{
	struct snt_tunnel *tunnel = container_of(order, struct snt_tunnel,
						 tx_order);
	struct snt_tunnel_sender *sender = &tunnel->sender;
	unsigned int cpu = READ_ONCE(sender->cpu);
	unsigned int self = smp_processor_id();

	if (likely(cpu == self))
		return true;
	if (cpu_online(cpu) && !has_paused(sender))
		return false;
	return cmpxchg(&sender->cpu, cpu, self) == cpu;
}

/* Nothing that this CPU has sent is left on it: another one may go on. */
static void give_away(struct snt_tunnel_sender *sender)
{
	unsigned int self = smp_processor_id();
	unsigned int heir = READ_ONCE(sender->heir);

	if (heir != self && READ_ONCE(sender->nr_in_row) >= HEIR_BATCHES &&
	    !(local_softirq_pending() & QUEUES_BELOW))
		cmpxchg(&sender->cpu, self, heir);
}

/* Queues the tunnel on its sender CPU, which sends what heads the order. */
static void hand_over(struct snt_order *order)
{
	struct snt_tunnel *tunnel = container_of(order, struct snt_tunnel,
						 tx_order);
	unsigned int cpu = READ_ONCE(tunnel->sender.cpu);
	struct outbox *outbox = per_cpu_ptr(&outboxes, cpu);

	if (snt_tunnel_line_up(tunnel, &outbox->tunnels, &tunnel->tx_ready))
		queue_work_on(cpu, send_wq, &outbox->work);
}

static void report_sending_stuck(struct snt_order *order)
{
	struct snt_tunnel *tunnel = container_of(order, struct snt_tunnel,
						 tx_order);

	net_warn_ratelimited("snaptun: %s: packets to send do not move, please report this\n",
			     netdev_name(tunnel->device->dev));
}

static const struct snt_pcrypt_ops tx_pcrypt_ops = {
	.crypt = seal_batch,
	.begin = begin_sending,
	.done = send_sealed,
	.ready = hand_over,
	.stuck = report_sending_stuck,
};

static void drain(struct snt_tunnel *tunnel)
{
	if (snt_order_drain(&tunnel->tx_order, DRAIN_BUDGET) >= DRAIN_BUDGET)
		hand_over(&tunnel->tx_order);
}

static void outbox_worker(struct work_struct *work)
{
	struct outbox *outbox = container_of(work, struct outbox, work);
	struct llist_node *list = llist_del_all(&outbox->tunnels);
	struct snt_tunnel *tunnel, *next;

	llist_for_each_entry_safe(tunnel, next, list, tx_ready.node) {
		snt_ready_taken(&tunnel->tx_ready);
		local_bh_disable();
		rcu_read_lock();
		drain(tunnel);
		rcu_read_unlock();
		/* Runs the softirqs that sending has raised. */
		local_bh_enable();
		local_bh_disable();
		give_away(&tunnel->sender);
		local_bh_enable();
		snt_tunnel_put(tunnel);
		cond_resched();
	}
}

/**
 * snt_tx_order_init - part of the setup of a tunnel
 * @tunnel: being set up
 */
void snt_tx_order_init(struct snt_tunnel *tunnel)
{
	snt_order_init(&tunnel->tx_order, &tx_pcrypt_ops,
		       &tunnel->device->queued);
	tunnel->sender.cpu = raw_smp_processor_id();
	tunnel->sender.heir = tunnel->sender.cpu;
	tunnel->sender.left = jiffies - SENDER_PAUSE;
	tunnel->sender.left_gp = get_completed_synchronize_rcu();
}

/**
 * snt_tx_order_add - give a batch its place behind those before it
 * @batch: numbered; to be run next, unless an error is returned
 *
 * Context: BH off.
 * Return: 0, or -ENOBUFS when too many wait: still the caller's.
 */
int snt_tx_order_add(struct snt_batch *batch)
{
	batch->cpu = smp_processor_id();
	return snt_order_add(&batch->tunnel->tx_order, &batch->job, batch->nr,
			     snt_batch_bytes(batch));
}

/**
 * snt_tx_order_run - have batches sealed, and sent after those before them
 * @tunnel: where they go; borrowed
 * @jobs: of the batches, not empty; consumed
 *
 * Context: BH off, RCU read section.
 */
void snt_tx_order_run(struct snt_tunnel *tunnel, struct list_head *jobs)
{
	struct snt_job *job, *next;

	list_for_each_entry_safe(job, next, jobs, to_run)
		snt_order_run(job);
	drain(tunnel);
}

/**
 * snt_tx_order_start - set up the outboxes
 *
 * Return: 0 or -ENOMEM.
 */
int snt_tx_order_start(void)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		struct outbox *outbox = per_cpu_ptr(&outboxes, cpu);

		INIT_WORK(&outbox->work, outbox_worker);
		init_llist_head(&outbox->tunnels);
	}
	send_wq = alloc_workqueue("snaptun-send",
				  WQ_PERCPU | WQ_HIGHPRI | WQ_MEM_RECLAIM, 0);
	return send_wq ? 0 : -ENOMEM;
}

/**
 * snt_tx_order_stop - undo snt_tx_order_start(); no batch is left
 */
void snt_tx_order_stop(void)
{
	destroy_workqueue(send_wq);
}
