// SPDX-License-Identifier: GPL-2.0-only
/*
 * A device for people to read.
 */
#include "show.h"

#include <inttypes.h>
#include <linux/snaptun.h>
#include <string.h>

#include "key.h"
#include "names.h"
#include "text.h"

#define NS_PER_S	UINT64_C(1000000000)

static void heading(const char *name, const char *value,
		    enum show_colour colour)
{
	printf("%s%s%s%s: %s%s%s\n", show_colour(colour),
	       show_colour(SHOW_BOLD), name, show_colour(SHOW_PLAIN),
	       show_colour(colour), value, show_colour(SHOW_PLAIN));
}

static void label(const char *name)
{
	printf("  %s%s%s: ", show_colour(SHOW_BOLD), name,
	       show_colour(SHOW_PLAIN));
}

static void line(const char *name, const char *value)
{
	label(name);
	puts(value);
}

static void secret(const char *name, const uint8_t key[SNT_KEY_LEN])
{
	char text[SNT_KEY_TEXT];

	snt_key_to_text(text, key);
	line(name, show_hides_keys() ? "(hidden)" : text);
	explicit_bzero(text, sizeof(text));
}

/* "1 hour, 2 minutes, 3 seconds"; units that are zero are left out. */
static void print_duration(uint64_t seconds)
{
	static const struct {
		const char *name;
		uint32_t seconds;
	} units[] = {
		{ "year", 365 * 86400 }, { "day", 86400 }, { "hour", 3600 },
		{ "minute", 60 }, { "second", 1 },
	};
	const char *separator = "";
	size_t i;

	for (i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		uint64_t nr = seconds / units[i].seconds;

		if (!nr)
			continue;
		printf("%s%" PRIu64 " %s%s%s%s", separator, nr,
		       show_colour(SHOW_CYAN), units[i].name,
		       nr == 1 ? "" : "s", show_colour(SHOW_PLAIN));
		separator = ", ";
		seconds %= units[i].seconds;
	}
}

static void print_ago(uint64_t then_ns)
{
	uint64_t now_s = show_now_ns() / NS_PER_S, then_s = then_ns / NS_PER_S;

	if (then_s > now_s) {
		fputs("in the future (the clock was set back)", stdout);
	} else if (then_s == now_s) {
		fputs("now", stdout);
	} else {
		print_duration(now_s - then_s);
		fputs(" ago", stdout);
	}
}

static void print_bytes(uint64_t bytes)
{
	static const char *const units[] = { "B", "KiB", "MiB", "GiB", "TiB" };
	double value = (double)bytes;
	size_t i = 0;

	while (value >= 1024 && i < sizeof(units) / sizeof(units[0]) - 1) {
		value /= 1024;
		i++;
	}
	printf("%.*f %s%s%s", i ? 2 : 0, value, show_colour(SHOW_CYAN),
	       units[i], show_colour(SHOW_PLAIN));
}

static void show_interface(const struct snt_dev *dev)
{
	char text[SNT_KEY_TEXT];

	heading("interface", dev->name, SHOW_GREEN);
	if (dev->flags & SNT_DEV_HAS_PUBLIC_KEY) {
		snt_key_to_text(text, dev->public_key);
		line("public key", text);
	}
	if (dev->flags & SNT_DEV_HAS_PRIVATE_KEY)
		secret("private key", dev->private_key);
	if (dev->listen_port) {
		label("listening port");
		printf("%u\n", dev->listen_port);
	}
	if (dev->fwmark) {
		label("fwmark");
		printf("0x%x\n", dev->fwmark);
	}
	if (dev->flags & SNT_DEV_HAS_WIRE)
		line("wire", SNT_NAME(wire, dev->wire));
	if (dev->flags & SNT_DEV_HAS_PAYLOAD)
		line("payload", SNT_NAME(payload, dev->payload));
	if (dev->flags & SNT_DEV_HAS_GSO && dev->gso != SNAPTUN_GSO_AUTO)
		line("gso", SNT_NAME(gso, dev->gso));
}

static void show_allowed_ips(const struct snt_peer *peer)
{
	char text[SNT_ADDR_TEXT];
	size_t i;

	label("allowed ips");
	for (i = 0; i < peer->nr_prefixes; i++)
		printf("%s%s", i ? ", " : "",
		       snt_text_prefix(text, &peer->prefixes[i]));
	puts(peer->nr_prefixes ? "" : "(none)");
}

static void show_state(const struct snt_peer *peer)
{
	if (peer->flags & SNT_PEER_HAS_STATE)
		line("state", SNT_NAME(peer_state, peer->state));
	if (peer->last_handshake_ns) {
		label("latest handshake");
		print_ago(peer->last_handshake_ns);
		putchar('\n');
	}
	if (peer->last_error) {
		label("last error");
		printf("%s%s%s", show_colour(SHOW_RED),
		       SNT_NAME(peer_error, peer->last_error),
		       show_colour(SHOW_PLAIN));
		if (peer->last_error_ns) {
			fputs(", ", stdout);
			print_ago(peer->last_error_ns);
		}
		putchar('\n');
	}
}

static void show_transfer(const struct snt_peer *peer)
{
	if (!peer->rx_bytes && !peer->tx_bytes)
		return;
	label("transfer");
	print_bytes(peer->rx_bytes);
	fputs(" received, ", stdout);
	print_bytes(peer->tx_bytes);
	puts(" sent");
}

static void show_peer(const struct snt_peer *peer)
{
	char key[SNT_KEY_TEXT], text[SNT_ADDR_TEXT];

	putchar('\n');
	snt_key_to_text(key, peer->public_key);
	heading("peer", key, SHOW_YELLOW);
	if (peer->flags & SNT_PEER_HAS_LABEL)
		line("label", peer->label);
	if (peer->flags & SNT_PEER_HAS_PSK)
		secret("preshared key", peer->preshared_key);
	if (peer->endpoint.sa.sa_family)
		line("endpoint", snt_text_sockaddr(text, &peer->endpoint));
	if (peer->flags & SNT_PEER_HAS_VNI) {
		label("encap");
		printf("%s vni %u\n", SNT_NAME(encap, peer->encap), peer->vni);
	}
	show_allowed_ips(peer);
	show_state(peer);
	if (peer->assigned.sa.sa_family)
		line("assigned address",
		     snt_text_sockaddr(text, &peer->assigned));
	show_transfer(peer);
	if (peer->keepalive_s) {
		label("persistent keepalive");
		fputs("every ", stdout);
		print_duration(peer->keepalive_s);
		putchar('\n');
	}
}

/**
 * show_pretty - write a device for people, the peers heard last first
 * @dev: the device; its peers are sorted
 */
void show_pretty(struct snt_dev *dev)
{
	const struct snt_peer *peer;

	snt_model_sort_by_handshake(dev);
	show_interface(dev);
	for (peer = dev->peers; peer; peer = peer->next)
		show_peer(peer);
}
