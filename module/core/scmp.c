// SPDX-License-Identifier: GPL-2.0-only
/*
 * SCMP messages.  An error that is built here is like those that a SNAP itself
 * sends: its path is empty, so that it reaches who is in the same AS or in a
 * tunnel, and it has no flow id and no traffic class.
 */
#include "scmp.h"

#include "scion.h"

#define HDR_LEN_UNIT	4
#define MESSAGE_LEN	8

/**
 * snt_scmp_quote_off - where an error quotes a packet
 * @type: its type
 *
 * Return: offset in the message, or 0: it is no error that quotes.
 * Context: any.
 */
size_t snt_scmp_quote_off(u8 type)
{
	switch (type) {
	case SNT_SCMP_UNREACHABLE:
	case SNT_SCMP_TOO_BIG:
	case SNT_SCMP_PARAMETER:
		return 8;
	case SNT_SCMP_INTERFACE_DOWN:
		return 20;
	case SNT_SCMP_CONNECTIVITY_DOWN:
		return 28;
	default:
		return 0;
	}
}

/**
 * snt_scmp_may_be_error - is a packet an SCMP error, as far as it can be told?
 * @buf: the first bytes of what may be a SCION packet
 * @len: how many, SNT_FLOW_HEAD_MAX suffice
 *
 * Headers that contradict each other are believed in what they say of where
 * they end: so does everybody on the way who looks for what follows.
 *
 * Return: false if it is none: it is another message, no SCION packet at all,
 * or too short for one.
 * Context: any.
 */
bool snt_scmp_may_be_error(const u8 *buf, size_t len)
{
	struct snt_scion_cursor at = { .buf = buf, .len = len };
	int err;

	if (len < SNT_SCION_HDR_LEN_MIN || buf[0] >> 4)
		return false;
	at.next = buf[4];
	err = snt_scion_skip(&at, snt_scion_hdr_len(buf)) ?:
	      snt_scion_skip_extensions(&at);
	switch (at.next) {
	case SNT_SCION_NEXT_SCMP:
		return err || !at.len || at.buf[0] < SNT_SCMP_ECHO_REQUEST;
	case SNT_SCION_NEXT_HOP_BY_HOP:
	case SNT_SCION_NEXT_END_TO_END:
		return true;
	default:
		return false;
	}
}

/**
 * snt_scmp_may_answer - may a packet be answered by an error?
 * @buf: the first bytes of the packet
 * @len: how many, SNT_FLOW_HEAD_MAX suffice
 *
 * Return: false if it is an error itself, or if that cannot be told: it is no
 * SCION packet, or ends too early.
 * Context: any.
 */
bool snt_scmp_may_answer(const u8 *buf, size_t len)
{
	struct snt_scion scion;

	return !snt_scion_parse_head(buf, len, &scion) &&
	       !snt_scmp_may_be_error(buf, len);
}

/**
 * snt_scmp_answer_to - direct an error to who sent a packet
 * @error: destination host and ISD-AS are set
 * @packet: the first bytes of the packet
 * @len: how many
 *
 * Return: 0; -EPROTONOSUPPORT: the sender has no IP address; the errors of
 * snt_scion_parse_head().
 * Context: any.
 */
int snt_scmp_answer_to(struct snt_scmp_error *error, const u8 *packet,
		       size_t len)
{
	struct snt_scion scion;
	int err = snt_scion_parse_head(packet, len, &scion);

	if (err)
		return err;
	if (!snt_scion_host_is_ip(&scion.src))
		return -EPROTONOSUPPORT;
	error->dst_ia = scion.src_ia;
	memset(&error->dst, 0, sizeof(error->dst));
	error->dst.version = scion.src.len == 4 ? 4 : 6;
	memcpy(error->dst.host, packet + scion.src.off, scion.src.len);
	return 0;
}

static size_t host_len(const struct snt_flow *flow)
{
	return flow->version == 4 ? 4 : 16;
}

static u16 sum_of(u32 sum, const u8 *p, size_t len)
{
	for (; len > 1; p += 2, len -= 2)
		sum += get_unaligned_be16(p);
	if (len)
		sum += (u32)p[0] << 8;
	sum = (sum & 0xffff) + (sum >> 16);
	return (u16)(sum + (sum >> 16));
}

static void put_header(u8 *out, size_t hdr_len, u16 payload_len,
		       const struct snt_scmp_error *error)
{
	size_t dst_len = host_len(&error->dst), src_len = host_len(&error->src);

	memset(out, 0, SNT_SCION_COMMON_LEN);
	out[4] = SNT_SCION_NEXT_SCMP;
	out[5] = (u8)(hdr_len / HDR_LEN_UNIT);
	put_unaligned_be16(payload_len, out + 6);
	out[SNT_SCION_PATH_TYPE_OFF] = SNT_SCION_PATH_EMPTY;
	out[9] = (u8)((dst_len / 4 - 1) << 4 | (src_len / 4 - 1));
	put_unaligned_be64(error->dst_ia, out + SNT_SCION_COMMON_LEN);
	put_unaligned_be64(error->src_ia, out + SNT_SCION_COMMON_LEN + 8);
	memcpy(out + SNT_SCION_DST_HOST_OFF, error->dst.host, dst_len);
	memcpy(out + SNT_SCION_DST_HOST_OFF + dst_len, error->src.host,
	       src_len);
}

/**
 * snt_scmp_build - write an error that answers a packet
 * @out: @max bytes for it
 * @max: it is not longer; SNT_SCMP_ERROR_MAX, or less
 * @error: what it says
 * @packet: the packet, of which as much as fits is quoted
 * @len: its length
 *
 * Whether the packet may be answered, the caller has asked before.
 *
 * Return: length of the error, or 0: @max is too small even without a quote, or
 * errors of that type are not built here.
 * Context: any.
 */
size_t snt_scmp_build(u8 *out, size_t max, const struct snt_scmp_error *error,
		      const u8 *packet, size_t len)
{
	size_t hdr_len = SNT_SCION_DST_HOST_OFF + host_len(&error->dst) +
			 host_len(&error->src);
	u8 *message = out + hdr_len;
	u32 sum;

	if (max > SNT_SCMP_ERROR_MAX)
		max = SNT_SCMP_ERROR_MAX;
	if (max < hdr_len + MESSAGE_LEN ||
	    snt_scmp_quote_off(error->type) != MESSAGE_LEN)
		return 0;
	if (len > max - hdr_len - MESSAGE_LEN)
		len = max - hdr_len - MESSAGE_LEN;
	memset(message, 0, MESSAGE_LEN);
	message[0] = error->type;
	message[1] = error->code;
	put_unaligned_be16(error->value, message + 6);
	memcpy(message + MESSAGE_LEN, packet, len);
	len += MESSAGE_LEN;
	put_header(out, hdr_len, (u16)len, error);

	/* Addresses, length and protocol are what the pseudo header is. */
	sum = sum_of(SNT_SCION_NEXT_SCMP + (u32)len, message, len);
	sum = sum_of(sum, out + SNT_SCION_COMMON_LEN,
		     hdr_len - SNT_SCION_COMMON_LEN);
	put_unaligned_be16((u16)~sum, message + 2);
	return hdr_len + len;
}
