// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which gateway serves whom.
 */
#include <kunit/test.h>

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "members.h"

#define KEY	"d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3c="
#define LINE(name, addr) name " " addr " " KEY " https://snap.example/" name "\n"
#define A	LINE("a", "192.0.2.1:1")
#define B	LINE("b", "192.0.2.2:2,[2001:db8::2]:2")
#define C	LINE("c", "[2001:db8::3]:3")

#define NR_CLIENTS	3000

static union snt_sockaddr client(unsigned int number)
{
	return (union snt_sockaddr){
		.in = { AF_INET, htons(number), { htonl(0x0a000000 + number) },
			{ 0 } },
	};
}

static int parse(struct snt_members *members, const char *text)
{
	struct snt_conf_error error;

	return snt_members_parse(members, text, strlen(text), &error);
}

static const char *serves(const struct snt_members *members,
			  const union snt_sockaddr *addr)
{
	return snt_members_choose(members, addr)->name;
}

static void the_order_of_the_file_does_not_matter(struct kunit *test)
{
	struct snt_members one, other;
	union snt_sockaddr addr;
	unsigned int i, nr = 0;

	KUNIT_ASSERT_EQ(test, parse(&one, "# all\n" A B "\n" C), 0);
	KUNIT_ASSERT_EQ(test, parse(&other, C A B), 0);
	for (i = 0; i < NR_CLIENTS; i++) {
		addr = client(i);
		nr += strcmp(serves(&one, &addr), serves(&other, &addr)) != 0;
	}
	KUNIT_EXPECT_EQ(test, nr, 0);
	snt_members_uninit(&one);
	snt_members_uninit(&other);
}

static void each_serves_its_share(struct kunit *test)
{
	unsigned int nr[3] = { 0 }, i;
	struct snt_members members;
	union snt_sockaddr addr;

	KUNIT_ASSERT_EQ(test, parse(&members, A B C), 0);
	for (i = 0; i < NR_CLIENTS; i++) {
		addr = client(i);
		nr[*serves(&members, &addr) - 'a']++;
	}
	for (i = 0; i < 3; i++) {
		KUNIT_EXPECT_GT(test, nr[i], NR_CLIENTS / 3 - 150);
		KUNIT_EXPECT_LT(test, nr[i], NR_CLIENTS / 3 + 150);
	}
	snt_members_uninit(&members);
}

static void only_clients_of_one_that_goes_move(struct kunit *test)
{
	struct snt_members all, left;
	unsigned int i, moved = 0;
	union snt_sockaddr addr;
	const char *before;

	KUNIT_ASSERT_EQ(test, parse(&all, A B C), 0);
	KUNIT_ASSERT_EQ(test, parse(&left, A C), 0);
	for (i = 0; i < NR_CLIENTS; i++) {
		addr = client(i);
		before = serves(&all, &addr);
		moved += *before != 'b' &&
			 strcmp(before, serves(&left, &addr)) != 0;
	}
	KUNIT_EXPECT_EQ(test, moved, 0);
	snt_members_uninit(&all);
	snt_members_uninit(&left);
}

/* As other instances know it: what is chosen must never change. */
static void the_choice_is_the_one_it_was(struct kunit *test)
{
	static const char expected[] = "cccbbbaaacabbccaacbc";
	char seen[sizeof(expected)] = "";
	struct snt_members members;
	union snt_sockaddr addr;
	unsigned int i;

	KUNIT_ASSERT_EQ(test, parse(&members, A B C), 0);
	for (i = 0; i < sizeof(expected) - 1; i++) {
		addr = client(i);
		seen[i] = *serves(&members, &addr);
	}
	KUNIT_EXPECT_EQ_MSG(test, strcmp(seen, expected), 0, "%s", seen);
	snt_members_uninit(&members);
}

static void an_address_has_one_form(struct kunit *test)
{
	union snt_sockaddr ipv4, mapped = { .in6.sin6_family = AF_INET6 };
	const struct snt_plane_addrs *b;
	struct snt_members members;
	unsigned int i, nr = 0;

	KUNIT_ASSERT_EQ(test, parse(&members, A B C), 0);
	b = &members.members[1].addrs;
	for (i = 0; i < 100; i++) {
		ipv4 = client(i);
		memset(&mapped.in6.sin6_addr.s6_addr[10], 0xff, 2);
		memcpy(&mapped.in6.sin6_addr.s6_addr[12], &ipv4.in.sin_addr, 4);
		mapped.in6.sin6_port = htons(i * 3);
		nr += strcmp(serves(&members, &ipv4),
			     serves(&members, &mapped)) != 0;
		KUNIT_EXPECT_EQ(test, snt_plane_addrs_choose(b, &mapped)
				->sa.sa_family, AF_INET);
	}
	KUNIT_EXPECT_EQ(test, nr, 0);
	snt_members_uninit(&members);
}

static void tunnels_go_by_the_family_of_the_client(struct kunit *test)
{
	union snt_sockaddr ipv4 = client(1);
	union snt_sockaddr ipv6 = { .in6.sin6_family = AF_INET6 };
	struct snt_members members;
	const struct snt_member *m;

	inet_pton(AF_INET6, "2001:db8::99", &ipv6.in6.sin6_addr);
	KUNIT_ASSERT_EQ(test, parse(&members, A B C), 0);
	m = members.members;
	KUNIT_EXPECT_EQ(test, snt_plane_addrs_choose(&m[1].addrs, &ipv4)
			->sa.sa_family, AF_INET);
	KUNIT_EXPECT_EQ(test, snt_plane_addrs_choose(&m[1].addrs, &ipv6)
			->sa.sa_family, AF_INET6);
	KUNIT_EXPECT_EQ(test, snt_plane_addrs_choose(&m[0].addrs, &ipv6)
			->sa.sa_family, AF_INET);
	KUNIT_EXPECT_EQ(test, snt_plane_addrs_choose(&m[2].addrs, &ipv4)
			->sa.sa_family, AF_INET6);
	snt_members_uninit(&members);
}

static void files_that_are_wrong_are_refused(struct kunit *test)
{
	static const struct {
		const char *text;
		unsigned int line;
		const char *why;
	} all[] = {
		{ "", 0, "there is no gateway" },
		{ "# " A, 0, "there is no gateway" },
		{ A "a 1.2.3.4:5 " KEY " http://x", 2, "`a' is there already" },
		{ "a 1.2.3.4:5 " KEY, 1, "a gateway has a name" },
		{ "a 1.2.3.4:5 " KEY " http://x y", 1, "a gateway has a name" },
		{ "a 1.2.3.4 " KEY " http://x", 1, "is not the address" },
		{ "a host:5 " KEY " http://x", 1, "is not the address" },
		{ "a 0.0.0.0:5 " KEY " http://x", 1, "is not the address" },
		{ "a 1.2.3.4:5,1.2.3.5:5 " KEY " http://x", 1, "the second" },
		{ "a 1.2.3.4:5 KEY http://x", 1, "not a key" },
		{ "a 1.2.3.4:5 " KEY " ftp://x", 1, "`ftp://x'" },
	};
	struct snt_conf_error error;
	struct snt_members members;
	size_t i;

	for (i = 0; i < sizeof(all) / sizeof(*all); i++) {
		KUNIT_EXPECT_NE(test, snt_members_parse(&members, all[i].text,
							strlen(all[i].text),
							&error), 0);
		KUNIT_EXPECT_EQ_MSG(test, error.line, all[i].line, "%s",
				    all[i].text);
		KUNIT_EXPECT_TRUE_MSG(test, strstr(error.text, all[i].why),
				      "%s, seen %s", all[i].why, error.text);
		snt_members_uninit(&members);
	}
}

static struct kunit_case cases[] = {
	KUNIT_CASE(the_order_of_the_file_does_not_matter),
	KUNIT_CASE(each_serves_its_share),
	KUNIT_CASE(only_clients_of_one_that_goes_move),
	KUNIT_CASE(the_choice_is_the_one_it_was),
	KUNIT_CASE(an_address_has_one_form),
	KUNIT_CASE(tunnels_go_by_the_family_of_the_client),
	KUNIT_CASE(files_that_are_wrong_are_refused),
	{}
};

static struct kunit_suite suite = {
	.name = "snaptun_members",
	.test_cases = cases,
};

kunit_test_suite(suite);
