// SPDX-License-Identifier: GPL-2.0-only
/*
 * Finds host and port in a SCION packet, behind any path and extensions.
 */
#include "flow.h"

#include "scion.h"

#define EXTENSION_LEN_UNIT	4
/* Extensions of one packet: hop-by-hop, then end-to-end. */
#define EXTENSIONS_MAX		2
#define UDP_PORTS_LEN		4
#define SCMP_ID_OFF		4
#define SCMP_ID_END		6

/* SCMP types; those below 128 are errors. */
enum {
	SCMP_UNREACHABLE	= 1,
	SCMP_TOO_BIG		= 2,
	SCMP_PARAMETER		= 4,
	SCMP_INTERFACE_DOWN	= 5,
	SCMP_CONNECTIVITY_DOWN	= 6,
	SCMP_ECHO_REQUEST	= 128,
	SCMP_TRACEROUTE_REPLY	= 131,
};

/**
 * struct cursor - what of a packet is still to be read
 * @buf: the rest
 * @len: its length, as far as it is there
 * @next: type of the header that it begins with
 */
struct cursor {
	const u8 *buf;
	size_t len;
	u8 next;
};

static int skip(struct cursor *at, size_t len)
{
	if (len > at->len)
		return -ENODATA;
	at->buf += len;
	at->len -= len;
	return 0;
}

/* Both kinds begin with the type of what follows and with their own length. */
static int skip_extensions(struct cursor *at)
{
	unsigned int i;
	u8 next;
	int err;

	for (i = 0; i < EXTENSIONS_MAX; i++) {
		if (at->next != SNT_SCION_NEXT_HOP_BY_HOP &&
		    at->next != SNT_SCION_NEXT_END_TO_END)
			return 0;
		if (at->len < 2)
			return -ENODATA;
		next = at->buf[0];
		err = skip(at, ((size_t)at->buf[1] + 1) * EXTENSION_LEN_UNIT);
		if (err)
			return err;
		at->next = next;
	}
	return 0;
}

/* To the first header behind addresses, path and extensions. */
static int begin(struct cursor *at, struct snt_scion *scion)
{
	int err = snt_scion_parse_head(at->buf, at->len, scion);

	if (err)
		return err;
	at->next = scion->next_header;
	return skip(at, scion->hdr_len) ?: skip_extensions(at);
}

static int udp_port(const struct cursor *at, enum snt_flow_end end, u16 *port)
{
	if (at->len < UDP_PORTS_LEN)
		return -ENODATA;
	*port = snt_scion_get_u16(at->buf + (end == SNT_FLOW_SOURCE ? 0 : 2));
	return 0;
}

static int scmp_id(const struct cursor *at, u16 *port)
{
	if (at->len < SCMP_ID_END)
		return -ENODATA;
	*port = snt_scion_get_u16(at->buf + SCMP_ID_OFF);
	return 0;
}

static bool has_id(u8 type)
{
	return type >= SCMP_ECHO_REQUEST && type <= SCMP_TRACEROUTE_REPLY;
}

/* Where an SCMP error quotes a packet; 0: it is none that does. */
static size_t quote_off(u8 type)
{
	switch (type) {
	case SCMP_UNREACHABLE:
	case SCMP_TOO_BIG:
	case SCMP_PARAMETER:
		return 8;
	case SCMP_INTERFACE_DOWN:
		return 20;
	case SCMP_CONNECTIVITY_DOWN:
		return 28;
	default:
		return 0;
	}
}

/* What is quoted went the other way. */
static int quoted_port(struct cursor at, enum snt_flow_end end, u16 *port)
{
	struct snt_scion scion;
	int err;

	err = skip(&at, quote_off(at.buf[0])) ?: begin(&at, &scion);
	if (err)
		return err;
	if (at.next == SNT_SCION_NEXT_UDP)
		return udp_port(&at, end == SNT_FLOW_SOURCE ?
				SNT_FLOW_DESTINATION : SNT_FLOW_SOURCE, port);
	if (at.next != SNT_SCION_NEXT_SCMP)
		return -EPROTONOSUPPORT;
	if (!at.len)
		return -ENODATA;
	return has_id(at.buf[0]) ? scmp_id(&at, port) : -EPROTONOSUPPORT;
}

static int port_of(const struct cursor *at, enum snt_flow_end end, u16 *port)
{
	if (at->next == SNT_SCION_NEXT_UDP)
		return udp_port(at, end, port);
	if (at->next != SNT_SCION_NEXT_SCMP)
		return -EPROTONOSUPPORT;
	if (!at->len)
		return -ENODATA;
	if (has_id(at->buf[0]))
		return scmp_id(at, port);
	if (!quote_off(at->buf[0]))
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
	struct cursor at = { .buf = buf, .len = len };
	const struct snt_scion_host *host;
	struct snt_scion scion;
	int err;

	memset(flow, 0, sizeof(*flow));
	err = begin(&at, &scion);
	if (err)
		return err;
	host = end == SNT_FLOW_SOURCE ? &scion.src : &scion.dst;
	if (!snt_scion_host_is_ip(host))
		return -EPROTONOSUPPORT;
	flow->version = host->len == 4 ? 4 : 6;
	memcpy(flow->host, buf + host->off, host->len);
	return port_of(&at, end, &flow->port);
}
