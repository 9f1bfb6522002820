// SPDX-License-Identifier: GPL-2.0-only
/*
 * Text and JSON.
 */
#include <arpa/inet.h>
#include <kunit/test.h>
#include <stdio.h>
#include <stdlib.h>

#include "json.h"
#include "text.h"

static void addresses_have_brackets_only_for_ipv6(struct kunit *test)
{
	union snt_sockaddr addr = { 0 };
	char text[SNT_ADDR_TEXT];

	KUNIT_EXPECT_TRUE(test, !strcmp(snt_text_sockaddr(text, &addr),
					"(none)"));
	addr.in.sin_family = AF_INET;
	addr.in.sin_port = htons(51820);
	inet_pton(AF_INET, "192.0.2.1", &addr.in.sin_addr);
	KUNIT_EXPECT_TRUE(test, !strcmp(snt_text_sockaddr(text, &addr),
					"192.0.2.1:51820"));
	memset(&addr, 0, sizeof(addr));
	addr.in6.sin6_family = AF_INET6;
	addr.in6.sin6_port = htons(1);
	addr.in6.sin6_scope_id = 4000000000;
	inet_pton(AF_INET6, "fe80::1", &addr.in6.sin6_addr);
	KUNIT_EXPECT_TRUE(test, !strcmp(snt_text_sockaddr(text, &addr),
					"[fe80::1%4000000000]:1"));
}

static void times_are_utc_with_milliseconds(struct kunit *test)
{
	char text[SNT_TIME_TEXT];

	snt_text_time(text, UINT64_C(951782400123456789));
	KUNIT_EXPECT_TRUE_MSG(test, !strcmp(text, "2000-02-29T00:00:00.123Z"),
			      "%s", text);
}

static char *string_as_json(const char *string)
{
	struct snt_json json = { .compact = true };
	char *text = NULL;
	size_t len;

	json.out = open_memstream(&text, &len);
	snt_json_string(&json, NULL, string);
	fclose(json.out);
	return text;
}

struct string_case {
	const char *string;
	const char *json;
};

static const struct string_case string_cases[] = {
	{ "plain", "\"plain\"" },
	{ "a\"b\\c", "\"a\\\"b\\\\c\"" },
	{ "tab\t\x01", "\"tab\\u0009\\u0001\"" },
	{ "Z\xc3\xbcrich \xe2\x82\xac \xf0\x9f\x98\x80",
	  "\"Z\xc3\xbcrich \xe2\x82\xac \xf0\x9f\x98\x80\"" },
	{ "\xff\xc3", "\"\\ufffd\\ufffd\"" },
	{ "\xed\xa0\x80", "\"\\ufffd\\ufffd\\ufffd\"" },
	{ "\xc0\x80", "\"\\ufffd\\ufffd\"" },
};

static void strings_are_valid_json_whatever_they_hold(struct kunit *test)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(string_cases); i++) {
		char *text = string_as_json(string_cases[i].string);

		KUNIT_EXPECT_TRUE_MSG(test,
				      !strcmp(text, string_cases[i].json),
				      "%s, seen %s", string_cases[i].json,
				      text);
		free(text);
	}
}

static void commas_stand_between_members_only(struct kunit *test)
{
	static const char expected[] =
		"{\"a\":[],\"b\":18446744073709551615,\"c\":[true,false]}\n";
	struct snt_json json = { .compact = true };
	char *text = NULL;
	size_t len;

	json.out = open_memstream(&text, &len);
	snt_json_begin(&json, NULL, '{');
	snt_json_begin(&json, "a", '[');
	snt_json_end(&json, ']');
	snt_json_uint(&json, "b", UINT64_MAX);
	snt_json_begin(&json, "c", '[');
	snt_json_bool(&json, NULL, true);
	snt_json_bool(&json, NULL, false);
	snt_json_end(&json, ']');
	snt_json_end(&json, '}');
	fclose(json.out);
	KUNIT_EXPECT_TRUE_MSG(test, !strcmp(text, expected), "%s", text);
	free(text);
}

static void times_are_text_and_seconds_and_never_is_absent(struct kunit *test)
{
	static const char expected[] =
		"{\"t\":\"1970-01-01T00:00:01.500Z\",\"t_s\":1.500}\n";
	struct snt_json json = { .compact = true };
	char *text = NULL;
	size_t len;

	json.out = open_memstream(&text, &len);
	snt_json_begin(&json, NULL, '{');
	snt_json_time(&json, "never", 0);
	snt_json_time(&json, "t", 1500000000);
	snt_json_end(&json, '}');
	fclose(json.out);
	KUNIT_EXPECT_TRUE_MSG(test, !strcmp(text, expected), "%s", text);
	free(text);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(addresses_have_brackets_only_for_ipv6),
	KUNIT_CASE(times_are_utc_with_milliseconds),
	KUNIT_CASE(strings_are_valid_json_whatever_they_hold),
	KUNIT_CASE(commas_stand_between_members_only),
	KUNIT_CASE(times_are_text_and_seconds_and_never_is_absent),
	{ }
};

static struct kunit_suite suite = {
	.name = "ctl_text",
	.test_cases = cases,
};

kunit_test_suite(suite);
