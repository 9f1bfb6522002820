// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any packet: a translation changes nothing if it fails, writes nothing outside
 * the packet and its room, does not depend on how much of it is there, keeps a
 * checksum as right or wrong as it was, and can be taken back.
 */
#include "core/scion.h"
#include "core/scmp.h"
#include "core/translate.h"
#include "fuzz.h"

#define FILL	0xa5

/**
 * struct run - one translation of a copy
 * @room: memory of exactly the size that may be touched
 * @buf: the packet in it, where it began
 * @head: how much of it is there
 * @err: the result
 * @moved: how much earlier it begins
 */
struct run {
	u8 *room;
	u8 *buf;
	size_t head;
	int err;
	int moved;
};

static void start(struct run *run, const struct snt_translation *t,
		  enum snt_flow_end end, const u8 *data, size_t head,
		  size_t len)
{
	run->room = malloc(SNT_TRANSLATE_ROOM + head);
	MUST(run->room);
	run->buf = run->room + SNT_TRANSLATE_ROOM;
	run->head = head;
	run->moved = 0;
	memset(run->room, FILL, SNT_TRANSLATE_ROOM);
	memcpy(run->buf, data, head);
	run->err = snt_translate(t, end, run->buf, head, len, &run->moved);
	MUST(!run->err || !run->moved);
	MUST(!run->err || !memcmp(run->buf, data, head));
	MUST(run->moved <= SNT_TRANSLATE_ROOM);
	MUST(run->moved >= -SNT_TRANSLATE_ROOM);
}

static void check_room(const struct run *run)
{
	int i, end = SNT_TRANSLATE_ROOM;

	if (run->moved > 0)
		end -= run->moved;
	for (i = 0; i < end; i++)
		MUST(run->room[i] == FILL);
}

static bool contains(const u8 *data, size_t size, const u8 *what, size_t len)
{
	size_t i;

	for (i = 0; i + len <= size; i++)
		if (!memcmp(data + i, what, len))
			return true;
	return false;
}

/* How wrong a checksum is, modulo 65535; -1: there is none. */
static int wrongness(const u8 *buf, size_t len)
{
	struct snt_scion_cursor at = { .buf = buf, .len = len };
	struct snt_scion scion;
	u64 sum, i, n;
	u16 value;

	MUST(!snt_scion_skip_headers(&at, &scion));
	if (at.next != SNT_SCION_NEXT_UDP && at.next != SNT_SCION_NEXT_SCMP)
		return -1;
	value = get_unaligned_be16(at.buf +
				   (at.next == SNT_SCION_NEXT_UDP ? 6 : 2));
	if (value == (at.next == SNT_SCION_NEXT_UDP ? 0 : 0xffff))
		return -1;
	n = scion.hdr_len + scion.payload_len - (u64)(at.buf - buf);
	sum = n + at.next;
	for (i = SNT_SCION_COMMON_LEN; i < scion.path_off; i += 2)
		sum += get_unaligned_be16(buf + i);
	for (i = 0; i < n; i++)
		sum += i % 2 ? at.buf[i] : at.buf[i] << 8;
	return sum % 0xffff;
}

static void check_back(const struct snt_translation *t, enum snt_flow_end end,
		       const struct run *there, const u8 *data, size_t size)
{
	const u8 *now = there->buf - there->moved;
	size_t len = size + (size_t)there->moved;
	struct snt_translation inverse;
	struct run back;

	snt_translate_init(&inverse, &t->to, &t->from);
	start(&back, &inverse, end, now, len, len);
	MUST(!back.err);
	MUST(back.moved == -there->moved);
	MUST(!memcmp(back.buf - back.moved, data, size));
	free(back.room);
}

static void check(const struct snt_translation *t, enum snt_flow_end end,
		  const u8 *data, size_t size, size_t head)
{
	size_t host_len = t->to.version == 4 ? 4 : 16;
	u8 port[2] = { t->to.port >> 8, t->to.port & 0xff };
	struct run run, part;

	start(&run, t, end, data, size, size);
	check_room(&run);
	MUST(run.err != -ENODATA);
	start(&part, t, end, data, head, size);
	check_room(&part);
	MUST(part.err == run.err ||
	     (part.err == -ENODATA && head < size && head < SNT_FLOW_HEAD_MAX));
	if (!part.err)
		MUST(part.moved == run.moved &&
		     !memcmp(part.buf - part.moved, run.buf - run.moved,
			     head + (size_t)part.moved));
	free(part.room);
	if (!run.err) {
		MUST(wrongness(data, size) ==
		     wrongness(run.buf - run.moved, size + (size_t)run.moved));
		/* Who has the new end already looks the same afterwards. */
		if (!contains(data, size, t->to.host, host_len) &&
		    !contains(data, size, port, sizeof(port)))
			check_back(t, end, &run, data, size);
	}
	free(run.room);
}

/* The host at that end, whatever follows the addresses. */
static void take_host(const u8 *data, size_t size, enum snt_flow_end end,
		      struct snt_flow *flow)
{
	const struct snt_scion_host *host;
	struct snt_scion scion;

	if (!flow->version)
		flow->version = 4;
	if (snt_scion_parse_head(data, size, &scion))
		return;
	host = end == SNT_FLOW_SOURCE ? &scion.src : &scion.dst;
	if (!snt_scion_host_is_ip(host))
		return;
	memset(flow->host, 0, sizeof(flow->host));
	flow->version = host->len == 4 ? 4 : 6;
	memcpy(flow->host, data + host->off, host->len);
}

/* Which end, the new one, how much of the packet is there, the packet. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	struct snt_flow from, to = {};
	struct snt_translation t;
	enum snt_flow_end end;
	size_t head;
	u8 choice;

	choice = take_u8(&in);
	end = choice & 1 ? SNT_FLOW_DESTINATION : SNT_FLOW_SOURCE;
	to.version = choice & 2 ? 6 : 4;
	take(&in, to.host, choice & 2 ? 16 : 4);
	to.port = take_u16(&in);
	head = take_u16(&in);
	if (head > in.len)
		head = in.len;
	snt_flow_parse(in.p, in.len, end, &from);
	take_host(in.p, in.len, end, &from);
	snt_translate_init(&t, &from, &to);
	check(&t, end, in.p, in.len, head);
	return 0;
}
