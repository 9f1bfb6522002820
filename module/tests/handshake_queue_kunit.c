// SPDX-License-Identifier: GPL-2.0-only
/* The queue of received handshake messages: bounds, load, nothing lost. */
#include <kunit/test.h>

#include "handshake/handshake_queue.h"

#include <linux/completion.h>
#include <linux/cpumask.h>
#include <linux/errno.h>
#include <linux/jiffies.h>
#include <linux/time64.h>
#include <linux/workqueue.h>

#define SLOTS		1024
#define LOADED		(SLOTS / 8)
#define START_NS	(3600ULL * NSEC_PER_SEC)

/**
 * struct fixture - a queue whose workers can be held up
 * @wq: where they run
 * @queue: the queue
 * @opener: opens the gate once nothing waits, or after ten seconds
 * @held: a worker waits at the gate
 * @gate: what each message waits for
 * @nr: messages that came out
 * @sum: of their first bytes
 */
struct fixture {
	struct workqueue_struct *wq;
	struct snt_handshake_queue *queue;
	struct work_struct opener;
	struct completion held;
	struct completion gate;
	atomic_t nr;
	atomic_t sum;
};

static void handle_cb(void *context, const struct snt_handshake_msg *msg)
{
	struct fixture *fix = context;

	complete(&fix->held);
	wait_for_completion(&fix->gate);
	atomic_add(msg->data[0], &fix->sum);
	atomic_inc(&fix->nr);
}

static int queue_init(struct kunit *test)
{
	struct fixture *fix = kunit_kzalloc(test, sizeof(*fix), GFP_KERNEL);

	if (!fix)
		return -ENOMEM;
	init_completion(&fix->held);
	init_completion(&fix->gate);
	fix->wq = alloc_workqueue("snt-test", WQ_UNBOUND, 0);
	if (!fix->wq)
		return -ENOMEM;
	fix->queue = snt_handshake_queue_create(fix->wq, handle_cb, fix);
	if (IS_ERR(fix->queue)) {
		destroy_workqueue(fix->wq);
		return PTR_ERR(fix->queue);
	}
	test->priv = fix;
	return 0;
}

static void queue_exit(struct kunit *test)
{
	struct fixture *fix = test->priv;

	if (!fix)
		return;
	complete_all(&fix->gate);
	if (fix->queue)
		snt_handshake_queue_destroy(fix->queue);
	destroy_workqueue(fix->wq);
}

static int add(struct fixture *fix, u8 byte)
{
	const struct snt_endpoint from = {};
	const u8 msg[SNT_HANDSHAKE_MSG_LEN] = { byte };

	return snt_handshake_queue_add(fix->queue, msg, sizeof(msg), &from, 0);
}

static bool is_loaded(struct fixture *fix, u64 now_ns)
{
	return snt_handshake_queue_is_loaded(fix->queue, now_ns);
}

static void drain(struct fixture *fix)
{
	complete_all(&fix->gate);
	flush_workqueue(fix->wq);
}

static void each_message_comes_out_once(struct kunit *test)
{
	struct fixture *fix = test->priv;
	unsigned int i, sum = 0;

	for (i = 0; i < LOADED; i++) {
		KUNIT_ASSERT_EQ(test, 0, add(fix, i));
		sum += i;
	}
	drain(fix);
	KUNIT_EXPECT_EQ(test, LOADED, atomic_read(&fix->nr));
	KUNIT_EXPECT_EQ(test, sum, (unsigned int)atomic_read(&fix->sum));
}

/* Each worker may have taken one message out. */
static void full_queue_refuses(struct kunit *test)
{
	struct fixture *fix = test->priv;
	unsigned int nr = 0;
	int err;

	do
		err = add(fix, 1);
	while (!err && ++nr < 2 * SLOTS);
	KUNIT_EXPECT_EQ(test, -ENOBUFS, err);
	KUNIT_EXPECT_GE(test, nr, LOADED);
	KUNIT_EXPECT_LE(test, nr, SLOTS + num_possible_cpus());
	drain(fix);
	KUNIT_EXPECT_EQ(test, (int)nr, atomic_read(&fix->nr));
	KUNIT_EXPECT_EQ(test, 0, add(fix, 1));
}

static void too_long_a_message_is_refused(struct kunit *test)
{
	const u8 msg[SNT_HANDSHAKE_MSG_LEN + 1] = {};
	const struct snt_endpoint from = {};
	struct fixture *fix = test->priv;

	KUNIT_EXPECT_EQ(test, -EMSGSIZE,
			snt_handshake_queue_add(fix->queue, msg, sizeof(msg),
						&from, 0));
	drain(fix);
	KUNIT_EXPECT_EQ(test, 0, atomic_read(&fix->nr));
}

static void few_messages_are_no_load(struct kunit *test)
{
	struct fixture *fix = test->priv;
	unsigned int i;

	for (i = 0; i < LOADED - 1; i++)
		KUNIT_ASSERT_EQ(test, 0, add(fix, 1));
	KUNIT_EXPECT_FALSE(test, is_loaded(fix, START_NS));
}

static void load_is_remembered_for_a_second(struct kunit *test)
{
	struct fixture *fix = test->priv;
	unsigned int nr = 0;

	do
		add(fix, 1);
	while (!is_loaded(fix, START_NS) && ++nr < 2 * LOADED);
	KUNIT_EXPECT_TRUE(test, is_loaded(fix, START_NS));
	drain(fix);
	KUNIT_EXPECT_TRUE(test, is_loaded(fix, START_NS + NSEC_PER_SEC - 1));
	KUNIT_EXPECT_FALSE(test, is_loaded(fix, START_NS + NSEC_PER_SEC));
}

/* The queue is there as long as its worker is held, for which its end waits. */
static void opener_worker(struct work_struct *work)
{
	struct fixture *fix = container_of(work, struct fixture, opener);
	unsigned long end = jiffies + 10 * HZ;
	u64 now_ns = START_NS;

	while (is_loaded(fix, now_ns) && time_before(jiffies, end)) {
		now_ns += NSEC_PER_SEC;
		cond_resched();
	}
	complete_all(&fix->gate);
}

static void what_waits_is_forgotten_at_the_end(struct kunit *test)
{
	struct fixture *fix = test->priv;
	unsigned int nr = 0;

	INIT_WORK(&fix->opener, opener_worker);
	do
		add(fix, 1);
	while (!is_loaded(fix, START_NS) && ++nr < 2 * LOADED);
	KUNIT_ASSERT_TRUE(test, is_loaded(fix, START_NS));
	wait_for_completion(&fix->held);
	schedule_work(&fix->opener);
	snt_handshake_queue_destroy(fix->queue);
	fix->queue = NULL;
	flush_work(&fix->opener);
	KUNIT_EXPECT_LE(test, (unsigned int)atomic_read(&fix->nr),
			num_possible_cpus());
}

static struct kunit_case queue_cases[] = {
	KUNIT_CASE(each_message_comes_out_once),
	KUNIT_CASE(full_queue_refuses),
	KUNIT_CASE(too_long_a_message_is_refused),
	KUNIT_CASE(few_messages_are_no_load),
	KUNIT_CASE(load_is_remembered_for_a_second),
	KUNIT_CASE(what_waits_is_forgotten_at_the_end),
	{}
};

static struct kunit_suite queue_suite = {
	.name = "snaptun_handshake_queue",
	.init = queue_init,
	.exit = queue_exit,
	.test_cases = queue_cases,
};

kunit_test_suites(&queue_suite);
