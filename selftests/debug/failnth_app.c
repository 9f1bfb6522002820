// SPDX-License-Identifier: GPL-2.0-only
/*
 * An application at the facade of the device under test: one packet is enough
 * for it to have a tunnel. No stack is needed, as the device sees no difference.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/snaptun.h>
#include <net/if.h>
#include <netinet/ip.h>
#include <netinet/udp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "failnth.h"

#define PORT		7000
#define FACADE_PORT	30042
#define TRIES		10000
#define PAUSE_US	1000

/**
 * struct packet - of the application
 * @ip: to the facade
 * @udp: the same
 * @scion: header with two addresses of IPv4, without a path
 * @message: the UDP header in it
 */
struct packet {
	struct iphdr ip;
	struct udphdr udp;
	uint8_t scion[36];
	struct udphdr message;
};

static void build(struct packet *packet)
{
	const uint32_t app = htonl(0x0a400001);

	memset(packet, 0, sizeof(*packet));
	packet->ip.version = 4;
	packet->ip.ihl = sizeof(packet->ip) / 4;
	packet->ip.tot_len = htons(sizeof(*packet));
	packet->ip.ttl = 64;
	packet->ip.protocol = IPPROTO_UDP;
	packet->ip.saddr = app;
	packet->ip.daddr = htonl(FACADE);
	packet->udp.source = htons(PORT);
	packet->udp.dest = htons(FACADE_PORT);
	packet->udp.len = htons(sizeof(*packet) - sizeof(packet->ip));
	packet->scion[4] = IPPROTO_UDP;
	packet->scion[5] = sizeof(packet->scion) / 4;
	packet->scion[7] = sizeof(packet->message);
	memcpy(packet->scion + 32, &app, sizeof(app));
	packet->message.source = htons(PORT);
	packet->message.len = htons(sizeof(packet->message));
}

static void die(const char *what)
{
	printf("Bail out! the application: %s\n", what);
	exit(1);
}

static void send_packet(void)
{
	const struct sockaddr_ll addr = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_IP),
		.sll_ifindex = (int)if_nametoindex(DEVICE),
	};
	int fd = socket(AF_PACKET, SOCK_DGRAM, 0);
	struct packet packet;

	build(&packet);
	if (fd < 0 || sendto(fd, &packet, sizeof(packet), 0,
			     (const struct sockaddr *)&addr, sizeof(addr)) < 0)
		die(strerror(errno));
	close(fd);
}

/**
 * app_start() - an application sends and has a tunnel
 *
 * It is given that by another process, which says so to whoever listens; here
 * nobody does while faults are made, and so it is asked for. Nor does a packet
 * get to the device before the kernel has noticed that this has a carrier now.
 */
void app_start(void)
{
	static char text[SNAPSHOT_LEN];
	unsigned int tries;
	char wanted[16];

	snprintf(wanted, sizeof(wanted), " %d=", SNAPTUN_A_PEER_APP_PORT);
	for (tries = 0; tries < TRIES; tries++) {
		send_packet();
		state_snapshot(text);
		if (strstr(text, wanted))
			return;
		usleep(PAUSE_US);
	}
	die("it gets no tunnel");
}
