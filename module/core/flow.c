// SPDX-License-Identifier: GPL-2.0-only
/*
 * Finds host and port in a SCION packet.
 */
#include "flow.h"

#include "scion.h"
#include "scmp.h"

#define UDP_PORTS_LEN		4
#define SCMP_ID_OFF		4
#define SCMP_ID_END		6
#define IPV4_LEN		4

/**
 * snt_flow_unmap - have an IPv4 address as one
 * @flow: a socket, as a socket of both families sees it
 *
 * Such a socket names IPv4 ends by IPv6 addresses that they know nothing of.
 *
 * Context: any.
 */
void snt_flow_unmap(struct snt_flow *flow)
{
	static const u8 mapped[sizeof(flow->host) - IPV4_LEN] = {
		[10] = 0xff, [11] = 0xff,
	};

	if (memcmp(flow->host, mapped, sizeof(mapped)))
		return;
	flow->version = 4;
	memmove(flow->host, flow->host + sizeof(mapped), IPV4_LEN);
	memset(flow->host + IPV4_LEN, 0, sizeof(mapped));
}

static int udp_port(const struct snt_scion_cursor *at, enum snt_flow_end end,
		    u16 *port)
{
	if (at->len < UDP_PORTS_LEN)
		return -ENODATA;
	*port = get_unaligned_be16(at->buf + (end == SNT_FLOW_SOURCE ? 0 : 2));
	return 0;
}

static int scmp_id(const struct snt_scion_cursor *at, u16 *port)
{
	if (at->len < SCMP_ID_END)
		return -ENODATA;
	*port = get_unaligned_be16(at->buf + SCMP_ID_OFF);
	return 0;
}

/* What is quoted went the other way. */
static int quoted_port(struct snt_scion_cursor at, enum snt_flow_end end,
		       u16 *port)
{
	struct snt_scion scion;
	int err;

	err = snt_scion_skip(&at, snt_scmp_quote_off(at.buf[0])) ?:
	      snt_scion_skip_headers(&at, &scion);
	if (err)
		return err;
	if (at.next == SNT_SCION_NEXT_UDP)
		return udp_port(&at, end == SNT_FLOW_SOURCE ?
				SNT_FLOW_DESTINATION : SNT_FLOW_SOURCE, port);
	if (at.next != SNT_SCION_NEXT_SCMP)
		return -EPROTONOSUPPORT;
	if (!at.len)
		return -ENODATA;
	if (!snt_scmp_has_id(at.buf[0]))
		return -EPROTONOSUPPORT;
	return scmp_id(&at, port);
}

static int port_of(const struct snt_scion_cursor *at, enum snt_flow_end end,
		   u16 *port)
{
	if (at->next == SNT_SCION_NEXT_UDP)
		return udp_port(at, end, port);
	if (at->next != SNT_SCION_NEXT_SCMP)
		return -EPROTONOSUPPORT;
	if (!at->len)
		return -ENODATA;
	if (snt_scmp_has_id(at->buf[0]))
		return scmp_id(at, port);
	if (!snt_scmp_quote_off(at->buf[0]))
		return -EPROTONOSUPPORT;
	return quoted_port(*at, end, port);
}

/**
 * snt_flow_parse - one end of the flow that a packet belongs to
 * @buf: the first bytes of a SCION packet
 * @len: how many, SNT_FLOW_HEAD_MAX suffice
 * @end: which end
 * @flow: the result, all of its bytes
 *
 * Whether the packet is as long as its header says is not looked at.
 *
 * Return: 0; -ENODATA: @len bytes do not tell; -EPROTONOSUPPORT: neither UDP
 * nor an SCMP message with a port, or a host without an IP address; -EPROTO,
 * -EINVAL: no SCION packet.
 * Context: any.
 */
int snt_flow_parse(const u8 *buf, size_t len, enum snt_flow_end end,
		   struct snt_flow *flow)
{
	struct snt_scion_cursor at = { .buf = buf, .len = len };
	const struct snt_scion_host *host;
	struct snt_scion scion;
	int err;

	memset(flow, 0, sizeof(*flow));
	err = snt_scion_skip_headers(&at, &scion);
	if (err)
		return err;
	host = end == SNT_FLOW_SOURCE ? &scion.src : &scion.dst;
	if (!snt_scion_host_is_ip(host))
		return -EPROTONOSUPPORT;
	flow->version = host->len == 4 ? 4 : 6;
	memcpy(flow->host, buf + host->off, host->len);
	return port_of(&at, end, &flow->port);
}
