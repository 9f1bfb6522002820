// SPDX-License-Identifier: GPL-2.0-only
/*
 * STUN binding requests and their answers.
 *
 * Requests of SCION applications end in a FINGERPRINT, by which they are told
 * from all else that comes to the same port; one without it is no request.
 * Attributes of credentials are known, but none are asked for: they have no
 * effect.
 */
#include "stun.h"

#define BINDING_REQUEST		0x0001
#define BINDING_SUCCESS		0x0101
#define BINDING_ERROR		0x0111
#define COOKIE			0x2112a442
#define COOKIE_OFF		4
#define HEADER_LEN		20
#define ATTR_HEADER_LEN		4
#define FINGERPRINT_LEN		(ATTR_HEADER_LEN + 4)
#define FINGERPRINT_XOR		0x5354554e
#define FAMILY_IPV4		1
#define FAMILY_IPV6		2
#define UNKNOWN_ATTRIBUTE	420
/* Attributes from here on can be ignored by who does not know them. */
#define OPTIONAL		0x8000

enum stun_attribute {
	MAPPED_ADDRESS		= 0x0001,
	USERNAME		= 0x0006,
	INTEGRITY		= 0x0008,
	ERROR_CODE		= 0x0009,
	UNKNOWN_ATTRIBUTES	= 0x000a,
	REALM			= 0x0014,
	NONCE			= 0x0015,
	INTEGRITY_SHA256	= 0x001c,
	PASSWORD_ALGORITHM	= 0x001d,
	USERHASH		= 0x001e,
	XOR_MAPPED_ADDRESS	= 0x0020,
	FINGERPRINT		= 0x8028,
};

static_assert(SNT_STUN_ANSWER_MAX >=
	      HEADER_LEN + ATTR_HEADER_LEN + 4 + 16 + FINGERPRINT_LEN);

static u8 *put_u16(u8 *p, u16 v)
{
	put_unaligned_be16(v, p);
	return p + 2;
}

static u8 *put_u32(u8 *p, u32 v)
{
	put_unaligned_be32(v, p);
	return p + 4;
}

static u8 *put_attribute(u8 *p, enum stun_attribute type, u16 len)
{
	return put_u16(put_u16(p, (u16)type), len);
}

/* Of a message up to its fingerprint, which its length counts in. */
static u32 fingerprint(const u8 *buf, size_t len)
{
	return ~crc32_le(~0U, buf, len) ^ FINGERPRINT_XOR;
}

static size_t attribute_len(const u8 *attribute)
{
	u32 len = get_unaligned_be16(attribute + 2);

	return ATTR_HEADER_LEN + ((len + 3) & ~3U);
}

/* @len: from there to the end of the message, of which this is the last. */
static bool is_fingerprint(const u8 *buf, size_t off, size_t len)
{
	const u8 *attribute = buf + off;

	return len == FINGERPRINT_LEN &&
	       get_unaligned_be16(attribute + 2) == 4 &&
	       get_unaligned_be32(attribute + ATTR_HEADER_LEN) ==
	       fingerprint(buf, off);
}

/**
 * snt_stun_is_request - is it a binding request with a fingerprint?
 * @buf: a datagram
 * @len: its length
 *
 * Return: whether it is one from its first to its last byte.
 * Context: any.
 */
bool snt_stun_is_request(const u8 *buf, size_t len)
{
	size_t off;

	if (len < HEADER_LEN || len % 4 ||
	    get_unaligned_be16(buf) != BINDING_REQUEST ||
	    get_unaligned_be32(buf + COOKIE_OFF) != COOKIE ||
	    get_unaligned_be16(buf + 2) != len - HEADER_LEN)
		return false;
	for (off = HEADER_LEN; off < len; off += attribute_len(buf + off)) {
		if (get_unaligned_be16(buf + off) == FINGERPRINT)
			return is_fingerprint(buf, off, len - off);
		if (attribute_len(buf + off) > len - off)
			return false;
	}
	return false;
}

static bool is_known(u16 type)
{
	switch (type) {
	case MAPPED_ADDRESS:
	case USERNAME:
	case ERROR_CODE:
	case UNKNOWN_ATTRIBUTES:
	case REALM:
	case NONCE:
	case PASSWORD_ALGORITHM:
	case USERHASH:
	case XOR_MAPPED_ADDRESS:
		return true;
	default:
		return type >= OPTIONAL;
	}
}

/*
 * Types that must be understood and are not, as many as are told of.  What is
 * behind a message integrity is not looked at, says the RFC.
 */
static size_t find_unknown(const u8 *request, u16 *unknown)
{
	size_t len = HEADER_LEN + get_unaligned_be16(request + 2);
	size_t off, nr = 0;

	for (off = HEADER_LEN; off < len && nr < SNT_STUN_UNKNOWN_MAX;
	     off += attribute_len(request + off)) {
		u16 type = get_unaligned_be16(request + off);

		if (type == INTEGRITY || type == INTEGRITY_SHA256)
			break;
		if (!is_known(type))
			unknown[nr++] = type;
	}
	return nr;
}

/* Cookie and transaction are already at @out. */
static u8 *put_mapped(u8 *p, const u8 *out, const struct snt_flow *mapped)
{
	u8 len = mapped->version == 4 ? 4 : 16;
	u8 i;

	p = put_attribute(p, XOR_MAPPED_ADDRESS, 4 + len);
	p = put_u16(p, len == 4 ? FAMILY_IPV4 : FAMILY_IPV6);
	p = put_u16(p, mapped->port ^ (COOKIE >> 16));
	for (i = 0; i < len; i++)
		*p++ = mapped->host[i] ^ out[COOKIE_OFF + i];
	return p;
}

/* The reason phrase is left empty. */
static u8 *put_unknown(u8 *p, const u16 *unknown, size_t nr)
{
	size_t i;

	p = put_attribute(p, ERROR_CODE, 4);
	p = put_u16(p, 0);
	*p++ = UNKNOWN_ATTRIBUTE / 100;
	*p++ = UNKNOWN_ATTRIBUTE % 100;
	p = put_attribute(p, UNKNOWN_ATTRIBUTES, (u16)(2 * nr));
	for (i = 0; i < nr; i++)
		p = put_u16(p, unknown[i]);
	return nr % 2 ? put_u16(p, 0) : p;
}

/**
 * snt_stun_answer - answer a binding request
 * @out: SNT_STUN_ANSWER_MAX bytes for the answer
 * @request: one that snt_stun_is_request() took
 * @mapped: address and port that its sender is seen under
 *
 * The answer is an error if the request has attributes that must be understood
 * and are not.
 *
 * Return: length of the answer.
 * Context: any.
 */
size_t snt_stun_answer(u8 *out, const u8 *request,
		       const struct snt_flow *mapped)
{
	u16 unknown[SNT_STUN_UNKNOWN_MAX];
	size_t nr = find_unknown(request, unknown);
	u8 *p = out + HEADER_LEN;

	put_u16(out, nr ? BINDING_ERROR : BINDING_SUCCESS);
	memcpy(out + COOKIE_OFF, request + COOKIE_OFF,
	       HEADER_LEN - COOKIE_OFF);
	p = nr ? put_unknown(p, unknown, nr) : put_mapped(p, out, mapped);
	put_u16(out + 2, (u16)(p + FINGERPRINT_LEN - (out + HEADER_LEN)));
	p = put_u32(put_attribute(p, FINGERPRINT, 4),
		    fingerprint(out, (size_t)(p - out)));
	return (size_t)(p - out);
}
