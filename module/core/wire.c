// SPDX-License-Identifier: GPL-2.0-only
/*
 * Telling messages apart, and the fields that are read or written one by one.
 */
#include "wire.h"

/**
 * snt_wire_response_len - length of a response
 * @mode: the wire mode
 *
 * Return: in bytes.
 * Context: any.
 */
size_t snt_wire_response_len(enum snt_wire_mode mode)
{
	if (mode == SNT_MODE_WIREGUARD)
		return SNT_RESPONSE_WIREGUARD_LEN;
	return SNT_RESPONSE_SNAP_LEN;
}

static int exact_len(size_t len, size_t want, int type)
{
	return len == want ? type : -EMSGSIZE;
}

static int classify_response(size_t len, enum snt_wire_mode mode)
{
	if (len == snt_wire_response_len(mode))
		return SNT_WIRE_RESPONSE;
	if (len == SNT_RESPONSE_SNAP_LEN || len == SNT_RESPONSE_WIREGUARD_LEN)
		return -EPROTOTYPE;
	return -EMSGSIZE;
}

/**
 * snt_wire_classify - tell a datagram's message type
 * @buf: the datagram; only its first four bytes are read
 * @len: its whole length
 * @mode: what the device speaks
 *
 * In WireGuard mode the three reserved bytes must be zero, as Linux demands;
 * in SNAP mode they are ignored, as the real ends do.
 *
 * Return: an enum snt_wire_type, or -ENODATA: shorter than any message;
 * -ENOMSG: unknown type; -EMSGSIZE: not the length of its type; -EPROTOTYPE:
 * a response of the other mode.
 * Context: any.
 */
int snt_wire_classify(const u8 *buf, size_t len, enum snt_wire_mode mode)
{
	/* An empty data message is the shortest message of all. */
	if (len < SNT_DATA_OVERHEAD_LEN)
		return -ENODATA;
	if (mode == SNT_MODE_WIREGUARD && (buf[1] | buf[2] | buf[3]))
		return -ENOMSG;

	switch (buf[0]) {
	case SNT_WIRE_DATA:
		return SNT_WIRE_DATA;
	case SNT_WIRE_INITIATION:
		return exact_len(len, SNT_INITIATION_LEN, SNT_WIRE_INITIATION);
	case SNT_WIRE_RESPONSE:
		return classify_response(len, mode);
	case SNT_WIRE_COOKIE_REPLY:
		return exact_len(len, SNT_COOKIE_REPLY_LEN,
				 SNT_WIRE_COOKIE_REPLY);
	default:
		return -ENOMSG;
	}
}

/**
 * snt_wire_sockaddr_build - write an observed address
 * @buf: 20 bytes
 * @version: 4 or 6
 * @port: in host order
 * @addr: 4 or 16 bytes, as on the wire
 *
 * Context: any.
 */
void snt_wire_sockaddr_build(u8 *buf, u8 version, u16 port, const u8 *addr)
{
	struct snt_wire_sockaddr sockaddr = {
		.version = version,
		.port = cpu_to_be16(port),
	};

	if (version == 4)
		memcpy(sockaddr.addr + 12, addr, 4);
	else
		memcpy(sockaddr.addr, addr, 16);
	memcpy(buf, &sockaddr, sizeof(sockaddr));
}

/**
 * snt_wire_sockaddr_parse - read an observed address
 * @buf: 20 bytes
 * @out: the result
 *
 * Return: 0, or -EPROTO for another version than 4 and 6 or a reserved byte
 * that is not zero; @out is zeroed then.
 * Context: any.
 */
int snt_wire_sockaddr_parse(const u8 *buf, struct snt_observed *out)
{
	struct snt_wire_sockaddr sockaddr;

	memset(out, 0, sizeof(*out));
	memcpy(&sockaddr, buf, sizeof(sockaddr));
	if (sockaddr.version != 4 && sockaddr.version != 6)
		return -EPROTO;
	if (sockaddr.reserved)
		return -EPROTO;

	out->version = sockaddr.version;
	out->port = be16_to_cpu(sockaddr.port);
	memcpy(out->addr, sockaddr.addr, sizeof(out->addr));
	return 0;
}

/**
 * snt_wire_data_build - write the head of a data message
 * @buf: 16 bytes
 * @receiver_index: the receiver's name of the session
 * @counter: of this message
 *
 * Context: any.
 */
void snt_wire_data_build(u8 *buf, __le32 receiver_index, u64 counter)
{
	const struct snt_wire_data hdr = {
		.type = SNT_WIRE_DATA,
		.receiver_index = receiver_index,
		.counter = cpu_to_le64(counter),
	};

	memcpy(buf, &hdr, sizeof(hdr));
}

/**
 * snt_wire_data_parse - read the head of a data message
 * @buf: a message that snt_wire_classify() called SNT_WIRE_DATA
 * @receiver_index: the session
 * @counter: its counter
 *
 * Context: any.
 */
void snt_wire_data_parse(const u8 *buf, __le32 *receiver_index, u64 *counter)
{
	struct snt_wire_data hdr;

	memcpy(&hdr, buf, sizeof(hdr));
	*receiver_index = hdr.receiver_index;
	*counter = le64_to_cpu(hdr.counter);
}

static size_t round_up_padding(size_t len)
{
	return (len + SNT_PADDING_MULTIPLE - 1) / SNT_PADDING_MULTIPLE *
	       SNT_PADDING_MULTIPLE;
}

/**
 * snt_wire_padded_len - length of a payload with its padding
 * @len: of the payload
 * @mtu: of the tunnel device, 0 if there is none
 *
 * Up to a multiple of 16, but not beyond the MTU. A payload longer than the
 * MTU is padded as its last MTU-sized piece would be.
 *
 * Return: @len or more.
 * Context: any.
 */
size_t snt_wire_padded_len(size_t len, size_t mtu)
{
	size_t padded, unit = len;

	if (!mtu)
		return round_up_padding(len);
	if (unit > mtu)
		unit %= mtu;
	padded = round_up_padding(unit);
	if (padded > mtu)
		padded = mtu;
	return len - unit + padded;
}
