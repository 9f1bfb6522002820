// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is found by an address with a port: the other end of a tunnel, and one
 * end of a SCION packet, which have keys of one kind.
 */
#include <kunit/test.h>
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/slab.h>

#include "tunnel/tunnel_table.h"

/* More than the table begins with, so that it has to grow */
#define NODES	2000

static struct snt_addr_table *new_table(struct kunit *test)
{
	struct snt_addr_table *table = kunit_kzalloc(test, sizeof(*table),
						     GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, table);
	KUNIT_ASSERT_EQ(test, 0, snt_addr_table_init(table));
	return table;
}

static struct snt_addr_node *lookup(struct snt_addr_table *table,
				    const struct snt_addr_key *key)
{
	struct snt_addr_node *node;

	rcu_read_lock();
	node = snt_addr_lookup(table, key);
	rcu_read_unlock();
	return node;
}

static void key4(struct snt_addr_key *key, u32 addr, u16 port)
{
	struct sockaddr_in in = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(addr),
		.sin_port = htons(port),
	};

	snt_addr_key_of(key, (struct sockaddr *)&in);
}

static void key6(struct snt_addr_key *key, const struct in6_addr *addr,
		 u16 port, u32 scope)
{
	struct sockaddr_in6 in6 = {
		.sin6_family = AF_INET6,
		.sin6_addr = *addr,
		.sin6_port = htons(port),
		.sin6_scope_id = scope,
	};

	snt_addr_key_of(key, (struct sockaddr *)&in6);
}

static void many_are_found_by_address_and_port(struct kunit *test)
{
	struct snt_addr_table *table = new_table(test);
	struct snt_addr_node *nodes;
	struct snt_addr_key key;
	unsigned int i;

	nodes = kunit_kcalloc(test, NODES, sizeof(*nodes), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, nodes);
	for (i = 0; i < NODES; i++) {
		key4(&nodes[i].key, 0x0a000000 + i / 4, 1 + i % 4);
		KUNIT_EXPECT_EQ(test, 0, snt_addr_add(table, &nodes[i]));
	}
	for (i = 0; i < NODES; i++) {
		key4(&key, 0x0a000000 + i / 4, 1 + i % 4);
		KUNIT_EXPECT_PTR_EQ(test, &nodes[i], lookup(table, &key));
	}
	for (i = 0; i < NODES; i += 2)
		KUNIT_EXPECT_TRUE(test, snt_addr_remove(table, &nodes[i]));
	for (i = 0; i < NODES; i++)
		KUNIT_EXPECT_PTR_EQ(test, i % 2 ? &nodes[i] : NULL,
				    lookup(table, &nodes[i].key));
	snt_addr_table_uninit(table);
}

static void what_is_taken_is_not_given_away(struct kunit *test)
{
	struct snt_addr_table *table = new_table(test);
	struct snt_addr_node one = {}, other = {};

	key4(&one.key, 0x0a000001, 5000);
	key4(&other.key, 0x0a000001, 5000);
	KUNIT_EXPECT_EQ(test, 0, snt_addr_add(table, &one));
	KUNIT_EXPECT_EQ(test, -EEXIST, snt_addr_add(table, &other));
	KUNIT_EXPECT_FALSE(test, snt_addr_remove(table, &other));
	KUNIT_EXPECT_PTR_EQ(test, &one, lookup(table, &other.key));
	KUNIT_EXPECT_TRUE(test, snt_addr_remove(table, &one));
	KUNIT_EXPECT_FALSE(test, snt_addr_remove(table, &one));
	KUNIT_EXPECT_EQ(test, 0, snt_addr_add(table, &other));
	KUNIT_EXPECT_TRUE(test, snt_addr_remove(table, &other));
	snt_addr_table_uninit(table);
}

static void each_part_of_a_key_counts(struct kunit *test)
{
	static const struct in6_addr mapped = {
		{ .u6_addr8 = { [10] = 0xff, 0xff, 10, 0, 0, 1 } },
	};
	static const struct in6_addr local = {
		{ .u6_addr8 = { 0xfe, 0x80, [15] = 1 } },
	};
	struct snt_addr_table *table = new_table(test);
	struct snt_addr_node nodes[6] = {};
	unsigned int i;

	key4(&nodes[0].key, 0x0a000001, 5000);
	key4(&nodes[1].key, 0x0a000001, 5001);
	key4(&nodes[2].key, 0x0a000002, 5000);
	/* An IPv4 address in an IPv6 one is another. */
	key6(&nodes[3].key, &mapped, 5000, 0);
	key6(&nodes[4].key, &local, 5000, 1);
	key6(&nodes[5].key, &local, 5000, 2);
	for (i = 0; i < ARRAY_SIZE(nodes); i++)
		KUNIT_EXPECT_EQ(test, 0, snt_addr_add(table, &nodes[i]));
	for (i = 0; i < ARRAY_SIZE(nodes); i++)
		KUNIT_EXPECT_PTR_EQ(test, &nodes[i],
				    lookup(table, &nodes[i].key));
	snt_addr_table_uninit(table);
}

/* What a packet says of its destination finds who was added by that address. */
static void a_packet_finds_the_socket_address(struct kunit *test)
{
	static const u8 packet[] = {
		[4] = 17, 9, 0, 8, [12] = 0, 1, [28] = 10, 0, 0, 1,
		192, 0, 2, 7, 0x13, 0x88, 0x17, 0x70, 0, 8, 0, 0,
	};
	struct snt_addr_table *table = new_table(test);
	struct snt_addr_node to = {}, from = {};
	struct snt_addr_key key = {};

	key4(&to.key, 0x0a000001, 6000);
	key4(&from.key, 0xc0000207, 5000);
	KUNIT_EXPECT_EQ(test, 0, snt_addr_add(table, &to));
	KUNIT_EXPECT_EQ(test, 0, snt_addr_add(table, &from));
	KUNIT_EXPECT_EQ(test, 0, snt_flow_parse(packet, sizeof(packet),
						SNT_FLOW_DESTINATION,
						&key.flow));
	KUNIT_EXPECT_PTR_EQ(test, &to, lookup(table, &key));
	KUNIT_EXPECT_EQ(test, 0, snt_flow_parse(packet, sizeof(packet),
						SNT_FLOW_SOURCE, &key.flow));
	KUNIT_EXPECT_PTR_EQ(test, &from, lookup(table, &key));
	snt_addr_table_uninit(table);
}

static struct kunit_case tunnel_table_cases[] = {
	KUNIT_CASE(many_are_found_by_address_and_port),
	KUNIT_CASE(what_is_taken_is_not_given_away),
	KUNIT_CASE(each_part_of_a_key_counts),
	KUNIT_CASE(a_packet_finds_the_socket_address),
	{}
};

static struct kunit_suite tunnel_table_suite = {
	.name = "snaptun_tunnel_table",
	.test_cases = tunnel_table_cases,
};

kunit_test_suites(&tunnel_table_suite);
