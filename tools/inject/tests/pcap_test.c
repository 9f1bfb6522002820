// SPDX-License-Identifier: GPL-2.0-only
/*
 * Files of all forms give the same packets, and a file that ends too early says
 * so wherever it ends.
 */
#include <errno.h>
#include <kunit/test.h>
#include <stdlib.h>

#include "pcap.h"

static struct snt_pcap pcap;

/**
 * struct image - a file in memory
 * @data: its bytes
 * @len: how many
 * @is_swapped: numbers are of the other byte order
 */
struct image {
	uint8_t data[1024];
	size_t len;
	bool is_swapped;
};

static void put32(struct image *image, uint32_t value)
{
	if (image->is_swapped)
		value = __builtin_bswap32(value);
	memcpy(image->data + image->len, &value, sizeof(value));
	image->len += sizeof(value);
}

static void put16(struct image *image, uint16_t value)
{
	if (image->is_swapped)
		value = __builtin_bswap16(value);
	memcpy(image->data + image->len, &value, sizeof(value));
	image->len += sizeof(value);
}

static void put_payload(struct image *image)
{
	memcpy(image->data + image->len, "abcdefgh", 8);
	image->len += 8;
}

/* Two packets of 6 and 8 bytes, one and two seconds and a half after 1970. */
static void make_classic(struct image *image, uint32_t magic, uint32_t half)
{
	put32(image, magic);
	put16(image, 2);
	put16(image, 4);
	put32(image, 0);
	put32(image, 0);
	put32(image, 65535);
	put32(image, 1);
	put32(image, 1);
	put32(image, half);
	put32(image, 6);
	put32(image, 9);
	put_payload(image);
	image->len -= 2;
	put32(image, 2);
	put32(image, half);
	put32(image, 8);
	put32(image, 8);
	put_payload(image);
}

static void put_ng_packet(struct image *image, uint64_t time, uint32_t len,
			  uint32_t wire_len)
{
	put32(image, 6);
	put32(image, 40);
	put32(image, 0);
	put32(image, (uint32_t)(time >> 32));
	put32(image, (uint32_t)time);
	put32(image, len);
	put32(image, wire_len);
	put_payload(image);
	put32(image, 40);
}

/* With an unknown block in between; @resolution is as the format has it. */
static void make_ng(struct image *image, uint8_t resolution, uint64_t second)
{
	uint32_t i;

	put32(image, 0x0a0d0d0a);
	put32(image, 28);
	put32(image, 0x1a2b3c4d);
	put16(image, 1);
	for (i = 0; i < 5; i++)
		put16(image, 0);
	put32(image, 28);
	put32(image, 1);
	put32(image, 28);
	put16(image, 1);
	put16(image, 0);
	put32(image, 0);
	put16(image, 9);
	put16(image, 1);
	image->data[image->len] = resolution;
	image->len += 4;
	put32(image, 28);
	put_ng_packet(image, second + second / 2, 6, 9);
	put32(image, 0xbad);
	put32(image, 16);
	put32(image, 0);
	put32(image, 16);
	put_ng_packet(image, 2 * second + second / 2, 8, 8);
}

static FILE *open_image(const struct image *image, size_t len)
{
	return fmemopen((void *)image->data, len, "rb");
}

static void expect_packets(struct kunit *test, const struct image *image)
{
	FILE *file = open_image(image, image->len);
	struct snt_pcap_packet packet;

	KUNIT_ASSERT_EQ_MSG(test, 0, snt_pcap_begin(&pcap, file), "%s",
			    pcap.error);
	KUNIT_ASSERT_EQ_MSG(test, 1, snt_pcap_next(&pcap, &packet), "%s",
			    pcap.error);
	KUNIT_EXPECT_EQ(test, packet.len, 6);
	KUNIT_EXPECT_EQ(test, packet.wire_len, 9);
	KUNIT_EXPECT_EQ(test, packet.link_type, SNT_PCAP_ETHERNET);
	KUNIT_EXPECT_EQ(test, packet.time_ns, 1500000000);
	KUNIT_EXPECT_EQ(test, 0, memcmp(pcap.data, "abcdef", 6));
	KUNIT_ASSERT_EQ(test, 1, snt_pcap_next(&pcap, &packet));
	KUNIT_EXPECT_EQ(test, packet.len, 8);
	KUNIT_EXPECT_EQ(test, packet.time_ns, 2500000000);
	KUNIT_EXPECT_EQ(test, 0, snt_pcap_next(&pcap, &packet));
	KUNIT_EXPECT_EQ(test, pcap.number, 2);
	snt_pcap_end(&pcap);
	fclose(file);
}

static void both_byte_orders_and_resolutions(struct kunit *test)
{
	int swapped;

	for (swapped = 0; swapped < 2; swapped++) {
		struct image us = { .is_swapped = swapped };
		struct image ns = { .is_swapped = swapped };

		make_classic(&us, 0xa1b2c3d4, 500000);
		make_classic(&ns, 0xa1b23c4d, 500000000);
		expect_packets(test, &us);
		expect_packets(test, &ns);
	}
}

static void pcapng_of_several_resolutions(struct kunit *test)
{
	static const struct {
		uint8_t code;
		uint64_t second;
	} cases[] = {
		{ 3, 1000 }, { 6, 1000000 }, { 9, 1000000000 },
		{ 12, 1000000000000 }, { 0x80 | 10, 1024 },
		{ 0x80 | 40, 1ull << 40 },
	};
	size_t i;

	for (i = 0; i < 2 * ARRAY_SIZE(cases); i++) {
		struct image image = { .is_swapped = i % 2 };

		make_ng(&image, cases[i / 2].code, cases[i / 2].second);
		expect_packets(test, &image);
	}
}

/* 0: read to its end; else an error that has a text. */
static int read_file(struct kunit *test, const struct image *image, size_t len)
{
	FILE *file = open_image(image, len);
	struct snt_pcap_packet packet;
	int ret = snt_pcap_begin(&pcap, file);

	while (!ret && (ret = snt_pcap_next(&pcap, &packet)) > 0)
		ret = 0;
	KUNIT_EXPECT_TRUE(test, !ret || *pcap.error);
	snt_pcap_end(&pcap);
	fclose(file);
	return ret;
}

/* A file may end behind its header and behind each packet or block. */
static void a_short_file_says_so(struct kunit *test)
{
	struct image classic = { .len = 0 }, ng = { .len = 0 };
	size_t len;

	make_classic(&classic, 0xa1b2c3d4, 0);
	make_ng(&ng, 6, 1000000);
	for (len = 1; len < classic.len; len++)
		KUNIT_EXPECT_EQ_MSG(test, len == 24 || len == 46 ? 0 : -EINVAL,
				    read_file(test, &classic, len),
				    "at %zu: %s", len, pcap.error);
	for (len = 1; len < ng.len; len++) {
		bool is_end = len == 28 || len == 56 || len == 96 || len == 112;

		KUNIT_EXPECT_EQ_MSG(test, is_end ? 0 : -EINVAL,
				    read_file(test, &ng, len), "at %zu: %s",
				    len, pcap.error);
	}
}

static struct kunit_case pcap_cases[] = {
	KUNIT_CASE(both_byte_orders_and_resolutions),
	KUNIT_CASE(pcapng_of_several_resolutions),
	KUNIT_CASE(a_short_file_says_so),
	{}
};

static struct kunit_suite pcap_suite = {
	.name = "inject_pcap",
	.test_cases = pcap_cases,
};

kunit_test_suite(pcap_suite);
