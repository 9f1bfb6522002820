// SPDX-License-Identifier: GPL-2.0-only
/*
 * Configurations, and files of what is revoked.
 */
#include <kunit/test.h>

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "revoked.h"
#include "server_conf.h"

#define LISTEN	"[Listen]\nAddress = 127.0.0.1:1\n"
#define TOKENS	"[Tokens]\nKeyFile = /k\n"
#define GATEWAY	"[Gateway]\nDevice = g0\nDataPlane = 192.0.2.1:3\nUrl = https://x/\n"
#define KEY	"d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3c="
#define UUID	"ef16640f-0fa9-4360-be74-dbeec7ab4f9a"

static void a_configuration_is_read(struct kunit *test)
{
	static const char text[] =
		"# one\n" LISTEN "MaxConnections = 9\n"
		"[listen]\naddress=[::]:443 # all\nCertificate = /c\nKey = /l\n"
		"[Monitor]\nAddress = 127.0.0.1:2\nAccessLog = false\n"
		"[Tokens]\nKeyFile = /k\nKeysFile = /s\nRevokedFile = /r\n"
		"[Gateway]\nDevice = g0\nTunnelLimit = 5\nUrl = https://x/\n"
		"DataPlane = 192.0.2.1:3, [2001:db8::1]:4\n";
	struct snt_conf_error error;
	struct snt_server_conf c;

	KUNIT_ASSERT_EQ_MSG(test, snt_server_conf_parse(&c, text, strlen(text),
							&error), 0, "%s",
			    error.text);
	KUNIT_EXPECT_EQ(test, c.listens->conns_max, 9);
	KUNIT_EXPECT_EQ(test, c.listens->next->address.sa.sa_family, AF_INET6);
	KUNIT_EXPECT_EQ(test, c.listens->next->conns_max, 16384);
	KUNIT_EXPECT_EQ(test, strcmp(c.listens->next->key, "/l"), 0);
	KUNIT_EXPECT_EQ(test, c.monitor.in.sin_port, htons(2));
	KUNIT_EXPECT_TRUE(test, c.is_silent);
	KUNIT_EXPECT_EQ(test, strcmp(c.tokens.keys_file, "/s"), 0);
	KUNIT_EXPECT_EQ(test, c.gateway.tunnel_limit, 5);
	KUNIT_EXPECT_EQ(test, c.gateway.addrs.ipv6.in6.sin6_port, htons(4));
	snt_server_conf_uninit(&c);
}

static void what_need_not_be_said_has_a_value(struct kunit *test)
{
	static const char text[] = LISTEN TOKENS GATEWAY;
	struct snt_conf_error error;
	struct snt_server_conf c;

	KUNIT_ASSERT_EQ(test, snt_server_conf_parse(&c, text, strlen(text),
						    &error), 0);
	KUNIT_EXPECT_EQ(test, strcmp(c.tokens.revoked_file,
				     "/var/lib/snaptun/revoked"), 0);
	KUNIT_EXPECT_FALSE(test, c.is_silent);
	KUNIT_EXPECT_EQ(test, c.monitor.sa.sa_family, AF_UNSPEC);
	KUNIT_EXPECT_EQ(test, c.gateway.tunnel_limit, 0);
	snt_server_conf_uninit(&c);
}

static const struct {
	const char *text;
	unsigned int line;
	const char *why;
} all[] = {
	{ "", 0, "has to be a [Listen]" },
	{ "x", 1, "is not a `Key = value' line" },
	{ "A = b", 1, "before the first section" },
	{ "[Nothing]", 1, "is not [Listen], " },
	{ "[Clients]\nProxies = 10.0.0.0/8, x", 2, "Proxies: `x' is not" },
	{ "[Tokens]\nAddress = 1.2.3.4:5", 2, "no key `Address' in a [Tokens]" },
	{ "[Listen]\nAddress = host:5", 2, "Address: `host:5' is no address" },
	{ "[Listen]\nMaxConnections = 0", 2, "not a number from 1" },
	{ LISTEN "Address = 127.0.0.1:2", 3, "said before" },
	{ "[Listen]\n" TOKENS GATEWAY, 1, "no `Address'" },
	{ "[Listen]\nAddress = 1.2.3.4:5\n" TOKENS GATEWAY, 1,
	  "everybody on the way" },
	{ LISTEN "Key = /k\n" TOKENS GATEWAY, 1, "needs both" },
	{ LISTEN GATEWAY, 0, "has to be a [Tokens]" },
	{ LISTEN TOKENS, 0, "has to be a [Gateway]" },
	{ LISTEN TOKENS "KeysUrl = http://1.2.3.4/\n" GATEWAY, 0,
	  "has the KeysUrl" },
	{ LISTEN TOKENS "KeysUrl = https://x/\nKeysFile = /s\n" GATEWAY,
	  0, "both `KeysFile' and `KeysUrl'" },
	{ LISTEN TOKENS "KeysCaFile = /c\n" GATEWAY, 0,
	  "goes with `KeysUrl' only" },
	{ LISTEN TOKENS "[Gateway]\nDevice = g0\nUrl = http://x", 0,
	  "needs `DataPlane' and `Url'" },
	{ LISTEN TOKENS "[Gateway]\nDevice = g/0", 6,
	  "cannot be the name" },
	{ LISTEN TOKENS GATEWAY "[Endhost]\nUrl = http://1.2.3.4/", 0,
	  "[Endhost] has the Url" },
	{ LISTEN TOKENS GATEWAY "[Endhost]\nCaFile = /c", 0,
	  "goes with `Url' only" },
	{ LISTEN TOKENS GATEWAY "[Endhost]\nIsdAs = 1", 10,
	  "`1' is not an ISD and an AS" },
	{ LISTEN TOKENS GATEWAY "Members = /m", 0, "leave `DataPlane'" },
	{ LISTEN TOKENS GATEWAY "DataPlane = 1.2.3.4:5", 9, "second" },
	{ LISTEN TOKENS "[Gateway]\nDevice = g0\nDataPlane = 1.2.3.4:5\n"
	  "Url = ftp://x", 0, "does not begin with https" },
};

static void what_makes_no_sense_is_refused(struct kunit *test)
{
	struct snt_conf_error error;
	struct snt_server_conf c;
	size_t i;

	for (i = 0; i < sizeof(all) / sizeof(*all); i++) {
		KUNIT_EXPECT_NE(test, snt_server_conf_parse(&c, all[i].text,
							    strlen(all[i].text),
							    &error), 0);
		KUNIT_EXPECT_EQ_MSG(test, error.line, all[i].line, "%s",
				    all[i].text);
		KUNIT_EXPECT_TRUE_MSG(test, strstr(error.text, all[i].why),
				      "%s, seen %s", all[i].why, error.text);
		snt_server_conf_uninit(&c);
	}
}

static void what_is_revoked_is_found(struct kunit *test)
{
	static const char text[] =
		"# these\n\ntoken with a # in it\n  token b  \r\n"
		"key " KEY "\nholder EF16640F-0fa9-4360-be74-dbeec7ab4f9a\n"
		"holder ABERERERERERERERERERERE\n"
		"token 0123456789012345678901234567890123456789012345678901234567890123456789\n";
	struct snt_identity identity = { .token_id = "good" };
	struct snt_conf_error error;
	struct snt_revoked r;

	KUNIT_ASSERT_EQ_MSG(test, snt_revoked_parse(&r, text, strlen(text),
						    &error), 0, "%s",
			    error.text);
	KUNIT_EXPECT_EQ(test, r.nr, 6);
	KUNIT_EXPECT_TRUE(test, snt_revoked_has(&r, SNT_REVOKED_TOKEN, "b"));
	KUNIT_EXPECT_TRUE(test, snt_revoked_has(&r, SNT_REVOKED_TOKEN,
						"with a # in it"));
	KUNIT_EXPECT_TRUE(test, snt_revoked_has(&r, SNT_REVOKED_HOLDER, UUID));
	KUNIT_EXPECT_TRUE(test, snt_revoked_has(&r, SNT_REVOKED_HOLDER,
						"11111111-1111-1111-1111-111111111111"));
	KUNIT_EXPECT_FALSE(test, snt_revoked_has(&r, SNT_REVOKED_HOLDER, "b"));
	KUNIT_EXPECT_FALSE(test, snt_revoked_has(&r, SNT_REVOKED_TOKEN, ""));
	KUNIT_EXPECT_FALSE(test, r.match.is_meant(&r.match, &identity));
	memset(identity.public_key, 0x77, SNT_KEY_LEN);
	KUNIT_EXPECT_TRUE(test, r.match.is_meant(&r.match, &identity));
	memset(identity.public_key, 0x78, SNT_KEY_LEN);
	strcpy(identity.label, UUID);
	KUNIT_EXPECT_TRUE(test, r.match.is_meant(&r.match, &identity));
	strcpy(identity.label, "");
	snt_claims_name(identity.token_id, sizeof(identity.token_id),
			"0123456789012345678901234567890123456789012345678901234567890123456789");
	KUNIT_EXPECT_TRUE(test, r.match.is_meant(&r.match, &identity));
	snt_revoked_uninit(&r);
}

static void what_cannot_be_revoked_is_refused(struct kunit *test)
{
	static const char * const all[] = {
		"token", "token ", "tokens a", "key x", "key", "holder 5",
		"token \x01", "nothing x", " b",
	};
	struct snt_conf_error error;
	struct snt_revoked r;
	char text[64];
	size_t i;

	for (i = 0; i < sizeof(all) / sizeof(*all); i++) {
		snprintf(text, sizeof(text), "token a\n%s\n", all[i]);
		KUNIT_EXPECT_NE(test, snt_revoked_parse(&r, text, strlen(text),
							&error), 0);
		KUNIT_EXPECT_EQ_MSG(test, error.line, 2, "%s", all[i]);
		snt_revoked_uninit(&r);
	}
	KUNIT_EXPECT_NE(test, snt_revoked_parse(&r, "token a\0", 8, &error), 0);
	snt_revoked_uninit(&r);
	KUNIT_EXPECT_EQ(test, snt_revoked_parse(&r, NULL, 0, &error), 0);
	KUNIT_EXPECT_FALSE(test, snt_revoked_has(&r, SNT_REVOKED_TOKEN, "a"));
	snt_revoked_uninit(&r);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(a_configuration_is_read),
	KUNIT_CASE(what_need_not_be_said_has_a_value),
	KUNIT_CASE(what_makes_no_sense_is_refused),
	KUNIT_CASE(what_is_revoked_is_found),
	KUNIT_CASE(what_cannot_be_revoked_is_refused),
	{}
};

static struct kunit_suite suite = {
	.name = "snaptun_controld_files",
	.test_cases = cases,
};

kunit_test_suite(suite);
