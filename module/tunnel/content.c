// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tells of a packet without a link layer whether it is IPv4, IPv6 or SCION,
 * and whether the device lets that through.
 */
#include "content.h"
#include <linux/if_ether.h>
#include <linux/skbuff.h>
#include "core/flow.h"
#include "device.h"

/**
 * snt_content_protocol - what a packet is
 * @skb: its network header is set; borrowed
 *
 * Return: the Ethernet type by the first nibble, 0 for none we know.
 */
__be16 snt_content_protocol(const struct sk_buff *skb)
{
	const u8 *first;
	u8 buf;

	first = skb_header_pointer(skb, skb_network_offset(skb), 1, &buf);
	if (unlikely(!first))
		return 0;
	switch (*first >> 4) {
	case 0:
		return htons(SNT_ETH_P_SCION);
	case 4:
		return htons(ETH_P_IP);
	case 6:
		return htons(ETH_P_IPV6);
	default:
		return 0;
	}
}

/**
 * snt_content_is_admitted - does the device's payload setting let it through?
 * @snt: the device
 * @protocol: from snt_content_protocol()
 *
 * Return: true if so.
 */
bool snt_content_is_admitted(const struct snt_device *snt, __be16 protocol)
{
	switch (READ_ONCE(snt->payload)) {
	case SNAPTUN_PAYLOAD_IP:
		return protocol != htons(SNT_ETH_P_SCION);
	case SNAPTUN_PAYLOAD_SCION:
		return protocol == htons(SNT_ETH_P_SCION);
	default:
		return true;
	}
}

/**
 * snt_content_read_flow - host and port that a SCION packet comes from or goes
 * to
 * @skb: a SCION packet, which begins with its header; its headers are made
 *	linear
 * @end: which of the two, enum snt_flow_end
 * @flow: the result
 *
 * Context: any.
 * Return: 0, -ENOMEM or an error of snt_flow_parse().
 */
int snt_content_read_flow(struct sk_buff *skb, int end, struct snt_flow *flow)
{
	unsigned int len = min_t(unsigned int, skb->len, SNT_FLOW_HEAD_MAX);
	int err;

	/* Most are linear, or have their headers where they can be read. */
	err = snt_flow_parse(skb->data, skb_headlen(skb), end, flow);
	if (likely(err != -ENODATA) || skb_headlen(skb) >= len)
		return err;
	if (!pskb_may_pull(skb, len))
		return -ENOMEM;
	return snt_flow_parse(skb->data, len, end, flow);
}
