// SPDX-License-Identifier: GPL-2.0-only
/*
 * Replaces one end of a SCION packet.  First all places are found, then all are
 * changed, so that a packet that cannot be translated stays as it was.
 *
 * A host that changes its length moves what is before it, not what follows: the
 * payload may be elsewhere, and the headers up to a host are short.  All that
 * is replaced lies at even offsets of what a checksum covers, so that a move by
 * twelve bytes does not change it.
 */
#include "translate.h"

#include "scion.h"
#include "scmp.h"

#define HDR_LEN_OFF		5
#define PAYLOAD_LEN_OFF		6
#define HOST_TYPES_OFF		9
#define HDR_LEN_UNIT		4
#define HDR_LEN_MAX		(255 * HDR_LEN_UNIT)
#define PAYLOAD_LEN_MAX		0xffff
/* Type and length of a host in four bits: an IPv4 or IPv6 address. */
#define HOST_IPV4		0
#define HOST_IPV6		3
#define UDP_SUM_OFF		6
#define UDP_LEN			8
#define SCMP_SUM_OFF		2
#define SCMP_ID_OFF		4
#define SCMP_VALUE_OFF		6
#define SCMP_LEN		4
#define SCMP_ID_LEN		8

/*
 * Checksums that no sender computes.  A UDP sum of 0 means that there is none,
 * and a sum over bytes that are not all zero is never 0, so that its complement
 * in SCMP is never 0xffff.  Of the two values that a one's complement zero has,
 * this leaves one to each protocol: changes can be taken back exactly.  These
 * two are never changed, so that a wrong checksum stays wrong.
 */
#define UDP_NO_SUM		0
#define SCMP_NO_SUM		0xffff

/**
 * struct spot - where one packet, the outer or the quoted one, is changed
 * @start: offset of its first byte; all offsets count from the outer packet's
 * @host: offset of the host that is replaced; 0: nothing is
 * @port: offset of the port or identifier, or 0
 * @sum: offset of the checksum, or 0
 * @diff: what the checksum needs, not folded
 * @no_sum: the checksum that is left as it is
 */
struct spot {
	size_t start;
	size_t host;
	size_t port;
	size_t sum;
	u32 diff;
	u16 no_sum;
};

static u8 host_len(const struct snt_flow *flow)
{
	return flow->version == 4 ? 4 : 16;
}

static enum snt_flow_end other(enum snt_flow_end end)
{
	return end == SNT_FLOW_SOURCE ? SNT_FLOW_DESTINATION : SNT_FLOW_SOURCE;
}

static u16 fold(u32 sum)
{
	sum = (sum & 0xffff) + (sum >> 16);
	return (u16)(sum + (sum >> 16));
}

/* What makes a sum over @old one over @new. */
static u32 diff_of(u16 old, u16 new)
{
	return (u32)(u16)~old + new;
}

/* The same for a field that grows or shrinks. */
static u32 diff_of_growth(int by)
{
	return (u32)(by < 0 ? 0xffff + by : by);
}

/**
 * snt_translate_init - prepare a translation
 * @t: the result
 * @from: the end that is replaced
 * @to: what it becomes
 *
 * Exchange @from and @to for the way back.
 *
 * Context: any.
 */
void snt_translate_init(struct snt_translation *t, const struct snt_flow *from,
			const struct snt_flow *to)
{
	u32 sum = 0;
	size_t i;

	for (i = 0; i < sizeof(from->host); i += 2)
		sum += diff_of(get_unaligned_be16(from->host + i),
			       get_unaligned_be16(to->host + i));
	t->from = *from;
	t->to = *to;
	t->host_diff = fold(sum);
	t->port_diff = fold(diff_of(from->port, to->port));
	t->growth = host_len(to) - host_len(from);
}

/* Where @end's host is, which must be the one that is replaced. */
static int find_host(const struct snt_translation *t, enum snt_flow_end end,
		     const u8 *buf, size_t len)
{
	u8 len_wanted = host_len(&t->from);
	u8 types;
	int off;

	if (len < SNT_SCION_COMMON_LEN)
		return -ENODATA;
	if (buf[0] >> 4)
		return -EPROTO;
	types = buf[HOST_TYPES_OFF];
	off = SNT_SCION_DST_HOST_OFF;
	if (end == SNT_FLOW_SOURCE)
		off += ((types >> 4 & 3) + 1) * 4;
	else
		types >>= 4;
	if ((types & 15) != (len_wanted == 4 ? HOST_IPV4 : HOST_IPV6))
		return -ENOENT;
	if ((size_t)off + len_wanted > len)
		return -ENODATA;
	return memcmp(buf + off, t->from.host, len_wanted) ? -ENOENT : off;
}

/* Of a quote that ends early, as much as is there; so with find_scmp(). */
static int find_udp(const struct snt_translation *t, enum snt_flow_end end,
		    const struct snt_scion_cursor *at, size_t off,
		    struct spot *s)
{
	size_t port = end == SNT_FLOW_SOURCE ? 0 : 2;

	s->diff = (u32)t->host_diff + t->port_diff;
	s->no_sum = UDP_NO_SUM;
	if (at->len < port + 2)
		return 0;
	if (get_unaligned_be16(at->buf + port) != t->from.port)
		return -ENOENT;
	s->port = off + port;
	if (at->len >= UDP_LEN)
		s->sum = off + UDP_SUM_OFF;
	return 0;
}

/*
 * An identifier that is another one is not the socket's and stays.  One that is
 * cut off behind the checksum was the socket's.
 */
static void find_scmp(const struct snt_translation *t,
		      const struct snt_scion_cursor *at, size_t off,
		      struct spot *s)
{
	bool there = at->len >= SCMP_ID_OFF + 2;

	s->diff = t->host_diff;
	s->no_sum = SCMP_NO_SUM;
	if (at->len < SCMP_LEN)
		return;
	s->sum = off + SCMP_SUM_OFF;
	if (!snt_scmp_has_id(at->buf[0]))
		return;
	if (there && get_unaligned_be16(at->buf + SCMP_ID_OFF) != t->from.port)
		return;
	s->diff += t->port_diff;
	if (there)
		s->port = off + SCMP_ID_OFF;
}

static size_t transport_len(const struct snt_scion_cursor *at)
{
	if (at->next == SNT_SCION_NEXT_UDP)
		return UDP_LEN;
	if (at->next != SNT_SCION_NEXT_SCMP)
		return 0;
	return at->len && snt_scmp_has_id(at->buf[0]) ? SCMP_ID_LEN : SCMP_LEN;
}

static int find_transport(const struct snt_translation *t,
			  enum snt_flow_end end,
			  const struct snt_scion_cursor *at, size_t off,
			  struct spot *s)
{
	if (at->next == SNT_SCION_NEXT_UDP)
		return find_udp(t, end, at, off, s);
	if (at->next == SNT_SCION_NEXT_SCMP)
		find_scmp(t, at, off, s);
	return 0;
}

/*
 * @at: left at the first header behind the extensions, with as much of the
 * packet as is there.  Returns the packet's length without padding.
 */
static int find_outer(const struct snt_translation *t, enum snt_flow_end end,
		      struct snt_scion_cursor *at, size_t len, struct spot *s)
{
	const u8 *buf = at->buf;
	struct snt_scion scion;
	size_t head = at->len;
	size_t total, off;
	int err;

	err = snt_scion_skip_headers(at, &scion);
	if (err)
		return err == -ENODATA && head >= len ? -EINVAL : err;
	total = (size_t)scion.hdr_len + scion.payload_len;
	off = (size_t)(at->buf - buf);
	if (total > len || off > total)
		return -EINVAL;
	if (head > total)
		head = total;
	at->len = head - off;
	if (at->len < transport_len(at))
		return head < total ? -ENODATA : -EINVAL;

	err = find_host(t, end, buf, head);
	if (err < 0)
		return err;
	s->host = (size_t)err;
	if (t->growth > 0 && scion.hdr_len + t->growth > HDR_LEN_MAX)
		return -EMSGSIZE;
	err = find_transport(t, end, at, off, s);
	return err ?: (int)total;
}

/*
 * @end: of the quoted packet.  @at: the quote, as far as it is there; if that
 * is not all of it, @more.  A packet that is not the flow's is not touched, and
 * no error that quotes: nobody answers those.
 */
static int find_quoted(const struct snt_translation *t, enum snt_flow_end end,
		       struct snt_scion_cursor at, bool more, struct spot *s)
{
	const u8 *buf = at.buf;
	struct snt_scion scion;
	int host, err;

	host = find_host(t, end, buf, at.len);
	if (host == -ENODATA && more)
		return -ENODATA;
	if (host < 0)
		return 0;
	err = snt_scion_skip_headers(&at, &scion);
	if (err && err != -ENODATA)
		return 0;
	if (more && (err || at.len < transport_len(&at)))
		return -ENODATA;
	if (!err && at.next == SNT_SCION_NEXT_SCMP && at.len &&
	    snt_scmp_quote_off(at.buf[0]))
		return 0;
	if (!err && find_transport(t, end, &at,
				   s->start + (size_t)(at.buf - buf), s))
		return 0;
	if (t->growth > 0 &&
	    buf[HDR_LEN_OFF] * HDR_LEN_UNIT + t->growth > HDR_LEN_MAX)
		return -EMSGSIZE;
	s->host = s->start + (size_t)host;
	return 0;
}

static int find(const struct snt_translation *t, enum snt_flow_end end,
		const u8 *buf, size_t head, size_t len, struct spot *outer,
		struct spot *quoted)
{
	struct snt_scion_cursor at = { .buf = buf, .len = head };
	int total = find_outer(t, end, &at, len, outer);
	size_t quote_off;
	bool more;
	int err;

	if (total < 0)
		return total;
	if (at.next != SNT_SCION_NEXT_SCMP)
		return 0;
	quote_off = snt_scmp_quote_off(at.buf[0]);
	if (!quote_off)
		return 0;
	more = head < (size_t)total;
	if (snt_scion_skip(&at, quote_off))
		return more ? -ENODATA : 0;
	quoted->start = (size_t)(at.buf - buf);
	err = find_quoted(t, other(end), at, more, quoted);
	if (err || !quoted->host)
		return err;
	return get_unaligned_be16(buf + PAYLOAD_LEN_OFF) + t->growth >
	       PAYLOAD_LEN_MAX ? -EMSGSIZE : 0;
}

/* RFC 1624, equation 3, but for the one's complement zero; see above. */
static u16 amended(u16 sum, const struct spot *s)
{
	if (sum == s->no_sum)
		return sum;
	sum = (u16)~fold((u16)~sum + s->diff);
	return sum == s->no_sum ? (u16)~sum : sum;
}

/*
 * What all changes to the quoted packet, whose @end is replaced, mean for the
 * checksum of the error.
 */
static u32 quote_diff(const struct snt_translation *t, enum snt_flow_end end,
		      const u8 *buf, const struct spot *s)
{
	int units = t->growth / HDR_LEN_UNIT;
	u32 diff = t->host_diff;
	u16 sum;

	/* Length in the pseudo header, header length, type of the host. */
	diff += diff_of_growth(t->growth + units +
			       units * (end == SNT_FLOW_SOURCE ? 1 : 16));
	if (s->port)
		diff += t->port_diff;
	if (!s->sum)
		return diff;
	sum = get_unaligned_be16(buf + s->sum);
	return diff + diff_of(sum, amended(sum, s));
}

/*
 * An MTU and a pointer in an error are about the packet that it quotes, in
 * which all behind the @host moves.  A pointer into the middle of a long host
 * goes where no packet reaches, so that it can come back from there.
 */
static u16 moved_value(u8 type, u16 value, size_t host, int growth)
{
	int first = (int)host + 4;
	int span = 0x10000 - first;

	if (type == SNT_SCMP_TOO_BIG)
		return (u16)(value + growth);
	if (type != SNT_SCMP_PARAMETER || value < first)
		return value;
	return (u16)(first + (value - first + growth + span) % span);
}

/* Returns what that means for the checksum. */
static u32 move_value(const struct snt_translation *t, u8 *message,
		      const struct spot *quoted)
{
	u16 value = get_unaligned_be16(message + SCMP_VALUE_OFF);
	u16 moved = moved_value(message[0], value, quoted->host - quoted->start,
				t->growth);

	if (moved == value)
		return 0;
	put_unaligned_be16(moved, message + SCMP_VALUE_OFF);
	return diff_of(value, moved);
}

/* Returns where the outer packet begins then. */
static u8 *replace(const struct snt_translation *t, enum snt_flow_end end,
		   u8 *buf, const struct spot *s)
{
	u8 *hdr, *now = buf - t->growth;
	u8 *sum = buf + s->sum;

	if (s->port)
		put_unaligned_be16(t->to.port, buf + s->port);
	if (s->sum)
		put_unaligned_be16(amended(get_unaligned_be16(sum), s), sum);
	if (t->growth) {
		memmove(now, buf, s->host);
		hdr = now + s->start;
		hdr[HDR_LEN_OFF] = (u8)(hdr[HDR_LEN_OFF] +
					t->growth / HDR_LEN_UNIT);
		hdr[HOST_TYPES_OFF] ^= end == SNT_FLOW_SOURCE ?
				       HOST_IPV6 : HOST_IPV6 << 4;
	}
	memcpy(now + s->host, t->to.host, host_len(&t->to));
	return now;
}

/**
 * snt_translate - replace one end of a packet
 * @t: what to replace by what
 * @end: which end; of what an SCMP error quotes it is the other one
 * @buf: the packet, SNT_TRANSLATE_ROOM writable bytes before it
 * @head: how many of its bytes are at @buf and writable
 * @len: its length
 * @moved: by how many bytes it begins earlier now, below 0: later; it ends
 * where it did
 *
 * Checksums are amended, not computed: one that was wrong is wrong then. A
 * quote of another flow is left alone, and so is an SCMP identifier that is not
 * the port of @t; of a quote that ends early, what is there is replaced.
 *
 * Return: 0, or an error, and nothing has changed. -ENODATA: more of it must be
 * at @buf, SNT_FLOW_HEAD_MAX bytes or all always suffice; -EPROTO, -EINVAL: no
 * SCION packet, or one that ends too early; -ENOENT: that end is another one;
 * -EMSGSIZE: a length in a header would be too large.
 * Context: any.
 */
int snt_translate(const struct snt_translation *t, enum snt_flow_end end,
		  u8 *buf, size_t head, size_t len, int *moved)
{
	struct spot outer = {}, quoted = {};
	int err = find(t, end, buf, head, len, &outer, &quoted);
	u16 payload_len;
	u8 *now = buf;

	if (err)
		return err;
	if (quoted.host) {
		outer.diff += quote_diff(t, other(end), buf, &quoted);
		outer.diff += move_value(t, buf + outer.sum - SCMP_SUM_OFF,
					 &quoted);
		now = replace(t, other(end), now, &quoted);
		payload_len = get_unaligned_be16(now + PAYLOAD_LEN_OFF);
		put_unaligned_be16((u16)(payload_len + t->growth),
				   now + PAYLOAD_LEN_OFF);
	}
	now = replace(t, end, now, &outer);
	*moved = (int)(buf - now);
	return 0;
}
