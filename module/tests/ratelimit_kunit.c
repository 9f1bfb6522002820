// SPDX-License-Identifier: GPL-2.0-only
/* Allowance of handshakes for each source address, on a clock of our own. */
#include <kunit/test.h>

#include "handshake/ratelimit.h"

#include <linux/errno.h>
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/string.h>

#define MS		1000000ULL
#define START_NS	(3600 * 1000 * MS)
#define MANY_SOURCES	20000	/* several times what the table holds */

/* Namespaces are told apart by address only. */
static const struct net *const net_a = (const struct net *)0x1000;
static const struct net *const net_b = (const struct net *)0x2000;

static int ratelimit_init(struct kunit *test)
{
	test->priv = kunit_kzalloc(test, sizeof(struct snt_ratelimit),
				   GFP_KERNEL);
	return test->priv ? snt_ratelimit_init(test->priv) : -ENOMEM;
}

static void ratelimit_exit(struct kunit *test)
{
	snt_ratelimit_uninit(test->priv);
}

static int take4(struct kunit *test, const struct net *net, u32 addr,
		 u64 now_ns)
{
	struct sockaddr_in in = { .sin_family = AF_INET };

	in.sin_addr.s_addr = htonl(addr);
	return snt_ratelimit_take(test->priv, net, (struct sockaddr *)&in,
				  now_ns);
}

static int take6(struct kunit *test, u8 byte7, u8 byte15, u64 now_ns)
{
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };

	in6.sin6_addr.s6_addr[0] = 0xfd;
	in6.sin6_addr.s6_addr[7] = byte7;
	in6.sin6_addr.s6_addr[15] = byte15;
	return snt_ratelimit_take(test->priv, net_a, (struct sockaddr *)&in6,
				  now_ns);
}

static void five_at_once_then_no_more(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < 5; i++)
		KUNIT_EXPECT_EQ(test, 0, take4(test, net_a, 1, START_NS));
	KUNIT_EXPECT_EQ(test, -EAGAIN, take4(test, net_a, 1, START_NS));
	KUNIT_EXPECT_EQ(test, -EAGAIN,
			take4(test, net_a, 1, START_NS + 50 * MS - 1));
	KUNIT_EXPECT_EQ(test, 0, take4(test, net_a, 1, START_NS + 50 * MS));
	KUNIT_EXPECT_EQ(test, -EAGAIN,
			take4(test, net_a, 1, START_NS + 50 * MS));
}

static void twenty_in_a_second_go_on_for_ever(struct kunit *test)
{
	unsigned int i, taken = 0;

	for (i = 0; i < 10000; i++)
		taken += !take4(test, net_a, 1, START_NS + i * MS);
	KUNIT_EXPECT_EQ(test, 10 * 20 + 4U, taken);
}

static void idle_source_has_all_of_it_back(struct kunit *test)
{
	u64 now_ns = START_NS;
	unsigned int i;

	for (i = 0; i < 6; i++)
		take4(test, net_a, 1, now_ns);
	now_ns += 250 * MS;
	for (i = 0; i < 5; i++)
		KUNIT_EXPECT_EQ(test, 0, take4(test, net_a, 1, now_ns));
	KUNIT_EXPECT_EQ(test, -EAGAIN, take4(test, net_a, 1, now_ns));
}

static void refusals_cost_nothing(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < 100; i++)
		take4(test, net_a, 1, START_NS);
	KUNIT_EXPECT_EQ(test, 0, take4(test, net_a, 1, START_NS + 50 * MS));
}

static void sources_do_not_share(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < 6; i++)
		take4(test, net_a, 1, START_NS);
	KUNIT_EXPECT_EQ(test, 0, take4(test, net_a, 2, START_NS));
	KUNIT_EXPECT_EQ(test, 0, take4(test, net_b, 1, START_NS));
	KUNIT_EXPECT_EQ(test, 0, take6(test, 0, 1, START_NS));
}

static void half_of_an_ipv6_address_counts(struct kunit *test)
{
	unsigned int i;

	for (i = 0; i < 5; i++)
		KUNIT_EXPECT_EQ(test, 0, take6(test, 0, i, START_NS));
	KUNIT_EXPECT_EQ(test, -EAGAIN, take6(test, 0, 5, START_NS));
	KUNIT_EXPECT_EQ(test, 0, take6(test, 1, 5, START_NS));
}

static void full_table_refuses_and_empties_itself(struct kunit *test)
{
	unsigned int i, full = 0;

	for (i = 0; i < MANY_SOURCES; i++)
		full += take4(test, net_a, i, START_NS) == -ENOSPC;
	KUNIT_EXPECT_GT(test, full, 0U);
	KUNIT_EXPECT_LT(test, full, (unsigned int)MANY_SOURCES);
	KUNIT_EXPECT_EQ(test, 0, take4(test, net_a, 0, START_NS));
	for (i = 0; i < 100; i++)
		KUNIT_EXPECT_EQ(test, 0, take4(test, net_a, MANY_SOURCES + i,
					       START_NS + 100 * MS));
}

static void other_families_are_refused(struct kunit *test)
{
	struct sockaddr addr = { .sa_family = AF_UNSPEC };

	KUNIT_EXPECT_EQ(test, -EAFNOSUPPORT,
			snt_ratelimit_take(test->priv, net_a, &addr, START_NS));
}

static struct kunit_case ratelimit_cases[] = {
	KUNIT_CASE(five_at_once_then_no_more),
	KUNIT_CASE(twenty_in_a_second_go_on_for_ever),
	KUNIT_CASE(idle_source_has_all_of_it_back),
	KUNIT_CASE(refusals_cost_nothing),
	KUNIT_CASE(sources_do_not_share),
	KUNIT_CASE(half_of_an_ipv6_address_counts),
	KUNIT_CASE(full_table_refuses_and_empties_itself),
	KUNIT_CASE(other_families_are_refused),
	{}
};

static struct kunit_suite ratelimit_suite = {
	.name = "snaptun_ratelimit",
	.init = ratelimit_init,
	.exit = ratelimit_exit,
	.test_cases = ratelimit_cases,
};

kunit_test_suites(&ratelimit_suite);
