// SPDX-License-Identifier: GPL-2.0-only
/*
 * The agent's configuration files, and URLs.
 */
#include <kunit/test.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "agent_conf.h"
#include "url.h"

#define CONTROL	"[Control]\nUrl = https://snap/\nTokenFile = /t\n"
#define DEVICE	"[Device]\nName = snap0\n"
#define FACADE	"Facade = 10.0.0.1\n"
#define SERVE	FACADE "Serve = 10.0.0.1\n"
#define FOUR_MORE	"Url = https://1/,https://2/,https://3/,https://4/\n"

#define LAST_SECTION	\
	"[Device]\nName = snap1\nControl = line 12 # nobody can say that\n"

static const char example[] =
	"# how to get there\n"
	"[Control]\n"
	"Name = home\n"
	"url = https://a.example/, https://b.example/\n"
	"TokenFile = /etc/snaptun/token\n"
	"CaFile = /etc/snaptun/ca.pem # ours\n"
	"Source = 192.0.2.1\n"
	"Family = IPv4\n"
	"Timeout = 3\n"
	"DataPlane = [2001:db8::1]:41000\n"
	"DataPlaneKey = xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=\n"
	"[Control]\n"
	"Authority = https://aa.example/\n"
	"ApiKeyFile = /etc/snaptun/api-key\n"
	"DeviceId = laptop\n"
	"TokenLife = 900\n"
	"[Device]\n"
	"Name = snap0\n"
	"KeyFile = /etc/snaptun/key\n"
	"Control = home\n"
	LAST_SECTION;

static int parse(struct snt_agent_conf *conf, const char *text,
		 struct snt_conf_error *error)
{
	/* without the NUL, so that a read behind the end is seen */
	char *bytes = malloc(strlen(text) + 1);
	int ret;

	memcpy(bytes + 1, text, strlen(text));
	ret = snt_agent_conf_parse(conf, bytes + 1, strlen(text), error);
	free(bytes);
	return ret;
}

static void example_is_read(struct kunit *test)
{
	const struct snt_control_conf *control;
	struct snt_conf_error error;
	struct snt_agent_conf conf;

	/* without the last section, with which it is wrong */
	KUNIT_ASSERT_EQ(test, snt_agent_conf_parse(&conf, example,
						   strlen(example) -
						   strlen(LAST_SECTION),
						   &error), 0);
	control = conf.controls;
	KUNIT_EXPECT_TRUE(test, !strcmp(control->name, "home"));
	KUNIT_EXPECT_EQ(test, control->find, SNT_FIND_URL);
	KUNIT_ASSERT_EQ(test, control->urls.nr, 2);
	KUNIT_EXPECT_TRUE(test, !strcmp(control->urls.text[1],
					"https://b.example/"));
	KUNIT_EXPECT_EQ(test, control->origin, SNT_TOKEN_FILE);
	KUNIT_EXPECT_TRUE(test, !strcmp(control->way.ca_file,
					"/etc/snaptun/ca.pem"));
	KUNIT_EXPECT_EQ(test, control->way.family, AF_INET);
	KUNIT_EXPECT_EQ(test, control->way.timeout_ms, 3000);
	KUNIT_EXPECT_TRUE(test, control->has_data_plane_key);
	control = control->next;
	KUNIT_EXPECT_EQ(test, control->line, 12);
	KUNIT_EXPECT_EQ(test, control->find, SNT_FIND_AUTHORITY);
	KUNIT_EXPECT_EQ(test, control->token_life_s, 900);
	KUNIT_EXPECT_TRUE(test, snt_agent_conf_uses(conf.devices,
						    conf.controls));
	KUNIT_EXPECT_FALSE(test, snt_agent_conf_uses(conf.devices, control));
	snt_agent_conf_uninit(&conf);
}

static void what_is_not_said_is_filled_in(struct kunit *test)
{
	struct snt_conf_error error;
	struct snt_agent_conf conf;

	KUNIT_ASSERT_EQ(test, parse(&conf, CONTROL DEVICE, &error), 0);
	KUNIT_EXPECT_TRUE(test, !strcmp(conf.controls->name, "line 1"));
	KUNIT_EXPECT_EQ(test, conf.controls->way.timeout_ms, 10000);
	KUNIT_EXPECT_TRUE(test, !strcmp(conf.devices->key_file,
					"/var/lib/snaptun/snap0.key"));
	KUNIT_EXPECT_TRUE(test, snt_agent_conf_uses(conf.devices,
						    conf.controls));
	snt_agent_conf_uninit(&conf);
}

static void ports_need_not_be_said(struct kunit *test)
{
	static const char text[] =
		CONTROL DEVICE SERVE "[Device]\nName = snap1\n"
		"KeyFile = /var/lib/snaptun/snap0.key\n"
		"Facade = [fd00::1]:5\nServe = fd00::2\n"
		"TopologyCommand =  a  b\nTopology = /t\n";
	const struct snt_serve_conf *serve;
	struct snt_conf_error error;
	struct snt_agent_conf conf;

	KUNIT_ASSERT_EQ(test, parse(&conf, text, &error), 0);
	serve = &conf.devices->serve;
	KUNIT_EXPECT_EQ(test, serve->facade.in.sin_port, htons(30042));
	KUNIT_EXPECT_EQ(test, serve->listen.in.sin_port, htons(30252));
	KUNIT_EXPECT_EQ(test, serve->listen.in.sin_addr.s_addr,
			htonl(0x0a000001));
	serve = &conf.devices->next->serve;
	KUNIT_EXPECT_EQ(test, serve->facade.in6.sin6_port, htons(5));
	KUNIT_EXPECT_EQ(test, serve->listen.in6.sin6_port, htons(30252));
	KUNIT_EXPECT_EQ(test, serve->listen.sa.sa_family, AF_INET6);
	KUNIT_EXPECT_EQ(test, serve->command.nr, 2);
	KUNIT_EXPECT_TRUE(test, !strcmp(serve->command.text[1], "b"));
	snt_agent_conf_uninit(&conf);
}

static const struct bad {
	const char *text;
	unsigned int line;
	const char *why;
} bad[] = {
	{ example, 21, "no [Control] with the name `line12'" },
	{ "", 0, "there has to be a [Control] and a [Device]" },
	{ CONTROL, 0, "there has to be a [Control] and a [Device]" },
	{ "Name = x\n", 1, "before the first" },
	{ "[Peer]\n", 1, "not [Control] or [Device]" },
	{ CONTROL "nonsense\n", 4, "not a `Key = value' line" },
	{ CONTROL "Nonsense = 1\n", 4, "no key `Nonsense' in a [Control]" },
	{ DEVICE "Url = https://x/\n", 3, "no key `Url' in a [Device]" },
	{ CONTROL "CaFile =\n", 4, "CaFile: there is no value" },
	{ CONTROL "CaFile = a\nCaFile = b\n", 5, "CaFile: it was said before" },
	{ CONTROL "Endhost = https://x/\n", 4, "has one of `Url', `Endhost'" },
	{ CONTROL "TokenCommand = x\n", 4, "has a token already" },
	{ CONTROL "Name = a b\n", 4, "white space" },
	{ CONTROL "Name = a\n[Control]\nName = a\n", 6, "of line 1 has this name" },
	{ CONTROL "Timeout = 0\n", 4, "`0' is not a number from 1 to 300" },
	{ CONTROL "Timeout = +5\n", 4, "`+5' is not a number" },
	{ CONTROL "Family = 4\n", 4, "not `any', `ipv4' or `ipv6'" },
	{ CONTROL "Source = here\n", 4, "`here' is not an address" },
	{ CONTROL "AllowHttp = yes\n", 4, "not `true' or `false'" },
	{ CONTROL "DataPlaneKey = x\n", 4, "`x' is not a key in base64" },
	{ CONTROL "PskShare = x\n", 4, "not specified" },
	{ CONTROL "DeviceId = x\n" DEVICE, 1, "go with `ApiKeyFile' only" },
	{ "[Control]\nUrl = https://x/\n" DEVICE, 1, "has no token" },
	{ "[Control]\nTokenFile = x\n" DEVICE, 1, "does not say where it is" },
	{ "[Control]\nTokenCredential = a/b\n", 2, "not the name of a credential" },
	{ "[Control]\nApiKeyFile = x\n" DEVICE, 1, "needs `Authority' and" },
	{ "[Control]\nUrl = http://x/\nTokenFile = x\n" DEVICE, 1, "everybody" },
	{ "[Control]\nApiKeyFile = x\nDeviceId = x\nAllowHttp = true\n"
	  "Authority = http://x/\n" DEVICE, 1, "everybody" },
	{ CONTROL "[Device]\n", 4, "has no `Name'" },
	{ CONTROL DEVICE DEVICE, 7, "the [Device] of line 4 is this one" },
	{ CONTROL "[Device]\nName = a/b\n", 5, "name of an interface" },
	{ CONTROL "[Device]\nName = sixteen-letters-\n", 5, "name of an interface" },
	{ CONTROL DEVICE "Control = x\n", 4, "no [Control] with the name `x'" },
	{ CONTROL DEVICE "[Device]\nName = snap1\n", 6, "for two keys" },
	{ CONTROL "DataPlane = 1.2.3.4\n", 4, "no address and port" },
	{ CONTROL DEVICE "Tunnels = 0\n", 6, "from 1 to 1024" },
	{ CONTROL DEVICE "Ports = 5-4\n", 6, "is not `any'" },
	{ CONTROL DEVICE "Ports = 0-4\n", 6, "is not `any'" },
	{ CONTROL DEVICE "Ports = 1-70000\n", 6, "is not `any'" },
	{ CONTROL DEVICE "Ports = -4\n", 6, "is not `any'" },
	{ CONTROL DEVICE "Ports = 4-5\nTunnels = 3\n", 4, "more `Tunnels' than" },
	{ CONTROL DEVICE "Keepalive = x\n", 6, "number of seconds" },
	{ CONTROL DEVICE "Leave = x\n", 6, "not `true' or `false'" },
	{ CONTROL DEVICE "AddressPolicy = x\n", 6,
	  "`x' is not `auto', `pinned' or `following'" },
	{ CONTROL DEVICE "Manage = x\n", 6, "not `true' or `false'" },
	{ CONTROL DEVICE "Facade = here\n", 6, "`here' is no address" },
	{ CONTROL DEVICE "Facade = 10.0.0.1:0\n", 6, "is no address" },
	{ CONTROL DEVICE "Facade = ::\n", 6, "not the address of one host" },
	{ CONTROL DEVICE "Serve = 0.0.0.0:5\n", 6, "not the address of one" },
	{ CONTROL DEVICE "Serve = 224.0.0.1\n", 6, "not the address of one" },
	{ CONTROL DEVICE "Serve = [ff02::1]:5\n", 6, "not the address of one" },
	{ CONTROL DEVICE "Serve = ::ffff:1.2.3.4\n", 6, "not the address of" },
	{ CONTROL DEVICE FACADE FACADE, 7, "it was said before" },
	{ CONTROL DEVICE "Serve = 10.0.0.1\n", 4, "needs a `Facade'" },
	{ CONTROL DEVICE "Address = 10.0.0.1/8\n", 6, "not the address of one" },
	{ CONTROL DEVICE "Address = 10.0.0.1\nAddress = 10.0.0.1\n", 7,
	  "it was said before" },
	{ CONTROL DEVICE "Address = 10.0.0.1\n", 4, "needs a `Facade' of the" },
	{ CONTROL DEVICE "Address = ::1\n" FACADE, 4, "of the same family" },
	{ CONTROL DEVICE "Facade = 10.0.0.7\nAddress = 10.0.0.7\n", 4,
	  "one that nobody has" },
	{ CONTROL DEVICE "Manage = false\nFacade = 10.0.0.7\nAddress = 10.0.0.8\n",
	  4, "made here only" },
	{ CONTROL DEVICE "Topology = /t\n", 4, "needs `Serve'" },
	{ CONTROL DEVICE "Topology = t\n", 6, "begin with a `/'" },
	{ CONTROL DEVICE "TopologyPid = /p\n", 4, "go with `Topology' only" },
	{ CONTROL DEVICE "TopologyCommand = c\n", 4, "go with `Topology'" },
	{ CONTROL DEVICE "IsdAs = 1-0\n", 6, "`1-0' is not an ISD and an AS" },
	{ CONTROL DEVICE "IsdAs = 1-1\n", 4, "go with `Serve' only" },
	{ CONTROL DEVICE "Destinations = 1-1, x\n", 6, "`x' is not an ISD" },
	{ CONTROL DEVICE "KeyFile = /k\n" SERVE "[Device]\nName = snap1\nKeyFile = /k\n" SERVE,
	  9, "have one address for `Serve'" },
	{ CONTROL FOUR_MORE FOUR_MORE FOUR_MORE FOUR_MORE DEVICE, 8,
	  "17 control planes" },
};

static void what_is_wrong_is_told(struct kunit *test)
{
	const struct bad *b = test->param_value;
	struct snt_conf_error error;
	struct snt_agent_conf conf;

	KUNIT_EXPECT_EQ(test, parse(&conf, b->text, &error), -22);
	KUNIT_EXPECT_EQ(test, error.line, b->line);
	KUNIT_EXPECT_TRUE_MSG(test, strstr(error.text, b->why), ": %s",
			      error.text);
	snt_agent_conf_uninit(&conf);
}

static void describe_bad(const struct bad *b, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%s", b->why);
}

KUNIT_ARRAY_PARAM(bad, bad, describe_bad);

static void urls_that_may_be_read_on_the_way_are_refused(struct kunit *test)
{
	KUNIT_EXPECT_NULL(test, snt_url_complain("https://a.example:1/x", false));
	KUNIT_EXPECT_NULL(test, snt_url_complain("https://[2001:db8::1]/", false));
	KUNIT_EXPECT_NULL(test, snt_url_complain("http://127.0.0.1:80/", false));
	KUNIT_EXPECT_NULL(test, snt_url_complain("http://[::1]/", false));
	KUNIT_EXPECT_NULL(test, snt_url_complain("http://localhost", false));
	KUNIT_EXPECT_NULL(test, snt_url_complain("http://a.example/", true));
	KUNIT_EXPECT_NOT_NULL(test, snt_url_complain("http://a.example/", false));
	KUNIT_EXPECT_NOT_NULL(test, snt_url_complain("http://127.0.0.1.example/",
						     false));
	KUNIT_EXPECT_NOT_NULL(test, snt_url_complain("http://128.0.0.1/", false));
}

static void what_is_no_url_of_a_service_is_refused(struct kunit *test)
{
	KUNIT_EXPECT_NOT_NULL(test, snt_url_complain("", true));
	KUNIT_EXPECT_NOT_NULL(test, snt_url_complain("a.example", true));
	KUNIT_EXPECT_NOT_NULL(test, snt_url_complain("file:///etc/passwd", true));
	KUNIT_EXPECT_NOT_NULL(test, snt_url_complain("ftp://a.example/", true));
	KUNIT_EXPECT_NOT_NULL(test, snt_url_complain("https://u:p@a.example/",
						     true));
	KUNIT_EXPECT_NOT_NULL(test, snt_url_complain("https://a.example/?x",
						     true));
	KUNIT_EXPECT_NOT_NULL(test, snt_url_complain("https://a.example/\r\nX: y",
						     true));
	KUNIT_EXPECT_NOT_NULL(test, snt_url_complain("https://a.example:70000/",
						     true));
}

static void expect_text(struct kunit *test, char *text, const char *expected)
{
	KUNIT_EXPECT_TRUE_MSG(test, !strcmp(text, expected), ": %s", text);
	free(text);
}

static void urls_are_put_together(struct kunit *test)
{
	expect_text(test, snt_url_join("https://a/", "b"), "https://a/b");
	expect_text(test, snt_url_join("https://a/x", "b"), "https://a/x/b");
	expect_text(test, snt_url_join("", "b"), "/b");
	expect_text(test, snt_url_complete("1.2.3.4:5", "https://a/x"),
		    "https://1.2.3.4:5");
	expect_text(test, snt_url_complete("http://b/", "https://a/x"),
		    "http://b/");
}

static struct kunit_case agent_conf_cases[] = {
	KUNIT_CASE(example_is_read),
	KUNIT_CASE(ports_need_not_be_said),
	KUNIT_CASE(what_is_not_said_is_filled_in),
	KUNIT_CASE_PARAM(what_is_wrong_is_told, bad_gen_params),
	{}
};

static struct kunit_suite agent_conf_suite = {
	.name = "agent_conf",
	.test_cases = agent_conf_cases,
};

static struct kunit_case url_cases[] = {
	KUNIT_CASE(urls_that_may_be_read_on_the_way_are_refused),
	KUNIT_CASE(what_is_no_url_of_a_service_is_refused),
	KUNIT_CASE(urls_are_put_together),
	{}
};

static struct kunit_suite url_suite = {
	.name = "url",
	.test_cases = url_cases,
};

kunit_test_suites(&agent_conf_suite, &url_suite);
