// SPDX-License-Identifier: GPL-2.0-only
/*
 * Telling messages apart, and the fields that are read or written one by one.
 */
#include "wire.h"

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

void snt_wire_data_build(u8 *buf, __le32 receiver_index, u64 counter)
{
	const struct snt_wire_data hdr = {
		.type = SNT_WIRE_DATA,
		.receiver_index = receiver_index,
		.counter = cpu_to_le64(counter),
	};

	memcpy(buf, &hdr, sizeof(hdr));
}

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
