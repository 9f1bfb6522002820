// SPDX-License-Identifier: GPL-2.0-only
/*
 * The settings of a gateway, from and to files and netlink.
 */
#include <endian.h>
#include <kunit/test.h>
#include <linux/genetlink.h>
#include <linux/snaptun.h>
#include <stdlib.h>

#include "conf_text.h"
#include "diff.h"
#include "fields.h"
#include "isd_as.h"
#include "nl.h"

#define GATEWAY	"[Interface]\nRole = gateway\n"
#define AS_1	0x0001ff0000000110ULL
#define AS_2	0x0001ff0000000111ULL

static void list_has_up_to_its_number(struct kunit *test)
{
	static const char *const bad[] = {
		"", "x", "1-ff00:0:110 ", "1-ff00:0:110,1-0", "1-1,1-2,1-3",
		"Off,1-1", "off,1-1",
	};
	uint64_t list[2];
	size_t i;

	KUNIT_EXPECT_EQ(test, snt_isd_as_parse_list(list, 2,
						    "1-ff00:0:110,"), 0);
	KUNIT_EXPECT_EQ(test, list[0], AS_1);
	KUNIT_EXPECT_EQ(test, list[1], 0);
	KUNIT_EXPECT_EQ(test, snt_isd_as_parse_list(list, 2, "off"), 0);
	KUNIT_EXPECT_EQ(test, list[0], 0);
	KUNIT_EXPECT_EQ(test, snt_isd_as_parse_list(list, 2,
						    "1-ff00:0:111,1-1"), 0);
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		KUNIT_EXPECT_TRUE_MSG(test, snt_isd_as_parse_list(list, 2,
								  bad[i]),
				      "'%s'", bad[i]);
	KUNIT_EXPECT_EQ(test, list[0], AS_2);
	KUNIT_EXPECT_EQ(test, list[1], 0x0001000000000001ULL);
}

static void expect_written(struct kunit *test, const char *in,
			   const char *expected)
{
	struct snt_dev *dev = read_dev(test, in);
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	snt_conf_write_interface(out, dev);
	fclose(out);
	KUNIT_EXPECT_TRUE_MSG(test, !strcmp(text, expected),
			      "'%s', seen '%s'", expected, text);
	free(text);
	snt_model_destroy(dev);
}

static void what_is_usual_is_not_written(struct kunit *test)
{
	expect_written(test, GATEWAY "Policy = host\nIsdAs = off\n"
		       "TunnelIdle = 540\nHairpin = on\n", GATEWAY);
	expect_written(test, GATEWAY "TunnelIdle = 200\n"
		       "IsdAs = 1-ff00:0:110, 1-ff00:0:111\n"
		       "Hairpin = off\nPolicy = strict\n",
		       GATEWAY "Policy = strict\n"
		       "IsdAs = 1-ff00:0:110,1-ff00:0:111\n"
		       "TunnelIdle = 200\nHairpin = off\n");
}

static void list_is_sent_where_it_differs(struct kunit *test)
{
	struct snt_dev *have = read_dev(test, GATEWAY "Policy = strict\n"
					"IsdAs = 1-ff00:0:110\n");
	struct snt_dev *want = read_dev(test, GATEWAY
					"IsdAs = 1-ff00:0:110\n");
	struct snt_dev *change = snt_diff_create(have, want, SNT_DIFF_SET);

	KUNIT_EXPECT_EQ(test, change->flags, 0);
	snt_model_destroy(change);
	want->isd_as[1] = AS_2;
	change = snt_diff_create(have, want, SNT_DIFF_SYNC);
	KUNIT_EXPECT_EQ(test, change->flags, SNT_DEV_HAS_ISD_AS);
	KUNIT_EXPECT_EQ(test, change->isd_as[1], AS_2);
	snt_model_destroy(change);
	snt_model_destroy(want);
	snt_model_destroy(have);
}

static struct nlmsghdr *begin(char *buf)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct genlmsghdr *genl;

	nlh->nlmsg_type = 32;
	genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));
	genl->cmd = SNAPTUN_CMD_DEV_GET;
	return nlh;
}

static void device_is_read_with_its_list(struct kunit *test)
{
	uint64_t list[SNT_MOST_ISD_ASES + 1] = { htobe64(AS_1), htobe64(AS_2) };
	struct snt_dev *dev = snt_model_create("");
	struct nlmsghdr *nlh;
	char buf[512];

	nlh = begin(buf);
	mnl_attr_put(nlh, SNAPTUN_A_DEV_ISD_AS, 16, list);
	KUNIT_ASSERT_EQ(test, snt_nl_parse_dev(nlh, dev, NULL), 0);
	KUNIT_EXPECT_EQ(test, dev->flags, SNT_DEV_HAS_ISD_AS);
	KUNIT_EXPECT_EQ(test, dev->isd_as[0], AS_1);
	KUNIT_EXPECT_EQ(test, dev->isd_as[1], AS_2);
	nlh = begin(buf);
	mnl_attr_put(nlh, SNAPTUN_A_DEV_ISD_AS, 0, list);
	KUNIT_ASSERT_EQ(test, snt_nl_parse_dev(nlh, dev, NULL), 0);
	KUNIT_EXPECT_EQ(test, dev->isd_as[0], 0);
	KUNIT_EXPECT_EQ(test, dev->isd_as[1], 0);
	nlh = begin(buf);
	mnl_attr_put(nlh, SNAPTUN_A_DEV_ISD_AS, sizeof(list), list);
	KUNIT_EXPECT_NE(test, snt_nl_parse_dev(nlh, dev, NULL), 0);
	snt_model_destroy(dev);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(list_has_up_to_its_number),
	KUNIT_CASE(what_is_usual_is_not_written),
	KUNIT_CASE(list_is_sent_where_it_differs),
	KUNIT_CASE(device_is_read_with_its_list),
	{ }
};

static struct kunit_suite suite = {
	.name = "ctl_policy",
	.test_cases = cases,
};

kunit_test_suite(suite);
