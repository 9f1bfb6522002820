// SPDX-License-Identifier: GPL-2.0-only
/*
 * Packets with a virtio-net header, as a virtual machine hands them to its tap
 * and a packet socket with PACKET_VNET_HDR to a device: the sender says where a
 * checksum is to be made and how a packet is to be cut, whatever is in it; each
 * part of the payload begins with hex=.
 * FIELD= is csum_start=, csum_offset=, gso=, gso_size= or hdr_len=.
 */
#include "helper.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/if_tun.h>
#include <linux/ip.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <linux/virtio_net.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/uio.h>
#include <unistd.h>

#define MAX_PACKET 65535
#define MAX_ETHERS 2
#define MAX_HEAD 256

/**
 * struct frame - what is sent
 * @vnet: the header in front
 * @bytes: Ethernet headers for a tap, IPv4, UDP or TCP, payload
 * @l3: where the IP header is in it
 * @len: bytes in it
 */
struct frame {
	struct virtio_net_hdr vnet;
	uint8_t bytes[MAX_ETHERS * ETH_HLEN + MAX_PACKET];
	size_t l3;
	size_t len;
};

static uint32_t sum(const void *data, size_t len, uint32_t before)
{
	const uint8_t *byte = data;
	size_t i;

	for (i = 0; i < len; i++)
		before += i & 1 ? byte[i] : (uint32_t)byte[i] << 8;
	while (before >> 16)
		before = (before & 0xffff) + (before >> 16);
	return before;
}

static void put16(uint8_t *at, uint32_t value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

/* One Ethernet header, or several of the same for what takes some off again */
static void put_ethernet(struct frame *frame, size_t nr)
{
	static const uint8_t header[ETH_HLEN] = {
		2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, ETH_P_IP >> 8,
	};

	for (; nr; nr--) {
		memcpy(frame->bytes + frame->l3, header, sizeof(header));
		frame->l3 += sizeof(header);
	}
}

static void put_ip(uint8_t *at, size_t len, uint8_t protocol)
{
	struct iphdr ip = {
		.version = 4,
		.ihl = 5,
		.tot_len = htons((uint16_t)len),
		.frag_off = htons(0x4000),
		.ttl = 64,
		.protocol = protocol,
		.saddr = inet_addr(arg_need("from")),
		.daddr = inet_addr(arg_need("to")),
	};

	memcpy(at, &ip, sizeof(ip));
	put16(at + 10, ~sum(at, sizeof(ip), 0));
}

/* Of the header's sum that of the addresses stands in it, as a guest's does. */
static size_t put_l4(uint8_t *at, const uint8_t *ip, size_t len, bool is_tcp)
{
	uint32_t pseudo = sum(ip + 12, 8, (is_tcp ? IPPROTO_TCP : IPPROTO_UDP) +
			      (uint32_t)len);
	struct tcphdr tcp = {
		.source = htons(7002),
		.dest = htons(7001),
		.doff = (uint16_t)(arg_number("doff", 5) & 15),
		.ack = 1,
	};
	struct udphdr udp = {
		.source = htons(7002),
		.dest = htons(7001),
		.len = htons((uint16_t)len),
	};

	if (is_tcp)
		memcpy(at, &tcp, sizeof(tcp));
	else
		memcpy(at, &udp, sizeof(udp));
	put16(at + (is_tcp ? 16 : 6), pseudo);
	return is_tcp ? sizeof(tcp) : sizeof(udp);
}

/* Whoever does not ask for a sum has made it. */
static void put_vnet(struct frame *frame, size_t l4, size_t check)
{
	struct virtio_net_hdr *vnet = &frame->vnet;
	long long start = arg_number("csum_start", -1);
	uint8_t *at = frame->bytes + l4;

	vnet->gso_type = (uint8_t)arg_number("gso", VIRTIO_NET_HDR_GSO_NONE);
	vnet->gso_size = (uint16_t)arg_number("gso_size", 0);
	vnet->hdr_len = (uint16_t)arg_number("hdr_len", 0);
	if (start < 0 && vnet->gso_type == VIRTIO_NET_HDR_GSO_NONE) {
		put16(at + check, ~sum(at, frame->len - l4, 0));
		return;
	}
	vnet->flags = VIRTIO_NET_HDR_F_NEEDS_CSUM;
	vnet->csum_start = (uint16_t)(start < 0 ? (long long)l4 : start);
	vnet->csum_offset = (uint16_t)arg_number("csum_offset",
						 (long long)check);
}

static void put_heads(uint8_t *payload, size_t size)
{
	size_t step = (size_t)arg_number("gso_size", 0), off, len;
	const char *hex = arg_text("hex", "");
	uint8_t head[MAX_HEAD];

	len = hex_parse(head, sizeof(head), hex);
	for (off = 0; len && off + len <= size; off += step ? step : size)
		memcpy(payload + off, head, len);
}

static void build(struct frame *frame, bool is_tap)
{
	bool is_tcp = !strcmp(arg_text("proto", "udp"), "tcp");
	size_t size = (size_t)arg_number("size", 64);
	size_t l4_len, l4;

	if (size > MAX_PACKET - sizeof(struct iphdr) - sizeof(struct tcphdr))
		die("size= is more than a packet holds");
	if (is_tap)
		put_ethernet(frame, arg_number("ethers", 1) == MAX_ETHERS ?
			     MAX_ETHERS : 1);
	l4 = frame->l3 + sizeof(struct iphdr);
	l4_len = size + (is_tcp ? sizeof(struct tcphdr) :
				  sizeof(struct udphdr));
	frame->len = l4 + l4_len;
	put_ip(frame->bytes + frame->l3, frame->len - frame->l3,
	       is_tcp ? IPPROTO_TCP : IPPROTO_UDP);
	put_l4(frame->bytes + l4, frame->bytes + frame->l3, l4_len, is_tcp);
	pattern_fill(frame->bytes + frame->len - size, size, 0, 0);
	put_heads(frame->bytes + frame->len - size, size);
	put_vnet(frame, l4, is_tcp ? 16 : 6);
}

static int open_tap(const char *device)
{
	struct ifreq request = {
		.ifr_flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR,
	};
	int fd = open("/dev/net/tun", O_RDWR);

	snprintf(request.ifr_name, sizeof(request.ifr_name), "%s", device);
	if (fd < 0 || ioctl(fd, TUNSETIFF, &request))
		die_errno("tap");
	return fd;
}

static int open_packet(const char *device)
{
	int fd = packet_socket(device, 0, SOCK_RAW);
	int on = 1;

	if (setsockopt(fd, SOL_PACKET, PACKET_VNET_HDR, &on, sizeof(on)))
		die_errno("PACKET_VNET_HDR");
	return fd;
}

int vnet_send_main(void)
{
	bool is_tap = !strcmp(arg_need("via"), "tap");
	long long count = arg_number("count", 1), failed = 0, i;
	static struct frame frame;
	int fd = is_tap ? open_tap(arg_need("dev")) :
			  open_packet(arg_need("dev"));
	int last_error = 0;

	build(&frame, is_tap);
	for (i = 0; i < count; i++) {
		struct iovec parts[] = {
			{ &frame.vnet, sizeof(frame.vnet) },
			{ frame.bytes, frame.len },
		};

		if (writev(fd, parts, 2) < 0) {
			last_error = errno;
			failed++;
		}
	}
	say("sent=%lld failed=%lld error=%s", count, failed,
	    last_error ? strerror(last_error) : "none");
	return 0;
}
