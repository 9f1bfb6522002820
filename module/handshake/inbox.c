// SPDX-License-Identifier: GPL-2.0-only
/*
 * A bounded queue of small datagrams and the workers that empty it. Filled in
 * softirq, emptied off the data path in process context by as many CPUs as the
 * backlog needs. Knows nothing of what the messages mean.
 */
#include "inbox.h"
#include <linux/cpumask.h>
#include <linux/limits.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/time64.h>
#include <linux/workqueue.h>

#define SNT_INBOX_SLOTS		1024	/* a power of two */
#define SNT_INBOX_LOADED	(SNT_INBOX_SLOTS / 8)
/* How long load is remembered */
#define SNT_INBOX_LOADED_NS	NSEC_PER_SEC

/**
 * struct snt_inbox_worker - empties the queue, on some CPU
 * @work: queued when there may be something
 * @inbox: the queue
 */
struct snt_inbox_worker {
	struct work_struct work;
	struct snt_inbox *inbox;
};

/**
 * struct snt_inbox - the queue
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
struct snt_inbox {
	struct workqueue_struct *wq;
	void (*handle)(void *context, const struct snt_inbox_msg *msg);
	void *context;
	spinlock_t lock;	/* protects first, nr and slots */
	unsigned int first;
	unsigned int nr;
	struct snt_inbox_msg *slots;
	atomic64_t loaded_ns;
	atomic_t turn;
	unsigned int nr_workers;
	struct snt_inbox_worker workers[];
};

static bool take(struct snt_inbox *inbox, struct snt_inbox_msg *msg)
{
	bool ret = false;

	spin_lock_bh(&inbox->lock);
	if (inbox->nr) {
		*msg = inbox->slots[inbox->first];
		inbox->first = (inbox->first + 1) % SNT_INBOX_SLOTS;
		WRITE_ONCE(inbox->nr, inbox->nr - 1);
		ret = true;
	}
	spin_unlock_bh(&inbox->lock);
	return ret;
}

static void inbox_worker(struct work_struct *work)
{
	struct snt_inbox_worker *worker =
		container_of(work, struct snt_inbox_worker, work);
	struct snt_inbox *inbox = worker->inbox;
	struct snt_inbox_msg msg;

	while (take(inbox, &msg)) {
		inbox->handle(inbox->context, &msg);
		cond_resched();
	}
}

/**
 * snt_inbox_create - an empty queue
 * @wq: where the workers run; unbound, so that they stay off busy CPUs
 * @handle: takes each message, which is not its memory; process, on several
 *	CPUs at once, may sleep
 * @context: passed to @handle
 *
 * Context: process.
 * Return: the queue, or ERR_PTR(-ENOMEM).
 */
struct snt_inbox *
snt_inbox_create(struct workqueue_struct *wq,
		 void (*handle)(void *context, const struct snt_inbox_msg *msg),
		 void *context)
{
	unsigned int nr = num_possible_cpus(), i;
	struct snt_inbox *inbox;

	inbox = kzalloc(struct_size(inbox, workers, nr), GFP_KERNEL);
	if (!inbox)
		return ERR_PTR(-ENOMEM);
	inbox->slots = kvcalloc(SNT_INBOX_SLOTS, sizeof(*inbox->slots),
				GFP_KERNEL);
	if (!inbox->slots) {
		kfree(inbox);
		return ERR_PTR(-ENOMEM);
	}
	inbox->wq = wq;
	inbox->handle = handle;
	inbox->context = context;
	inbox->nr_workers = nr;
	spin_lock_init(&inbox->lock);
	for (i = 0; i < nr; i++) {
		inbox->workers[i].inbox = inbox;
		INIT_WORK(&inbox->workers[i].work, inbox_worker);
	}
	return inbox;
}

/**
 * snt_inbox_destroy - stop the workers, forget the messages
 * @inbox: nobody adds to it any more
 *
 * Context: process; not under a lock that @handle takes.
 */
void snt_inbox_destroy(struct snt_inbox *inbox)
{
	unsigned int i;

	snt_inbox_clear(inbox);
	for (i = 0; i < inbox->nr_workers; i++)
		cancel_work_sync(&inbox->workers[i].work);
	kvfree(inbox->slots);
	kfree(inbox);
}

static int put_locked(struct snt_inbox *inbox, const u8 *data, size_t len,
		      const struct snt_endpoint *from, u32 number)
{
	struct snt_inbox_msg *slot;

	lockdep_assert_held(&inbox->lock);
	if (inbox->nr == SNT_INBOX_SLOTS)
		return -ENOBUFS;
	slot = &inbox->slots[(inbox->first + inbox->nr) % SNT_INBOX_SLOTS];
	slot->from = *from;
	slot->number = number;
	slot->len = len;
	memcpy(slot->data, data, len);
	WRITE_ONCE(inbox->nr, inbox->nr + 1);
	return 0;
}

static void wake_next(struct snt_inbox *inbox)
{
	unsigned int turn = (unsigned int)atomic_inc_return(&inbox->turn);

	queue_work(inbox->wq, &inbox->workers[turn % inbox->nr_workers].work);
}

/**
 * snt_inbox_add - queue a message and wake a worker
 * @inbox: the queue
 * @data: the message, copied
 * @len: its length
 * @from: where it came from
 * @number: of the tunnel whose socket it came to, 0: that of all
 *
 * Context: softirq or process.
 * Return: 0, -EMSGSIZE if it is too long, -ENOBUFS if the queue is full.
 */
int snt_inbox_add(struct snt_inbox *inbox, const u8 *data, size_t len,
		  const struct snt_endpoint *from, u32 number)
{
	int err;

	if (len > SNT_INBOX_MSG_LEN)
		return -EMSGSIZE;
	/*
	 * While there is load the data path does not wait for those who empty
	 * the queue: a message more or less is no matter then.
	 */
	if (READ_ONCE(inbox->nr) < SNT_INBOX_LOADED)
		spin_lock_bh(&inbox->lock);
	else if (!spin_trylock_bh(&inbox->lock))
		return -ENOBUFS;
	err = put_locked(inbox, data, len, from, number);
	spin_unlock_bh(&inbox->lock);
	if (!err)
		wake_next(inbox);
	return err;
}

/**
 * snt_inbox_clear - forget what waits
 * @inbox: the queue
 */
void snt_inbox_clear(struct snt_inbox *inbox)
{
	spin_lock_bh(&inbox->lock);
	WRITE_ONCE(inbox->nr, 0);
	spin_unlock_bh(&inbox->lock);
}

/**
 * snt_inbox_is_loaded - does more come in than the workers get done?
 * @inbox: the queue
 * @now_ns: boot time
 *
 * Return: true if the queue is filled by more than an eighth, or was within
 * the last second, so that one who waits for a cookie finds the same answer
 * when it comes back.
 */
bool snt_inbox_is_loaded(struct snt_inbox *inbox, u64 now_ns)
{
	u64 loaded_ns;

	if (READ_ONCE(inbox->nr) >= SNT_INBOX_LOADED) {
		atomic64_set(&inbox->loaded_ns, now_ns);
		return true;
	}
	loaded_ns = atomic64_read(&inbox->loaded_ns);
	return loaded_ns && loaded_ns + SNT_INBOX_LOADED_NS > now_ns;
}
