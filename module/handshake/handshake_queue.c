// SPDX-License-Identifier: GPL-2.0-only
/*
 * A bounded queue of small datagrams and the workers that empty it. Filled in
 * softirq, emptied off the data path in process context by as many CPUs as the
 * backlog needs. Knows nothing of what the messages mean.
 */
#include "handshake_queue.h"
#include <linux/cpumask.h>
#include <linux/limits.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/time64.h>
#include <linux/workqueue.h>

#define SLOTS		1024	/* a power of two */
#define LOADED		(SLOTS / 8)
/* How long load is remembered */
#define LOADED_NS	NSEC_PER_SEC

/**
 * struct snt_handshake_worker - empties the queue, on some CPU
 * @work: queued when there may be something
 * @queue: the queue
 */
struct snt_handshake_worker {
	struct work_struct work;
	struct snt_handshake_queue *queue;
};

/**
 * struct snt_handshake_queue - the queue
 * @wq: where the workers run
 * @handle: takes a message
 * @context: passed to @handle
 * @lock: protects @first, @nr (read without it) and @slots; BH
 * @first: the oldest message's slot
 * @nr: messages waiting
 * @slots: ring of messages
 * @loaded_ns: boot time when it was last too full; atomic64, 0 for never
 * @turn: whose turn the next message is; atomic
 * @nr_workers: entries in @workers
 * @workers: one for each CPU that may be there
 */
struct snt_handshake_queue {
	struct workqueue_struct *wq;
	void (*handle)(void *context, const struct snt_handshake_msg *msg);
	void *context;
	spinlock_t lock;	/* protects first, nr and slots */
	unsigned int first;
	unsigned int nr;
	struct snt_handshake_msg *slots;
	atomic64_t loaded_ns;
	atomic_t turn;
	unsigned int nr_workers;
	struct snt_handshake_worker workers[];
};

static bool take(struct snt_handshake_queue *queue,
		 struct snt_handshake_msg *msg)
{
	bool ret = false;

	spin_lock_bh(&queue->lock);
	if (queue->nr) {
		*msg = queue->slots[queue->first];
		queue->first = (queue->first + 1) % SLOTS;
		WRITE_ONCE(queue->nr, queue->nr - 1);
		ret = true;
	}
	spin_unlock_bh(&queue->lock);
	return ret;
}

static void handshake_worker(struct work_struct *work)
{
	struct snt_handshake_worker *worker =
		container_of(work, struct snt_handshake_worker, work);
	struct snt_handshake_queue *queue = worker->queue;
	struct snt_handshake_msg msg;

	while (take(queue, &msg)) {
		queue->handle(queue->context, &msg);
		cond_resched();
	}
}

/**
 * snt_handshake_queue_create - an empty queue
 * @wq: where the workers run; unbound, so that they stay off busy CPUs
 * @handle: takes each message, which is not its memory; process, on several
 *	CPUs at once, may sleep
 * @context: passed to @handle
 *
 * Context: process.
 * Return: the queue, or ERR_PTR(-ENOMEM).
 */
struct snt_handshake_queue *
snt_handshake_queue_create(struct workqueue_struct *wq,
			   void (*handle)(void *context,
					  const struct snt_handshake_msg *msg),
			   void *context)
{
	unsigned int nr = num_possible_cpus(), i;
	struct snt_handshake_queue *queue;

	queue = kzalloc(struct_size(queue, workers, nr), GFP_KERNEL);
	if (!queue)
		return ERR_PTR(-ENOMEM);
	queue->slots = kvcalloc(SLOTS, sizeof(*queue->slots),
				GFP_KERNEL);
	if (!queue->slots) {
		kfree(queue);
		return ERR_PTR(-ENOMEM);
	}
	queue->wq = wq;
	queue->handle = handle;
	queue->context = context;
	queue->nr_workers = nr;
	spin_lock_init(&queue->lock);
	for (i = 0; i < nr; i++) {
		queue->workers[i].queue = queue;
		INIT_WORK(&queue->workers[i].work, handshake_worker);
	}
	return queue;
}

static void clear(struct snt_handshake_queue *queue)
{
	spin_lock_bh(&queue->lock);
	WRITE_ONCE(queue->nr, 0);
	spin_unlock_bh(&queue->lock);
}

/**
 * snt_handshake_queue_destroy - forget the messages, stop the workers
 * @queue: nobody adds to it any more
 *
 * Context: process; not under a lock that @handle takes.
 */
void snt_handshake_queue_destroy(struct snt_handshake_queue *queue)
{
	unsigned int i;

	clear(queue);
	for (i = 0; i < queue->nr_workers; i++)
		cancel_work_sync(&queue->workers[i].work);
	kvfree(queue->slots);
	kfree(queue);
}

static int put_locked(struct snt_handshake_queue *queue, const u8 *data,
		      size_t len, const struct snt_endpoint *from, u32 number)
{
	struct snt_handshake_msg *slot;

	lockdep_assert_held(&queue->lock);
	if (queue->nr == SLOTS)
		return -ENOBUFS;
	slot = &queue->slots[(queue->first + queue->nr) % SLOTS];
	slot->from = *from;
	slot->number = number;
	slot->len = len;
	memcpy(slot->data, data, len);
	WRITE_ONCE(queue->nr, queue->nr + 1);
	return 0;
}

static void wake_next(struct snt_handshake_queue *queue)
{
	unsigned int turn = (unsigned int)atomic_inc_return(&queue->turn);

	queue_work(queue->wq, &queue->workers[turn % queue->nr_workers].work);
}

/**
 * snt_handshake_queue_add - queue a message and wake a worker
 * @queue: the queue
 * @data: the message, copied
 * @len: its length
 * @from: where it came from
 * @number: of the tunnel whose socket it came to, 0: that of all
 *
 * Context: softirq or process.
 * Return: 0, -EMSGSIZE if it is too long, -ENOBUFS if the queue is full.
 */
int snt_handshake_queue_add(struct snt_handshake_queue *queue, const u8 *data,
			    size_t len, const struct snt_endpoint *from,
			    u32 number)
{
	int err;

	if (len > SNT_HANDSHAKE_MSG_LEN)
		return -EMSGSIZE;
	/*
	 * While there is load the data path does not wait for those who empty
	 * the queue: a message more or less is no matter then.
	 */
	if (READ_ONCE(queue->nr) < LOADED)
		spin_lock_bh(&queue->lock);
	else if (!spin_trylock_bh(&queue->lock))
		return -ENOBUFS;
	err = put_locked(queue, data, len, from, number);
	spin_unlock_bh(&queue->lock);
	if (!err)
		wake_next(queue);
	return err;
}

/**
 * snt_handshake_queue_is_loaded - does more come in than the workers get done?
 * @queue: the queue
 * @now_ns: boot time
 *
 * Return: true if the queue is filled by more than an eighth, or was within
 * the last second, so that one who waits for a cookie finds the same answer
 * when it comes back.
 */
bool snt_handshake_queue_is_loaded(struct snt_handshake_queue *queue,
				   u64 now_ns)
{
	u64 loaded_ns;

	if (READ_ONCE(queue->nr) >= LOADED) {
		atomic64_set(&queue->loaded_ns, now_ns);
		return true;
	}
	loaded_ns = atomic64_read(&queue->loaded_ns);
	return loaded_ns && loaded_ns + LOADED_NS > now_ns;
}
