// SPDX-License-Identifier: GPL-2.0-only
/*
 * Underlays from words, from topology files and from the kernel, and the JSON
 * reader below them.
 */
#include <kunit/test.h>
#include <linux/genetlink.h>
#include <linux/snaptun.h>
#include <stdlib.h>
#include <string.h>

#include "json_tokens.h"
#include "text.h"
#include "underlay.h"

static void router_may_have_an_interface(struct kunit *test)
{
	char text[SNT_ADDR_TEXT];
	struct snt_router router;

	KUNIT_EXPECT_EQ(test, snt_router_parse(&router, "192.0.2.1:30042"), 0);
	KUNIT_EXPECT_EQ(test, router.interface, 0);
	KUNIT_EXPECT_EQ(test, snt_router_parse(&router,
					       "65535=[2001:db8::1]:1"), 0);
	KUNIT_EXPECT_EQ(test, router.interface, 65535);
	snt_text_sockaddr(text, &router.at);
	KUNIT_EXPECT_TRUE_MSG(test, !strcmp(text, "[2001:db8::1]:1"), "%s",
			      text);
}

/* The tokens of a document as letters, up to its end or an error */
static void expect_tokens(struct kunit *test, const char *json,
			  const char *expected)
{
	static const char letters[] = "!.{}[]:so";
	struct snt_json_reader reader;
	enum snt_json_token token;
	char *copy = malloc(strlen(json) + 1);
	char seen[256] = "";
	size_t nr = 0;

	/* Exactly sized, so that a read beyond is noticed. */
	copy = realloc(copy, strlen(json) ? strlen(json) : 1);
	memcpy(copy, json, strlen(json));
	snt_json_tokens_begin(&reader, copy, strlen(json));
	do {
		token = snt_json_next(&reader);
		seen[nr++] = letters[token];
	} while (token != SNT_JSON_ERROR && token != SNT_JSON_END &&
		 nr < sizeof(seen) - 1);
	KUNIT_EXPECT_TRUE_MSG(test, !strcmp(seen, expected),
			      "%s: '%s', seen '%s'", json, expected, seen);
	free(copy);
}

static void json_is_read_token_by_token(struct kunit *test)
{
	expect_tokens(test, " {} ", "{}.");
	expect_tokens(test, "[1, -2.5e+3, true, null, \"x\"]", "[oooos].");
	expect_tokens(test, "{\"a\": {\"b\": [[], {}]}, \"c\": 0}",
		      "{:{:[[]{}]}:o}.");
	expect_tokens(test, "\"\\u00e4\\n\\ud83d\\ude00\"", "s.");
	expect_tokens(test, "7", "o.");
}

static void what_is_no_json_is_refused(struct kunit *test)
{
	static const struct {
		const char *json;
		const char *seen;
	} cases[] = {
		{ "", "!" }, { "{", "{!" }, { "}", "!" }, { "[}", "[!" },
		{ "[1,]", "[o!" }, { "[1 2]", "[o!" }, { "{\"a\"}", "{!" },
		{ "{\"a\":}", "{:!" }, { "{\"a\":1,}", "{:o!" },
		{ "{a:1}", "{!" }, { "[01]", "[!" }, { "[+1]", "[!" },
		{ "[.5]", "[!" }, { "[1.]", "[!" }, { "[nul]", "[!" },
		{ "\"", "!" }, { "\"\\x\"", "!" }, { "\"\\u12\"", "!" },
		{ "\"\\ud800\"", "!" }, { "\"\\udc00\"", "!" },
		{ "\"\\u0000\"", "!" }, { "\"\n\"", "!" }, { "{} {}", "{}!" },
		{ "[1]]", "[o]!" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		expect_tokens(test, cases[i].json, cases[i].seen);
}

static void json_is_not_endlessly_deep(struct kunit *test)
{
	struct snt_json_reader reader;
	char deep[65];
	size_t i;

	memset(deep, '[', sizeof(deep));
	snt_json_tokens_begin(&reader, deep, sizeof(deep));
	for (i = 0; i < 64; i++)
		KUNIT_EXPECT_EQ(test, snt_json_next(&reader),
				SNT_JSON_BEGIN_ARRAY);
	KUNIT_EXPECT_EQ(test, snt_json_next(&reader), SNT_JSON_ERROR);
	KUNIT_EXPECT_EQ(test, snt_json_next(&reader), SNT_JSON_ERROR);
}

static int read_topology(struct snt_underlay *underlay, const char *text,
			 char error[SNT_UNDERLAY_ERROR])
{
	return snt_topology_read(underlay, text, strlen(text), error);
}

static void topology_says_who_has_which_interface(struct kunit *test)
{
	static const char text[] =
		"{\"isd_as\": \"1-ff00:0:110\", \"mtu\": 1472,\n"
		" \"border_routers\": {\n"
		"  \"br-1\": {\"internal_addr\": \"192.0.2.1:30042\",\n"
		"   \"interfaces\": {\"1\": {\"underlay\": {\"local\": []}},\n"
		"                    \"41\": {\"mtu\": 1280}}},\n"
		"  \"br-2\": {\"interfaces\": {\"7\": {}},\n"
		"   \"internal_addr\": \"[2001:db8::2]:30043\"},\n"
		"  \"br-3\": {}},\n"
		" \"control_service\": {\"cs\": {\"addr\": \"192.0.2.9:1\"}}}\n";
	static const char *const expected[] = {
		"192.0.2.1:30042", "192.0.2.1:30042", "[2001:db8::2]:30043",
	};
	static const uint16_t interfaces[] = { 1, 41, 7 };
	char error[SNT_UNDERLAY_ERROR] = "", at[SNT_ADDR_TEXT];
	struct snt_underlay underlay = { 0 };
	size_t i;

	KUNIT_ASSERT_EQ_MSG(test, read_topology(&underlay, text, error), 0,
			    "%s", error);
	KUNIT_ASSERT_EQ(test, underlay.nr, 3);
	for (i = 0; i < underlay.nr; i++) {
		snt_text_sockaddr(at, &underlay.router[i].at);
		KUNIT_EXPECT_EQ(test, underlay.router[i].interface,
				interfaces[i]);
		KUNIT_EXPECT_TRUE_MSG(test, !strcmp(at, expected[i]), "%s",
				      at);
	}
}

#define WITH_ADDR \
	"{\"border_routers\": {\"b\": {\"internal_addr\": \"1.2.3.4:1\", "

static void topology_that_cannot_be_used_is_refused(struct kunit *test)
{
	static const struct {
		const char *text;
		const char *why;
	} cases[] = {
		{ "", "line 1: this is not JSON" },
		{ "[]", "not JSON as it is expected" },
		{ "{}", "no router" },
		{ "{\n\"border_routers\": []}", "line 2: " },
		{ "{\"border_routers\": {\"b\": {\"interfaces\": {\"1\": {}}}}}",
		  "no internal_addr" },
		{ "{\"border_routers\": {\"b\": {\"internal_addr\": \"x:1\"}}}",
		  "not ADDRESS:PORT" },
		{ "{\"border_routers\": {\"b\": {\"interfaces\": {\"0\": {}}}}}",
		  "from 1 to 65535" },
		{ WITH_ADDR "\"interfaces\": {\"1\": {}, \"1\": {}}}}}", "two routers" },
		{ WITH_ADDR "\"interfaces\": {\"1\": {}}}}} x", "not JSON" },
	};
	struct snt_underlay underlay = { 0 };
	char error[SNT_UNDERLAY_ERROR];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		*error = '\0';
		KUNIT_EXPECT_NE(test, read_topology(&underlay, cases[i].text,
						    error), 0);
		KUNIT_EXPECT_TRUE_MSG(test, !!strstr(error, cases[i].why),
				      "'%s', seen '%s'", cases[i].why, error);
	}
}

static void put_router(struct nlmsghdr *nlh, uint16_t interface, bool is_whole)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh,
						  SNAPTUN_A_UNDERLAY_ROUTER);

	mnl_attr_put_u16(nlh, SNAPTUN_A_ROUTER_INTERFACE, interface);
	if (is_whole)
		mnl_attr_put_u32(nlh, SNAPTUN_A_ROUTER_IPV4, htonl(0xc0000201));
	mnl_attr_put_u16(nlh, SNAPTUN_A_ROUTER_PORT, htons(30042));
	mnl_attr_nest_end(nlh, nest);
}

static struct nlmsghdr *begin(char *buf)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);

	nlh->nlmsg_type = 32;
	mnl_nlmsg_put_extra_header(nlh, sizeof(struct genlmsghdr));
	return nlh;
}

static void underlay_is_read_from_the_kernel(struct kunit *test)
{
	struct snt_underlay underlay;
	char buf[512], at[SNT_ADDR_TEXT];
	struct nlmsghdr *nlh = begin(buf);

	mnl_attr_put_u16(nlh, SNAPTUN_A_UNDERLAY_PORT, 5);
	put_router(nlh, 0, true);
	put_router(nlh, 3, true);
	KUNIT_ASSERT_EQ(test, snt_underlay_parse(nlh, &underlay), 0);
	KUNIT_EXPECT_EQ(test, underlay.port, 5);
	KUNIT_ASSERT_EQ(test, underlay.nr, 2);
	KUNIT_EXPECT_EQ(test, underlay.router[1].interface, 3);
	snt_text_sockaddr(at, &underlay.router[1].at);
	KUNIT_EXPECT_TRUE_MSG(test, !strcmp(at, "192.0.2.1:30042"), "%s", at);
	put_router(nlh, 4, false);
	KUNIT_EXPECT_NE(test, snt_underlay_parse(nlh, &underlay), 0);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(router_may_have_an_interface),
	KUNIT_CASE(json_is_read_token_by_token),
	KUNIT_CASE(what_is_no_json_is_refused),
	KUNIT_CASE(json_is_not_endlessly_deep),
	KUNIT_CASE(topology_says_who_has_which_interface),
	KUNIT_CASE(topology_that_cannot_be_used_is_refused),
	KUNIT_CASE(underlay_is_read_from_the_kernel),
	{ }
};

static struct kunit_suite suite = {
	.name = "ctl_underlay",
	.test_cases = cases,
};

kunit_test_suite(suite);
