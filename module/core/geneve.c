// SPDX-License-Identifier: GPL-2.0-only
/*
 * The Geneve header before a message.
 */
#include "geneve.h"

/* Byte 0: version (2 bits), length of the options (6 bits); byte 1: flags;
 * bytes 2 and 3: protocol; bytes 4 to 6: VNI; byte 7: reserved.
 */
static u16 protocol_of(const u8 *buf)
{
	return (u16)(buf[2] << 8 | buf[3]);
}

/**
 * snt_geneve_build - write a header
 * @buf: SNT_GENEVE_LEN bytes, anywhere
 * @encap: not SNT_ENCAP_NONE
 *
 * Context: any.
 */
void snt_geneve_build(u8 *buf, u32 encap)
{
	buf[0] = 0;
	buf[1] = 0;
	buf[2] = SNT_GENEVE_PROTOCOL >> 8;
	buf[3] = SNT_GENEVE_PROTOCOL & 0xff;
	buf[4] = (u8)(encap >> 16);
	buf[5] = (u8)(encap >> 8);
	buf[6] = (u8)encap;
	buf[7] = 0;
}

/**
 * snt_geneve_is_one - does a datagram begin with a Geneve header?
 * @buf: its first SNT_GENEVE_LEN bytes
 *
 * No message begins like a header without options. One with options may, so it
 * is told by what follows.
 *
 * Return: true if it can be no message; then snt_geneve_parse() says more.
 * Context: any.
 */
bool snt_geneve_is_one(const u8 *buf)
{
	return !buf[0] || protocol_of(buf) == SNT_GENEVE_PROTOCOL;
}

/**
 * snt_geneve_parse - read a header
 * @buf: SNT_GENEVE_LEN bytes, anywhere
 * @encap: the result
 *
 * Return: 0, or -EPROTO: another version or protocol, options, a control
 * packet, or reserved bits that are set.
 * Context: any.
 */
int snt_geneve_parse(const u8 *buf, u32 *encap)
{
	if (buf[0] || buf[1] || protocol_of(buf) != SNT_GENEVE_PROTOCOL ||
	    buf[7])
		return -EPROTO;
	*encap = SNT_ENCAP_GENEVE | (u32)buf[4] << 16 | (u32)buf[5] << 8 |
		 buf[6];
	return 0;
}
