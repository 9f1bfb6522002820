// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is said of a facade that nothing gets to.
 */
#include <kunit/test.h>

#include <linux/rtnetlink.h>
#include <linux/snaptun.h>

#include "facade.h"
#include "parse.h"

/**
 * struct trouble - what is wrong, and what is said
 * @why: part of what is said; empty for nothing
 * @facade: that the device has
 * @payload: it admits
 * @translation: enum snaptun_facade_translation
 * @flow_limit: that it has
 * @sockets: with a tunnel
 * @is_down: the interface is
 * @way: what is sent there
 */
struct trouble {
	const char *why;
	const char *facade;
	uint32_t payload;
	uint32_t translation;
	uint32_t flow_limit;
	unsigned int sockets;
	bool is_down;
	struct snt_way way;
};

#define AT		"10.0.0.7:5"
#define GOOD_WAY	{ RTN_UNICAST, 9 }
#define ANY		SNAPTUN_PAYLOAD_ANY
#define ON		SNAPTUN_FACADE_TRANSLATION_ON
#define OFF		SNAPTUN_FACADE_TRANSLATION_OFF

static const struct trouble troubles[] = {
	{ "", AT, ANY, ON, 256, 1, false, GOOD_WAY },
	{ "", AT, SNAPTUN_PAYLOAD_SCION, ON, 2, 1, false, GOOD_WAY },
	{ "ip link set snap0 up", AT, ANY, ON, 256, 0, true, GOOD_WAY },
	{ "10.0.0.7 is an address of this host", AT, ANY, ON, 256, 0, false,
	  { RTN_LOCAL, 1 } },
	{ "ip route add 10.0.0.7 dev snap0", AT, ANY, ON, 256, 0, false,
	  { RTN_UNSPEC, 0 } },
	{ "leaves by link 4000000: ip route replace 10.0.0.7 dev snap0", AT,
	  ANY, ON, 256, 0, false, { RTN_UNICAST, 4000000 } },
	{ "snaptun-ctl set snap0 payload any", AT, SNAPTUN_PAYLOAD_IP, ON, 256,
	  0, false, GOOD_WAY },
	{ "facade-translation on", AT, ANY, OFF, 256, 0, false, GOOD_WAY },
	{ "than the 2 that have one", AT, ANY, ON, 2, 2, false, GOOD_WAY },
	{ "than the 1 that have one", AT, ANY, ON, 0, 1, false, GOOD_WAY },
	{ "snaptun-ctl set snap0 facade 10.0.0.7:5", "10.0.0.7:6", ANY, ON, 256,
	  0, false, GOOD_WAY },
	{ "snaptun-ctl set snap0 facade 10.0.0.7:5", "off", ANY, ON, 256, 0,
	  false, GOOD_WAY },
};

static void note(const char *text, void *arg)
{
	char *all = arg;

	snprintf(all + strlen(all), 512 - strlen(all), "%s\n", text);
}

static void what_keeps_applications_out_is_told(struct kunit *test)
{
	const struct trouble *t = test->param_value;
	struct snt_facade_state state = { t->way, !t->is_down };
	struct snt_dev *dev = snt_model_create("snap0");
	struct snt_facade_wish wish = { 0 };
	char said[512] = "";
	unsigned int i;

	dev->ifindex = 9;
	dev->payload = t->payload;
	dev->facade_translation = t->translation;
	dev->flow_limit = t->flow_limit;
	for (i = 0; i < t->sockets; i++)
		snt_model_add_tunnel(dev, i + 1)->flags |= SNT_PEER_HAS_APP;
	KUNIT_ASSERT_EQ(test, snt_parse_facade(&wish.at, AT), 0);
	KUNIT_ASSERT_EQ(test, snt_parse_facade(&dev->facade, t->facade), 0);
	snt_facade_complain(&wish, dev, &state, said, note);
	if (*t->why)
		KUNIT_EXPECT_TRUE_MSG(test, strstr(said, t->why), "%s", said);
	KUNIT_EXPECT_TRUE_MSG(test, !*said == !*t->why, "%s", said);
	/* one line, for one trouble */
	KUNIT_EXPECT_TRUE(test, !*said ||
			  strchr(said, '\n') == said + strlen(said) - 1);
	snt_model_destroy(dev);
}

static void describe_trouble(const struct trouble *t, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%s", t->why);
}

KUNIT_ARRAY_PARAM(trouble, troubles, describe_trouble);

static struct kunit_case facade_cases[] = {
	KUNIT_CASE_PARAM(what_keeps_applications_out_is_told,
			 trouble_gen_params),
	{}
};

static struct kunit_suite facade_suite = {
	.name = "agent_facade",
	.test_cases = facade_cases,
};

kunit_test_suites(&facade_suite);
