// SPDX-License-Identifier: GPL-2.0-only
/*
 * metrics: what is known of all interfaces, for collectors.
 */
#include "ctl.h"

#include <errno.h>
#include <linux/snaptun.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "identity.h"
#include "mem.h"
#include "metrics.h"

#define REQUEST_SIZE	512

static void count_state(uint64_t *numbers, uint32_t state)
{
	if (state < METRICS_STATES)
		numbers[state]++;
}

static int count_tunnel_cb(const struct nlmsghdr *nlh, void *arg)
{
	struct metrics_dev *metrics = arg;
	struct snt_peer tunnel = { 0 };

	if (snt_nl_parse_peer(nlh, &snt_kind_made, &tunnel, NULL))
		return MNL_CB_ERROR;
	count_state(metrics->tunnels, tunnel.state);
	return MNL_CB_OK;
}

static int count_identity_cb(const struct nlmsghdr *nlh, void *arg)
{
	struct metrics_dev *metrics = arg;
	struct snt_identity identity;

	if (snt_identity_parse(nlh, &identity))
		return MNL_CB_ERROR;
	count_state(metrics->identities, identity.state);
	return MNL_CB_OK;
}

/* What comes or goes meanwhile is counted or not. */
static int count(struct snt_nl *nl, struct metrics_dev *metrics, uint8_t cmd,
		 mnl_cb_t cb)
{
	char buf[REQUEST_SIZE];
	struct nlmsghdr *nlh = snt_nl_prepare(nl, buf, cmd, NLM_F_DUMP);
	int ret;

	/* Both sets have it as the same number. */
	mnl_attr_put_u32(nlh, SNAPTUN_A_IDENTITY_IFINDEX,
			 metrics->dev->ifindex);
	ret = snt_nl_ask(nl, nlh, cb, metrics);
	return ret == -EINTR ? 0 : ret;
}

_Static_assert((int)SNAPTUN_A_IDENTITY_IFINDEX == (int)SNAPTUN_A_PEER_IFINDEX,
	       "the device's attribute");

static int count_all(struct snt_nl *nl, struct metrics_dev *metrics)
{
	const struct snt_peer *peer;
	int ret;

	for (peer = metrics->dev->peers; peer; peer = peer->next)
		count_state(metrics->tunnels, peer->state);
	if (metrics->dev->role != SNAPTUN_ROLE_GATEWAY)
		return 0;
	ret = count(nl, metrics, SNAPTUN_CMD_TUNNEL_GET, count_tunnel_cb);
	if (!ret)
		ret = count(nl, metrics, SNAPTUN_CMD_IDENTITY_GET,
			    count_identity_cb);
	return ret;
}

/**
 * struct collection - what was read
 * @devs: with their peers
 * @drops: of all interfaces
 * @nr_drops: how many
 * @metrics: for each of @devs
 */
struct collection {
	struct snt_devs devs;
	struct snt_drops *drops;
	size_t nr_drops;
	struct metrics_dev *metrics;
};

static const struct snt_drops *find_drops(const struct collection *all,
					  const char *name)
{
	size_t i;

	for (i = 0; i < all->nr_drops; i++) {
		if (!strcmp(all->drops[i].name, name))
			return &all->drops[i];
	}
	return NULL;
}

/* One that has gone since the names were read is not there. */
static int read_dev(struct snt_nl *nl, const char *name,
		    struct collection *all)
{
	struct snt_dev *dev;
	int ret = snt_nl_get_dev(nl, name, &dev);

	if (ret)
		return ret == -ENODEV ? 0 : ret;
	all->devs.dev = snt_mem_grow(all->devs.dev, &all->devs.max,
				     all->devs.nr + 1, sizeof(dev));
	all->devs.dev[all->devs.nr++] = dev;
	return 0;
}

static int read_devs(struct snt_nl *nl, struct collection *all)
{
	struct snt_devs names;
	size_t i;
	int ret;

	ret = snt_nl_get_names(nl, &names);
	for (i = 0; !ret && i < names.nr; i++)
		ret = read_dev(nl, names.dev[i]->name, all);
	snt_nl_free_devs(&names);
	return ret;
}

static int collect(struct snt_nl *nl, struct collection *all)
{
	size_t i;
	int ret;

	ret = read_devs(nl, all);
	if (!ret)
		ret = snt_nl_get_drops(nl, NULL, &all->drops, &all->nr_drops);
	all->metrics = snt_mem_alloc((all->devs.nr + 1) *
				     sizeof(*all->metrics));
	for (i = 0; !ret && i < all->devs.nr; i++) {
		struct metrics_dev *metrics = &all->metrics[i];

		metrics->dev = all->devs.dev[i];
		metrics->drops = find_drops(all, metrics->dev->name);
		route_get_link(metrics->dev->name, &metrics->link);
		ret = count_all(nl, metrics);
	}
	return ret ? ctl_fail("%s", nl->error) : 0;
}

static void free_all(struct collection *all)
{
	size_t i;

	for (i = 0; i < all->nr_drops; i++)
		free(all->drops[i].count);
	free(all->drops);
	free(all->metrics);
	snt_nl_free_devs(&all->devs);
}

/* Collectors read it as another user. */
static int write_file(const struct collection *all, const char *path)
{
	struct snt_file_new file;
	int ret = snt_file_begin(&file, path, 0644);

	if (!ret) {
		metrics_write(file.out, all->metrics, all->devs.nr);
		ret = snt_file_end(&file, true);
	}
	return ret ? ctl_fail("%s: %s", path, strerror(-ret)) : 0;
}

int cmd_metrics(int argc, char **argv)
{
	bool to_file = ctl_take_option(&argc, argv, "--write");
	struct collection all = { 0 };
	struct snt_nl nl;
	int status;

	if (argc != (to_file ? 2 : 1))
		return CTL_USAGE;
	status = ctl_open(&nl);
	if (!status)
		status = collect(&nl, &all);
	if (!status && to_file)
		status = write_file(&all, argv[1]);
	else if (!status)
		metrics_write(stdout, all.metrics, all.devs.nr);
	free_all(&all);
	snt_nl_close(&nl);
	return status;
}
