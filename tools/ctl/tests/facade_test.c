// SPDX-License-Identifier: GPL-2.0-only
/*
 * The facade of a client, and tunnels that were made for applications.
 */
#include <kunit/test.h>
#include <linux/genetlink.h>
#include <linux/snaptun.h>
#include <stdlib.h>

#include "conf_text.h"
#include "diff.h"
#include "fields.h"
#include "nl.h"
#include "parse.h"
#include "text.h"

#define CLIENT	"[Interface]\nRole = client\n"

static const struct {
	const char *text;
	const char *seen;	/* NULL when it must be refused */
} address_cases[] = {
	{ "192.0.2.9", "192.0.2.9:30042" },
	{ "192.0.2.9:5", "192.0.2.9:5" },
	{ "192.0.2.9:65535", "192.0.2.9:65535" },
	{ "2001:db8::9", "[2001:db8::9]:30042" },
	{ "2001:db8::9:5", "[2001:db8::9:5]:30042" },
	{ "[2001:db8::9]", "[2001:db8::9]:30042" },
	{ "[2001:db8::9]:5", "[2001:db8::9]:5" },
	{ "off", "(none)" },
	{ "Off", "(none)" },
	{ "", NULL },
	{ ":", NULL },
	{ ":5", NULL },
	{ "[", NULL },
	{ "[]", NULL },
	{ "[]:5", NULL },
	{ "]:5", NULL },
	{ "off:5", NULL },
	{ "192.0.2.9:", NULL },
	{ "192.0.2.9:0", NULL },
	{ "192.0.2.9:65536", NULL },
	{ "192.0.2.9: 5", NULL },
	{ "192.0.2:5", NULL },
	{ "192.0.2.9/32", NULL },
	{ "[192.0.2.9]", NULL },
	{ "[192.0.2.9]:5", NULL },
	{ "[2001:db8::9", NULL },
	{ "[2001:db8::9:5", NULL },
	{ "[2001:db8::9]5", NULL },
	{ "[2001:db8::9]:", NULL },
	{ "[2001:db8::9]:0", NULL },
	{ "2001:db8::9]:5", NULL },
	{ "[fe80::1%lo]:5", NULL },
	{ "localhost", NULL },
	{ "localhost:5", NULL },
	{ "[1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa:bbbb]:1", NULL },
};

static void address_has_a_port_or_the_usual_one(struct kunit *test)
{
	char text[SNT_ADDR_TEXT];
	union snt_sockaddr addr;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(address_cases); i++) {
		const char *in = address_cases[i].text;
		const char *seen = address_cases[i].seen;
		int ret;

		memset(&addr, 0xff, sizeof(addr));
		ret = snt_parse_facade(&addr, in);
		KUNIT_EXPECT_EQ_MSG(test, !ret, !!seen, "'%s'", in);
		if (ret)
			KUNIT_EXPECT_EQ(test, addr.sa.sa_family, 0xffff);
		if (ret || !seen)
			continue;
		snt_text_sockaddr(text, &addr);
		KUNIT_EXPECT_TRUE_MSG(test, !strcmp(seen, text),
				      "'%s' became '%s'", in, text);
	}
}

static void limit_may_be_zero(struct kunit *test)
{
	uint32_t nr = 5;

	KUNIT_EXPECT_EQ(test, snt_parse_limit(&nr, "0"), 0);
	KUNIT_EXPECT_EQ(test, nr, 0);
	KUNIT_EXPECT_EQ(test, snt_parse_limit(&nr, "1024"), 0);
	KUNIT_EXPECT_EQ(test, nr, 1024);
	KUNIT_EXPECT_NE(test, snt_parse_limit(&nr, "1025"), 0);
	KUNIT_EXPECT_NE(test, snt_parse_limit(&nr, "-1"), 0);
	KUNIT_EXPECT_NE(test, snt_parse_limit(&nr, "off"), 0);
}

/* What is written of an interface must be this. */
static void expect_written(struct kunit *test, const char *in,
			   const char *expected)
{
	struct snt_dev *dev = read_dev(test, in);
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	snt_conf_write_interface(out, dev);
	snt_conf_write_peers(out, dev);
	fclose(out);
	KUNIT_EXPECT_TRUE_MSG(test, !strcmp(text, expected),
			      "'%s', seen '%s'", expected, text);
	free(text);
	snt_model_destroy(dev);
}

static void what_is_usual_is_not_written(struct kunit *test)
{
	static const char unusual[] = CLIENT
		"Facade = [2001:db8::9]:30043\nFacadeSenders = any\n"
		"FacadeTranslation = off\nFlowLimit = 0\nFlowIdle = never\n";

	expect_written(test, unusual, unusual);
	expect_written(test, CLIENT "Facade = off\nFacadeSenders = local\n"
		       "FacadeTranslation = on\nFlowLimit = 256\n"
		       "FlowIdle = 300\n", CLIENT);
	expect_written(test, CLIENT "Facade = 192.0.2.9\nFlowIdle = 299\n",
		       CLIENT "Facade = 192.0.2.9:30042\nFlowIdle = 299\n");
}

static void facade_is_for_clients(struct kunit *test)
{
	static const char *const lines[] = {
		"Facade = 192.0.2.9", "FacadeSenders = any",
		"FacadeTranslation = off", "FlowLimit = 5", "FlowIdle = 5",
	};
	struct snt_conf_error error;
	struct snt_conf conf;
	char text[128];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(lines); i++) {
		snprintf(text, sizeof(text), "[Interface]\n%s\n", lines[i]);
		KUNIT_EXPECT_TRUE(test, snt_conf_parse(&conf, text,
						       strlen(text), false,
						       &error));
		KUNIT_EXPECT_TRUE_MSG(test, !!strstr(error.text, "for clients"),
				      "%s: %s", lines[i], error.text);
		snt_conf_uninit(&conf);
	}
}

static struct snt_dev *diff(struct kunit *test, const char *have_text,
			    const char *want_text, enum snt_diff_mode mode)
{
	struct snt_dev *have = read_dev(test, have_text);
	struct snt_dev *want = read_dev(test, want_text);
	struct snt_dev *change = snt_diff_create(have, want, mode);

	snt_model_destroy(have);
	snt_model_destroy(want);
	return change;
}

static void facade_is_sent_where_it_differs(struct kunit *test)
{
	static const char have[] = CLIENT "Facade = 192.0.2.9\nFlowLimit = 5\n";
	struct snt_dev *change;

	change = diff(test, have, have, SNT_DIFF_SET);
	KUNIT_EXPECT_EQ(test, change->flags, 0);
	snt_model_destroy(change);
	change = diff(test, have, CLIENT "Facade = [2001:db8::9]:30042\n",
		      SNT_DIFF_SYNC);
	KUNIT_EXPECT_EQ(test, change->flags, SNT_DEV_HAS_FACADE);
	KUNIT_EXPECT_EQ(test, change->facade.sa.sa_family, AF_INET6);
	snt_model_destroy(change);
	change = diff(test, have, CLIENT "Facade = 192.0.2.9:5\nFlowLimit = 0\n",
		      SNT_DIFF_SYNC);
	KUNIT_EXPECT_EQ(test, change->flags,
			SNT_DEV_HAS_FACADE | SNT_DEV_HAS_FLOW_LIMIT);
	KUNIT_EXPECT_EQ(test, ntohs(change->facade.in.sin_port), 5);
	snt_model_destroy(change);
}

static void facade_that_a_file_does_not_name_is_taken_away(struct kunit *test)
{
	static const char have[] = CLIENT "Facade = 192.0.2.9\nFlowLimit = 5\n";
	struct snt_dev *change;

	change = diff(test, have, CLIENT, SNT_DIFF_SET);
	KUNIT_EXPECT_EQ(test, change->flags, SNT_DEV_HAS_FACADE);
	KUNIT_EXPECT_EQ(test, change->facade.sa.sa_family, 0);
	snt_model_destroy(change);
	change = diff(test, have, CLIENT, SNT_DIFF_SYNC);
	KUNIT_EXPECT_EQ(test, change->flags, 0);
	snt_model_destroy(change);
	change = diff(test, have, CLIENT "Facade = off\n", SNT_DIFF_SYNC);
	KUNIT_EXPECT_EQ(test, change->flags, SNT_DEV_HAS_FACADE);
	snt_model_destroy(change);
}

static struct nlmsghdr *begin(char *buf, uint8_t cmd)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct genlmsghdr *genl;

	nlh->nlmsg_type = 32;
	genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));
	genl->cmd = cmd;
	return nlh;
}

/* One that an application's socket has if it has a @port. */
static void add_tunnel(struct kunit *test, struct snt_dev *dev, uint32_t id,
		       uint16_t port)
{
	static const uint8_t host[16] = { 0x20, 1, 0xd, 0xb8, [15] = 7 };
	char buf[256];
	struct nlmsghdr *nlh = begin(buf, SNAPTUN_CMD_TUNNEL_GET);

	mnl_attr_put_u32(nlh, SNAPTUN_A_PEER_ID, id);
	if (port) {
		mnl_attr_put(nlh, SNAPTUN_A_PEER_APP_IPV6, sizeof(host), host);
		mnl_attr_put_u16(nlh, SNAPTUN_A_PEER_APP_PORT, htons(port));
		mnl_attr_put_u32(nlh, SNAPTUN_A_PEER_APP_IDLE, 0);
	}
	KUNIT_EXPECT_EQ(test, snt_nl_add_tunnel_cb(nlh, dev), MNL_CB_OK);
}

static void tunnel_is_read_with_its_application(struct kunit *test)
{
	struct snt_dev *dev = snt_model_create("");
	char text[SNT_ADDR_TEXT];

	add_tunnel(test, dev, 1, 6000);
	add_tunnel(test, dev, 2, 0);
	snt_text_sockaddr(text, &dev->peers->app);
	KUNIT_EXPECT_TRUE_MSG(test, !strcmp(text, "[2001:db8::7]:6000"), "%s",
			      text);
	KUNIT_EXPECT_TRUE(test, dev->peers->flags & SNT_PEER_HAS_APP);
	KUNIT_EXPECT_TRUE(test, dev->peers->flags & SNT_PEER_HAS_APP_IDLE);
	KUNIT_EXPECT_FALSE(test, dev->last->flags & SNT_PEER_HAS_APP);
	snt_model_destroy(dev);
}

static void device_is_read_with_its_facade(struct kunit *test)
{
	char buf[256], text[SNT_ADDR_TEXT];
	struct nlmsghdr *nlh = begin(buf, SNAPTUN_CMD_DEV_GET);
	struct snt_dev *dev = snt_model_create("");

	mnl_attr_put_u32(nlh, SNAPTUN_A_DEV_FACADE_IPV4, htonl(0xc0000209));
	mnl_attr_put_u16(nlh, SNAPTUN_A_DEV_FACADE_PORT, htons(30042));
	mnl_attr_put_u32(nlh, SNAPTUN_A_DEV_FLOW_LIMIT, 7);
	mnl_attr_put_u32(nlh, SNAPTUN_A_DEV_FLOW_IDLE, 0);
	KUNIT_ASSERT_EQ(test, snt_nl_parse_dev(nlh, dev, NULL), 0);
	snt_text_sockaddr(text, &dev->facade);
	KUNIT_EXPECT_TRUE_MSG(test, !strcmp(text, "192.0.2.9:30042"), "%s",
			      text);
	KUNIT_EXPECT_EQ(test, dev->flow_limit, 7);
	KUNIT_EXPECT_EQ(test, dev->flags, SNT_DEV_HAS_FACADE |
			SNT_DEV_HAS_FLOW_LIMIT | SNT_DEV_HAS_FLOW_IDLE);
	snt_model_destroy(dev);
}

/* Tunnels 1 to 4, of which applications have the first, the third and the last */
static struct snt_dev *client_with_flows(struct kunit *test,
					 uint32_t flow_limit)
{
	struct snt_dev *dev = read_dev(test, CLIENT "Facade = 192.0.2.9\n");

	dev->flow_limit = flow_limit;
	add_tunnel(test, dev, 1, 6000);
	add_tunnel(test, dev, 2, 0);
	add_tunnel(test, dev, 3, 6001);
	add_tunnel(test, dev, 4, 6002);
	return dev;
}

static void tunnels_of_applications_are_not_configured(struct kunit *test)
{
	struct snt_dev *dev = client_with_flows(test, 256);

	snt_model_remove_made(dev);
	KUNIT_ASSERT_EQ(test, dev->nr_peers, 1);
	KUNIT_EXPECT_EQ(test, dev->peers->id, 2);
	KUNIT_EXPECT_PTR_EQ(test, dev->last, dev->peers);
	add_tunnel(test, dev, 5, 0);
	KUNIT_EXPECT_EQ(test, dev->peers->next->id, 5);
	snt_model_destroy(dev);
	dev = client_with_flows(test, 0);
	snt_model_remove_made(dev);
	KUNIT_EXPECT_EQ(test, dev->nr_peers, 4);
	snt_model_destroy(dev);
}

static void tunnels_of_applications_are_left_alone(struct kunit *test)
{
	struct snt_dev *have = client_with_flows(test, 256), *change;
	struct snt_dev *want = read_dev(test, CLIENT "Facade = 192.0.2.9\n"
					"[Tunnel]\nCount = 2\n");

	change = snt_diff_create(have, want, SNT_DIFF_SET);
	KUNIT_EXPECT_EQ(test, change->flags, 0);
	KUNIT_ASSERT_EQ(test, change->nr_peers, 1);
	KUNIT_EXPECT_EQ(test, change->peers->id, 0);
	KUNIT_EXPECT_EQ(test, change->peers->count, 1);
	snt_model_destroy(change);
	snt_model_destroy(have);
	snt_model_destroy(want);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(address_has_a_port_or_the_usual_one),
	KUNIT_CASE(limit_may_be_zero),
	KUNIT_CASE(what_is_usual_is_not_written),
	KUNIT_CASE(facade_is_for_clients),
	KUNIT_CASE(facade_is_sent_where_it_differs),
	KUNIT_CASE(facade_that_a_file_does_not_name_is_taken_away),
	KUNIT_CASE(tunnel_is_read_with_its_application),
	KUNIT_CASE(device_is_read_with_its_facade),
	KUNIT_CASE(tunnels_of_applications_are_not_configured),
	KUNIT_CASE(tunnels_of_applications_are_left_alone),
	{ }
};

static struct kunit_suite suite = {
	.name = "ctl_facade",
	.test_cases = cases,
};

kunit_test_suite(suite);
