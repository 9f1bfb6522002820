// SPDX-License-Identifier: GPL-2.0-only
/*
 * The packets of the storm: from inner address to inner address, in bursts,
 * whether there is a device or not. No stack answers, but the tunnels do all.
 */
#include "storm.h"

#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/ip.h>
#include <netinet/udp.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* In one namespace before another one is entered */
#define BURSTS		64
#define BURST		16
/* So that there is time for the operations, also where ciphers are slow */
#define PAUSE_US	5000
#define MAX_LEN		1400
#define SCION_LEN	44	/* without a path, with UDP */
#define APPS		32

/**
 * struct packet - an inner packet
 * @ip: its IPv4 header
 * @udp: its UDP header
 * @data: zeros
 */
struct packet {
	struct iphdr ip;
	struct udphdr udp;
	uint8_t data[MAX_LEN];
};

static void make_packet(struct packet *packet, unsigned int from,
			unsigned int to, size_t len)
{
	const size_t total = sizeof(packet->ip) + sizeof(packet->udp) + len;

	memset(packet, 0, sizeof(packet->ip) + sizeof(packet->udp));
	packet->ip.version = 4;
	packet->ip.ihl = sizeof(packet->ip) / 4;
	packet->ip.tot_len = htons((uint16_t)total);
	packet->ip.ttl = 64;
	packet->ip.protocol = IPPROTO_UDP;
	packet->ip.saddr = htonl(0x0a090000 + from);
	packet->ip.daddr = htonl(0x0a090000 + to);
	packet->udp.source = htons(7000);
	packet->udp.dest = htons(7000);
	packet->udp.len = htons((uint16_t)(sizeof(packet->udp) + len));
}

/* For the same AS, and without a path; ports are those of both ends */
static void make_scion(uint8_t *scion, uint32_t to, uint32_t from,
		       const uint16_t ports[2], size_t len)
{
	const uint16_t source = htons(ports[0]), target = htons(ports[1]);
	const size_t rest = len - SCION_LEN + sizeof(struct udphdr);

	memset(scion, 0, SCION_LEN);
	scion[3] = 1;
	scion[4] = IPPROTO_UDP;
	scion[5] = (SCION_LEN - sizeof(struct udphdr)) / 4;
	scion[6] = (uint8_t)(rest >> 8);
	scion[7] = (uint8_t)rest;
	scion[13] = 1;
	scion[19] = 1;
	scion[21] = 1;
	scion[27] = 1;
	to = htonl(to);
	from = htonl(from);
	memcpy(scion + 28, &to, sizeof(to));
	memcpy(scion + 32, &from, sizeof(from));
	memcpy(scion + 36, &source, sizeof(source));
	memcpy(scion + 38, &target, sizeof(target));
	memcpy(scion + 40, scion + 6, 2);
}

/* What an application sends to the facade: the same with SCION in it, from one of
 * its sockets.
 */
static void make_facade_packet(struct packet *packet, unsigned int from,
			       uint16_t port, size_t len)
{
	const uint16_t ports[2] = { port, 0 };

	make_scion(packet->data, ntohl(packet->ip.daddr), 0x0a090000 + from,
		   ports, len);
	packet->ip.daddr = htonl(0x0a090100 + from);
	packet->udp.source = htons(port);
	packet->udp.dest = htons(30042);
}

/* From one tunnel to another of the client whose gateway this device is, or that
 * it is itself; both know them by the addresses of their namespaces.
 */
static void make_tunnel_packet(uint8_t *scion, uint64_t *state,
			       unsigned int dev, size_t len)
{
	const unsigned int client = dev | 1;
	const uint32_t host = 0x0a000001 + client % storm->namespaces;
	const uint16_t ports[2] = {
		(uint16_t)(STORM_TUNNELS + storm_draw(state, 10)),
		(uint16_t)(STORM_TUNNELS + storm_draw(state, 10)),
	};

	make_scion(scion, host, host, ports, len);
}

static void send_burst(int fd, struct sockaddr_ll *addr, uint16_t protocol,
		       const void *packet, size_t len)
{
	unsigned int i;

	addr->sll_protocol = htons(protocol);
	for (i = 0; i < BURST; i++) {
		if (sendto(fd, packet, len, 0, (struct sockaddr *)addr,
			   sizeof(*addr)) > 0)
			__atomic_add_fetch(&storm->sent, 1, __ATOMIC_RELAXED);
	}
}

/* From one device to one other; a device that is not there takes none. */
static void burst(int fd, uint64_t *state, unsigned int from)
{
	static struct packet packet;
	unsigned int to = storm_draw(state, storm->devices);
	size_t len = storm_draw(state, MAX_LEN);
	struct sockaddr_ll addr = { .sll_family = AF_PACKET };
	char name[16];

	snprintf(name, sizeof(name), "s%u", from);
	addr.sll_ifindex = (int)if_nametoindex(name);
	if (!addr.sll_ifindex)
		return;
	if (len >= SCION_LEN && !storm_draw(state, 4)) {
		make_tunnel_packet(packet.data, state, from, len);
		send_burst(fd, &addr, ETH_P_SCION, packet.data, len);
		return;
	}
	make_packet(&packet, from, to, len);
	if (len >= SCION_LEN && storm_draw(state, 3))
		make_facade_packet(&packet, from, (uint16_t)(5000 +
				   storm_draw(state, APPS)), len);
	send_burst(fd, &addr, ETH_P_IP, &packet,
		   len + sizeof(packet.ip) + sizeof(packet.udp));
}

void storm_load(uint64_t seed)
{
	unsigned int namespace, i;
	uint64_t state = seed;
	int fd;

	for (;;) {
		namespace = storm_draw(&state, storm->namespaces);
		if (!storm_enter(namespace))
			continue;
		fd = socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
		if (fd < 0)
			die_errno("packet socket");
		for (i = 0; i < BURSTS; i++) {
			burst(fd, &state,
			      storm_draw_device(&state, namespace));
			wait_until_us(now_us() + PAUSE_US);
		}
		close(fd);
	}
}
