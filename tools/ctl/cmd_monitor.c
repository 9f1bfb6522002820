// SPDX-License-Identifier: GPL-2.0-only
/*
 * monitor: notifications as they arrive, until a signal ends it. It has a
 * socket for nothing else, so that no notification gets lost among answers.
 */
#include "ctl.h"

#include <linux/genetlink.h>
#include <linux/snaptun.h>
#include <stdlib.h>
#include <string.h>

#include "identity.h"
#include "key.h"
#include "listen.h"
#include "mem.h"
#include "names.h"
#include "show.h"
#include "text.h"

/**
 * struct counter - the last number of one device and group
 * @ifindex: the device
 * @is_peer: group "peer", else "config"
 * @seq: the number
 */
struct counter {
	uint32_t ifindex;
	bool is_peer;
	uint32_t seq;
};

/**
 * struct monitor - what monitor knows
 * @nl: the socket
 * @ifname: the only interface to show, or NULL
 * @json: as JSON, one line each
 * @counters: of all devices heard of
 * @nr: how many
 * @max: how many @counters has room for
 */
struct monitor {
	struct snt_nl nl;
	const char *ifname;
	bool json;
	struct counter *counters;
	size_t nr;
	size_t max;
};

static const char *event_name(const struct snt_event *event)
{
	switch (event->cmd) {
	case SNAPTUN_CMD_DEV_NTF:
		return "device-changed";
	case SNAPTUN_CMD_PEER_ADD_NTF:
		return "peer-added";
	case SNAPTUN_CMD_PEER_SET_NTF:
		return "peer-changed";
	case SNAPTUN_CMD_PEER_DEL_NTF:
		return "peer-removed";
	case SNAPTUN_CMD_GATEWAY_NTF:
		return "gateway-set";
	case SNAPTUN_CMD_TUNNEL_ADD_NTF:
		return "tunnel-added";
	case SNAPTUN_CMD_TUNNEL_DEL_NTF:
		return "tunnel-removed";
	default:
		return SNT_NAME(peer_event, event->event);
	}
}

static void print_address(const char *what, const union snt_sockaddr *addr)
{
	char text[SNT_ADDR_TEXT];

	if (addr->sa.sa_family)
		printf(" %s %s", what, snt_text_sockaddr(text, addr));
}

static void print_dev(const struct snt_dev *dev)
{
	printf(" port %u wire %s payload %s gso %s", dev->listen_port,
	       SNT_NAME(wire, dev->wire), SNT_NAME(payload, dev->payload),
	       SNT_NAME(gso, dev->gso));
	print_address("facade", &dev->facade);
}

static void print_tunnel(const struct snt_peer *tunnel)
{
	printf(" tunnel %u", tunnel->id);
	if (tunnel->local_port)
		printf(" port %u", tunnel->local_port);
	if (tunnel->flags & SNT_PEER_HAS_STATE)
		printf(" state %s", SNT_NAME(peer_state, tunnel->state));
}

static void print_peer(const char *what, const struct snt_peer *peer)
{
	char key[SNT_KEY_TEXT];

	snt_key_to_text(key, peer->public_key);
	printf(" %s %s", what, key);
	if (peer->flags & SNT_PEER_HAS_LABEL)
		printf(" (%s)", peer->label);
	print_address("endpoint", &peer->endpoint);
}

static void print_made(const struct snt_peer *tunnel)
{
	print_tunnel(tunnel);
	print_peer("identity", tunnel);
}

static void print_detail(const struct snt_event *event)
{
	const struct snt_peer *peer = &event->peer;

	if (event->kind == &snt_kind_dev)
		print_dev(&event->dev);
	else if (event->kind == &snt_kind_tunnel)
		print_tunnel(peer);
	else if (event->kind == &snt_kind_made)
		print_made(peer);
	else if (event->kind == &snt_kind_gateway)
		print_peer("gateway", peer);
	else
		print_peer("peer", peer);
	print_address("assigned", &peer->assigned);
	print_address("previous", &peer->previous);
	print_address("application", &peer->app);
	if (peer->last_error)
		printf(" last error %s",
		       SNT_NAME(peer_error, peer->last_error));
}

static void print_event(const struct snt_event *event)
{
	char time[SNT_TIME_TEXT];

	printf("%s %s %s", snt_text_time(time, show_now_ns()), event->dev.name,
	       event_name(event));
	print_detail(event);
	putchar('\n');
}

static void write_event(const struct snt_event *event)
{
	struct snt_json json = { .out = stdout, .compact = true };

	snt_json_begin(&json, NULL, '{');
	snt_json_time(&json, "time", show_now_ns());
	snt_json_string(&json, "event", event_name(event));
	snt_json_uint(&json, "seq", event->seq);
	show_json_event(&json, event);
	snt_json_end(&json, '}');
}

static void report_loss(const struct monitor *monitor,
			const struct snt_dev *dev, uint32_t nr)
{
	struct snt_json json = { .out = stdout, .compact = true };

	if (!monitor->json) {
		printf("%s: %u events were lost\n", dev->name, nr);
		return;
	}
	snt_json_begin(&json, NULL, '{');
	snt_json_time(&json, "time", show_now_ns());
	snt_json_string(&json, "event", "lost");
	snt_json_string(&json, "name", dev->name);
	snt_json_uint(&json, "lost", nr);
	snt_json_end(&json, '}');
}

static struct counter *find_counter(struct monitor *monitor, uint32_t ifindex,
				    bool is_peer)
{
	struct counter *counter;
	size_t i;

	for (i = 0; i < monitor->nr; i++) {
		counter = &monitor->counters[i];
		if (counter->ifindex == ifindex && counter->is_peer == is_peer)
			return counter;
	}
	return NULL;
}

static void check_number(struct monitor *monitor, const struct snt_event *event)
{
	bool is_peer = event->cmd == SNAPTUN_CMD_PEER_EVENT_NTF ||
		       event->cmd == SNAPTUN_CMD_TUNNEL_EVENT_NTF;
	struct counter *counter = find_counter(monitor, event->dev.ifindex,
					       is_peer);

	if (counter && event->seq != counter->seq + 1 &&
	    event->seq > counter->seq)
		report_loss(monitor, &event->dev,
			    event->seq - counter->seq - 1);
	if (!counter) {
		monitor->counters = snt_mem_grow(monitor->counters,
						 &monitor->max,
						 monitor->nr + 1,
						 sizeof(*counter));
		counter = &monitor->counters[monitor->nr++];
		counter->ifindex = event->dev.ifindex;
		counter->is_peer = is_peer;
	}
	counter->seq = event->seq;
}

static void print_identity(const struct snt_identity *identity)
{
	char time[SNT_TIME_TEXT], key[SNT_KEY_TEXT];

	snt_key_to_text(key, identity->public_key);
	printf("%s %s identity-%s %s", snt_text_time(time, show_now_ns()),
	       identity->ifname, SNT_NAME(identity_event, identity->event),
	       key);
	if (*identity->label)
		printf(" (%s)", identity->label);
	putchar('\n');
}

static void write_identity(const struct snt_identity *identity)
{
	struct snt_json json = { .out = stdout, .compact = true };
	char event[64], key[SNT_KEY_TEXT];

	snt_json_begin(&json, NULL, '{');
	snt_json_time(&json, "time", show_now_ns());
	snprintf(event, sizeof(event), "identity-%s",
		 SNT_NAME(identity_event, identity->event));
	snt_json_string(&json, "event", event);
	snt_json_uint(&json, "seq", identity->seq);
	snt_json_string(&json, "name", identity->ifname);
	snt_key_to_text(key, identity->public_key);
	snt_json_string(&json, "public_key", key);
	show_json_names(&json, identity);
	show_json_limits(&json, identity);
	if (identity->account.generation)
		show_json_account(&json, identity);
	snt_json_end(&json, '}');
}

static void take_identity(struct monitor *monitor, const struct nlmsghdr *nlh)
{
	struct snt_event event = { .cmd = SNAPTUN_CMD_IDENTITY_NTF };
	struct snt_identity identity;

	if (snt_identity_parse(nlh, &identity))
		return;
	event.dev.ifindex = identity.ifindex;
	memcpy(event.dev.name, identity.ifname, sizeof(event.dev.name));
	event.seq = identity.seq;
	check_number(monitor, &event);
	if (monitor->ifname && strcmp(monitor->ifname, identity.ifname))
		return;
	if (monitor->json)
		write_identity(&identity);
	else
		print_identity(&identity);
}

static int event_cb(const struct nlmsghdr *nlh, void *arg)
{
	struct monitor *monitor = arg;
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(nlh);
	struct snt_event event;

	if (genl->cmd == SNAPTUN_CMD_IDENTITY_NTF) {
		take_identity(monitor, nlh);
		return MNL_CB_OK;
	}
	if (snt_nl_parse_event(nlh, &event))
		return MNL_CB_OK;
	check_number(monitor, &event);
	if (!monitor->ifname || !strcmp(monitor->ifname, event.dev.name)) {
		if (monitor->json)
			write_event(&event);
		else
			print_event(&event);
	}
	free(event.peer.prefixes);
	return MNL_CB_OK;
}

/* One that comes later would be shown too, but is more often mistyped. */
static int require_device(struct snt_nl *nl, const char *ifname)
{
	struct snt_devs devs;
	bool found = false;
	int status = 0;
	size_t i;

	if (snt_nl_get_names(nl, &devs))
		status = ctl_fail("%s", nl->error);
	for (i = 0; i < devs.nr && !found; i++)
		found = !strcmp(devs.dev[i]->name, ifname);
	if (!status && !found)
		status = ctl_fail("there is no snaptun interface `%s'", ifname);
	snt_nl_free_devs(&devs);
	return status;
}

int cmd_monitor(int argc, char **argv)
{
	struct monitor monitor = { 0 };
	struct listening listening = { .cb = event_cb, .arg = &monitor };
	sigset_t while_waiting;
	int status;

	monitor.json = ctl_take_option(&argc, argv, "--json");
	if (argc > 2)
		return CTL_USAGE;
	monitor.ifname = argc > 1 && strcmp(argv[1], "all") ? argv[1] : NULL;
	listen_catch_signals(&while_waiting);
	status = ctl_open(&monitor.nl);
	if (!status && monitor.ifname)
		status = require_device(&monitor.nl, monitor.ifname);
	if (!status && (snt_nl_join(&monitor.nl, monitor.nl.config_group) ||
			snt_nl_join(&monitor.nl, monitor.nl.peer_group)))
		status = ctl_fail("%s", monitor.nl.error);
	if (!status)
		status = listen_run(&monitor.nl, &while_waiting, &listening);
	snt_nl_close(&monitor.nl);
	free(monitor.counters);
	return status;
}
