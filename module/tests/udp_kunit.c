// SPDX-License-Identifier: GPL-2.0-only
/* A device may have several pairs of sockets: each path leaves by its own. */
#include <kunit/test.h>

#include "udp/path.h"
#include "udp/udp.h"
#include "udp/udp_mark.h"

#include <linux/etherdevice.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>

#define MESSAGE		"a few bytes"

/**
 * struct fixture - two pairs of sockets of a device
 * @dev: the device, not registered
 * @stats: what was lost
 * @pairs: the sockets
 * @ready: which pair has received something
 */
struct fixture {
	struct net_device *dev;
	struct snt_stats stats;
	struct snt_udp pairs[2];
	struct snt_udp *ready;
};

static struct fixture *fixture;

static void ready_cb(struct snt_udp *udp)
{
	WRITE_ONCE(fixture->ready, udp);
}

static bool is_loop_cb(struct snt_udp *udp, const struct snt_path *path,
		       const struct snt_endpoint *to)
{
	return false;
}

static const struct snt_udp_ops ops = {
	.ready = ready_cb,
	.is_loop = is_loop_cb,
};

static int bring_loopback_up(void)
{
	int err;

	rtnl_lock();
	err = dev_open(init_net.loopback_dev, NULL);
	rtnl_unlock();
	return err;
}

static int pairs_init(struct kunit *test)
{
	unsigned int i;

	KUNIT_ASSERT_EQ(test, bring_loopback_up(), 0);
	fixture = kunit_kzalloc(test, sizeof(*fixture), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, fixture);
	fixture->dev = alloc_netdev(0, "udp%d", NET_NAME_ENUM, ether_setup);
	KUNIT_ASSERT_NOT_NULL(test, fixture->dev);
	KUNIT_ASSERT_EQ(test, snt_stats_init(&fixture->stats, fixture->dev),
			0);
	KUNIT_ASSERT_EQ(test, snt_udp_mark_start(), 0);
	for (i = 0; i < ARRAY_SIZE(fixture->pairs); i++) {
		snt_udp_init(&fixture->pairs[i], &init_net, fixture->dev,
			     &fixture->stats, &ops);
		KUNIT_ASSERT_EQ(test, snt_udp_open(&fixture->pairs[i], 0), 0);
	}
	return 0;
}

static void pairs_exit(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(fixture->pairs); i++) {
		snt_udp_close(&fixture->pairs[i]);
		skb_queue_purge(&fixture->pairs[i].arrived);
	}
	snt_udp_mark_stop();
	snt_stats_uninit(&fixture->stats);
	free_netdev(fixture->dev);
}

/* What @to receives of what is sent from @from; the caller frees it. */
static struct sk_buff *send(struct kunit *test, struct snt_udp *from,
			    struct snt_udp *to)
{
	struct sockaddr_in addr = {
		.sin_family = AF_INET,
		.sin_port = htons(to->port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	struct snt_path_end *end;
	struct snt_path path;
	struct sk_buff *skb;

	end = snt_path_end_create((struct sockaddr *)&addr);
	KUNIT_ASSERT_NOT_NULL(test, end);
	fixture->ready = NULL;
	snt_path_init(&path, from);
	snt_path_set(&path, end);
	/* Loopback delivers when softirqs are let on again. */
	KUNIT_EXPECT_EQ(test, snt_udp_send_msg(&path, MESSAGE, sizeof(MESSAGE),
					       0), 0);
	local_bh_disable();
	skb = snt_udp_recv(to);
	local_bh_enable();
	snt_path_uninit(&path);
	return skb;
}

static void each_path_leaves_by_its_own_sockets(struct kunit *test)
{
	struct snt_udp *pairs = fixture->pairs;
	struct sk_buff *skb;
	unsigned int i;

	KUNIT_EXPECT_NE(test, pairs[0].port, pairs[1].port);
	for (i = 0; i < 2; i++) {
		skb = send(test, &pairs[i], &pairs[1 - i]);
		KUNIT_ASSERT_NOT_NULL(test, skb);
		KUNIT_EXPECT_PTR_EQ(test, fixture->ready, &pairs[1 - i]);
		KUNIT_EXPECT_EQ(test, ntohs(udp_hdr(skb)->source),
				pairs[i].port);
		KUNIT_EXPECT_EQ(test, memcmp(skb->data, MESSAGE,
					     sizeof(MESSAGE)), 0);
		kfree_skb(skb);
	}
}

static void what_one_pair_has_received_is_not_the_others(struct kunit *test)
{
	struct snt_udp *pairs = fixture->pairs;
	struct sk_buff *skb;

	skb = send(test, &pairs[0], &pairs[0]);
	KUNIT_EXPECT_NOT_NULL(test, skb);
	kfree_skb(skb);
	local_bh_disable();
	KUNIT_EXPECT_NULL(test, snt_udp_recv(&pairs[1]));
	local_bh_enable();
}

static u64 nr_foreign(void)
{
	u64 drops[SNT_STATS_NR];

	snt_stats_read(&fixture->stats, drops);
	return drops[SNAPTUN_DROP_REASON_RX_FOREIGN];
}

/* The second pair is for a path to the first one. */
static void what_is_for_one_path_takes_nothing_else(struct kunit *test)
{
	struct snt_udp *pairs = fixture->pairs;
	struct sockaddr_in addr = {
		.sin_family = AF_INET,
		.sin_port = htons(pairs[0].port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	struct snt_path_end *end = snt_path_end_create((void *)&addr);
	struct snt_path path;
	struct sk_buff *skb;

	KUNIT_ASSERT_NOT_NULL(test, end);
	snt_path_init(&path, &pairs[1]);
	snt_path_set(&path, end);
	pairs[1].only_path = &path;
	skb = send(test, &pairs[0], &pairs[1]);
	KUNIT_EXPECT_NOT_NULL(test, skb);
	kfree_skb(skb);
	KUNIT_EXPECT_EQ(test, nr_foreign(), 0);
	KUNIT_EXPECT_NULL(test, send(test, &pairs[1], &pairs[1]));
	KUNIT_EXPECT_EQ(test, nr_foreign(), 1);
	pairs[1].only_path = NULL;
	snt_path_uninit(&path);
}

static void a_pinned_path_follows_to_nowhere_else(struct kunit *test)
{
	struct snt_endpoint from = {
		.addr4 = { .sin_family = AF_INET, .sin_port = htons(1) },
		.src4.s_addr = htonl(INADDR_LOOPBACK),
	};
	struct snt_endpoint now;
	struct snt_path path;

	snt_path_init(&path, &fixture->pairs[0]);
	path.is_pinned = true;
	snt_path_set(&path, snt_path_end_create(&from.addr));
	KUNIT_EXPECT_FALSE(test, snt_path_learn(&path, &from));
	KUNIT_EXPECT_TRUE(test, snt_path_read(&path, &now));
	KUNIT_EXPECT_EQ(test, now.src4.s_addr, from.src4.s_addr);
	from.addr4.sin_port = htons(2);
	KUNIT_EXPECT_FALSE(test, snt_path_learn(&path, &from));
	KUNIT_EXPECT_TRUE(test, snt_path_read(&path, &now));
	KUNIT_EXPECT_EQ(test, now.addr4.sin_port, htons(1));
	snt_path_uninit(&path);
}

static void sockets_are_of_the_family_that_is_needed(struct kunit *test)
{
	struct snt_udp *udp = &fixture->pairs[0];

	udp->family = AF_INET;
	KUNIT_EXPECT_EQ(test, snt_udp_open(udp, 0), 0);
	KUNIT_EXPECT_NOT_NULL(test, rcu_access_pointer(udp->sock4));
	KUNIT_EXPECT_NULL(test, rcu_access_pointer(udp->sock6));
	udp->family = AF_INET6;
	KUNIT_EXPECT_EQ(test, snt_udp_open(udp, 0), 0);
	KUNIT_EXPECT_NULL(test, rcu_access_pointer(udp->sock4));
	KUNIT_EXPECT_NOT_NULL(test, rcu_access_pointer(udp->sock6));
	KUNIT_EXPECT_NE(test, udp->port, 0);
}

static struct kunit_case udp_cases[] = {
	KUNIT_CASE(each_path_leaves_by_its_own_sockets),
	KUNIT_CASE(what_one_pair_has_received_is_not_the_others),
	KUNIT_CASE(what_is_for_one_path_takes_nothing_else),
	KUNIT_CASE(a_pinned_path_follows_to_nowhere_else),
	KUNIT_CASE(sockets_are_of_the_family_that_is_needed),
	{}
};

static struct kunit_suite udp_suite = {
	.name = "snaptun_udp",
	.init = pairs_init,
	.exit = pairs_exit,
	.test_cases = udp_cases,
};

kunit_test_suites(&udp_suite);
