// SPDX-License-Identifier: GPL-2.0-only
/*
 * Netlink messages as snaptun-ctl reads them: devices, peers, notifications
 * and refusals, with any attributes.
 */
#include <linux/genetlink.h>
#include <linux/snaptun.h>

#include "fuzz.h"
#include "nl.h"

/* The fuzzer gives what stands behind the header, which the kernel writes. */
static struct nlmsghdr *build(struct input *in, char *buf, size_t size)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct genlmsghdr *genl;
	size_t len = in->len < size ? in->len : size;

	nlh->nlmsg_type = 32;
	genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));
	genl->cmd = take_u8(in) % (SNAPTUN_CMD_MAX + 1);
	take(in, buf + nlh->nlmsg_len, len);
	nlh->nlmsg_len += len;
	return nlh;
}

static void read_peer(const struct nlmsghdr *nlh, const struct snt_kind *kind)
{
	struct snt_peer peer = { 0 };

	if (!snt_nl_parse_peer(nlh, kind, &peer, NULL))
		MUST(strlen(peer.label) <= SNT_LABEL_LEN);
	free(peer.prefixes);
}

static void read_tunnels(const struct nlmsghdr *nlh)
{
	struct snt_dev *dev = snt_model_create("");

	snt_nl_add_tunnel_cb(nlh, dev);
	MUST(dev->nr_peers <= 1);
	snt_model_destroy(dev);
}

static void read_event(const struct nlmsghdr *nlh)
{
	struct snt_event event;

	snt_nl_parse_event(nlh, &event);
	MUST(strlen(event.dev.name) < IFNAMSIZ);
	free(event.peer.prefixes);
}

static void read_refusal(const struct nlmsghdr *request, struct input *in)
{
	char buf[256];
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct nlmsgerr err = { .error = -22, .msg = *request };
	struct snt_nl nl;
	uint32_t offset;

	nlh->nlmsg_type = NLMSG_ERROR;
	nlh->nlmsg_flags = NLM_F_CAPPED | NLM_F_ACK_TLVS;
	memcpy(mnl_nlmsg_put_extra_header(nlh, sizeof(err)), &err,
	       sizeof(err));
	offset = take_u16(in);
	mnl_attr_put_u32(nlh, take_u8(in) & 1 ? NLMSGERR_ATTR_OFFS :
						NLMSGERR_ATTR_MISS_TYPE,
			 offset);
	snt_nl_describe(&nl, nlh, request);
	MUST(strlen(nl.error) < sizeof(nl.error));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size }, again;
	struct snt_dev dev = { 0 };
	char buf[4096 + 64];
	struct nlmsghdr *nlh;
	uint8_t rest[8];

	take(&in, rest, sizeof(rest));
	again = (struct input){ rest, sizeof(rest) };
	nlh = build(&in, buf, 4096);
	snt_nl_parse_dev(nlh, &dev, NULL);
	MUST(strlen(dev.name) < IFNAMSIZ);
	read_peer(nlh, &snt_kind_peer);
	read_peer(nlh, &snt_kind_gateway);
	read_tunnels(nlh);
	read_event(nlh);
	read_refusal(nlh, &again);
	return 0;
}
