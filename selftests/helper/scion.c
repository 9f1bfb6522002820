// SPDX-License-Identifier: GPL-2.0-only
/*
 * An application of a SCION host that has nothing but a packet socket on a
 * tunnel device, or a router that has a UDP socket: it sends each UDP datagram
 * back where it came from, by the same path in the other direction, and answers
 * SCMP echo requests so.
 */
#include "helper.h"

#include <string.h>
#include <time.h>

#define NEXT_UDP	17
#define NEXT_SCMP	202
#define ECHO_REQUEST	128
#define COMMON_LEN	12
#define ISD_AS_LEN	8
#define META_LEN	4
#define INFO_LEN	8
#define HOP_LEN		12
#define SEGMENTS	3
#define PATH_EMPTY	0
#define PATH_SCION	1
#define CONS_DIR	0x01	/* in the flags of an info field */
#define MAX_PACKET	9216

static void swap(uint8_t *a, uint8_t *b, size_t len)
{
	uint8_t old[HOP_LEN];	/* the longest of all that is swapped */

	memcpy(old, a, len);
	memmove(a, b, len);
	memcpy(b, old, len);
}

static void reverse(uint8_t *fields, size_t len, unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < nr / 2; i++)
		swap(fields + i * len, fields + (nr - 1 - i) * len, len);
}

/* Its current info and hop field are numbers; the lengths of the segments
 * have six bits each.
 */
static bool reverse_path(uint8_t *path, size_t len)
{
	uint32_t meta = (uint32_t)path[0] << 24 | path[1] << 16 |
			path[2] << 8 | path[3];
	unsigned int info = meta >> 30, hop = meta >> 24 & 0x3f;
	unsigned int lens[SEGMENTS], segments = 0, hops = 0, i;

	for (i = 0; i < SEGMENTS; i++) {
		lens[i] = meta >> (12 - 6 * i) & 0x3f;
		hops += lens[i];
		segments += lens[i] > 0;
	}
	if (len != META_LEN + segments * INFO_LEN + hops * HOP_LEN ||
	    info >= segments || hop >= hops)
		return false;
	meta = (segments - 1 - info) << 30 | (hops - 1 - hop) << 24;
	for (i = 0; i < segments; i++) {
		meta |= lens[segments - 1 - i] << (12 - 6 * i);
		path[META_LEN + i * INFO_LEN] ^= CONS_DIR;
	}
	path[0] = (uint8_t)(meta >> 24);
	path[1] = (uint8_t)(meta >> 16);
	path[2] = (uint8_t)(meta >> 8);
	path[3] = (uint8_t)meta;
	reverse(path + META_LEN, INFO_LEN, segments);
	reverse(path + META_LEN + segments * INFO_LEN, HOP_LEN, hops);
	return true;
}

/* Source and destination change places, also where they differ in length. */
static void swap_ends(uint8_t *packet, size_t to_len, size_t from_len)
{
	uint8_t *hosts = packet + COMMON_LEN + 2 * ISD_AS_LEN;
	uint8_t to[16];

	packet[9] = (uint8_t)(packet[9] << 4 | packet[9] >> 4);
	swap(packet + COMMON_LEN, packet + COMMON_LEN + ISD_AS_LEN, ISD_AS_LEN);
	memcpy(to, hosts, to_len);
	memmove(hosts, hosts + to_len, from_len);
	memcpy(hosts + from_len, to, to_len);
}

/* Of an echo request a reply is made: its type is one more, so its checksum, the
 * complement of a sum, is one less there.
 */
static bool turn_message(uint8_t *message, uint8_t next)
{
	unsigned int sum;

	if (next == NEXT_UDP) {
		swap(message, message + 2, 2);
		return true;
	}
	if (next != NEXT_SCMP || message[0] != ECHO_REQUEST)
		return false;
	message[0]++;
	sum = (unsigned int)message[2] << 8 | message[3];
	sum += 0xffff - 0x0100;
	sum = (sum & 0xffff) + (sum >> 16);
	message[2] = (uint8_t)(sum >> 8);
	message[3] = (uint8_t)sum;
	return true;
}

/* Checksums stay right: they are sums, and all that was added still is. */
static bool turn_round(uint8_t *packet, size_t len)
{
	size_t to_len, from_len, path_at, header_len;

	if (len < COMMON_LEN || packet[0] >> 4)
		return false;
	header_len = packet[5] * 4u;
	to_len = ((packet[9] >> 4 & 3) + 1) * 4u;
	from_len = ((packet[9] & 3) + 1) * 4u;
	path_at = COMMON_LEN + 2 * ISD_AS_LEN + to_len + from_len;
	if (header_len < path_at || len < header_len + 8)
		return false;
	if (packet[8] == PATH_SCION) {
		if (header_len < path_at + META_LEN ||
		    !reverse_path(packet + path_at, header_len - path_at))
			return false;
	} else if (packet[8] != PATH_EMPTY) {
		return false;
	}
	swap_ends(packet, to_len, from_len);
	return turn_message(packet + header_len, packet[4]);
}

static long long wall_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

static int udp_socket(void)
{
	unsigned int port = (unsigned int)arg_number("port", 0);
	int fd = socket(AF_INET6, SOCK_DGRAM, 0), size = 8 << 20;
	union address any;
	socklen_t len = address_parse(&any, "::", port);

	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
	if (fd < 0 || bind(fd, &any.sa, len))
		die_errno("bind");
	return fd;
}

/* Until told to stop, or when count= datagrams went back; when the last one came
 * is told in milliseconds since 1970.
 */
int scion_turn_main(void)
{
	bool has_port = arg_number("port", 0);
	long long count = arg_number("count", 0), turned = 0, last = 0;
	static uint8_t packet[MAX_PACKET];
	int fd = has_port ? udp_socket() :
			    packet_socket(arg_need("dev"), ETH_P_SCION,
					  SOCK_RAW);

	stop_on_signals();
	say("ready");
	while (!stop_requested() && (!count || turned < count)) {
		union address from;
		socklen_t from_len = sizeof(from);
		ssize_t len = recvfrom(fd, packet, sizeof(packet), 0, &from.sa,
				       &from_len);

		if (len < 0 || !turn_round(packet, (size_t)len))
			continue;
		if (sendto(fd, packet, (size_t)len, 0,
			   has_port ? &from.sa : NULL,
			   has_port ? from_len : 0) < 0)
			die_errno("send");
		last = wall_ms();
		turned++;
	}
	say("turned=%lld last=%lld", turned, last);
	return 0;
}
