// SPDX-License-Identifier: GPL-2.0-only
/*
 * A device for people to read.
 */
#include "show.h"

#include <inttypes.h>
#include <string.h>

#include "key.h"
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

static void print_encap(const struct snt_peer *peer)
{
	printf("%s vni %u", SNT_NAME(encap, peer->encap), peer->vni);
}

static void print_last_error(const struct snt_peer *peer)
{
	printf("%s%s%s", show_colour(SHOW_RED),
	       SNT_NAME(peer_error, peer->last_error),
	       show_colour(SHOW_PLAIN));
	if (!peer->last_error_ns)
		return;
	fputs(", ", stdout);
	print_ago(peer->last_error_ns);
}

static void print_transfer(const struct snt_peer *peer)
{
	print_bytes(peer->rx_bytes);
	fputs(" received, ", stdout);
	print_bytes(peer->tx_bytes);
	fputs(" sent", stdout);
}

static void print_app(const struct snt_peer *tunnel)
{
	char text[SNT_ADDR_TEXT];

	fputs(snt_text_sockaddr(text, &tunnel->app), stdout);
	if (!tunnel->app_idle_s)
		return;
	fputs(", idle for ", stdout);
	print_duration(tunnel->app_idle_s);
}

/* Where several fields of a peer are one line. */
static const struct {
	const char *in_show;
	void (*print)(const struct snt_peer *peer);
} peer_lines[] = {
	{ "encaps", print_encap },
	{ "last-errors", print_last_error },
	{ "transfer", print_transfer },
	{ "applications", print_app },
};

/* Does it have the state of a tunnel? */
static bool is_tunnel(const struct snt_kind *kind)
{
	return kind == &snt_kind_peer || kind == &snt_kind_tunnel;
}

static bool print_together(const struct snt_kind *kind,
			   const struct snt_field *field, const void *object)
{
	size_t i;

	if (!is_tunnel(kind))
		return false;
	for (i = 0; i < sizeof(peer_lines) / sizeof(peer_lines[0]); i++) {
		if (!strcmp(peer_lines[i].in_show, field->in_show)) {
			peer_lines[i].print(object);
			return true;
		}
	}
	return false;
}

static void print_keepalive(uint16_t seconds)
{
	if (!seconds) {
		fputs("off", stdout);
		return;
	}
	fputs("every ", stdout);
	print_duration(seconds);
}

static void print_value(const struct snt_field *field, const void *object)
{
	const void *value = snt_field_value(field, object);

	if (field->secret && show_hides_keys()) {
		fputs("(hidden)", stdout);
	} else if (field->type == &snt_type_time) {
		print_ago(*(const uint64_t *)value);
	} else if (field->type == &snt_type_seconds) {
		print_keepalive(*(const uint16_t *)value);
	} else if (field->type == &snt_type_patience &&
		   *(const uint32_t *)value) {
		print_duration(*(const uint32_t *)value);
	} else if (field->type == &snt_type_prefixes) {
		snt_text_write_prefixes(stdout, object, ", ");
	} else {
		field->type->write(stdout, field, object);
	}
}

static bool is_said(const struct snt_kind *kind, const struct snt_field *field,
		    const void *object)
{
	const struct snt_peer *peer = object;

	/* one line for both directions */
	if (is_tunnel(kind) && !strcmp(field->in_show, "transfer"))
		return peer->rx_bytes || peer->tx_bytes;
	return snt_field_is_there(field, object) &&
	       !snt_field_is_quiet(field, object);
}

static void show_lines(const struct snt_kind *kind, const void *object)
{
	const struct snt_field *const *row;

	snt_for_each_field(row, kind->people) {
		if (!is_said(kind, *row, object))
			continue;
		label((*row)->for_people);
		if (!print_together(kind, *row, object))
			print_value(*row, object);
		putchar('\n');
	}
}

static void show_peer(const struct snt_kind *kind, const struct snt_peer *peer)
{
	char key[SNT_KEY_TEXT];

	putchar('\n');
	snt_key_to_text(key, peer->public_key);
	heading(kind == &snt_kind_gateway ? "gateway" : "peer", key,
		SHOW_YELLOW);
	show_lines(kind, peer);
}

static void show_tunnel(const struct snt_peer *tunnel)
{
	char id[16];

	putchar('\n');
	snprintf(id, sizeof(id), "%u", tunnel->id);
	heading("tunnel", id, SHOW_YELLOW);
	show_lines(&snt_kind_tunnel, tunnel);
}

static void show_client(const struct snt_dev *dev)
{
	const struct snt_peer *tunnel;

	if (dev->gateway)
		show_peer(&snt_kind_gateway, dev->gateway);
	for (tunnel = dev->peers; tunnel; tunnel = tunnel->next)
		show_tunnel(tunnel);
}

/**
 * show_pretty - write a device for people, the peers heard last first
 * @dev: the device; its peers are sorted
 */
void show_pretty(struct snt_dev *dev)
{
	const struct snt_peer *peer;

	heading("interface", dev->name, SHOW_GREEN);
	show_lines(&snt_kind_dev, dev);
	if (snt_model_is_client(dev)) {
		show_client(dev);
		return;
	}
	snt_model_sort_by_handshake(dev);
	for (peer = dev->peers; peer; peer = peer->next)
		show_peer(&snt_kind_peer, peer);
}
