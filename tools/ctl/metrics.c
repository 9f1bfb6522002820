// SPDX-License-Identifier: GPL-2.0-only
/*
 * The text of OpenMetrics 1.0: all samples of a family stand together, and the
 * document ends with a line that says so.
 */
#include "metrics.h"

#include <inttypes.h>
#include <linux/snaptun.h>
#include <string.h>

#include "fields.h"
#include "key.h"
#include "names.h"

#define NS_PER_S	1000000000

/**
 * struct family - what a series is called
 * @name: without "_total"
 * @type: "counter" or "gauge"
 * @unit: the end of @name, or NULL
 * @help: a sentence
 * @at: where the value is, in the link's counters or in a peer
 */
struct family {
	const char *name;
	const char *type;
	const char *unit;
	const char *help;
	size_t at;
};

static void begin_family(FILE *out, const struct family *family)
{
	fprintf(out, "# TYPE %s %s\n", family->name, family->type);
	if (family->unit)
		fprintf(out, "# UNIT %s %s\n", family->name, family->unit);
	fprintf(out, "# HELP %s %s\n", family->name, family->help);
}

static void write_label(FILE *out, char before, const char *name,
			const char *value)
{
	fprintf(out, "%c%s=\"", before, name);
	for (; *value; value++) {
		if (*value == '"' || *value == '\\')
			putc('\\', out);
		putc(*value, out);
	}
	putc('"', out);
}

/* To be followed by more labels and end_sample() */
static void begin_sample(FILE *out, const struct family *family,
			 const struct metrics_dev *dev)
{
	const char *end = "";

	if (!strcmp(family->type, "counter"))
		end = "_total";
	else if (!strcmp(family->type, "info"))
		end = "_info";
	fprintf(out, "%s%s", family->name, end);
	write_label(out, '{', "device", dev->dev->name);
}

static void end_sample(FILE *out, uint64_t value)
{
	fprintf(out, "} %" PRIu64 "\n", value);
}

static void write_build(FILE *out)
{
	static const struct family family = {
		.name = "snaptun_build", .type = "info",
		.help = "Version of snaptun-ctl.",
	};

	begin_family(out, &family);
	fprintf(out, "snaptun_build_info{version=\"%s\"} 1\n",
		SNAPTUN_VERSION);
}

static void write_devices(FILE *out, const struct metrics_dev *devs, size_t nr)
{
	static const struct family family = {
		.name = "snaptun_device", .type = "info",
		.help = "Interfaces and what they are for.",
	};
	size_t i;

	begin_family(out, &family);
	for (i = 0; i < nr; i++) {
		const struct snt_dev *dev = devs[i].dev;

		begin_sample(out, &family, &devs[i]);
		write_label(out, ',', "role", SNT_NAME(role, dev->role));
		write_label(out, ',', "wire", SNT_NAME(wire, dev->wire));
		write_label(out, ',', "payload",
			    SNT_NAME(payload, dev->payload));
		end_sample(out, 1);
	}
}

static const struct family link_families[] = {
	{ "snaptun_received_bytes", "counter", "bytes",
	  "Bytes of inner packets that came out of tunnels.",
	  offsetof(struct link, rx_bytes) },
	{ "snaptun_received_packets", "counter", "packets",
	  "Inner packets that came out of tunnels.",
	  offsetof(struct link, rx_packets) },
	{ "snaptun_sent_bytes", "counter", "bytes",
	  "Bytes of inner packets that were sent through tunnels.",
	  offsetof(struct link, tx_bytes) },
	{ "snaptun_sent_packets", "counter", "packets",
	  "Inner packets that were sent through tunnels.",
	  offsetof(struct link, tx_packets) },
	{ }
};

static uint64_t load_u64(const void *object, size_t at)
{
	uint64_t value;

	memcpy(&value, (const char *)object + at, sizeof(value));
	return value;
}

static void write_links(FILE *out, const struct metrics_dev *devs, size_t nr)
{
	const struct family *family;
	size_t i;

	for (family = link_families; family->name; family++) {
		begin_family(out, family);
		for (i = 0; i < nr; i++) {
			begin_sample(out, family, &devs[i]);
			end_sample(out, load_u64(&devs[i].link, family->at));
		}
	}
}

static void write_states(FILE *out, const struct family *family,
			 const struct metrics_dev *dev,
			 const struct snt_names *names, const uint64_t *numbers)
{
	unsigned int i;

	for (i = 0; i < names->nr && i < METRICS_STATES; i++) {
		begin_sample(out, family, dev);
		write_label(out, ',', "state", names->name[i].name);
		end_sample(out, numbers[i]);
	}
}

static void write_numbers(FILE *out, const struct metrics_dev *devs, size_t nr)
{
	static const struct family tunnels = {
		.name = "snaptun_tunnels", .type = "gauge",
		.help = "Peers, or tunnels of a client or gateway.",
	};
	static const struct family identities = {
		.name = "snaptun_identities", .type = "gauge",
		.help = "Identities of a gateway.",
	};
	size_t i;

	begin_family(out, &tunnels);
	for (i = 0; i < nr; i++)
		write_states(out, &tunnels, &devs[i], &snt_names_peer_state,
			     devs[i].tunnels);
	begin_family(out, &identities);
	for (i = 0; i < nr; i++) {
		if (devs[i].dev->role == SNAPTUN_ROLE_GATEWAY)
			write_states(out, &identities, &devs[i],
				     &snt_names_identity_state,
				     devs[i].identities);
	}
}

static void write_drops(FILE *out, const struct metrics_dev *devs, size_t nr)
{
	static const struct family family = {
		.name = "snaptun_dropped_packets", .type = "counter",
		.unit = "packets", .help = "Packets dropped, by reason.",
	};
	size_t i, reason;

	begin_family(out, &family);
	for (i = 0; i < nr; i++) {
		for (reason = 0; devs[i].drops &&
		     reason < devs[i].drops->nr; reason++) {
			begin_sample(out, &family, &devs[i]);
			write_label(out, ',', "reason",
				    SNT_NAME(drop_reason, reason));
			end_sample(out, devs[i].drops->count[reason]);
		}
	}
}

/* Of peers, and of a client's tunnels; the names go on behind what they are. */
static const struct family member_families[] = {
	{ "received_bytes", "counter", "bytes",
	  "Bytes of datagrams that were authentic.",
	  offsetof(struct snt_peer, rx_bytes) },
	{ "received_packets", "counter", "packets",
	  "Messages that were authentic.",
	  offsetof(struct snt_peer, rx_packets) },
	{ "sent_bytes", "counter", "bytes", "Bytes of datagrams sent.",
	  offsetof(struct snt_peer, tx_bytes) },
	{ "sent_packets", "counter", "packets", "Messages sent.",
	  offsetof(struct snt_peer, tx_packets) },
	{ "last_handshake_timestamp_seconds", "gauge", "seconds",
	  "When the last session was made.",
	  offsetof(struct snt_peer, last_handshake_ns) },
	{ }
};

static uint64_t value_of(const struct family *family,
			 const struct snt_peer *peer)
{
	uint64_t value = load_u64(peer, family->at);

	return family->at == offsetof(struct snt_peer, last_handshake_ns) ?
	       value / NS_PER_S : value;
}

static bool has_members(const struct metrics_dev *dev, uint32_t role)
{
	return dev->dev->role == role && dev->dev->nr_peers <= METRICS_PEERS;
}

static void write_member(FILE *out, const struct family *family,
			 const struct metrics_dev *dev,
			 const struct snt_peer *peer)
{
	char text[SNT_KEY_TEXT];

	begin_sample(out, family, dev);
	if (dev->dev->role == SNAPTUN_ROLE_PEER) {
		snt_key_to_text(text, peer->public_key);
		write_label(out, ',', "peer", text);
	} else {
		snprintf(text, sizeof(text), "%u", peer->id);
		write_label(out, ',', "tunnel", text);
	}
	end_sample(out, value_of(family, peer));
}

static void write_members(FILE *out, const struct metrics_dev *devs, size_t nr,
			  uint32_t role, const char *what)
{
	const struct family *part;
	const struct snt_peer *peer;
	char name[64];
	size_t i;

	for (part = member_families; part->name; part++) {
		struct family family = *part;

		snprintf(name, sizeof(name), "snaptun_%s_%s", what,
			 part->name);
		family.name = name;
		begin_family(out, &family);
		for (i = 0; i < nr; i++) {
			if (!has_members(&devs[i], role))
				continue;
			for (peer = devs[i].dev->peers; peer; peer = peer->next)
				write_member(out, &family, &devs[i], peer);
		}
	}
}

static void write_labels(FILE *out, const struct metrics_dev *devs, size_t nr)
{
	static const struct family family = {
		.name = "snaptun_peer", .type = "info",
		.help = "Labels of peers.",
	};
	const struct snt_peer *peer;
	char key[SNT_KEY_TEXT];
	size_t i;

	begin_family(out, &family);
	for (i = 0; i < nr; i++) {
		if (!has_members(&devs[i], SNAPTUN_ROLE_PEER))
			continue;
		for (peer = devs[i].dev->peers; peer; peer = peer->next) {
			snt_key_to_text(key, peer->public_key);
			begin_sample(out, &family, &devs[i]);
			write_label(out, ',', "peer", key);
			write_label(out, ',', "label", peer->label);
			end_sample(out, 1);
		}
	}
}

/**
 * struct borrowed - a sample of a deployed gateway, made of counters of ours
 * @error_type: its label, or NULL
 * @reasons: what is added up
 * @nr: how many
 */
struct borrowed {
	const char *error_type;
	uint8_t reasons[4];
	uint8_t nr;
};

static const struct family discarded = {
	.name = "snap_tunnel_gw_discarded_datagrams", .type = "counter",
	.help = "Datagrams to clients that could not be sent.",
};

static const struct family dispatch_errors = {
	.name = "snap_tunnel_gw_dispatch_errors", .type = "counter",
	.help = "Packets to clients for which there was no room.",
};

static const struct family forwarding_errors = {
	.name = "snap_tunnel_gw_forwarding_errors", .type = "counter",
	.help = "Packets to clients that were not forwarded.",
};

static const struct borrowed borrowed_discarded[] = {
	{ NULL, { SNAPTUN_DROP_REASON_TX_NO_ROUTE,
		  SNAPTUN_DROP_REASON_TX_LOOP,
		  SNAPTUN_DROP_REASON_TX_DEVICE }, 3 },
};

static const struct borrowed borrowed_dispatch[] = {
	{ "queue_full", { SNAPTUN_DROP_REASON_TX_QUEUE_FULL,
			  SNAPTUN_DROP_REASON_TX_NO_SESSION }, 2 },
};

static const struct borrowed borrowed_forwarding[] = {
	{ "invalid_packet", { SNAPTUN_DROP_REASON_TX_MALFORMED,
			      SNAPTUN_DROP_REASON_TX_PAYLOAD_REFUSED,
			      SNAPTUN_DROP_REASON_TX_TOO_BIG,
			      SNAPTUN_DROP_REASON_TX_TOO_MANY }, 4 },
	{ "tunnel_missing", { SNAPTUN_DROP_REASON_TX_NO_TUNNEL }, 1 },
	{ "connection_closed", { SNAPTUN_DROP_REASON_TX_IDENTITY_EXPIRED,
				 SNAPTUN_DROP_REASON_TX_STAGED_EXPIRED }, 2 },
};

static uint64_t sum_of(const struct borrowed *borrowed,
		       const struct snt_drops *drops)
{
	uint64_t sum = 0;
	uint8_t i;

	for (i = 0; drops && i < borrowed->nr; i++) {
		if (borrowed->reasons[i] < drops->nr)
			sum += drops->count[borrowed->reasons[i]];
	}
	return sum;
}

static void write_borrowed(FILE *out, const struct metrics_dev *devs,
			   size_t nr, const struct family *family,
			   const struct borrowed *borrowed, size_t nr_borrowed)
{
	size_t i, k;

	begin_family(out, family);
	for (i = 0; i < nr; i++) {
		if (devs[i].dev->role != SNAPTUN_ROLE_GATEWAY)
			continue;
		for (k = 0; k < nr_borrowed; k++) {
			begin_sample(out, family, &devs[i]);
			if (borrowed[k].error_type)
				write_label(out, ',', "error_type",
					    borrowed[k].error_type);
			end_sample(out, sum_of(&borrowed[k], devs[i].drops));
		}
	}
}

#define NR_OF(array)	(sizeof(array) / sizeof((array)[0]))

/**
 * metrics_write - write the document
 * @out: where to
 * @devs: the interfaces
 * @nr: how many
 */
void metrics_write(FILE *out, const struct metrics_dev *devs, size_t nr)
{
	write_build(out);
	write_devices(out, devs, nr);
	write_links(out, devs, nr);
	write_numbers(out, devs, nr);
	write_drops(out, devs, nr);
	write_labels(out, devs, nr);
	write_members(out, devs, nr, SNAPTUN_ROLE_PEER, "peer");
	write_members(out, devs, nr, SNAPTUN_ROLE_CLIENT, "tunnel");
	write_borrowed(out, devs, nr, &discarded, borrowed_discarded,
		       NR_OF(borrowed_discarded));
	write_borrowed(out, devs, nr, &dispatch_errors, borrowed_dispatch,
		       NR_OF(borrowed_dispatch));
	write_borrowed(out, devs, nr, &forwarding_errors, borrowed_forwarding,
		       NR_OF(borrowed_forwarding));
	fputs("# EOF\n", out);
}
