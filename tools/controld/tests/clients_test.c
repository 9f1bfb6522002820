// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who is behind a connection.
 */
#include <kunit/test.h>

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "clients.h"
#include "parse.h"
#include "text.h"

static struct snt_prefix proxies[3];
static const struct snt_clients_conf conf = {
	.proxies = proxies,
	.nr_proxies = 3,
	.conns_max = 2,
};

static union snt_sockaddr addr_of(const char *text)
{
	union snt_sockaddr addr;

	memset(&addr, 0, sizeof(addr));
	snt_parse_host(&addr, text);
	return addr;
}

static void begin(struct snt_clients *clients)
{
	snt_parse_prefix(&proxies[0], "10.0.0.0/8");
	snt_parse_prefix(&proxies[1], "2001:db8:0:3::/62");
	snt_parse_prefix(&proxies[2], "192.0.2.7");
	snt_clients_init(clients, &conf);
}

static void who_asks_is_found(struct kunit *test)
{
	static const struct {
		const char *peer;
		const char *forwarded;
		const char *client;
	} all[] = {
		{ "192.0.2.1", "", "192.0.2.1" },
		{ "192.0.2.1", "198.51.100.1", "192.0.2.1" },
		{ "192.0.2.7", "", "192.0.2.7" },
		{ "192.0.2.7", "198.51.100.1", "198.51.100.1" },
		{ "192.0.2.7", " 198.51.100.1 ", "198.51.100.1" },
		{ "192.0.2.6", "198.51.100.1", "192.0.2.6" },
		{ "::ffff:192.0.2.7", "198.51.100.1", "198.51.100.1" },
		{ "10.1.2.3", "1.1.1.1, 198.51.100.1", "198.51.100.1" },
		{ "10.1.2.3", "1.1.1.1,198.51.100.1,10.9.9.9",
		  "198.51.100.1" },
		{ "11.1.2.3", "1.1.1.1", "11.1.2.3" },
		{ "10.1.2.3", "1.1.1.1,nonsense,10.9.9.9", "10.9.9.9" },
		{ "10.1.2.3", "1.1.1.1,", "10.1.2.3" },
		{ "10.1.2.3", "10.1.2.4,10.1.2.5", "10.1.2.4" },
		{ "10.1.2.3", "198.51.100.1:4711", "198.51.100.1" },
		{ "10.1.2.3", "[2001:db8::1]:4711", "2001:db8::1" },
		{ "2001:db8:0:3::1", "2001:db8::1", "2001:db8::1" },
		{ "2001:db8:0:4::1", "2001:db8::1", "2001:db8:0:4::1" },
	};
	union snt_sockaddr peer, client;
	struct snt_clients clients;
	char host[SNT_HOST_TEXT];
	size_t i;

	begin(&clients);
	for (i = 0; i < sizeof(all) / sizeof(*all); i++) {
		peer = addr_of(all[i].peer);
		snt_clients_find(&clients, &client, &peer, all[i].forwarded);
		snt_text_host(host, &client);
		KUNIT_EXPECT_EQ_MSG(test, strcmp(host, all[i].client), 0,
				    "%s for %s: seen %s", all[i].peer,
				    all[i].forwarded, host);
	}
	snt_clients_uninit(&clients);
}

static void an_address_has_so_many_connections(struct kunit *test)
{
	union snt_sockaddr one = addr_of("192.0.2.1");
	union snt_sockaddr same = addr_of("::ffff:192.0.2.1");
	union snt_sockaddr proxy = addr_of("10.0.0.1");
	union snt_sockaddr net = addr_of("2001:db8:1::1");
	union snt_sockaddr neighbour = addr_of("2001:db8:1:0:1::2");
	union snt_sockaddr other = addr_of("2001:db8:1:1::1");
	struct snt_clients clients;
	unsigned int i;

	begin(&clients);
	KUNIT_EXPECT_TRUE(test, snt_clients_admit(&clients, &one));
	KUNIT_EXPECT_TRUE(test, snt_clients_admit(&clients, &same));
	KUNIT_EXPECT_FALSE(test, snt_clients_admit(&clients, &one));
	KUNIT_EXPECT_EQ(test, clients.crowd.nr_refused, 1);
	snt_clients_leave(&clients, &same);
	KUNIT_EXPECT_TRUE(test, snt_clients_admit(&clients, &one));
	for (i = 0; i < 10; i++)
		KUNIT_EXPECT_TRUE(test, snt_clients_admit(&clients, &proxy));
	snt_clients_leave(&clients, &proxy);
	KUNIT_EXPECT_TRUE(test, snt_clients_admit(&clients, &net));
	KUNIT_EXPECT_TRUE(test, snt_clients_admit(&clients, &neighbour));
	KUNIT_EXPECT_FALSE(test, snt_clients_admit(&clients, &net));
	KUNIT_EXPECT_TRUE(test, snt_clients_admit(&clients, &other));
	snt_clients_uninit(&clients);
}

/* As many as there are, each is known. */
static void many_addresses_are_told_apart(struct kunit *test)
{
	union snt_sockaddr addr = addr_of("172.16.0.0");
	unsigned int i, nr = 0;
	struct snt_crowd crowd;

	snt_crowd_init(&crowd, 1);
	for (i = 0; i < 20000; i++) {
		addr.in.sin_addr.s_addr = htonl(0xac100000 + i);
		nr += snt_crowd_join(&crowd, &addr);
		nr += snt_crowd_join(&crowd, &addr);
	}
	KUNIT_EXPECT_EQ(test, nr, 20000);
	for (i = 0; i < 20000; i++) {
		addr.in.sin_addr.s_addr = htonl(0xac100000 + i);
		snt_crowd_leave(&crowd, &addr);
	}
	for (i = 0; i < 4096; i++)
		KUNIT_EXPECT_NULL(test, crowd.members[i]);
	snt_crowd_uninit(&crowd);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(who_asks_is_found),
	KUNIT_CASE(an_address_has_so_many_connections),
	KUNIT_CASE(many_addresses_are_told_apart),
	{}
};

static struct kunit_suite suite = {
	.name = "snaptun_clients",
	.test_cases = cases,
};

kunit_test_suite(suite);
