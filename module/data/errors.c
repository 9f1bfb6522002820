// SPDX-License-Identifier: GPL-2.0-only
/* Answers to whoever sent a packet into the tunnel that cannot go on. */
#include "errors.h"

#include <linux/icmp.h>
#include <linux/icmpv6.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <net/icmp.h>
#include <net/ip_tunnels.h>
#include <net/ipv6.h>

/**
 * snt_errors_unreachable - tell the sender that nobody can take its packet
 * @skb: packet that the stack handed to the device, network header set
 *
 * Only real IP packets are answered: what skb->protocol says need not be true
 * when a packet socket sent it. The stack limits the rate and does not answer
 * errors with errors.
 *
 * Borrows @skb, which the caller then drops.
 * Context: process or softirq.
 */
void snt_errors_unreachable(struct sk_buff *skb)
{
	if (skb->protocol != ip_tunnel_parse_protocol(skb))
		return;
	switch (skb->protocol) {
	case htons(ETH_P_IP):
		icmp_ndo_send(skb, ICMP_DEST_UNREACH, ICMP_HOST_UNREACH, 0);
		break;
	case htons(ETH_P_IPV6):
		/* Switched off it can be sent by packet sockets only. */
		if (!ipv6_mod_enabled())
			break;
		icmpv6_ndo_send(skb, ICMPV6_DEST_UNREACH, ICMPV6_ADDR_UNREACH,
				0);
		break;
	}
}
