// SPDX-License-Identifier: GPL-2.0-only
/*
 * Netlink messages without a kernel: what is read from them, and how refusals
 * are put into words.
 */
#include <errno.h>
#include <kunit/test.h>
#include <linux/genetlink.h>
#include <linux/snaptun.h>
#include <stdlib.h>

#include "nl.h"

static struct nlmsghdr *begin(char *buf, uint16_t type, uint8_t cmd)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct genlmsghdr *genl;

	nlh->nlmsg_type = type;
	genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));
	genl->cmd = cmd;
	return nlh;
}

static void put_allowed_ip(struct nlmsghdr *nlh, uint8_t first, uint8_t len)
{
	uint8_t addr[4] = { first };
	struct nlattr *nest;

	nest = mnl_attr_nest_start(nlh, SNAPTUN_A_PEER_ALLOWEDIP);
	mnl_attr_put(nlh, SNAPTUN_A_ALLOWEDIP_IPV4, sizeof(addr), addr);
	mnl_attr_put_u8(nlh, SNAPTUN_A_ALLOWEDIP_PREFIX_LEN, len);
	mnl_attr_nest_end(nlh, nest);
}

static int parse_peer(const struct nlmsghdr *nlh, struct snt_peer *peer)
{
	return snt_nl_parse_peer(nlh, &snt_kind_peer, peer, NULL);
}

static void peer_is_read_with_all_its_attributes(struct kunit *test)
{
	static const uint8_t key[SNT_KEY_LEN] = { 1, 2, 3 };
	char buf[1024];
	struct nlmsghdr *nlh = begin(buf, 32, SNAPTUN_CMD_PEER_GET);
	struct snt_peer peer = { 0 };

	mnl_attr_put(nlh, SNAPTUN_A_PEER_PUBLIC_KEY, SNT_KEY_LEN, key);
	mnl_attr_put_strz(nlh, SNAPTUN_A_PEER_LABEL, "me");
	mnl_attr_put_u16(nlh, SNAPTUN_A_PEER_REMOTE_PORT, htons(7));
	mnl_attr_put_u32(nlh, SNAPTUN_A_PEER_REMOTE_IPV4, htonl(0x7f000001));
	mnl_attr_put_u64(nlh, SNAPTUN_A_PEER_RX_BYTES, UINT64_MAX);
	put_allowed_ip(nlh, 10, 8);
	put_allowed_ip(nlh, 11, 9);
	KUNIT_ASSERT_EQ(test, parse_peer(nlh, &peer), 0);
	KUNIT_EXPECT_TRUE(test, !memcmp(peer.public_key, key, SNT_KEY_LEN));
	KUNIT_EXPECT_TRUE(test, !strcmp(peer.label, "me"));
	KUNIT_EXPECT_EQ(test, peer.endpoint.in.sin_family, AF_INET);
	KUNIT_EXPECT_EQ(test, ntohs(peer.endpoint.in.sin_port), 7);
	KUNIT_EXPECT_EQ(test, peer.rx_bytes, UINT64_MAX);
	KUNIT_EXPECT_EQ(test, peer.nr_prefixes, 2);
	KUNIT_EXPECT_FALSE(test, peer.flags & SNT_PEER_HAS_PSK);
	free(peer.prefixes);
}

static void short_attributes_are_refused(struct kunit *test)
{
	struct snt_peer peer = { 0 };
	char buf[1024];
	struct nlmsghdr *nlh = begin(buf, 32, SNAPTUN_CMD_PEER_GET);

	mnl_attr_put(nlh, SNAPTUN_A_PEER_PUBLIC_KEY, SNT_KEY_LEN - 1,
		     "0123456789012345678901234567890");
	KUNIT_EXPECT_EQ(test, parse_peer(nlh, &peer), -EPROTO);
	nlh = begin(buf, 32, SNAPTUN_CMD_PEER_GET);
	mnl_attr_put_u32(nlh, SNAPTUN_A_PEER_RX_BYTES, 1);
	KUNIT_EXPECT_EQ(test, parse_peer(nlh, &peer), -EPROTO);
}

static void tunnel_is_read_with_both_addresses(struct kunit *test)
{
	char buf[1024];
	struct nlmsghdr *nlh = begin(buf, 32, SNAPTUN_CMD_TUNNEL_GET);
	struct snt_dev *dev = snt_model_create("");

	KUNIT_EXPECT_EQ(test, snt_nl_add_tunnel_cb(nlh, dev), MNL_CB_ERROR);
	KUNIT_EXPECT_EQ(test, dev->nr_peers, 0);
	mnl_attr_put_u32(nlh, SNAPTUN_A_PEER_ID, 7);
	mnl_attr_put_u16(nlh, SNAPTUN_A_PEER_LOCAL_PORT, 6001);
	mnl_attr_put_u32(nlh, SNAPTUN_A_PEER_ASSIGNED_IPV4, htonl(0x0a000001));
	mnl_attr_put_u16(nlh, SNAPTUN_A_PEER_ASSIGNED_PORT, htons(2));
	mnl_attr_put_u32(nlh, SNAPTUN_A_PEER_PREVIOUS_IPV4, htonl(0x0a000003));
	mnl_attr_put_u16(nlh, SNAPTUN_A_PEER_PREVIOUS_PORT, htons(4));
	KUNIT_ASSERT_EQ(test, snt_nl_add_tunnel_cb(nlh, dev), MNL_CB_OK);
	KUNIT_ASSERT_EQ(test, dev->nr_peers, 1);
	KUNIT_EXPECT_EQ(test, dev->peers->id, 7);
	KUNIT_EXPECT_EQ(test, dev->peers->local_port, 6001);
	KUNIT_EXPECT_EQ(test, ntohs(dev->peers->assigned.in.sin_port), 2);
	KUNIT_EXPECT_EQ(test, ntohs(dev->peers->previous.in.sin_port), 4);
	KUNIT_EXPECT_EQ(test, dev->peers->previous.in.sin_addr.s_addr,
			htonl(0x0a000003));
	KUNIT_EXPECT_PTR_EQ(test, snt_model_find_tunnel(dev, 7), dev->peers);
	KUNIT_EXPECT_NULL(test, snt_model_find_tunnel(dev, 8));
	snt_model_destroy(dev);
}

/* An acknowledgment of @request that points to @offset. */
static const char *describe(struct snt_nl *nl, const struct nlmsghdr *request,
			    const char *text, uint32_t offset, uint32_t missing)
{
	struct nlmsgerr err = { .error = -EINVAL, .msg = *request };
	static char buf[1024];
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);

	nlh->nlmsg_type = NLMSG_ERROR;
	nlh->nlmsg_flags = NLM_F_CAPPED | NLM_F_ACK_TLVS;
	memcpy(mnl_nlmsg_put_extra_header(nlh, sizeof(err)), &err,
	       sizeof(err));
	if (text)
		mnl_attr_put_strz(nlh, NLMSGERR_ATTR_MSG, text);
	if (offset)
		mnl_attr_put_u32(nlh, NLMSGERR_ATTR_OFFS, offset);
	if (missing)
		mnl_attr_put_u32(nlh, NLMSGERR_ATTR_MISS_TYPE, missing);
	snt_nl_describe(nl, nlh, request);
	return nl->error;
}

static void expect_error(struct kunit *test, const struct snt_nl *nl,
			 const char *text)
{
	KUNIT_EXPECT_TRUE_MSG(test, !strcmp(nl->error, text), "'%s', seen '%s'",
			      text, nl->error);
}

static void refusal_names_the_attribute_inside_a_nest(struct kunit *test)
{
	char buf[1024];
	struct nlmsghdr *nlh = begin(buf, 32, SNAPTUN_CMD_PEER_SET);
	struct snt_nl nl;
	uint32_t offset;

	mnl_attr_put_u32(nlh, SNAPTUN_A_PEER_IFINDEX, 1);
	put_allowed_ip(nlh, 10, 8);
	offset = nlh->nlmsg_len;
	put_allowed_ip(nlh, 10, 200);
	describe(&nl, nlh, "too long", offset + 4 + 8, 0);
	expect_error(test, &nl, "too long (attribute allowedip.prefix-len)");
	describe(&nl, nlh, "bad", offset, 0);
	expect_error(test, &nl, "bad (attribute allowedip)");
}

static void refusal_names_the_peer_and_what_is_missing(struct kunit *test)
{
	static const uint8_t key[SNT_KEY_LEN];
	char buf[1024];
	struct nlmsghdr *nlh = begin(buf, 32, SNAPTUN_CMD_PEER_SET);
	struct snt_nl nl;

	mnl_attr_put(nlh, SNAPTUN_A_PEER_PUBLIC_KEY, SNT_KEY_LEN, key);
	describe(&nl, nlh, NULL, 0, SNAPTUN_A_PEER_REMOTE_PORT);
	expect_error(test, &nl,
		     "peer AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=: Invalid argument (attribute remote-port)");
}

static void refusal_names_the_tunnel(struct kunit *test)
{
	char buf[1024];
	struct nlmsghdr *nlh = begin(buf, 32, SNAPTUN_CMD_TUNNEL_DEL);
	struct snt_nl nl;

	mnl_attr_put_u32(nlh, SNAPTUN_A_PEER_ID, 9);
	describe(&nl, nlh, "gone", NLMSG_HDRLEN + GENL_HDRLEN, 0);
	expect_error(test, &nl, "tunnel 9: gone (attribute id)");
}

static void offset_that_is_nowhere_does_no_harm(struct kunit *test)
{
	char buf[1024];
	struct nlmsghdr *nlh = begin(buf, 32, SNAPTUN_CMD_DEV_SET);
	struct snt_nl nl;
	uint32_t offset;

	mnl_attr_put_u32(nlh, SNAPTUN_A_DEV_FWMARK, 1);
	for (offset = 0; offset < 100; offset++) {
		describe(&nl, nlh, "no", offset, 0);
		KUNIT_EXPECT_TRUE(test, !strncmp(nl.error, "no", 2));
	}
	describe(&nl, nlh, "no", 0, 5000);
	KUNIT_EXPECT_TRUE(test, !strcmp(nl.error, "no"));
}

static struct kunit_case cases[] = {
	KUNIT_CASE(peer_is_read_with_all_its_attributes),
	KUNIT_CASE(short_attributes_are_refused),
	KUNIT_CASE(tunnel_is_read_with_both_addresses),
	KUNIT_CASE(refusal_names_the_attribute_inside_a_nest),
	KUNIT_CASE(refusal_names_the_peer_and_what_is_missing),
	KUNIT_CASE(refusal_names_the_tunnel),
	KUNIT_CASE(offset_that_is_nowhere_does_no_harm),
	{ }
};

static struct kunit_suite suite = {
	.name = "ctl_nl",
	.test_cases = cases,
};

kunit_test_suite(suite);
