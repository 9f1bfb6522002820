// SPDX-License-Identifier: GPL-2.0-only
/*
 * flow: which tunnel the socket of an application has.
 */
#include "ctl.h"

#include <errno.h>
#include <inttypes.h>
#include <linux/snaptun.h>
#include <string.h>

#include "mem.h"
#include "names.h"
#include "text.h"

/* Words of one line, each so wide that the next begin below each other */
#define LINE_FORMAT	"%-24s %-6s %-15s %-24s %6s %10s %10s\n"

static void print_flow(const struct snt_peer *tunnel)
{
	char app[SNT_ADDR_TEXT], assigned[SNT_ADDR_TEXT];
	char id[16], idle[16], rx[24], tx[24];

	snprintf(id, sizeof(id), "%u", tunnel->id);
	snprintf(idle, sizeof(idle), "%u", tunnel->app_idle_s);
	snprintf(rx, sizeof(rx), "%" PRIu64, tunnel->rx_packets);
	snprintf(tx, sizeof(tx), "%" PRIu64, tunnel->tx_packets);
	printf(LINE_FORMAT, snt_text_sockaddr(app, &tunnel->app), id,
	       SNT_NAME(peer_state, tunnel->state),
	       tunnel->assigned.sa.sa_family ?
	       snt_text_sockaddr(assigned, &tunnel->assigned) : "-",
	       idle, rx, tx);
}

static bool has_flows(const struct snt_dev *dev)
{
	const struct snt_peer *tunnel = dev->peers;

	while (tunnel && !(tunnel->flags & SNT_PEER_HAS_APP))
		tunnel = tunnel->next;
	return tunnel;
}

/* Why there is nothing to be shown */
static void explain(const struct snt_dev *dev)
{
	char text[SNT_ADDR_TEXT];

	snt_text_sockaddr(text, &dev->facade);
	if (!dev->facade.sa.sa_family)
		printf("%s has no facade: " CTL_NAME " set %s facade ADDRESS gives it one\n",
		       dev->name, dev->name);
	else if (dev->facade_translation == SNAPTUN_FACADE_TRANSLATION_OFF)
		printf("%s: no socket has a tunnel of its own, as facade-translation is off\n",
		       dev->name);
	else
		printf("%s: no application has sent anything to %s lately\n",
		       dev->name, text);
}

static void print_client(const struct snt_dev *dev)
{
	const struct snt_peer *tunnel;

	if (!has_flows(dev)) {
		explain(dev);
		return;
	}
	printf("%s:\n" LINE_FORMAT, dev->name, "application", "tunnel",
	       "state", "assigned address", "idle s", "received", "sent");
	for (tunnel = dev->peers; tunnel; tunnel = tunnel->next) {
		if (tunnel->flags & SNT_PEER_HAS_APP)
			print_flow(tunnel);
	}
}

static void write_address(struct snt_json *json, const char *name,
			  const union snt_sockaddr *addr)
{
	char text[SNT_ADDR_TEXT];

	if (addr->sa.sa_family)
		snt_json_string(json, name, snt_text_sockaddr(text, addr));
}

static void write_flow(struct snt_json *json, const struct snt_peer *tunnel)
{
	snt_json_begin(json, NULL, '{');
	write_address(json, "app", &tunnel->app);
	snt_json_uint(json, "app_idle_s", tunnel->app_idle_s);
	snt_json_uint(json, "id", tunnel->id);
	snt_json_string(json, "state", SNT_NAME(peer_state, tunnel->state));
	write_address(json, "assigned_address", &tunnel->assigned);
	snt_json_uint(json, "rx_packets", tunnel->rx_packets);
	snt_json_uint(json, "tx_packets", tunnel->tx_packets);
	snt_json_end(json, '}');
}

static void write_client(struct snt_json *json, const struct snt_dev *dev)
{
	const struct snt_peer *tunnel;

	snt_json_begin(json, NULL, '{');
	snt_json_string(json, "name", dev->name);
	write_address(json, "facade", &dev->facade);
	snt_json_begin(json, "flows", '[');
	for (tunnel = dev->peers; tunnel; tunnel = tunnel->next) {
		if (tunnel->flags & SNT_PEER_HAS_APP)
			write_flow(json, tunnel);
	}
	snt_json_end(json, ']');
	snt_json_end(json, '}');
}

static void show(const struct snt_devs *clients, bool as_json)
{
	struct snt_json json = { .out = stdout };
	size_t i;

	if (as_json) {
		snt_json_begin(&json, NULL, '{');
		snt_json_begin(&json, "interfaces", '[');
	} else if (!clients->nr) {
		puts("there is no client: ip link add NAME type snaptun role client");
	}
	for (i = 0; i < clients->nr; i++) {
		if (as_json)
			write_client(&json, clients->dev[i]);
		else
			print_client(clients->dev[i]);
	}
	if (as_json) {
		snt_json_end(&json, ']');
		snt_json_end(&json, '}');
	}
}

static void take(struct snt_devs *clients, struct snt_dev *dev)
{
	clients->dev = snt_mem_grow(clients->dev, &clients->max,
				    clients->nr + 1, sizeof(*clients->dev));
	clients->dev[clients->nr++] = dev;
}

static int read_named(struct snt_nl *nl, const char *ifname,
		      struct snt_devs *clients)
{
	struct snt_dev *dev;
	int status = ctl_get_dev(nl, ifname, &dev);

	if (!status && !snt_model_is_client(dev))
		status = ctl_fail("%s has peers, and no facade: that is for `ip link add ... type snaptun role client'",
				  ifname);
	if (status)
		snt_model_destroy(dev);
	else
		take(clients, dev);
	return status;
}

/* Of @named its name is known and its role, not its tunnels. */
static int read_client(struct snt_nl *nl, const struct snt_dev *named,
		       struct snt_devs *clients)
{
	struct snt_dev *dev;
	int ret;

	if (!snt_model_is_client(named))
		return 0;
	ret = snt_nl_get_dev(nl, named->name, &dev);
	/* one that went away meanwhile is not there */
	if (ret == -ENODEV)
		return 0;
	if (ret)
		return ctl_fail("Unable to access interface %s: %s",
				named->name, nl->error);
	take(clients, dev);
	return 0;
}

static int read_all(struct snt_nl *nl, struct snt_devs *clients)
{
	struct snt_devs names;
	int status = 0;
	size_t i;

	if (snt_nl_get_names(nl, &names))
		status = ctl_fail("Unable to list interfaces: %s", nl->error);
	for (i = 0; i < names.nr && !status; i++)
		status = read_client(nl, names.dev[i], clients);
	snt_nl_free_devs(&names);
	return status;
}

int cmd_flow(int argc, char **argv)
{
	bool as_json = ctl_take_option(&argc, argv, "--json");
	struct snt_devs clients = { 0 };
	struct snt_nl nl;
	int status;

	if (argc < 2 || argc > 3 || strcmp(argv[1], "show"))
		return CTL_USAGE;
	status = ctl_open(&nl);
	if (!status && argc == 3 && strcmp(argv[2], "all"))
		status = read_named(&nl, argv[2], &clients);
	else if (!status)
		status = read_all(&nl, &clients);
	if (!status)
		show(&clients, as_json);
	snt_nl_free_devs(&clients);
	snt_nl_close(&nl);
	return status;
}
