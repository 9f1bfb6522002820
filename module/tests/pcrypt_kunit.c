// SPDX-License-Identifier: GPL-2.0-only
/* Orders: jobs finish as they were added, within bounds; if not, it is told. */
#include <kunit/test.h>

#include "base/budget.h"
#include "crypt/pcrypt.h"

#include <linux/bottom_half.h>
#include <linux/errno.h>
#include <linux/jiffies.h>

#define NR_JOBS		8
#define ORDER_BYTES	(8 << 20)
#define STUCK		(10 * HZ)

/**
 * struct fixture - an order whose jobs do nothing
 * @budget: of @order and @other
 * @order: the order
 * @other: one more, in which jobs are only added
 * @jobs: to be added
 * @done: indices of those that were finished
 * @nr_done: how many
 * @nr_ready: calls for somebody else to finish
 * @nr_stuck: reports that nothing moves
 * @may_begin: this CPU may finish jobs
 */
struct fixture {
	struct snt_budget budget;
	struct snt_order order;
	struct snt_order other;
	struct snt_job jobs[NR_JOBS];
	unsigned int done[NR_JOBS];
	unsigned int nr_done;
	unsigned int nr_ready;
	unsigned int nr_stuck;
	bool may_begin;
};

static struct fixture *fixture_of(struct snt_order *order)
{
	return container_of(order->budget, struct fixture, budget);
}

static void crypt_cb(struct snt_job *job)
{
}

static bool begin_cb(struct snt_order *order)
{
	return fixture_of(order)->may_begin;
}

static void done_cb(struct snt_job *job)
{
	struct fixture *fix = fixture_of(job->order);

	fix->done[fix->nr_done++] = job - fix->jobs;
}

static void ready_cb(struct snt_order *order)
{
	fixture_of(order)->nr_ready++;
}

static void stuck_cb(struct snt_order *order)
{
	fixture_of(order)->nr_stuck++;
}

static const struct snt_pcrypt_ops ops = {
	.crypt = crypt_cb,
	.begin = begin_cb,
	.done = done_cb,
	.ready = ready_cb,
	.stuck = stuck_cb,
};

static int pcrypt_init(struct kunit *test)
{
	struct fixture *fix = kunit_kzalloc(test, sizeof(*fix), GFP_KERNEL);

	if (!fix || snt_budget_init(&fix->budget))
		return -ENOMEM;
	snt_order_init(&fix->order, &ops, &fix->budget);
	snt_order_init(&fix->other, &ops, &fix->budget);
	fix->may_begin = true;
	test->priv = fix;
	local_bh_disable();
	return 0;
}

static void pcrypt_exit(struct kunit *test)
{
	struct fixture *fix = test->priv;

	local_bh_enable();
	if (!fix)
		return;
	KUNIT_EXPECT_EQ(test, 0, percpu_counter_sum(&fix->budget.used));
	snt_budget_uninit(&fix->budget);
}

static void add(struct kunit *test, unsigned int nr, unsigned int weight)
{
	struct fixture *fix = test->priv;

	KUNIT_EXPECT_EQ(test, 0, snt_order_add(&fix->order, &fix->jobs[nr],
					       weight, 1000));
}

/* Of one packet; returns what snt_order_add() does. */
static int add_bytes(struct kunit *test, struct snt_order *order,
		     unsigned int nr, unsigned int bytes)
{
	struct fixture *fix = test->priv;

	return snt_order_add(order, &fix->jobs[nr], 1, bytes);
}

static void finish_all(struct kunit *test, unsigned int nr)
{
	struct fixture *fix = test->priv;
	unsigned int i;

	for (i = 0; i < nr; i++)
		snt_order_run(&fix->jobs[i]);
	snt_order_drain(&fix->order, UINT_MAX);
	snt_order_drain(&fix->other, UINT_MAX);
}

static void nothing_overtakes(struct kunit *test)
{
	struct fixture *fix = test->priv;
	unsigned int i;

	for (i = 0; i < 3; i++)
		add(test, i, 1);
	snt_order_run(&fix->jobs[2]);
	snt_order_run(&fix->jobs[1]);
	KUNIT_EXPECT_EQ(test, 0, snt_order_drain(&fix->order, UINT_MAX));
	snt_order_run(&fix->jobs[0]);
	KUNIT_EXPECT_EQ(test, 3, snt_order_drain(&fix->order, UINT_MAX));
	for (i = 0; i < 3; i++)
		KUNIT_EXPECT_EQ(test, i, fix->done[i]);
}

static void budget_is_kept_by_whole_jobs(struct kunit *test)
{
	struct fixture *fix = test->priv;
	unsigned int i;

	for (i = 0; i < 4; i++) {
		add(test, i, 3);
		snt_order_run(&fix->jobs[i]);
	}
	KUNIT_EXPECT_EQ(test, 6, snt_order_drain(&fix->order, 4));
	KUNIT_EXPECT_EQ(test, 2, fix->nr_done);
	KUNIT_EXPECT_EQ(test, 6, snt_order_drain(&fix->order, UINT_MAX));
}

static void order_is_full_by_memory(struct kunit *test)
{
	struct fixture *fix = test->priv;

	KUNIT_EXPECT_EQ(test, 0, add_bytes(test, &fix->order, 0,
					   ORDER_BYTES - 1));
	KUNIT_EXPECT_EQ(test, 0, add_bytes(test, &fix->order, 1, 1));
	KUNIT_EXPECT_EQ(test, -ENOBUFS, add_bytes(test, &fix->order, 2, 1));
	finish_all(test, 2);
	KUNIT_EXPECT_EQ(test, 0, add_bytes(test, &fix->order, 2, 1));
	finish_all(test, 3);
}

/* However much the others keep, what heads an order goes its way. */
static void orders_are_full_together(struct kunit *test)
{
	struct fixture *fix = test->priv;

	fix->budget.max = 100000;
	KUNIT_EXPECT_EQ(test, 0, add_bytes(test, &fix->order, 0, 500000));
	KUNIT_EXPECT_EQ(test, 0, add_bytes(test, &fix->order, 1, 99999));
	KUNIT_EXPECT_EQ(test, -ENOBUFS, add_bytes(test, &fix->order, 2, 2));
	KUNIT_EXPECT_EQ(test, 0, add_bytes(test, &fix->other, 2, 500000));
	KUNIT_EXPECT_EQ(test, -ENOBUFS, add_bytes(test, &fix->other, 3, 2));
	finish_all(test, 3);
	KUNIT_EXPECT_EQ(test, 0, add_bytes(test, &fix->other, 3, 1));
	KUNIT_EXPECT_EQ(test, 0, add_bytes(test, &fix->other, 4, 99999));
	snt_order_run(&fix->jobs[3]);
	snt_order_run(&fix->jobs[4]);
	snt_order_drain(&fix->other, UINT_MAX);
}

static void who_may_not_finish_asks_others(struct kunit *test)
{
	struct fixture *fix = test->priv;

	add(test, 0, 1);
	snt_order_run(&fix->jobs[0]);
	fix->may_begin = false;
	KUNIT_EXPECT_EQ(test, 0, snt_order_drain(&fix->order, UINT_MAX));
	KUNIT_EXPECT_EQ(test, 1, fix->nr_ready);
	fix->may_begin = true;
	KUNIT_EXPECT_EQ(test, 1, snt_order_drain(&fix->order, UINT_MAX));
}

static void what_does_not_move_is_told_once(struct kunit *test)
{
	struct fixture *fix = test->priv;

	add(test, 0, 1);
	add(test, 1, 1);
	KUNIT_EXPECT_EQ(test, 0, fix->nr_stuck);
	fix->order.moved -= STUCK;
	add(test, 2, 1);
	add(test, 3, 1);
	KUNIT_EXPECT_EQ(test, 1, fix->nr_stuck);
	finish_all(test, 4);
}

static void empty_order_is_not_stuck(struct kunit *test)
{
	struct fixture *fix = test->priv;

	fix->order.moved -= STUCK;
	add(test, 0, 1);
	snt_order_run(&fix->jobs[0]);
	snt_order_drain(&fix->order, UINT_MAX);
	add(test, 1, 1);
	KUNIT_EXPECT_EQ(test, 0, fix->nr_stuck);
}

static struct kunit_case pcrypt_cases[] = {
	KUNIT_CASE(nothing_overtakes),
	KUNIT_CASE(budget_is_kept_by_whole_jobs),
	KUNIT_CASE(order_is_full_by_memory),
	KUNIT_CASE(orders_are_full_together),
	KUNIT_CASE(who_may_not_finish_asks_others),
	KUNIT_CASE(what_does_not_move_is_told_once),
	KUNIT_CASE(empty_order_is_not_stuck),
	{}
};

static struct kunit_suite pcrypt_suite = {
	.name = "snaptun_pcrypt",
	.init = pcrypt_init,
	.exit = pcrypt_exit,
	.test_cases = pcrypt_cases,
};

kunit_test_suites(&pcrypt_suite);
