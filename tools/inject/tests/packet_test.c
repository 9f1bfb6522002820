// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is generated is found again, and a changed bit is noticed.
 */
#include <errno.h>
#include <kunit/test.h>

#include "bytes.h"
#include "core/scion.h"
#include "ends.h"
#include "flows.h"
#include "packet.h"

static struct snt_packet packet;
static uint8_t frame[14 + SNT_PACKET_MAX];

static const struct form {
	const char *name;
	enum snt_packet_kind kind;
	const char *from;
	const char *to;
	const char *path;
	uint32_t headers;
} forms[] = {
	{ "ipv4", SNT_PACKET_UDP, "10.0.0.1:65535", "10.0.0.2:2", "empty", 28 },
	{ "ipv6", SNT_PACKET_UDP, "[fd00::1]:1", "[fd00::2]:2", "empty", 48 },
	{ "scion", SNT_PACKET_SCION_UDP, "1-ff00:0:110,10.0.0.1:1",
	  "[2-65000,fd00::2]:2", "scion", 28 + 20 + 36 + 8 },
	{ "scion-onehop", SNT_PACKET_SCION_UDP, "0-0,[fd00::1]:1",
	  "65535-ffff:ffff:ffff,10.0.0.2:2", "onehop", 28 + 20 + 32 + 8 },
	{ "echo", SNT_PACKET_SCION_ECHO, "1-ff00:0:110,10.0.0.1",
	  "1-1,10.0.0.2", "empty", 28 + 8 + 8 },
};

static void name_of(const struct form *form, char *text)
{
	strscpy(text, form->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(form, forms, name_of);

static void build(struct kunit *test, const struct form *form, uint32_t len,
		  bool is_ethernet)
{
	bool is_scion = form->kind != SNT_PACKET_UDP;
	bool has_port = form->kind != SNT_PACKET_SCION_ECHO;
	struct snt_packet_spec spec = {
		.kind = form->kind,
		.payload_len = len,
		.link_header_len = is_ethernet ? 14 : 0,
	};

	snt_put16(spec.link_header + 12, is_scion ? 0x88b5 :
		  strchr(form->from, '[') ? 0x86dd : 0x0800);
	KUNIT_ASSERT_EQ(test, 0, ends_parse(&spec.from, form->from, is_scion,
					    has_port));
	KUNIT_ASSERT_EQ(test, 0, ends_parse(&spec.to, form->to, is_scion,
					    has_port));
	KUNIT_ASSERT_EQ(test, 0, ends_parse_path(&spec, form->path));
	KUNIT_ASSERT_EQ(test, 0, snt_packet_init(&packet, &spec));
}

static void what_is_built_is_found(struct kunit *test)
{
	const struct form *form = test->param_value;
	struct snt_probe probe = { 1, 70000, 3, 0x123456789abcdef, 42 }, seen;
	uint32_t len;

	for (len = SNT_PROBE_LEN; len < 1400; len += 37) {
		build(test, form, len, len % 2);
		KUNIT_EXPECT_EQ(test, packet.len, form->headers + len +
						  len % 2 * 14);
		snt_packet_write(&packet, &probe, frame);
		KUNIT_ASSERT_EQ(test, SNT_PROBE_GOOD,
				snt_probe_find(&seen, frame, packet.len,
					       len % 2));
		KUNIT_EXPECT_EQ(test, seen.run, probe.run);
		KUNIT_EXPECT_EQ(test, seen.flow, probe.flow);
		KUNIT_EXPECT_EQ(test, seen.total, probe.total);
		KUNIT_EXPECT_EQ(test, seen.seq, probe.seq);
		KUNIT_EXPECT_EQ(test, seen.time_ns, probe.time_ns);
		/* One that was cut is none of ours. */
		KUNIT_EXPECT_EQ(test, SNT_PROBE_NONE,
				snt_probe_find(&seen, frame, packet.len - 1,
					       len % 2));
	}
}

/* In the payload; the headers have checks of their own. */
static void a_changed_bit_is_noticed(struct kunit *test)
{
	struct snt_probe probe = { .seq = 7 }, seen;
	uint32_t i;

	build(test, test->param_value, 65, false);
	snt_packet_write(&packet, &probe, frame);
	for (i = packet.payload_at + 4; i < packet.len; i++) {
		frame[i] ^= 1;
		KUNIT_EXPECT_EQ(test, SNT_PROBE_CORRUPT,
				snt_probe_find(&seen, frame, packet.len,
					       false));
		frame[i] ^= 1;
	}
}

static void scion_headers_are_right(struct kunit *test)
{
	struct snt_probe probe = { 0 };
	struct snt_scion scion;

	build(test, &forms[2], 100, false);
	snt_packet_write(&packet, &probe, frame);
	KUNIT_ASSERT_EQ(test, 0, snt_scion_parse(frame, packet.len, &scion));
	KUNIT_EXPECT_EQ(test, scion.src_ia, 0x0001ff0000000110);
	KUNIT_EXPECT_EQ(test, scion.dst_ia, 0x000200000000fde8);
	KUNIT_EXPECT_EQ(test, scion.path_type, SNT_SCION_PATH_SCION);
	KUNIT_EXPECT_EQ(test, scion.next_header, SNT_SCION_NEXT_UDP);
	KUNIT_EXPECT_EQ(test, scion.payload_len, 108);
	KUNIT_EXPECT_EQ(test, scion.dst.len, 16);
	KUNIT_EXPECT_EQ(test, scion.src.len, 4);
}

static void what_cannot_be_built_is_refused(struct kunit *test)
{
	struct snt_packet_spec spec = {
		.from.host_len = 4, .to.host_len = 16, .payload_len = 100,
	};

	KUNIT_EXPECT_EQ(test, -EAFNOSUPPORT, snt_packet_init(&packet, &spec));
	spec.from.host_len = 16;
	KUNIT_EXPECT_EQ(test, 0, snt_packet_init(&packet, &spec));
	spec.payload_len = SNT_PROBE_LEN - 1;
	KUNIT_EXPECT_EQ(test, -ERANGE, snt_packet_init(&packet, &spec));
	spec.payload_len = SNT_PACKET_MAX - 48;
	KUNIT_EXPECT_EQ(test, 0, snt_packet_init(&packet, &spec));
	spec.payload_len++;
	KUNIT_EXPECT_EQ(test, -EMSGSIZE, snt_packet_init(&packet, &spec));
	spec.payload_len = UINT32_MAX;
	KUNIT_EXPECT_EQ(test, -EMSGSIZE, snt_packet_init(&packet, &spec));
	spec.payload_len = 100;
	spec.path_len = 3;
	KUNIT_EXPECT_EQ(test, -EINVAL, snt_packet_init(&packet, &spec));
}

static void bad_ends_are_refused(struct kunit *test)
{
	static const char *const bad[] = {
		"", ":", "1.2.3.4", "1.2.3.4:", "1.2.3.4:x", "1.2.3.4:65536",
		"fd00::1:80:", "[fd00::1]", "[fd00::1]80", "[fd00::1:80",
		"[1.2.3.4]:1x", "1.2.3:4", "host:1", "1-1,1.2.3.4:5", "[]:1",
	};
	static const char *const bad_scion[] = {
		"1.2.3.4:5", "1,1.2.3.4:5", "1-,1.2.3.4:5", "-1,1.2.3.4:5",
		"65536-1,1.2.3.4:5", "1-4294967296,1.2.3.4:5",
		"1-1:2,1.2.3.4:5", "1-1:2:3:4,1.2.3.4:5", "1-1:2:12345,::1",
		"1-1-1,1.2.3.4:5", "1-1,", "1-1,[::1:5", "[1-1,::1:5",
	};
	struct snt_packet_end end = { .port = 99 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++)
		KUNIT_EXPECT_EQ_MSG(test, -EINVAL,
				    ends_parse(&end, bad[i], false, true),
				    "for %s", bad[i]);
	for (i = 0; i < ARRAY_SIZE(bad_scion); i++)
		KUNIT_EXPECT_EQ_MSG(test, -EINVAL,
				    ends_parse(&end, bad_scion[i], true, true),
				    "for %s", bad_scion[i]);
	KUNIT_EXPECT_EQ(test, end.port, 99);
}

static void count(struct flows *flows, uint32_t flow, uint64_t seq,
		  uint64_t took_ns)
{
	struct snt_probe probe = {
		.flow = flow, .seq = seq, .time_ns = 1000,
	};

	flows_count(flows, &probe, 1000 + took_ns);
}

static void flows_are_accounted_for(struct kunit *test)
{
	static const uint64_t arrivals[] = { 0, 1, 3, 2, 2, 6 };
	struct flows flows = { 0 };
	uint32_t i;

	for (i = 0; i < ARRAY_SIZE(arrivals); i++)
		count(&flows, 5, arrivals[i], 100 + i);
	KUNIT_EXPECT_EQ(test, flows.received, 5);
	KUNIT_EXPECT_EQ(test, flows.duplicate, 1);
	KUNIT_EXPECT_EQ(test, flows.reordered, 1);
	KUNIT_EXPECT_EQ(test, flows_lost(&flows), 2);
	KUNIT_EXPECT_EQ(test, flows.latency_least_ns, 100);
	KUNIT_EXPECT_EQ(test, flows.latency_most_ns, 105);
	KUNIT_EXPECT_EQ(test, flows.latency_sum_ns, 511);
	for (i = 0; i < 1000; i++)
		count(&flows, 1000 + i, 0, 0);
	KUNIT_EXPECT_EQ(test, flows.nr, 1001);
	KUNIT_EXPECT_EQ(test, flows.received, 1005);
	KUNIT_EXPECT_EQ(test, flows_lost(&flows), 2);
	flows_uninit(&flows);
}

static void a_lost_end_is_noticed(struct kunit *test)
{
	struct snt_probe probe = { .total = 10, .seq = 4 };
	struct flows flows = { 0 };

	flows_count(&flows, &probe, 0);
	KUNIT_EXPECT_EQ(test, flows_lost(&flows), 9);
	flows_uninit(&flows);
}

static struct kunit_case packet_cases[] = {
	KUNIT_CASE_PARAM(what_is_built_is_found, form_gen_params),
	KUNIT_CASE_PARAM(a_changed_bit_is_noticed, form_gen_params),
	KUNIT_CASE(scion_headers_are_right),
	KUNIT_CASE(what_cannot_be_built_is_refused),
	KUNIT_CASE(bad_ends_are_refused),
	KUNIT_CASE(flows_are_accounted_for),
	KUNIT_CASE(a_lost_end_is_noticed),
	{}
};

static struct kunit_suite packet_suite = {
	.name = "inject_packet",
	.test_cases = packet_cases,
};

kunit_test_suite(packet_suite);
