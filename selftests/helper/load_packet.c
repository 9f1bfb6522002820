// SPDX-License-Identifier: GPL-2.0-only
/*
 * A tunnel without sockets at its ends: packets put into a device through a
 * transmit ring, many to a call, and a count of what comes out of another.
 * The two know nothing of each other, so that anything else can send.
 */
#include "helper.h"
#include "load.h"
#include "snaptun-inject.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <netinet/ip.h>
#include <netinet/udp.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define MAX_PACKET 9000
#define BATCH 64
#define LOOK_EVERY_US 20000

static uint16_t ip_checksum(const void *header)
{
	const uint16_t *word = header;
	uint32_t sum = 0;
	size_t i;

	for (i = 0; i < sizeof(struct iphdr) / 2; i++)
		sum += word[i];
	sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~(sum + (sum >> 16));
}

/* An IPv4 packet of @size bytes in all, to the discard port. */
static void build_packet(uint8_t *packet, size_t size)
{
	struct iphdr ip = {
		.version = 4, .ihl = 5, .ttl = 64, .protocol = IPPROTO_UDP,
		.tot_len = htons((uint16_t)size),
	};
	struct udphdr udp = {
		.source = htons(9), .dest = htons(9),
		.len = htons((uint16_t)(size - sizeof(ip))),
	};

	if (inet_pton(AF_INET, arg_need("from"), &ip.saddr) != 1 ||
	    inet_pton(AF_INET, arg_need("to"), &ip.daddr) != 1)
		die("from= and to= are IPv4 addresses");
	ip.check = ip_checksum(&ip);
	memcpy(packet, &ip, sizeof(ip));
	memcpy(packet + sizeof(ip), &udp, sizeof(udp));
}

static struct snt_inject *open_injector(void)
{
	struct snt_inject_options options = SNT_INJECT_OPTIONS(arg_need("dev"));
	struct snt_inject_error error;
	struct snt_inject *tx;

	options.protocol = ETH_P_IP;
	if (snt_inject_open(&tx, &options, &error))
		die("%s", error.text);
	return tx;
}

static void *get_slot(struct snt_inject *tx)
{
	void *slot = snt_inject_slot(tx);

	while (!slot && !stop_requested()) {
		int ret = snt_inject_wait_slot(tx, 100);

		if (ret && ret != -ETIMEDOUT && ret != -EINTR)
			die("the transmit ring: %s", strerror(-ret));
		slot = snt_inject_slot(tx);
	}
	return slot;
}

/*
 * 64 packets to a system call; what is not taken stays for the next. Returns
 * how many went into the ring, fewer than @nr when told to stop.
 */
static unsigned int send_packets(struct snt_inject *tx, const uint8_t *packet,
				 size_t size, unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < nr; i++) {
		void *slot = get_slot(tx);

		if (!slot)
			break;
		memcpy(slot, packet, size);
		if (snt_inject_send(tx, size))
			die("size= is more than the MTU");
		if (i % BATCH == BATCH - 1 || i == nr - 1)
			snt_inject_flush(tx);
	}
	return i;
}

/* burst= packets through a transmit ring, and the next gap= us later. */
int packet_load_main(void)
{
	unsigned int burst = (unsigned int)arg_number("burst", BATCH);
	uint64_t gap = (uint64_t)arg_number("gap", 0), when = now_us();
	size_t size = (size_t)arg_number("size", 1300);
	struct snt_inject *tx = open_injector();
	static uint8_t packet[MAX_PACKET];
	uint64_t sent = 0;

	if (size < sizeof(struct iphdr) + sizeof(struct udphdr) ||
	    size > sizeof(packet))
		die("size= is 28 to %d", MAX_PACKET);
	build_packet(packet, size);
	stop_on_signals();
	while (!stop_requested()) {
		sent += send_packets(tx, packet, size, burst);
		if (gap) {
			when += gap;
			wait_until_us(when);
		}
	}
	say("sent=%llu", (unsigned long long)(sent - snt_inject_close(tx)));
	return 0;
}

static uint64_t received_packets(int table, const char *device)
{
	unsigned long long packets;
	char text[4096], name[32], *line, *rest;
	ssize_t len = pread(table, text, sizeof(text) - 1, 0);

	text[len < 0 ? 0 : len] = '\0';
	for (line = strtok_r(text, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest)) {
		if (sscanf(line, " %31[^:]: %*u %llu", name, &packets) == 2 &&
		    !strcmp(name, device))
			return packets;
	}
	die("no device %s", device);
}

/* How fast packets come in at dev=, from anybody. */
int packet_rate_main(void)
{
	const char *device = arg_need("dev");
	int table = open("/proc/net/dev", O_RDONLY);
	uint64_t before = received_packets(table, device), now;
	struct meter meter = { 0 };

	meter_start(&meter);
	while (meter_wants_more(&meter)) {
		wait_until_us(now_us() + LOOK_EVERY_US);
		now = received_packets(table, device);
		if (now != before)
			meter_add(&meter, now - before);
		before = now;
	}
	meter_say(&meter, "packets", "");
	return 0;
}
