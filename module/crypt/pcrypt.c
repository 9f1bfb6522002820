// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parallel crypto with ordered output.
 *
 * A job goes to the least busy CPU nearby if it is big enough to pay for the
 * wake-up, and if the CPU that it came to has something to do at all. So all
 * CPUs are busy alike, whatever else they do, and the one that bounds the rate
 * of a flow is relieved. When there is no such CPU, or it has jobs enough, the
 * submitter works itself, which is also the back pressure. CPUs that the
 * administrator has isolated get no jobs, and a CPU that does not get to its
 * jobs, because a real-time task has it, loses them again.
 *
 * padata has order too, but takes every job to another CPU by a work queue,
 * also when the submitter has time, and an order of it costs memory on each
 * CPU: too much for thousands of tunnels.
 *
 * Memory that holds an order is freed after an RCU grace period: with BH off an
 * order may be looked at even after its last job was done.
 *
 * Each order is drained by one context at a time: whoever finds its head
 * crypted and takes the DRAINING bit. One that loses the race for the bit
 * leaves, because the holder looks again after it has let go.
 */
#include <linux/cpu.h>
#include <linux/cpumask.h>
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/sched/isolation.h>
#include <linux/sizes.h>
#include <linux/timekeeping.h>
#include <linux/timer.h>
#include <linux/workqueue.h>
#include "base/budget.h"
#include "busy.h"
#include "pcrypt.h"

/* Below this many packets the way to another CPU costs more than it saves. */
#define OFFLOAD_WEIGHT	4
/* A CPU that is busy for less than this part of the time does its jobs itself:
 * what is done one after the other would only become slower by the wake-up.
 */
#define BUSY_PART	8
/* Other CPUs that are looked at for the one that has time */
#define CANDIDATES	16
/* About what it takes to crypt a packet; what it took is seen by busy.c. */
#define PACKET_NS	4000ULL
/* Jobs that wait at one worker: enough that it never idles between two. */
#define WORKER_DEPTH	2
/* Jobs that a worker does before it lets others on, and flushes, go ahead. */
#define WORKER_BUDGET	16
/* A CPU on which no job begins for so long, in jiffies, has no time for us. */
#define WORKER_PATIENCE	2
/* An order in which nothing moves for so long will not do so by itself. */
#define ORDER_STUCK	(10 * HZ)
/* Memory in one order; what a sender can have on its way at speed while a CPU
 * stands still for some milliseconds.
 */
#define ORDER_BYTES	SZ_8M

enum { SNT_ORDER_DRAINING };

/**
 * struct worker - takes jobs that another CPU did not keep up with
 * @work: runs on this CPU
 * @watch: runs on another CPU while there are jobs: do they begin?
 * @lock: protects all below but @nr_jobs; BH
 * @jobs: to be crypted here
 * @nr_begun: of all jobs so far
 * @nr_begun_seen: what @watch saw last
 * @is_late: jobs were taken away, and @work did not run since
 * @nr_jobs: in @jobs or in work
 */
struct worker {
	struct work_struct work;
	struct timer_list watch;
	spinlock_t lock;	/* protects all below but nr_jobs */
	struct list_head jobs;
	unsigned int nr_begun;
	unsigned int nr_begun_seen;
	bool is_late;
	atomic_t nr_jobs;
};

static DEFINE_PER_CPU(struct worker, workers);
static struct workqueue_struct *crypt_wq;

static struct snt_job *head_if_crypted(struct snt_order *order)
{
	struct snt_job *job;

	lockdep_assert_held(&order->lock);
	job = list_first_entry_or_null(&order->jobs, struct snt_job, in_order);
	/* Pairs with the release in run_job(). */
	if (job && !smp_load_acquire(&job->is_crypted))
		job = NULL;
	return job;
}

static struct snt_job *take_head(struct snt_order *order)
{
	struct snt_job *job;

	/* snt_order_drain() looks again for a job that is added right now. */
	if (list_empty(&order->jobs))
		return NULL;
	spin_lock(&order->lock);
	job = head_if_crypted(order);
	if (job) {
		list_del(&job->in_order);
		order->bytes -= job->bytes;
		order->moved = jiffies;
	}
	spin_unlock(&order->lock);
	if (unlikely(job && job->is_charged))
		snt_budget_give(order->budget, job->bytes);
	return job;
}

static bool has_crypted_head(struct snt_order *order)
{
	bool ret;

	if (list_empty(&order->jobs))
		return false;
	spin_lock(&order->lock);
	ret = head_if_crypted(order);
	spin_unlock(&order->lock);
	return ret;
}

/**
 * snt_order_drain - finish what heads an order and is crypted
 * @order: the order
 * @budget: packets after which to stop; a job is never cut
 *
 * Context: BH off.
 * Return: packets finished. At least @budget if there may be more.
 */
unsigned int snt_order_drain(struct snt_order *order, unsigned int budget)
{
	unsigned int nr = 0;

	do {
		struct snt_job *job;

		/* What we added and crypted, before we leave it to another;
		 * pairs with the barrier below.
		 */
		smp_mb__before_atomic();
		if (test_and_set_bit_lock(SNT_ORDER_DRAINING, &order->flags))
			return nr;
		if (order->ops->begin && !order->ops->begin(order)) {
			clear_bit_unlock(SNT_ORDER_DRAINING, &order->flags);
			order->ops->ready(order);
			return nr;
		}
		while (nr < budget && (job = take_head(order))) {
			nr += max(job->weight, 1U);
			order->ops->done(job);
		}
		clear_bit_unlock(SNT_ORDER_DRAINING, &order->flags);
		/* A job may have been added and crypted after the last look at
		 * the head by one who then failed to take the bit.
		 */
		smp_mb__after_atomic();
	} while (nr < budget && has_crypted_head(order));
	return nr;
}

static void run_job(struct snt_job *job)
{
	job->order->ops->crypt(job);
	/* Pairs with the acquire in head_if_crypted(). */
	smp_store_release(&job->is_crypted, true);
	/* The drain may free the job from here on. */
}

static struct snt_job *next_job(struct worker *worker)
{
	struct snt_job *job;

	spin_lock_bh(&worker->lock);
	worker->is_late = false;
	job = list_first_entry_or_null(&worker->jobs, struct snt_job,
				       to_run);
	if (job) {
		list_del(&job->to_run);
		worker->nr_begun++;
	}
	spin_unlock_bh(&worker->lock);
	return job;
}

static void run_for(struct worker *worker, struct snt_job *job)
{
	struct snt_order *order = job->order;

	run_job(job);
	atomic_dec(&worker->nr_jobs);
	order->ops->ready(order);
}

static void crypt_worker(struct work_struct *work)
{
	struct worker *worker = container_of(work, struct worker, work);
	unsigned int left = WORKER_BUDGET;
	struct snt_job *job;

	while (left && (job = next_job(worker))) {
		left--;
		local_bh_disable();
		run_for(worker, job);
		local_bh_enable();
		cond_resched();
	}
	if (!left)
		queue_work(crypt_wq, work);
}

static void watch_locked(struct worker *worker)
{
	lockdep_assert_held(&worker->lock);
	worker->nr_begun_seen = worker->nr_begun;
	mod_timer(&worker->watch, jiffies + WORKER_PATIENCE);
}

/* On the CPU that gave the worker a job: what did not begin is done here. */
static void watch_cb(struct timer_list *timer)
{
	struct worker *worker = timer_container_of(worker, timer, watch);
	struct snt_job *job, *next;
	LIST_HEAD(late);

	spin_lock(&worker->lock);
	if (worker->nr_begun == worker->nr_begun_seen) {
		list_splice_init(&worker->jobs, &late);
		worker->is_late = !list_empty(&late);
	} else if (!list_empty(&worker->jobs)) {
		watch_locked(worker);
	}
	spin_unlock(&worker->lock);
	list_for_each_entry_safe(job, next, &late, to_run)
		run_for(worker, job);
}

/* Not on a CPU that was isolated: by isolcpus=, nohz_full=, or a cpuset. */
static bool may_work(int cpu)
{
	return housekeeping_test_cpu(cpu, HK_TYPE_DOMAIN) &&
	       housekeeping_test_cpu(cpu, HK_TYPE_WQ) &&
	       !READ_ONCE(per_cpu(workers, cpu).is_late);
}

static bool has_room(int cpu)
{
	return atomic_read(&per_cpu(workers, cpu).nr_jobs) < WORKER_DEPTH;
}

/* The least busy of the next CPUs of @mask that can take a job, if it is less
 * busy than @least; or this one.
 */
static int least_busy(const struct cpumask *mask, unsigned int least,
		      u64 now_ns)
{
	int self = smp_processor_id(), best = self, cpu;
	unsigned int left = CANDIDATES, share;

	for_each_cpu_wrap(cpu, mask, self + 1) {
		if (cpu == self || !cpu_online(cpu) || !may_work(cpu))
			continue;
		share = snt_busy_share(cpu, now_ns);
		if (share < least && has_room(cpu)) {
			least = share;
			best = cpu;
		}
		if (!--left)
			break;
	}
	return best;
}

/* Who is to do a job that came to this CPU? Memory is far on another node. */
static int find_cpu(void)
{
	int self = smp_processor_id(), cpu;
	u64 now_ns = ktime_get_ns();
	unsigned int share = snt_busy_share(self, now_ns);

	if (share < SNT_BUSY_ALL / BUSY_PART)
		return self;
	cpu = least_busy(cpumask_of_node(numa_node_id()), share, now_ns);
	if (cpu == self && nr_online_nodes > 1)
		cpu = least_busy(cpu_online_mask, share, now_ns);
	return cpu;
}

static bool offload(struct snt_job *job)
{
	int cpu = find_cpu();
	struct worker *worker = per_cpu_ptr(&workers, cpu);

	snt_busy_expect(cpu, job->weight * PACKET_NS);
	if (cpu == smp_processor_id() ||
	    !atomic_add_unless(&worker->nr_jobs, 1, WORKER_DEPTH))
		return false;
	spin_lock(&worker->lock);
	list_add_tail(&job->to_run, &worker->jobs);
	if (!timer_pending(&worker->watch))
		watch_locked(worker);
	spin_unlock(&worker->lock);
	queue_work_on(cpu, crypt_wq, &worker->work);
	return true;
}

/* The watchdog: whoever adds a job looks whether those before it move. */
static bool is_stuck_locked(struct snt_order *order)
{
	lockdep_assert_held(&order->lock);
	if (list_empty(&order->jobs)) {
		order->moved = jiffies;
		return false;
	}
	if (time_before(jiffies, order->moved + ORDER_STUCK))
		return false;
	order->moved = jiffies;
	return true;
}

/* What heads an order is on its way, whatever other orders keep waiting: all
 * that they may do to it is to bound what comes behind.
 */
static bool take_room_locked(struct snt_order *order, struct snt_job *job)
{
	lockdep_assert_held(&order->lock);
	job->is_charged = !list_empty(&order->jobs);
	if (!job->is_charged)
		return true;
	return order->bytes + job->bytes <= ORDER_BYTES &&
	       snt_budget_take(order->budget, job->bytes);
}

/**
 * snt_order_add - give a job its place
 * @order: where it belongs
 * @job: taken over unless an error is returned; to be run
 * @weight: packets in it
 * @bytes: memory that it takes until it is done
 *
 * Context: BH off.
 * Return: 0, or -ENOBUFS when the order is full, or all together are.
 */
int snt_order_add(struct snt_order *order, struct snt_job *job,
		  unsigned int weight, unsigned int bytes)
{
	bool is_stuck;
	int err = 0;

	job->order = order;
	job->weight = weight;
	job->bytes = bytes;
	job->is_crypted = false;
	spin_lock(&order->lock);
	is_stuck = is_stuck_locked(order);
	if (likely(take_room_locked(order, job))) {
		order->bytes += bytes;
		list_add_tail(&job->in_order, &order->jobs);
	} else {
		err = -ENOBUFS;
	}
	spin_unlock(&order->lock);
	if (unlikely(is_stuck))
		order->ops->stuck(order);
	return err;
}

/**
 * snt_order_run - have a job crypted
 * @job: after snt_order_add()
 *
 * The caller drains the order afterwards. A job that went to another CPU is
 * announced by the ready callback.
 *
 * Context: BH off.
 */
void snt_order_run(struct snt_job *job)
{
	if (job->weight < OFFLOAD_WEIGHT || !offload(job))
		run_job(job);
}

/**
 * snt_order_init - make an empty order
 * @order: to be set up; needs no uninit once it is empty
 * @ops: what is done with its jobs
 * @budget: of memory, shared with other orders
 */
void snt_order_init(struct snt_order *order, const struct snt_pcrypt_ops *ops,
		    struct snt_budget *budget)
{
	order->ops = ops;
	order->budget = budget;
	spin_lock_init(&order->lock);
	INIT_LIST_HEAD(&order->jobs);
	order->bytes = 0;
	order->moved = jiffies;
	order->flags = 0;
}

/* The jobs that it took are done then; there may be new ones to watch. */
static void flush_watch(struct worker *worker)
{
	timer_delete_sync(&worker->watch);
	spin_lock_bh(&worker->lock);
	if (!list_empty(&worker->jobs) && !timer_pending(&worker->watch))
		watch_locked(worker);
	spin_unlock_bh(&worker->lock);
}

/**
 * snt_pcrypt_flush - wait for all jobs that other CPUs were given
 *
 * Context: process; the caller holds no lock that a job takes.
 */
void snt_pcrypt_flush(void)
{
	int cpu;

	flush_workqueue(crypt_wq);
	for_each_possible_cpu(cpu)
		flush_watch(per_cpu_ptr(&workers, cpu));
}

/**
 * snt_pcrypt_start - set up the workers
 *
 * Return: 0 or -ENOMEM.
 */
int snt_pcrypt_start(void)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		struct worker *worker = per_cpu_ptr(&workers, cpu);

		INIT_WORK(&worker->work, crypt_worker);
		spin_lock_init(&worker->lock);
		INIT_LIST_HEAD(&worker->jobs);
		timer_setup(&worker->watch, watch_cb, TIMER_PINNED);
		worker->is_late = false;
		atomic_set(&worker->nr_jobs, 0);
	}
	crypt_wq = alloc_workqueue("snaptun-crypt",
				   WQ_PERCPU | WQ_CPU_INTENSIVE |
				   WQ_MEM_RECLAIM, 0);
	return crypt_wq ? 0 : -ENOMEM;
}

/**
 * snt_pcrypt_stop - undo snt_pcrypt_start(); no job is left
 */
void snt_pcrypt_stop(void)
{
	int cpu;

	destroy_workqueue(crypt_wq);
	for_each_possible_cpu(cpu)
		timer_delete_sync(&per_cpu_ptr(&workers, cpu)->watch);
}
