// SPDX-License-Identifier: GPL-2.0-only
/* Orders: jobs finish as they were added, within bounds; if not, it is told. */
#include <kunit/test.h>

#include "pcrypt.h"

#include <linux/bottom_half.h>
#include <linux/errno.h>
#include <linux/jiffies.h>

#define NR_JOBS		8
#define ORDER_WEIGHT	4096
#define STUCK		(10 * HZ)

/**
 * struct fixture - an order whose jobs do nothing
 * @order: the order
 * @jobs: to be added
 * @done: indices of those that were finished
 * @nr_done: how many
 * @nr_ready: calls for somebody else to finish
 * @nr_stuck: reports that nothing moves
 * @may_begin: this CPU may finish jobs
 */
struct fixture {
	struct snt_order order;
	struct snt_job jobs[NR_JOBS];
	unsigned int done[NR_JOBS];
	unsigned int nr_done;
	unsigned int nr_ready;
	unsigned int nr_stuck;
	bool may_begin;
};

static struct fixture *fixture_of(struct snt_order *order)
{
	return container_of(order, struct fixture, order);
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

	if (!fix)
		return -ENOMEM;
	snt_order_init(&fix->order, &ops);
	fix->may_begin = true;
	test->priv = fix;
	local_bh_disable();
	return 0;
}

static void pcrypt_exit(struct kunit *test)
{
	local_bh_enable();
}

static void add(struct kunit *test, unsigned int nr, unsigned int weight)
{
	struct fixture *fix = test->priv;

	KUNIT_EXPECT_EQ(test, 0, snt_order_add(&fix->order, &fix->jobs[nr],
					       weight));
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

static void full_order_takes_no_more(struct kunit *test)
{
	struct fixture *fix = test->priv;

	add(test, 0, ORDER_WEIGHT);
	KUNIT_EXPECT_EQ(test, -ENOBUFS,
			snt_order_add(&fix->order, &fix->jobs[1], 1));
	snt_order_run(&fix->jobs[0]);
	snt_order_drain(&fix->order, UINT_MAX);
	add(test, 1, 1);
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
	KUNIT_CASE(full_order_takes_no_more),
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
